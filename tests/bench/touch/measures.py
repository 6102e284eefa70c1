# SPDX-License-Identifier: EUPL-1.2
"""The measurements, each on a real ui process against a station of words."""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
from asyncio.subprocess import Process
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kiosk import messages as m
from kiosk.frames import RingWriter, i420_bytes
from kiosk.preferences import Preferences
from tests.bench.touch.cost import anonymous_mb, rss_mb, spent
from tests.bench.touch.panel import Panel
from tests.ui.touch.process import start_ui, stop_ui
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES
from ui.touch.stage_client import StageClient

PICTURE = (1280, 720)
OWN = (320, 180)
FPS = 30
SETTLE_S = 3.0
GUARD_S = 0.35
"""A new screen takes no touch for less than this."""
FINGER_S = 0.08
"""How long a finger stays down."""
CHANGE_WITHIN_S = 3.0
FIRST_FRAME_WITHIN_S = 30.0
VISIT = (
    "attract", "language", "how-to", "code", "who-for", "company", "consent", "prepare", "six", "review", "waiting",
    "call", "summary", "rating", "goodbye", "erased", "cleaning",
)  # fmt: skip
"""The screens of a visit, by the names of their cases, or by how those begin."""
COARSE = 4
"""Of a whole screen every so manieth pixel each way is looked at: all of them would keep the station from answering."""
PICTURES = 3
"""So many come in the waiting room and in the call of a visit that is played."""
BY_HAND_EVERY = 20
"""So manieth visit has touches as well: a new screen takes none for a while, which lasts longer than the rest."""
WARM_VISITS = 50
"""Before these the process is still filling its caches."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One thing that was measured. ``limit`` None: only told."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    note: str = ""

    @property
    def held(self) -> bool | None:
        return None if self.limit is None else self.value <= self.limit


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """A running ui with a station before it."""

    station: FakeStation
    stage: StageClient
    pid: int
    panel: Panel

    async def show(self, view: m.AnyView) -> None:
        """Show ``view`` and wait until it takes touches."""
        self.station.show(view)
        await self.stage.wait(str(view.__struct_config__.tag))


@asynccontextmanager
async def scene(panel: Panel) -> AsyncIterator[Scene]:
    """Start the ui on ``panel``."""
    with tempfile.TemporaryDirectory(prefix="hr") as folder:
        async with screen(panel.display, Path(folder), "panel.fullscreen=true") as (station, stage, process):
            swallowing = asyncio.create_task(_swallow(process))
            try:
                yield Scene(station=station, stage=stage, pid=process.pid, panel=panel)
            finally:
                swallowing.cancel()
                await asyncio.gather(swallowing, return_exceptions=True)


async def _swallow(process: Process) -> None:
    """Read what it logs: a full pipe would stop it."""
    while process.stderr is not None and await process.stderr.read(1 << 16):
        pass


async def idle(panel: Panel, seconds: float) -> list[Figure]:
    """Measure what a screen costs at which nothing happens."""
    async with scene(panel) as at:
        await at.show(m.AttractView())
        await asyncio.sleep(SETTLE_S)
        before = spent(at.pid)
        await asyncio.sleep(seconds)
        own, raster = spent(at.pid).since(before)
        memory = rss_mb(at.pid)
    return [
        Figure(name="idle: processor, in all", value=100 * (own + raster), unit="% of a core", limit=1.0),
        Figure(name="idle: memory", value=memory, unit="MB", limit=220.0),
    ]


async def call(panel: Panel, seconds: float) -> list[Figure]:
    """Measure a call with pictures of 1280x720, 30 a second, and the patient's own in the corner."""
    async with scene(panel) as at:
        rings = _rings(at)
        await at.show(CASES["call"].view)
        feeding = asyncio.create_task(_feed(*rings))
        try:
            await asyncio.sleep(SETTLE_S)
            before, first = spent(at.pid), await _pictures_drawn(at.stage)
            await asyncio.sleep(seconds)
            after, last = spent(at.pid), await _pictures_drawn(at.stage)
        finally:
            feeding.cancel()
            with suppress(asyncio.CancelledError):
                await feeding
        memory = rss_mb(at.pid)
        for ring in rings:
            ring.close()
    own, raster = after.since(before)
    shown_hz = (last - first) / (after.at_s - before.at_s)
    return [
        Figure(name="call: processor, rasterising apart", value=100 * own, unit="% of a core", limit=20.0),
        Figure(name="call: rasterising", value=100 * raster, unit="% of a core", note="llvmpipe's threads"),
        Figure(name="call: pictures not shown", value=max(0.0, FPS - shown_hz), unit="of 30 a second", limit=1.0),
        Figure(name="call: memory", value=memory, unit="MB", limit=220.0),
    ]


