# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated A&D station: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from drivers.and_tm2657.decode import FAILURES
from drivers.and_tm2657.driver import AndTm2657Driver
from drivers.and_tm2657.simulator import SimulatedAnd2657
from drivers.links.ports import LineSettings, Parity
from drivers.names import DriverName
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Style
from kiosk.capability import Command
from kiosk.reading import Failure, Flag, Measure, SensorState
from tests.drivers.live import Live, live

NAME = DriverName.AND_TM2657
S = SensorState
FAST = Style(pace=24.0)


def device(here: Live) -> SimulatedAnd2657:
    return cast(SimulatedAnd2657, here.simulation.device)


def inflates(here: Live) -> bool:
    return device(here).cuff.stage is not CuffStage.IDLE


async def wait_for_cuff(here: Live, *, idle: bool) -> None:
    async with asyncio.timeout(10):
        while inflates(here) is idle:
            await asyncio.sleep(0.005)


def test_the_line() -> None:
    assert AndTm2657Driver.line == LineSettings(baud=2400, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert (AndTm2657Driver.line.rtscts, AndTm2657Driver.line.xonxoff) == (False, False)


@pytest.mark.parametrize("variant", ["tm2657", "tm2655"])
async def test_start_measure_and_result(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("person 190/105 64")
        here.tell(Command.START)
        systolic = await here.value(Measure.SYSTOLIC, 190)
        diastolic = await here.value(Measure.DIASTOLIC, 105)
        await here.value(Measure.CUFF_PULSE, 64)
        assert systolic.group == diastolic.group
        assert systolic.device_time is not None
        assert here.states == [S.READY, S.MEASURING, S.READY]


async def test_its_own_button(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.value(Measure.SYSTOLIC, 127)
        assert here.states == [S.READY]


async def test_2400_baud_in_real_time(tmp_path: Path) -> None:
    """The 138 bytes of a result take more than half a second and come in many pieces."""
    async with live(tmp_path / "port", NAME, style=Style(pace=1.0, line=AndTm2657Driver.line)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.state(S.MEASURING)
        cuff = device(here).cuff
        cuff.stage, cuff.pressure_mmhg = CuffStage.DEFLATING, 62.0  # almost down
        await wait_for_cuff(here, idle=True)
        sent_s = asyncio.get_running_loop().time()
        await here.value(Measure.CUFF_PULSE, 78)
        assert 0.4 <= asyncio.get_running_loop().time() - sent_s <= 2.0
        assert here.simulation.port.line_speed() == 2400
        assert S.GARBAGE not in here.states


async def test_a_partial_first_result_is_asked_for_again(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=24.0, mid_frame=True)) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        reading = await here.value(Measure.SYSTOLIC, 127)
        assert reading.flags == (Flag.FROM_MEMORY,)


async def test_a_whole_result_at_the_speed_of_the_line(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=16.0, line=AndTm2657Driver.line)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.CUFF_PULSE, 78)
        assert S.GARBAGE not in here.states


async def test_the_station_s_errors(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=50.0)) as here:
        await here.state(S.READY)
        here.simulation.obey("person 60/40 70")  # is measured soonest
        for error, failure in FAILURES.items():
            here.obey(f"trouble {error}")
            here.tell(Command.START)
            await here.until(lambda: bool(here.failures) and bool(here.readings(Measure.SYSTOLIC)))
            assert here.failures == [failure]
            assert [each.value for each in here.readings(Measure.SYSTOLIC)] == [None]


async def test_marks_and_a_retest(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=48.0)) as here:
        await here.state(S.READY)
        for word in ("retest", "moving", "irregular 4"):
            here.simulation.obey(word)
        here.tell(Command.START)
        reading = await here.value(Measure.SYSTOLIC, 127)
        assert set(reading.flags) == {Flag.IRREGULAR_PULSE, Flag.MOVEMENT, Flag.RETAKEN}


async def test_stop_empties_the_cuff_and_the_next_person_can_start(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=8.0)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await wait_for_cuff(here, idle=False)
        await here.state(S.MEASURING)
        here.tell(Command.STOP)
        await here.state(S.STOPPED)
        assert not inflates(here)
        assert here.readings(Measure.SYSTOLIC) == []
        here.events.clear()
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


async def test_leaving_empties_the_cuff(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=4.0)) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.state(S.MEASURING)
        assert here.shelf is not None
        here.shelf.cancel()
        with pytest.raises(asyncio.CancelledError):
            await here.shelf
        await wait_for_cuff(here, idle=True)


@pytest.mark.parametrize("trouble", ["deaf 1", "refuse 1", "late 3", "damage 1", "drop 1", "flip 1", "duplicate 1"])
async def test_trouble_costs_no_measurement_and_makes_no_number(tmp_path: Path, trouble: str) -> None:
    """It strikes the answer to the start, or the result (``damage``)."""
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        assert {int(each.value or 0) for each in here.readings(Measure.SYSTOLIC)} == {127}


async def test_a_result_that_stays_damaged(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=50.0)) as here:
        await here.state(S.READY)
        here.simulation.obey("damage 100")
        here.tell(Command.START)
        await here.until(lambda: bool(here.failures))
        assert here.readings(Measure.SYSTOLIC) == []


async def test_it_is_refused(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("refuse 10")
        here.tell(Command.START)
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.REFUSED]


async def test_garbage_before_a_result(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("garbage 4")
        here.simulation.obey("button")
        await here.value(Measure.SYSTOLIC, 127)


async def test_unplug_while_it_measures_and_replug(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        await here.state(S.MEASURING)
        here.simulation.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.events.clear()
        here.simulation.obey("replug")
        await here.state(S.READY)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


async def test_a_host_at_another_speed_hears_garbage(tmp_path: Path) -> None:
    style = Style(pace=24.0, line=LineSettings(baud=9600))
    async with live(tmp_path / "port", NAME, style=style) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.state(S.GARBAGE)
        assert here.readings(Measure.SYSTOLIC) == []
