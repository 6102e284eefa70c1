# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated HBP-9020, and the driver in time."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Gap, Received, Step
from drivers.names import DriverName
from drivers.omron_hbp9020.driver import Hbp9020Driver
from drivers.omron_hbp9020.simulator import SimulatedHbp9020
from drivers.omron_hbp9020_8e1.driver import Hbp9020EvenDriver
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Style
from kiosk.reading import Failure, Measure, SensorChange, SensorState
from tests.drivers.live import live
from tests.drivers.omron_hbp9020.example import BLANK, MODE_5, SHORT
from tests.drivers.test_driver import Bench

NAME = DriverName.OMRON_HBP9020
S = SensorState
FAST = Style(pace=24.0)


def test_the_lines() -> None:
    assert Hbp9020Driver.line == LineSettings(baud=2400, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert Hbp9020EvenDriver.line == LineSettings(baud=2400, data_bits=8, parity=Parity.EVEN, stop_bits=1)
    for line in (Hbp9020Driver.line, Hbp9020EvenDriver.line):
        assert (line.rtscts, line.xonxoff) == (False, False)
    assert (Hbp9020Driver.name, Hbp9020EvenDriver.name) == ("omron_hbp9020", "omron_hbp9020_8e1")


async def test_it_may_be_silent_for_hours() -> None:
    steps: list[Step] = [Gap(7200.0), Received(MODE_5), Gap(7200.0), Received(BLANK), Gap(60.0), Received(SHORT)]
    here = await Bench(Hbp9020Driver, steps).play()
    assert here.states == [S.READY, S.FAILED, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [140, None, 125]
    assert [e.failure for e in here.events if isinstance(e, SensorChange) and e.failure] == [Failure.UNKNOWN]


async def test_another_device_is_garbage() -> None:
    here = await Bench(Hbp9020Driver, [Received(b"ST,GS,+00081.40 kg\r\n")]).play()
    assert here.states == [S.READY, S.GARBAGE, S.UNPLUGGED]


@pytest.mark.parametrize("name", [NAME, DriverName.OMRON_HBP9020_8E1])
@pytest.mark.parametrize("variant", ["mode5", "short"])
async def test_measure_error_and_measure_again(tmp_path: Path, name: DriverName, variant: str) -> None:
    async with live(tmp_path / "port", name, variant=variant, style=FAST) as here:
        await here.state(S.READY)
        for word in ("card 47110815", "person 151/98 64", "button"):
            here.simulation.obey(word)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        await here.value(Measure.CUFF_PULSE, 64)
        assert systolic.group == diastolic.group and systolic.device_time is not None
        here.simulation.obey("trouble 7")
        here.obey("button")
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.UNKNOWN]
        here.simulation.obey("trouble 0")
        here.obey("button")
        await here.value(Measure.SYSTOLIC, 151)
        assert "47110815" not in repr(here.events)


async def test_2400_baud(tmp_path: Path) -> None:
    style = Style(pace=16.0, line=Hbp9020Driver.line, mid_frame=True)
    async with live(tmp_path / "port", NAME, style=style) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.state(S.GARBAGE)  # the first line lost its beginning
        here.obey("button")
        await here.value(Measure.CUFF_PULSE, 78)
        assert here.simulation.port.line_speed() == 2400


async def test_2400_baud_in_real_time(tmp_path: Path) -> None:
    style = Style(pace=1.0, line=Hbp9020Driver.line)
    async with live(tmp_path / "port", NAME, style=style) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        cuff = cast(SimulatedHbp9020, here.simulation.device).cuff
        cuff.stage, cuff.pressure_mmhg = CuffStage.DEFLATING, 62.0  # almost down
        await here.value(Measure.CUFF_PULSE, 78)
        assert S.GARBAGE not in here.states


@pytest.mark.parametrize("trouble", ["garbage 4", "drop 1", "duplicate 1"])
async def test_damage_is_told_and_makes_no_number(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        if not trouble.startswith("garbage"):
            here.simulation.obey("button")
        await here.state(S.GARBAGE)
        assert here.readings(Measure.SYSTOLIC) == []
        here.obey("button")
        await here.value(Measure.SYSTOLIC, 127)


async def test_unplug_and_replug(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        here.simulation.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.events.clear()
        here.simulation.obey("replug")
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.value(Measure.SYSTOLIC, 127)