async def _pictures_drawn(stage: StageClient) -> int:
    return int((await stage.find("gp-picture"))["frame"])


async def _feed(own: RingWriter, remote: RingWriter) -> None:
    """Write pictures that move, at the pace of a call."""
    large, small = _moving(*PICTURE), _moving(*OWN)
    start_s, number = time.monotonic(), 0
    while True:
        now_s = time.monotonic()
        remote.write(large[number % len(large)].tobytes(), *PICTURE, now_s)
        own.write(small[number % len(small)].tobytes(), *OWN, now_s)
        number += 1
        await asyncio.sleep(max(0.0, start_s + number / FPS - time.monotonic()))


def _moving(width: int, height: int) -> list[NDArray[np.uint8]]:
    """Make some pictures (I420) of a slope that wanders."""
    slope = np.add.outer(np.arange(height) // 2, np.arange(width) // 3)
    grey = np.full(width * height // 2, 128, np.uint8)
    return [np.concatenate([(16 + (slope + 8 * n) % 220).astype(np.uint8).reshape(-1), grey]) for n in range(8)]


async def tap(panel: Panel, count: int) -> list[Figure]:
    """Measure from a finger to what is seen: a key that is pressed, and the next screen by way of the station."""
    pressed_ms: list[float] = []
    next_ms: list[float] = []
    async with scene(panel) as at:
        for number in range(count):
            await at.show(CASES["code"].view)
            pressed_ms.append(await _pressed_ms(at, f"key-{1 + number % 9}"))
            await at.show(m.AttractView())
            next_ms.append(await _next_screen_ms(at))
    return [
        Figure(name="finger down → key looks pressed, p95", value=_p95(pressed_ms), unit="ms", limit=100.0,
               note=f"median {statistics.median(pressed_ms):.0f} ms of {count}"),
        Figure(name="finger up → next screen, by way of the station, p95", value=_p95(next_ms), unit="ms", limit=100.0,
               note=f"median {statistics.median(next_ms):.0f} ms of {count}"),
    ]  # fmt: skip


async def _pressed_ms(at: Scene, ident: str) -> float:
    box = await _box(at.stage, ident)
    before = at.panel.look(box)
    at.panel.press(box[0] + box[2] // 2, box[1] + box[3] // 2)
    took_s = await asyncio.to_thread(at.panel.changed_within, box, before, CHANGE_WITHIN_S)
    at.panel.lift()
    return took_s * 1000


async def _next_screen_ms(at: Scene) -> float:
    box = await _box(at.stage, "start")
    answering = asyncio.create_task(_answer(at.station))
    at.panel.press(box[0] + box[2] // 2, box[1] + box[3] // 2)
    await asyncio.sleep(FINGER_S)
    whole = await _box(at.stage, "screen")
    before = at.panel.look(whole, COARSE)
    at.panel.lift()
    took_s = await _new_picture_s(at.panel, whole, before)
    await answering
    return took_s * 1000


async def _new_picture_s(panel: Panel, box: tuple[int, int, int, int], before: NDArray[np.uint8]) -> float:
    """Wait until a tenth of ``box`` is another picture: a button that springs back is not the next screen."""
    start_s = time.monotonic()
    while (panel.look(box, COARSE) != before).any(axis=2).mean() < 0.1:
        if time.monotonic() > start_s + CHANGE_WITHIN_S:
            raise TimeoutError("the next screen did not come")
        await asyncio.sleep(0.002)
    return time.monotonic() - start_s


async def _answer(station: FakeStation) -> None:
    """Show the next screen the moment a tap comes, as a station does."""
    await station.tap()
    station.show(CASES["language"].view)


async def _box(stage: StageClient, ident: str) -> tuple[int, int, int, int]:
    x, y, width, height = (await stage.find(ident))["box"]
    return int(x), int(y), int(width), int(height)


async def start(panel: Panel, count: int) -> list[Figure]:
    """Measure from the process's start to its first picture on the panel; the first start only warms the caches."""
    times_s = [await _first_picture_s(panel) for _ in range(count + 1)][1:]
    return [
        Figure(name="start → first picture, warm, median", value=statistics.median(times_s), unit="s", limit=1.5,
               note=f"{min(times_s):.2f}-{max(times_s):.2f} s of {count}"),
    ]  # fmt: skip


async def _first_picture_s(panel: Panel) -> float:
    with tempfile.TemporaryDirectory(prefix="hr") as folder:
        await _until(lambda: not panel.is_drawn())
        start_s = time.monotonic()
        process: Process = await start_ui(panel.display, Path(folder), "panel.fullscreen=true")
        try:
            await _until(panel.is_drawn)
            return time.monotonic() - start_s
        finally:
            await stop_ui(process)


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(FIRST_FRAME_WITHIN_S):
        while not true():
            await asyncio.sleep(0.005)


async def leak(panel: Panel, visits: int, progress: Callable[[int], None]) -> list[Figure]:
    """Play the screens of so many visits, and see what stays."""
    views = _views()
    async with scene(panel) as at:
        rings = _rings(at)
        anonymous: list[float] = []
        for number in range(visits):
            await _visit(at, views, number, rings)
            if number % BY_HAND_EVERY == 0:
                await _by_hand(at)
            anonymous.append(anonymous_mb(at.pid))
            progress(number + 1)
        await asyncio.sleep(SETTLE_S)
        whole = rss_mb(at.pid)
        for ring in rings:
            ring.close()
    warm = min(WARM_VISITS, visits // 4)
    grown = statistics.median(anonymous[-warm:]) - statistics.median(anonymous[warm : 2 * warm])
    return [
        Figure(name=f"memory grown in {visits} visits", value=grown, unit="MB", limit=10.0,
               note=f"own memory, from visits {warm}-{2 * warm} to the last {warm}"),
        Figure(name="memory after them", value=whole, unit="MB", limit=220.0,
               note=f"own memory {min(anonymous):.0f}-{max(anonymous):.0f} MB"),
    ]  # fmt: skip


def _views() -> Sequence[m.AnyView]:
    found = (name if name in CASES else next(case for case in CASES if case.startswith(name)) for name in VISIT)
    return [CASES[name].view for name in found]


def _rings(at: Scene) -> tuple[RingWriter, RingWriter]:
    """Make the rings of the pictures, and have the ui look at them."""
    own, remote = (at.station.runtime / name for name in ("own", "remote"))
    writers = RingWriter(own), RingWriter(remote)
    at.station.send(m.Rings(own=str(own), remote=str(remote)))
    return writers


async def _visit(at: Scene, views: Sequence[m.AnyView], number: int, rings: tuple[RingWriter, RingWriter]) -> None:
    """Show every screen of a visit until it is drawn; another language, and another look, each time."""
    language = ("sv", "en", "fi", "ar")[number % 4]
    look = Preferences(language=language, large_text=number % 3 == 1, high_contrast=number % 5 == 2)
    for view in views:
        at.station.show(view, language, preferences=look)
        tag = str(view.__struct_config__.tag)
        while (await at.stage.screen())["screen"] != tag:
            await asyncio.sleep(0.005)
        if isinstance(view, m.WaitingView | m.CallView):
            await _some_pictures(at, rings, number)


async def _some_pictures(at: Scene, rings: tuple[RingWriter, RingWriter], number: int) -> None:
    """Let some pictures come; each is seen by the turn that brings the answer."""
    for each in range(PICTURES):
        for ring, size in zip(rings, (OWN, PICTURE), strict=True):
            ring.write(bytes([64 + (number + each) % 128]) * i420_bytes(*size), *size, time.monotonic())
        await at.stage.screen()


async def _by_hand(at: Scene) -> None:
    """Touch what opens something above a screen, and close it again."""
    await at.show(CASES["code"].view)
    for ident in ("key-1", "emergency-open", "emergency-close", "wishes-open", "wishes-close"):
        await at.stage.tap(ident)
        await at.stage.wait("code")


def _p95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(0.95 * len(ordered)))]


def machine() -> str:
    """Say on what was measured, in a few words."""
    return f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
