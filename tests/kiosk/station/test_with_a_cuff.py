# SPDX-License-Identifier: EUPL-1.2
"""A whole measurement of blood pressure: taps, conductor, shelf, driver, a simulated module at a pseudo-terminal."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import cast

from drivers.links.pty import PtyPort
from drivers.names import DriverName
from drivers.registry import simulated
from drivers.shelf import SerialShelf
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Simulation, Style
from drivers.suntech_nibp.simulator import SimulatedSuntech
from kiosk.capability import Assignment, Command
from kiosk.clock import SystemClock
from kiosk.messages import Action
from kiosk.reading import InstrumentEvent, SensorState
from kiosk.station.measuring import Measuring
from kiosk.visit.machine import State
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import Rig

DEADLINE_S = 20.0
PACE = 6.0


class Station(Rig):
    """A rig whose instruments are real, up to the wire."""

    def __init__(self, shelf: SerialShelf, module: SimulatedSuntech) -> None:
        super().__init__(make_holder("station-one", "station"), shelf.instruments)
        self.module = module
        self.news = asyncio.Event()
        self.measuring = Measuring(shelf, self._deliver)
        outside = self.outside
        outside.instruments = self.measuring.run  # type: ignore[method-assign]
        outside.tell = self.measuring.tell  # type: ignore[method-assign]
        outside.stop_all = self.measuring.stop_all  # type: ignore[method-assign]
        self.open().to(State.MEASURE)

    def _deliver(self, event: InstrumentEvent) -> None:
        self.conductor.instrument(event)
        self.news.set()

    async def until(self, wanted: Callable[[], bool]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not wanted():
                self.news.clear()
                await self.news.wait()

    async def inflates(self) -> None:
        """Start, and wait until the cuff squeezes."""
        await self.until(lambda: Command.START in self.instrument().commands)
        self.tap(Action.MEASURE_START, "1")
        await self.until(lambda: (progress := self.instrument().progress) is not None and float(progress.text) > 60)
        assert self.screen.cuff == 1

    async def lets_go(self) -> None:
        """Wait until the module has let the air out."""
        async with asyncio.timeout(DEADLINE_S):
            while self.module.cuff.stage is not CuffStage.IDLE:
                await asyncio.sleep(0)


@contextlib.asynccontextmanager
async def station(path: Path) -> AsyncIterator[Station]:
    module = cast(SimulatedSuntech, simulated(DriverName.SUNTECH_NIBP).make(""))
    simulation = asyncio.create_task(Simulation(module, PtyPort(path), (), Style(pace=PACE)).run())
    assignment = Assignment(name="cuff", driver=DriverName.SUNTECH_NIBP, port=str(path))
    here = Station(SerialShelf([assignment], SystemClock()), module)
    try:
        yield here
    finally:
        await here.measuring.settle()
        simulation.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await simulation


async def test_from_the_tap_to_the_numbers(tmp_path: Path) -> None:
    async with station(tmp_path / "port") as here:
        await here.inflates()
        assert here.numbers() == ("", "", "") and here.instrument().picture == "cuff-inflating"
        await here.until(lambda: here.instrument().done)
        assert here.numbers()[:2] == ("127", "76") and here.screen.cuff == 0
        visit = here.conductor.memory.visit
        assert visit is not None
        systolic = next(each for each in visit.vitals._kept.values() if each.measure == "systolic")
        assert {each.measure for each in visit.vitals.group_of(systolic)} >= {"systolic", "diastolic", "cuff-pulse"}


async def test_the_stop_button_lets_the_air_out(tmp_path: Path) -> None:
    async with station(tmp_path / "port") as here:
        await here.inflates()
        here.tap(Action.MEASURE_STOP, "1")
        await here.lets_go()
        await here.until(lambda: here.instrument().state is SensorState.STOPPED)
        assert here.instrument().retake and here.screen.cuff == 0


async def test_the_emergency_stop_and_leaving_let_the_air_out(tmp_path: Path) -> None:
    async with station(tmp_path / "port") as here:
        await here.inflates()
        here.conductor.emergency_stop()
        await here.lets_go()
        await here.until(lambda: here.instrument().state is SensorState.STOPPED)
        here.clock.advance(5)
        await here.inflates()
        here.tap(Action.LEAVE)
        await here.lets_go()
        await here.measuring.settle()
