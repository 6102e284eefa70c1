# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated BM65: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.beurer_bm65.driver import BeurerDriver
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import live

NAME = DriverName.BEURER_BM65
S = SensorState


def test_the_line() -> None:
    line = BeurerDriver.line
    assert str(line) == "4800 8N1"
    assert (line.rtscts, line.xonxoff) == (False, False)


@pytest.mark.parametrize("variant", ["bm65", "oldest-first"])
async def test_measured_by_hand_and_read(tmp_path: Path, variant: str) -> None:
    timeline = ((0.0, "measure 133/88 71"),)
    async with live(tmp_path / "port", NAME, variant=variant, style=Style(), timeline=timeline) as here:
        systolic = await here.value(Measure.SYSTOLIC, 133)
        await here.value(Measure.DIASTOLIC, 88)
        pulse = await here.value(Measure.CUFF_PULSE, 71)
        assert systolic.group == pulse.group and systolic.device_time is not None
        assert {reading.value for reading in here.readings(Measure.SYSTOLIC)} == {133}
        assert here.states == [S.READY]


async def test_at_the_line_s_own_speed_after_it_was_switched_on(tmp_path: Path) -> None:
    timeline = ((0.0, "power off"), (0.5, "measure"), (1.0, "power on"))
    style = Style(line=BeurerDriver.line, mid_frame=True)
    async with live(tmp_path / "port", NAME, style=style, timeline=timeline) as here:
        await here.value(Measure.SYSTOLIC, 127)
        assert here.simulation.port.line_speed() == 4800


async def test_an_old_record_is_never_attached_to_the_person_there(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style()) as here:
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.OLD_RESULT]
        assert here.readings(Measure.SYSTOLIC) == []
        here.obey("measure 133/88 71")
        await here.value(Measure.SYSTOLIC, 133)


async def test_a_wrong_clock(tmp_path: Path) -> None:
    timeline = ((0.0, "clock 90"), (0.0, "measure"))
    async with live(tmp_path / "port", NAME, style=Style(), timeline=timeline) as here:
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.CLOCK_UNKNOWN]


@pytest.mark.parametrize("damage", ["drop 1", "duplicate 1", "late 2", "silence 1"])
async def test_what_is_lost_is_read_anew(tmp_path: Path, damage: str) -> None:
    timeline = ((0.0, "measure 133/88 71"), (0.05, damage))
    async with live(tmp_path / "port", NAME, style=Style(), timeline=timeline) as here:
        await here.value(Measure.SYSTOLIC, 133)
        assert {reading.value for reading in here.readings(Measure.SYSTOLIC)} == {133}


async def test_unplug_and_replug(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(), timeline=((0.0, "measure"),)) as here:
        await here.value(Measure.SYSTOLIC, 127)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.SYSTOLIC, 127)
