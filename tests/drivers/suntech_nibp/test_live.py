# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated SunTech module: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from drivers.names import DriverName
from drivers.registry import find
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Style
from drivers.suntech_nibp.driver import SuntechDriver
from drivers.suntech_nibp.simulator import TROUBLES, SimulatedSuntech
from kiosk.capability import Command
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import Live, live

NAME = DriverName.SUNTECH_NIBP
S = SensorState
FAST = Style(pace=16.0)


def device(here: Live) -> SimulatedSuntech:
    return cast(SimulatedSuntech, here.simulation.device)


def test_the_line() -> None:
    line = find(NAME).line
    assert str(line) == "9600 8N1"
    assert (line.rtscts, line.xonxoff) == (False, False)


@pytest.mark.parametrize("variant", ["advantage", "quiet"])
async def test_start_measure_and_result(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("person 151/98 64")
        here.tell(Command.START)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        await here.value(Measure.CUFF_PULSE, 64)
        assert systolic.group == diastolic.group
        assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.READY]
        assert max(each.value for each in here.progress) > 151


async def test_at_the_line_s_own_speed(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=4.0, line=SuntechDriver.line)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        assert here.simulation.port.line_speed() == 9600


@pytest.mark.parametrize("trouble", ["weak", "erratic", "blocked", "leak", "autozero", "memory", "overpressure"])
async def test_the_module_s_errors(tmp_path: Path, trouble: str) -> None:
    from drivers.suntech_nibp.decode import FAILURES

    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(f"trouble {trouble}")
        here.tell(Command.START)
        await here.until(lambda: bool(here.failures))
        assert here.failures == [FAILURES[TROUBLES[trouble].code]]
        assert here.readings(Measure.SYSTOLIC) == []


async def test_stop_empties_the_cuff(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=4.0)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: any(each.value > 60 for each in here.progress))
        here.tell(Command.STOP)
        await here.state(S.STOPPED)
        assert device(here).cuff.stage is CuffStage.IDLE
        assert here.readings(Measure.SYSTOLIC) == []
        # And again, for the next person.
        here.events.clear()
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


async def test_leaving_empties_the_cuff(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=4.0)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: any(each.value > 60 for each in here.progress))
        assert here.shelf is not None
        here.shelf.cancel()
        with pytest.raises(asyncio.CancelledError):
            await here.shelf
        async with asyncio.timeout(5):
            while device(here).cuff.stage is not CuffStage.IDLE:
                await asyncio.sleep(0.01)


async def test_a_lost_k(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("lose-k")
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


@pytest.mark.parametrize("damage", ["drop 3", "duplicate 3", "flip 3", "late 4", "deaf 1", "sleep", "busy 2"])
async def test_damage_costs_no_measurement_and_makes_no_number(tmp_path: Path, damage: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(damage)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        assert {int(each.value or 0) for each in here.readings(Measure.SYSTOLIC)} == {127}


async def test_garbage_between_packets(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: len(here.progress) > 2)
        here.simulation.obey("garbage 8")
        await here.value(Measure.SYSTOLIC, 127)


async def test_a_device_that_falls_silent_is_a_failure(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: len(here.progress) > 1)
        here.simulation.obey("silence 120")
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.NO_ANSWER]
        assert device(here).cuff.stage is CuffStage.IDLE


async def test_unplug_while_it_measures_and_replug(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: len(here.progress) > 1)
        here.simulation.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.events.clear()
        here.simulation.obey("replug")
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
