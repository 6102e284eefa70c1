# SPDX-License-Identifier: EUPL-1.2
"""A whole world for system tests, and quick hands: the patient's taps go through Kivy's own input, not through X."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from kiosk.guide import GUIDES
from kiosk.messages import Notice, NoticeKey
from kiosk.settings import SoundSection, VisitSection
from provisioning.demo.clinic import CreatedVisit
from provisioning.demo.display import VirtualDisplay
from provisioning.demo.gp import GpBrowser, GpPage
from provisioning.demo.patient import SIMPLEST
from provisioning.demo.world import World, WorldPlan, open_world
from ui.touch.i18n import Words
from ui.touch.notices import sentence
from ui.touch.stage_client import StageClient, StageError
from ui.touch.text.direction import plain

QUICK = VisitSection(goodbye_s=300.0, receipt_s=300.0, code_lock_s=2.0)
"""Screens that stand until they are tapped, and a keypad that is not closed for long."""


LOOK_AGAIN_S = 0.1


@dataclass(slots=True)
class Room:
    """A world, somebody at the screen, somebody at the clinic."""

    world: World
    stage: StageClient
    browser: GpBrowser

    async def sees(self, screen: str, timeout_s: float = 20.0) -> None:
        await self.stage.wait(screen, timeout_s=timeout_s)

    async def tap(self, *idents: str) -> None:
        for ident in idents:
            await self.stage.tap(ident)

    async def on_to(self, screen: str, timeout_s: float = 30.0) -> None:
        """Answer whatever is asked on the way to ``screen``, as simply as possible."""
        async with asyncio.timeout(timeout_s):
            while (here := await self.stage.screen())["screen"] != screen:
                ident = SIMPLEST.get(here["screen"])
                if ident is not None and here["ready"]:
                    with contextlib.suppress(StageError):  # the screen may have changed meanwhile
                        await self.stage.tap(ident)
                await asyncio.sleep(LOOK_AGAIN_S)
        await self.sees(screen)

    async def to_code(self, language: str = "sv") -> None:
        await self.sees("attract")
        await self.tap("start")
        await self.sees("language")
        await self.tap(f"language-{language}")
        await self.on_to("code")

    async def to_measure(self, booked: CreatedVisit, *, finger: bool = False) -> None:
        """Walk from attract to the measuring."""
        await self.to_code()
        await self.stage.type_code(booked.code)
        await self.on_to("measure")
        if finger:
            await self.world.oximeter("finger in")
            await self.shows("spo2", lambda text: "97" in text)

    async def to_waiting(self, booked: CreatedVisit, *, finger: bool = False) -> None:
        """Walk from attract to the waiting room."""
        await self.to_measure(booked, finger=finger)
        await self.tap("continue")
        await self.on_to("waiting")

    async def to_call(self, booked: CreatedVisit, *, finger: bool = False) -> GpPage:
        """Walk from attract into the call."""
        await self.to_waiting(booked, finger=finger)
        page = await self.browser.open(booked.link)
        await page.join()
        await page.in_call()
        await self.sees("call")
        return page

    async def leave_call(self, page: GpPage) -> None:
        """End the visit from the GP's side, and go on to the next patient."""
        await page.end()
        await self.on_to("goodbye")
        await self.tap("done")
        await self.sees("erased")
        await self.shows("check-folder-ok", bool)
        await self.on_to("attract")
        await page.page.close()

    async def shows(self, ident: str, wanted: Callable[[str], object], timeout_s: float = 20.0) -> str:
        """Wait until the widget ``ident`` is there with such a text; return it."""
        async with asyncio.timeout(timeout_s):
            while True:
                text = await self._text(ident)
                if text is not None and wanted(text):
                    return text
                await asyncio.sleep(LOOK_AGAIN_S)

    async def shows_not(self, ident: str, timeout_s: float = 20.0) -> None:
        """Wait until there is no widget ``ident``."""
        async with asyncio.timeout(timeout_s):
            while await self._text(ident) is not None:
                await asyncio.sleep(LOOK_AGAIN_S)

    async def notice(self, key: str, timeout_s: float = 20.0) -> None:
        """Wait until a notice stands on the screen, above it or over the picture."""
        await self._until(lambda tree: key in _notices(tree), timeout_s)

    async def notice_gone(self, key: str, timeout_s: float = 20.0) -> None:
        await self._until(lambda tree: key not in _notices(tree), timeout_s)

    async def _until(self, wanted: Callable[[list[dict[str, Any]]], bool], timeout_s: float) -> None:
        async with asyncio.timeout(timeout_s):
            while not wanted(await self.stage.tree()):
                await asyncio.sleep(LOOK_AGAIN_S)

    async def back_to_start(self) -> None:
        """Bring the station back to attract, whatever a test left behind: a fresh process forgets the visit."""
        await self.new_screen()
        if (await self.stage.screen())["screen"] != "attract":
            await self.world.kill("station")
            await self.sees("attract", 40)

    async def new_screen(self) -> None:
        """See the screen of a ui that was started anew."""
        await self.stage.__aexit__(None, None, None)
        self.stage = await StageClient(self.world.stage_socket, deadline_s=30.0).__aenter__()

    async def _text(self, ident: str) -> str | None:
        found = [widget for widget in await self.stage.tree() if widget["id"] == ident]
        return str(found[0]["text"] or found[0]["id"]) if found else None


def _notices(tree: list[dict[str, Any]]) -> set[str]:
    """Find the notices on a Swedish screen: bars of their own, or the badge over the picture."""
    words = Words("sv")
    badges = {widget["text"] for widget in tree if widget["id"] == "call-state"}
    instruments = [guide.title for guide in GUIDES.values()]
    known = [Notice(key=key, instrument=instrument) for key in NoticeKey for instrument in instruments]
    over = {notice.key.value for notice in known if plain(sentence(notice, words)) in badges}
    return over | {widget["id"].removeprefix("notice-") for widget in tree if widget["id"].startswith("notice-")}


@contextlib.asynccontextmanager
async def open_room(plan: WorldPlan, *, measured: bool = False) -> AsyncIterator[Room]:
    """Start a world with a display and a browser."""
    async with contextlib.AsyncExitStack() as stack:
        environment = await stack.enter_async_context(VirtualDisplay(plan.panel.width_px, plan.panel.height_px))
        world = await stack.enter_async_context(open_world(replace(plan, environment=environment)))
        browser = await stack.enter_async_context(GpBrowser(world.trusted_spki, measured=measured))
        room = Room(world, await StageClient(world.stage_socket, deadline_s=30.0).__aenter__(), browser)
        try:
            yield room
        finally:
            await room.stage.__aexit__(None, None, None)


def quick_plan(folder: Path, **changes: object) -> WorldPlan:
    """Plan a world whose screens wait for taps."""
    return replace(WorldPlan(folder=folder, visit=QUICK, sound=SoundSection(kind="speech")), **changes)  # type: ignore[arg-type]
