# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated TM-2580: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import cast

import pytest

from drivers.and_tm2580.driver import AndTm2580Driver
from drivers.and_tm2580.simulator import SimulatedTm2580
from drivers.names import DriverName
from drivers.simulated_cuff import CuffStage
from drivers.simulator_run import Style
from kiosk.capability import Command
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import Live, live

NAME = DriverName.AND_TM2580
S = SensorState
FAST = Style(pace=24.0)


def device(here: Live) -> SimulatedTm2580:
    return cast(SimulatedTm2580, here.simulation.device)


@pytest.mark.parametrize("variant", SimulatedTm2580.variants)
async def test_start_measure_and_result(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("person 151/98 64")
        here.tell(Command.START)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        await here.value(Measure.CUFF_PULSE, 64)
        assert systolic.group == diastolic.group
        assert here.states == [S.READY, S.MEASURING, S.READY]
        assert (systolic.device.maker, systolic.device.model) == ("A&D", "TM-2580")


async def test_2400_baud_in_real_time(tmp_path: Path) -> None:
    """The answer comes in many pieces."""
    style = Style(pace=1.0, line=AndTm2580Driver.line)
    async with live(tmp_path / "port", NAME, variant="bare", style=style) as here:
        await here.state(S.READY)
        here.tell(Command.START)
        async with asyncio.timeout(10):
            while device(here).cuff.stage is CuffStage.IDLE:
                await asyncio.sleep(0.005)
        cuff = device(here).cuff
        cuff.stage, cuff.pressure_mmhg = CuffStage.DEFLATING, 62.0  # almost down
        await here.value(Measure.CUFF_PULSE, 78)
        assert here.simulation.port.line_speed() == 2400


async def test_a_start_that_is_not_heard_is_not_believed(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("deaf 1")
        here.tell(Command.START)
        await here.state(S.MEASURING)
        assert device(here).cuff.stage is CuffStage.IDLE
        assert here.readings(Measure.SYSTOLIC) == []


@pytest.mark.parametrize("trouble", ["drop 1", "flip 1", "duplicate 1"])
async def test_a_damaged_answer(tmp_path: Path, trouble: str) -> None:
    """Without a check all that can be asked for is that it ends."""
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        here.tell(Command.START)
        await here.until(lambda: here.states[-1] in (S.READY, S.FAILED) and S.MEASURING in here.states)
        assert set(here.failures) <= {Failure.UNKNOWN}


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
