# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated UN300C: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from drivers.names import DriverName
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Style
from drivers.un300c.decode import FAILURES
from drivers.un300c.driver import Un300cDriver
from drivers.un300c.simulator import TROUBLES, SimulatedUn300c
from kiosk.capability import Command
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import Live, live

NAME = DriverName.UN300C
S = SensorState
FAST = Style(pace=16.0)


def device(here: Live) -> SimulatedUn300c:
    return cast(SimulatedUn300c, here.simulation.device)


def test_the_line() -> None:
    line = Un300cDriver.line
    assert str(line) == "4800 8N1"
    assert (line.rtscts, line.xonxoff) == (False, False)


@pytest.mark.parametrize("variant", ["un300c", "short", "cycle"])
async def test_start_measure_and_result(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("person 151/98 64")
        here.tell(Command.START)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        assert systolic.group == diastolic.group
        assert here.states == [S.CONNECTING, S.READY, S.MEASURING, S.READY]
        assert max(each.value for each in here.progress) > 151


async def test_at_the_line_s_own_speed(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=5.0, line=Un300cDriver.line)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        assert here.simulation.port.line_speed() == 4800


@pytest.mark.parametrize("trouble", ["loose", "pneumatic", "moving", "overpressure", "system"])
async def test_the_board_s_errors(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(f"trouble {trouble}")
        here.tell(Command.START)
        await here.until(lambda: bool(here.failures))
        assert here.failures == [FAILURES[TROUBLES[trouble][0]]]
        assert here.readings(Measure.SYSTOLIC) == []


async def test_stop_empties_the_cuff_and_the_next_person_may_start(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=6.0)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: any(each.value > 60 for each in here.progress))
        here.tell(Command.STOP)
        await here.state(S.STOPPED)
        assert device(here).cuff.stage is CuffStage.IDLE
        here.events.clear()
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


@pytest.mark.parametrize("damage", ["drop 3", "duplicate 3", "flip 3", "late 4", "garbage 2"])
async def test_damage_costs_no_measurement_and_makes_no_number(tmp_path: Path, damage: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.state(S.MEASURING)
        here.simulation.obey(damage)
        await here.value(Measure.SYSTOLIC, 127)
        assert {int(each.value or 0) for each in here.readings(Measure.SYSTOLIC)} == {127}


async def test_the_result_of_the_person_before_is_never_given_again(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        here.events.clear()
        here.simulation.obey("trouble loose")
        here.tell(Command.START)
        await here.until(lambda: bool(here.failures))
        assert here.readings(Measure.SYSTOLIC) == []


async def test_a_device_that_falls_silent_is_a_failure(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.until(lambda: len(here.progress) > 1)
        here.simulation.obey("silence 400")
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
