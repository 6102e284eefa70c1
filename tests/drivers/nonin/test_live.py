# SPDX-License-Identifier: EUPL-1.2
"""Every Nonin the whole way: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.names import DriverName
from drivers.nonin.driver import AnyNoninDriver
from drivers.simulation.oximeter import Situation
from drivers.simulation.run import Style
from kiosk.reading import AbsentReason, Failure, Flag, Measure, Reading, SensorChange, SensorState
from tests.drivers.live import live

STREAMS = pytest.mark.parametrize(
    "name", [DriverName.NONIN_1, DriverName.NONIN_7, DriverName.NONIN_8, DriverName.NONIN_ASCII, DriverName.NONIN]
)
FASTER = Style(pace=8.0, mid_frame=True)


@STREAMS
async def test_start_up_search_lock_finger_out_and_in(tmp_path: Path, name: DriverName) -> None:
    situation = Situation(spo2_percent=94, pulse_bpm=151, search_s=0.8)
    async with live(tmp_path / "port", name, situation=situation, style=FASTER) as here:
        reading = await here.value(Measure.PULSE, 151)
        await here.value(Measure.SPO2, 94)
        assert here.states[0] is SensorState.CONNECTING and here.states[-1] is SensorState.MEASURING
        assert reading.device.driver == name.value
        here.obey("finger out")
        gone = await here.value(Measure.SPO2, None)
        assert gone.absent in {AbsentReason.FINGER_OUT, AbsentReason.SEARCHING, AbsentReason.NOT_MEASURED}
        here.obey("spo2 93")
        here.obey("finger in")
        await here.value(Measure.SPO2, 93)
        assert {reading.value for reading in here.readings(Measure.SPO2)} <= {None, 93}


@STREAMS
async def test_unplug_and_replug(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {None}
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
        assert here.states[0] is SensorState.CONNECTING


@pytest.mark.parametrize(
    ("name", "trouble", "state"),
    [
        (DriverName.NONIN_8, "silence", SensorState.SILENT),
        (DriverName.NONIN_ASCII, "silence", SensorState.SILENT),
        (DriverName.NONIN, "silence", SensorState.SILENT),
        (DriverName.NONIN_1, "garbage", SensorState.GARBAGE),
        (DriverName.NONIN_7, "garbage", SensorState.GARBAGE),
        (DriverName.NONIN, "garbage", SensorState.GARBAGE),
    ],
)
async def test_silence_and_garbage(tmp_path: Path, name: DriverName, trouble: str, state: SensorState) -> None:
    async with live(tmp_path / "port", name, style=Style(pace=12.0)) as here:
        await here.value(Measure.SPO2, 97)
        here.obey(f"{trouble} {55 if name in {DriverName.NONIN_8, DriverName.NONIN_1} else 40}")
        await here.state(state)
        assert (await here.value(Measure.SPO2, None)).absent is AbsentReason.NOT_MEASURED
        await here.value(Measure.SPO2, 97)


@STREAMS
async def test_damage_never_makes_a_number(tmp_path: Path, name: DriverName) -> None:
    variant = "oem3-2" if name is DriverName.NONIN else ""  # the others listen too shortly at this pace
    async with live(tmp_path / "port", name, variant=variant, style=Style(pace=12.0, mid_frame=True)) as here:
        await here.value(Measure.SPO2, 97)
        here.simulation.obey("late 4")
        here.simulation.obey("drop 5")
        here.simulation.obey("flip 5")
        here.obey("duplicate 5")
        await here.until(lambda: len(here.readings(Measure.SPO2)) > 6)
        assert {reading.value for reading in here.readings(Measure.SPO2)} <= {None, 97}
        assert {reading.value for reading in here.readings(Measure.PULSE)} <= {None, 72}


@pytest.mark.parametrize("name", [DriverName.NONIN_7, DriverName.NONIN_8])
async def test_a_nonin_from_the_factory_is_told_its_format(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name, variant="format13", style=Style(pace=4.0)) as here:
        await here.value(Measure.SPO2, 97)


@pytest.mark.parametrize(
    "variant", ["9560", "9560-2", "9560-7", "9560-8", "9560-slow", "9560-spot", "3150", "oem3-1", "oem3-2", "oem3-7"]
)
async def test_any_nonin_is_recognised(tmp_path: Path, variant: str) -> None:
    # No faster: the device listens to commands for 5 s of its own time.
    async with live(tmp_path / "port", DriverName.NONIN, variant=variant, style=Style(pace=4.0)) as here:
        reading = await here.value(Measure.PULSE, 72)
        await here.value(Measure.SPO2, 97)
        assert {reading.value for reading in here.readings(Measure.SPO2)} <= {None, 97}
        asked = variant in {"9560", "9560-spot", "9560-slow", "3150"}
        assert reading.device.serial == ("501234567" if asked else reading.device.serial)
        streams = variant not in {"9560-spot", "9560-slow", "oem3-1"}
        if streams:
            await here.until(lambda: bool(here.waves))
            # A 9560 that streams format 7 may be asked for format 2 before it is recognised.
            ranges = {"oem3-7": {0xFFFF}, "9560-7": {0xFFFF, 0xFF}}.get(variant, {0xFF})
            assert {wave.upper for wave in here.waves} <= ranges


async def test_a_nonin_that_refuses_everything_still_gives_its_spot_checks(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.NONIN, variant="9560-stubborn", style=Style(pace=4.0)) as here:
        await here.value(Measure.PULSE, 72)
        failures = [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure]
        assert failures == [Failure.REFUSED]


async def test_a_spot_check(tmp_path: Path) -> None:
    # The first two seconds after opening are over by then, so the measurement is known to be of now.
    situation = Situation(finger=False, pulse_bpm=130)
    async with live(tmp_path / "port", DriverName.NONIN_13, situation=situation, style=Style(pace=4.0)) as here:
        await here.state(SensorState.READY)
        here.obey("finger in")
        reading = await here.value(Measure.PULSE, 130)
        assert reading.flags == (Flag.HIGH_QUALITY,)
        assert reading.device_time is not None and reading.device.serial == "501234567"
        assert len({event.group for event in here.events if isinstance(event, Reading)}) == 1


async def test_a_finger_that_leaves_too_early_gives_nothing(tmp_path: Path) -> None:
    timeline = ((0.0, "finger out"), (1.0, "finger in"), (4.0, "finger out"), (6.0, "pulse 99"), (9.0, "finger in"))
    async with live(tmp_path / "port", DriverName.NONIN_13, timeline=timeline, style=Style(pace=4.0)) as here:
        await here.value(Measure.PULSE, 99)
        assert [reading.value for reading in here.readings(Measure.PULSE)] == [99]


async def test_kept_measurements_are_refused_and_a_new_one_counts(tmp_path: Path) -> None:
    timeline = ((0.0, "finger out"), (0.0, "pulse 111"), (0.0, "store 45"), (0.0, "pulse 72"))
    async with live(tmp_path / "port", DriverName.NONIN_13, timeline=timeline, style=Style(pace=4.0)) as here:
        await here.until(lambda: SensorState.FAILED in here.states)
        failures = [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure]
        assert failures == [Failure.OLD_RESULT]
        here.obey("finger in")
        await here.value(Measure.PULSE, 72)
        assert {reading.value for reading in here.readings(Measure.PULSE)} == {72}


async def test_at_the_device_s_own_pace_and_line_speed(tmp_path: Path) -> None:
    style = Style(line=AnyNoninDriver.line)
    async with live(tmp_path / "port", DriverName.NONIN, style=style) as here:
        await here.value(Measure.PULSE, 72)
        assert here.simulation.port.line_speed() == 9600
