# SPDX-License-Identifier: EUPL-1.2
"""Plays a whole visit by itself: a patient at the touchscreen, a GP in a browser, and what was measured of it."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import statistics
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from playwright.async_api import Error as PlaywrightError

from kiosk.errors import KioskError
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.gp import GpBrowser, GpPage
from provisioning.demo.measurements import Measurements
from provisioning.demo.patient import SIMPLEST, Patient
from provisioning.demo.report import Report, Requirement, Shot
from provisioning.demo.timeline import Timeline, spread
from provisioning.demo.usage import ProcessUsage, browser_pids
from provisioning.demo.world import World, WorldPlan, open_world
from ui.touch.stage_client import StageClient, StageError

CALL_S = 12.0
"""How long the two are left talking before the visit ends: enough for steady figures."""
WARM_UP = 60
"""Frames at the start of the call that do not count: the codec is finding its rate."""
AUDIBLE_DBFS = -50.0
SPOKEN_SHARE = 0.2
"""Who speaks is heard for so much of the time at least; the rest are pauses, from which the noise is taken."""
CHAT = "Hej! Hör du mig bra?"


@dataclass(slots=True)
class Play:
    """One play of a visit and everything collected on the way."""

    world: World
    patient: Patient
    browser: GpBrowser
    measurements: Measurements
    out: Path
    usage: ProcessUsage
    timeline: Timeline = field(default_factory=Timeline)
    shots: list[Shot] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    async def run(self) -> None:
        """Play from the first touch to the erasure receipt."""
        booked = await self.world.book()
        self.facts["visit"] = booked.visit
        self.timeline.mark("clinic booked the visit")
        await self._arrive(booked.code)
        await self._measure()
        page = await self._meet(booked.link)
        await self._talk(page)
        await self._part(page)
        self.facts["bundle"] = await self.world.clinic.record(booked.visit)

    async def _arrive(self, code: str) -> None:
        await self.patient.sees("attract")
        await self._look("attract", "The station waits for somebody")
        self.timeline.mark("patient tapped start")
        await self.patient.tap("start")
        await self._seen("language", "Language")
        await self.patient.tap("language-sv")
        await self._answer("how-to", "How to see and hear the screen")
        await self._seen("code", "The visit's code")
        await self.patient.type_code(code)
        await self._answer("who-for", "Whom the visit is for")
        await self._answer("company", "Who is there")
        await self._answer("consent", "What happens, and consent")
        await self._answer("prepare", "What to do before measuring")

    async def _measure(self) -> None:
        await self.patient.sees("measure")
        await self.world.oximeter("finger in")
        self.timeline.mark("finger in the oximeter")
        spo2 = await self.patient.reads("spo2")
        pulse = await self.patient.reads("pulse")
        self.facts["station_numbers"] = (spo2, pulse)
        self.timeline.mark("numbers on the patient's screen")
        await self._look("measure", "Measuring: pulse, oxygen, plethysmogram")
        self.timeline.mark("patient is ready")
        await self.patient.tap("continue")
        await self._answer("review", "What was measured")
        await self._seen("waiting", "The waiting room")

    async def _meet(self, link: str) -> GpPage:
        page = await self.browser.open(link)
        await page.page.locator("#lobby").wait_for()
        self.timeline.mark("GP opened the link")
        await self._gp_look(page, "gp-lobby", "The GP's page before joining")
        self.timeline.mark("GP tapped join")
        await page.join("Dr Vera Lindqvist")
        await page.in_call()
        first = await page.first_frame_s()
        self.timeline.mark("GP's first decoded frame", first)
        await self.patient.sees("call")
        self.timeline.mark("patient sees the call")
        return page

    async def _talk(self, page: GpPage) -> None:
        self.usage.begin()
        self.facts["gp_numbers"] = await page.numbers()
        self.timeline.mark("numbers on the GP's page")
        await page.write(CHAT)
        await self.patient.tap("say-yes")
        await page.accept()
        self.timeline.mark("reading accepted and filed")
        await asyncio.sleep(CALL_S / 2)
        await self._look("call", "The call, at the station")
        await self._gp_look(page, "gp-call", "The call, on the GP's page")
        await asyncio.sleep(CALL_S / 2)
        self.facts["gp_measured"] = await page.measured()
        self.usage.note()

    async def _part(self, page: GpPage) -> None:
        await page.end()
        self.timeline.mark("GP ended the visit")
        await self._rate()
        await self._seen("goodbye", "Goodbye")
        await self._gp_look(page, "gp-ended", "The GP's page afterwards")
        await self.patient.tap("done")
        await self.patient.sees("erased")
        self.facts["receipt"] = await self._receipt()
        self.timeline.mark("erasure receipt")
        await self._look("erased", "The erasure receipt")
        await self.patient.tap("done")
        await self._answer("cleaning", "Wiping before the next patient")
        await self.patient.sees("attract")
        self.timeline.mark("ready for the next patient")

    async def _answer(self, screen: str, caption: str) -> None:
        """Look at a screen that asks something, and give the simplest answer."""
        await self._seen(screen, caption)
        await self.patient.tap(SIMPLEST[screen])

    async def _rate(self) -> None:
        """Answer both questions about the visit."""
        await self._seen("rating", "Two questions about the visit")
        first = await self.patient.text("title")
        await self.patient.tap("rate-5")
        await self.patient.sees_other("title", first)
        await self.patient.tap("rate-4")

    async def _receipt(self) -> list[tuple[str, bool]]:
        async with asyncio.timeout(15):
            while True:
                lines = [each for each in await self.patient.widgets() if str(each["id"]).startswith("check-")]
                if lines:
                    return [(str(line["text"]), str(line["id"]).endswith("-ok")) for line in lines]
                await asyncio.sleep(0.1)

    async def _seen(self, screen: str, caption: str) -> None:
        await self.patient.sees(screen)
        self.timeline.mark(f"screen: {screen}")
        await self._look(screen, caption)

    async def _look(self, screen: str, caption: str) -> None:
        number = sum(shot.file.startswith("station-") for shot in self.shots) + 1
        name = f"station-{number:02}-{screen}.png"
        await self.patient.picture(self.out / name)
        self.shots.append(Shot(name, f"Station: {caption}"))

    async def _gp_look(self, page: GpPage, name: str, caption: str) -> None:
        await page.picture(self.out / f"{name}.png")
        self.shots.append(Shot(f"{name}.png", caption))

    # ------------------------------------------------------------------------------------------ the outcome

    def report(self) -> Report:
        """Work out the figures and whether everything happened."""
        self._figures()
        bundle = self.facts.get("bundle") or {}
        return Report(
            requirements=self._requirements(),
            timeline=self.timeline,
            shots=self.shots,
            receipt=self.facts.get("receipt", ()),
            filed=[_described(each) for each in _observations(bundle)],
        )

    def _figures(self) -> None:
        figures, seen = self.timeline.figures, self.facts.get("gp_measured", {})
        heard = self.measurements.numbers("audio-in", "level_dbfs")
        figures["start_to_gp_first_frame_s"] = _rounded(
            self.timeline.between("patient tapped start", "GP's first decoded frame")
        )
        figures["join_to_gp_first_frame_s"] = _rounded(
            self.timeline.between("GP tapped join", "GP's first decoded frame")
        )
        figures["video_to_gp_ms"] = spread(seen.get("latencies_ms", [])[WARM_UP:])
        figures["video_to_station_ms"] = spread(self.measurements.numbers("video-in", "latency_ms")[WARM_UP:])
        figures["audio_to_gp_ms"] = spread(seen.get("markers_ms", []))
        figures["audio_to_station_ms"] = spread(self.measurements.numbers("audio-in", "marker_delay_ms"))
        figures["audio_to_gp_dbfs"] = _spoken(seen.get("levels_dbfs", []))
        figures["audio_to_station_dbfs"] = _spoken(heard)
        figures["gp_picture"] = {"size": seen.get("size"), "frames": seen.get("frames"), "moving": seen.get("moving")}
        figures["processes"] = self.usage.table()

    def _requirements(self) -> list[Requirement]:
        figures, facts = self.timeline.figures, self.facts
        seen = facts.get("gp_measured", {})
        receipt = facts.get("receipt", ())
        observations = _observations(facts.get("bundle") or {})
        numbers = facts.get("gp_numbers", ("", ""))
        return [
            Requirement("The patient's picture moves at the GP", seen.get("moving", 0) > WARM_UP),
            Requirement("The GP's picture moves at the station", bool(figures["video_to_station_ms"])),
            Requirement("The GP hears the patient", _audible(figures["audio_to_gp_dbfs"])),
            Requirement("The patient hears the GP", _audible(figures["audio_to_station_dbfs"])),
            Requirement(
                "SpO2 and pulse are live on both screens, with the device's own numbers",
                bool(numbers[0]) and facts.get("station_numbers", ("", ""))[0] == numbers[0],
            ),
            Requirement("An accepted reading is in the record", bool(observations)),
            Requirement(
                "The visit was erased, and the receipt says so", bool(receipt) and all(ok for _, ok in receipt)
            ),
        ]


@contextlib.asynccontextmanager
async def open_play(plan: WorldPlan, out: Path) -> AsyncIterator[Play]:
    """Start a display, a world, eyes, a finger and a browser for a play."""
    out.mkdir(parents=True, exist_ok=True)
    async with contextlib.AsyncExitStack() as stack:
        environment = await stack.enter_async_context(VirtualDisplay(plan.panel.width_px, plan.panel.height_px))
        world = await stack.enter_async_context(open_world(replace(plan, environment=environment)))
        measurements = await stack.enter_async_context(Measurements(world.probe_socket))
        browser = await stack.enter_async_context(GpBrowser(world.trusted_spki))
        stage = await stack.enter_async_context(StageClient(world.stage_socket))
        yield Play(
            world=world,
            patient=Patient(stage, {**os.environ, **environment}),
            browser=browser,
            measurements=measurements,
            out=out,
            usage=ProcessUsage(lambda: {**world.pids(), **world.clinic.pids(), **browser_pids()}),
        )


def _observations(bundle: dict[str, Any]) -> list[dict[str, Any]]:
    resources = [entry.get("resource", {}) for entry in bundle.get("entry", [])]
    return [resource for resource in resources if resource.get("resourceType") == "Observation"]


def _described(observation: dict[str, Any]) -> str:
    quantity = observation.get("valueQuantity", {})
    name = observation.get("code", {}).get("coding", [{}])[0].get("display", "reading")
    return f"{name}: {quantity.get('value')} {quantity.get('unit', '')} at {observation.get('effectiveDateTime')}"


def _median(values: list[float]) -> float | None:
    return round(statistics.median(values), 1) if values else None


def _spoken(levels_dbfs: list[float]) -> float | None:
    """Return the usual level of what was said, without its pauses; of everything, where hardly anything was said."""
    said = [level for level in levels_dbfs if level > AUDIBLE_DBFS]
    return _median(said if len(said) >= SPOKEN_SHARE * len(levels_dbfs) else levels_dbfs)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _audible(level_dbfs: float | None) -> bool:
    return level_dbfs is not None and level_dbfs > AUDIBLE_DBFS


def write(play: Play, report: Report) -> None:
    """Write everything the play leaves behind."""
    play.timeline.write(play.out / "timeline.json")
    bundle = play.facts.get("bundle")
    if bundle is not None:
        text = json.dumps(bundle, indent=2, ensure_ascii=False)
        (play.out / "bundle.json").write_text(text + "\n", encoding="utf-8")
    report.write(play.out)


async def play_visit(plan: WorldPlan, out: Path) -> Report:
    """Play a visit and write the report; a step that fails is named in it and ends the play."""
    async with open_play(plan, out) as play:
        try:
            await play.run()
        except (KioskError, StageError, PlaywrightError, TimeoutError) as problem:
            play.timeline.mark(
                f"stopped: {type(problem).__name__}: {str(problem).splitlines()[0] if str(problem) else ''}"
            )
        report = play.report()
        write(play, report)
    return report
