# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated HBP-9030, and the driver in time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from drivers.freshness import local
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Do, Gap, Received, Step
from drivers.names import DriverName
from drivers.omron_hbp9030.driver import Hbp9030Driver
from drivers.simulation.run import Style
from kiosk.capability import Command, CommandError
from kiosk.reading import Failure, Flag, Measure, SensorChange, SensorState
from tests.drivers.live import live
from tests.drivers.omron_hbp9030.example import FAILED, GOOD, MMBP, line
from tests.drivers.test_driver import Bench

NAME = DriverName.OMRON_HBP9030
S = SensorState
FAST = Style(pace=24.0)


def failures(bench: Bench) -> list[Failure]:
    return [event.failure for event in bench.events if isinstance(event, SensorChange) and event.failure]


def test_the_line() -> None:
    assert Hbp9030Driver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert (Hbp9030Driver.line.rtscts, Hbp9030Driver.line.xonxoff) == (False, False)


async def test_it_may_be_silent_for_hours() -> None:
    steps: list[Step] = [Gap(7200.0), Received(GOOD), Gap(7200.0), Received(FAILED), Gap(60.0), Received(GOOD)]
    here = await Bench(Hbp9030Driver, steps).play()
    assert here.states == [S.READY, S.FAILED, S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [120, None, 120]


async def test_an_older_format_stays_told() -> None:
    here = await Bench(Hbp9030Driver, [Gap(5.0), Received(MMBP[:12]), Received(MMBP[12:]), Gap(60.0)]).play()
    assert failures(here) == [Failure.WRONG_FORMAT]
    assert here.states == [S.READY, S.FAILED, S.UNPLUGGED]


async def test_another_device_is_garbage() -> None:
    here = await Bench(Hbp9030Driver, [Received(b"ST,GS,+00081.40 kg\r\n")]).play()
    assert here.states == [S.READY, S.GARBAGE, S.UNPLUGGED]


async def test_a_result_left_in_the_cable_by_somebody_before_is_not_taken() -> None:
    here = Bench(Hbp9030Driver, [])
    old = (local(here.clock.now()) - timedelta(minutes=20)).strftime("%Y,%m,%d,%H,%M")
    here.link._steps.extend([Gap(0.2), Received(line(time=old))])
    await here.play()
    assert here.of(Measure.SYSTOLIC) == []
    assert failures(here) == [Failure.OLD_RESULT]


async def test_it_takes_no_command() -> None:
    here = Bench(Hbp9030Driver, [])

    def start() -> None:
        with pytest.raises(CommandError):
            here.driver.tell(Command.START)

    here.link._steps.append(Do(start))
    await here.play()


async def test_measure_error_and_measure_again(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        for word in ("card 47110815", "person 151/98 64", "moving 2", "button"):
            here.simulation.obey(word)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        await here.value(Measure.CUFF_PULSE, 64)
        assert systolic.group == diastolic.group and systolic.flags == (Flag.MOVEMENT,)
        assert systolic.device_time is not None and systolic.clock_offset_s is not None
        here.simulation.obey("trouble 7")
        here.obey("button")
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.UNKNOWN]
        assert [each.value for each in here.readings(Measure.SYSTOLIC)] == [None]
        here.simulation.obey("trouble 0")
        here.obey("button")
        await here.value(Measure.SYSTOLIC, 151)
        assert "47110815" not in repr(here.events)


@pytest.mark.parametrize("variant", ["mmbp", "id", "bp"])
async def test_a_unit_left_on_an_older_format(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=Style(pace=24.0)) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.until(lambda: bool(here.failures))
        assert here.failures == [Failure.WRONG_FORMAT]
        assert here.readings(Measure.SYSTOLIC) == []


@pytest.mark.parametrize("trouble", ["late 3", "silence 4"])
async def test_trouble_before_a_result_costs_nothing(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        here.simulation.obey("button")
        await here.value(Measure.SYSTOLIC, 127)


async def test_garbage_makes_no_number_and_is_told(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey("garbage 4")
        await here.state(S.GARBAGE)
        assert here.readings(Measure.SYSTOLIC) == []


@pytest.mark.parametrize("trouble", ["drop 1", "duplicate 1"])
async def test_a_damaged_line_makes_no_number(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        here.simulation.obey("button")
        await here.state(S.GARBAGE)
        assert here.readings(Measure.SYSTOLIC) == []
        here.obey("button")
        await here.value(Measure.SYSTOLIC, 127)


async def test_the_speed_of_the_line(tmp_path: Path) -> None:
    style = Style(pace=16.0, line=Hbp9030Driver.line, mid_frame=True)
    async with live(tmp_path / "port", NAME, style=style) as here:
        await here.state(S.READY)
        here.simulation.obey("button")
        await here.state(S.GARBAGE)  # the first line lost its beginning
        here.obey("button")
        await here.value(Measure.CUFF_PULSE, 78)


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
