# SPDX-License-Identifier: EUPL-1.2
"""A simulator and a shelf on one pseudo-terminal, for tests of the whole way."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from drivers.links.pty import PtyPort
from drivers.registry import simulated
from drivers.shelf import SerialShelf
from drivers.simulation.oximeter import SimulatedOximeter, Situation
from drivers.simulation.run import Simulation, Style
from kiosk.capability import Assignment, Command
from kiosk.clock import SystemClock
from kiosk.reading import (
    Failure,
    InstrumentEvent,
    Measure,
    Progress,
    Reading,
    SensorChange,
    SensorState,
    WaveChunk,
)

DEADLINE_S = 20.0


class Live:
    """What the shelf delivered so far, and ways to wait for more."""

    def __init__(self, simulation: Simulation) -> None:
        self.simulation = simulation
        self.events: list[InstrumentEvent] = []
        self.shelf: asyncio.Task[None] | None = None
        self.tell: Callable[[Command], None] = lambda command: None
        """Tell the instrument something."""
        self._news = asyncio.Event()

    def deliver(self, event: InstrumentEvent) -> None:
        self.events.append(event)
        self._news.set()

    def obey(self, command: str) -> None:
        """Change the situation, and forget what was delivered before."""
        self.simulation.obey(command)
        self.events.clear()

    async def until(self, wanted: Callable[[], bool]) -> None:
        """Wait for events until ``wanted`` holds."""
        async with asyncio.timeout(DEADLINE_S):
            while not wanted():
                self._news.clear()
                await self._news.wait()

    async def state(self, state: SensorState) -> None:
        """Wait until the sensor is in ``state``."""
        await self.until(lambda: state in self.states)

    async def value(self, measure: Measure, value: int | Decimal | None) -> Reading:
        """Wait for a reading."""
        await self.until(lambda: value in [event.value for event in self.readings(measure)])
        return next(event for event in self.readings(measure) if event.value == value)

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)]

    @property
    def failures(self) -> list[Failure]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure is not None]

    @property
    def progress(self) -> list[Progress]:
        return [event for event in self.events if isinstance(event, Progress)]

    @property
    def waves(self) -> list[WaveChunk]:
        return [event for event in self.events if isinstance(event, WaveChunk)]

    def readings(self, measure: Measure) -> list[Reading]:
        return [event for event in self.events if isinstance(event, Reading) and event.measure is measure]


@contextlib.asynccontextmanager
async def live(
    path: Path,
    name: str,
    *,
    driver: str | None = None,
    situation: Situation | None = None,
    variant: str = "",
    style: Style | None = None,
    timeline: Sequence[tuple[float, str]] = (),
    clock: SystemClock | None = None,
) -> AsyncIterator[Live]:
    """Run a simulator and a shelf; by default eight times as fast as the device, with a search of 0.8 s of its time."""
    device = simulated(name).make(variant)
    if isinstance(device, SimulatedOximeter):
        around = situation or device.situation
        device.situation = replace(around, search_s=min(around.search_s, 0.8))
    simulation = Simulation(device, PtyPort(path), timeline, style or Style(pace=8.0))
    here = Live(simulation)
    assignment = Assignment(name="finger", driver=driver or name, port=str(path))
    shelf = SerialShelf([assignment], clock or SystemClock())
    here.tell = lambda command: shelf.tell("finger", command)
    here.shelf = asyncio.create_task(shelf.run(here.deliver))
    tasks = [asyncio.create_task(simulation.run()), here.shelf]
    try:
        yield here
    finally:
        for task in reversed(tasks):
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
