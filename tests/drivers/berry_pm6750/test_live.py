# SPDX-License-Identifier: EUPL-1.2
"""The whole way with a simulated PM6750: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from drivers.berry_pm6750.decode import CUFF_FAILURES
from drivers.berry_pm6750.driver import PmDriver
from drivers.berry_pm6750.simulator import TROUBLES, SimulatedPm
from drivers.names import DriverName
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Style
from kiosk.capability import Capability, Command
from kiosk.reading import Measure, SensorChange, SensorState
from tests.drivers.live import Live, live

NAME = DriverName.BERRY_PM6750
S = SensorState
FAST = Style(pace=8.0)
WARM = ((0.0, "warm"),)


def device(here: Live) -> SimulatedPm:
    return cast(SimulatedPm, here.simulation.device)


def of(here: Live, capability: Capability) -> list[SensorState]:
    return [each.state for each in here.events if isinstance(each, SensorChange) and each.capability == capability]


def test_the_line() -> None:
    assert str(PmDriver.line) == "115200 8N1"
    assert (PmDriver.line.rtscts, PmDriver.line.xonxoff) == (False, False)


@pytest.mark.parametrize("variant", ["pm6750", "short"])
async def test_everything_at_once(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", NAME, variant=variant, style=FAST, timeline=WARM) as here:
        await here.value(Measure.SPO2, 97)
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)
        await here.value(Measure.DIASTOLIC, 76)
        await here.value(Measure.HEART_RATE, 72)
        await here.value(Measure.RESPIRATION, 16)
        assert str(here.readings(Measure.TEMPERATURE)[-1].value) == "36.8"
        assert {wave.measure for wave in here.waves} == {Measure.ECG, Measure.PLETH, Measure.BREATHING}
        assert max(sample or 0 for wave in here.waves if wave.measure is Measure.ECG for sample in wave.samples) > 200
        assert of(here, Capability.BLOOD_PRESSURE) == [S.READY, S.MEASURING, S.READY]
        assert max(each.value for each in here.progress) > 127


async def test_at_the_device_s_own_pace(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(line=PmDriver.line)) as here:
        await here.value(Measure.HEART_RATE, 72)
        assert here.simulation.port.line_speed() == 115200


async def test_each_part_by_itself(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST, timeline=WARM) as here:
        await here.value(Measure.SPO2, 97)
        await here.value(Measure.HEART_RATE, 72)
        here.obey("finger out")
        await here.value(Measure.SPO2, None)
        assert None not in [each.value for each in here.readings(Measure.HEART_RATE)]
        here.obey("leads off")
        await here.value(Measure.HEART_RATE, None)
        here.obey("finger in")
        await here.value(Measure.SPO2, 97)
        here.obey("probe out")
        await here.value(Measure.TEMPERATURE, None)


@pytest.mark.parametrize("trouble", list(TROUBLES))
async def test_the_cuff_s_errors(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=12.0)) as here:
        await here.until(lambda: S.READY in of(here, Capability.BLOOD_PRESSURE))
        here.simulation.obey("person 180/110 78")
        here.simulation.obey(f"trouble {trouble}")
        here.tell(Command.START)
        if trouble == "long":
            device(here).situation.trouble = (TROUBLES["long"][0], 20.0)
        await here.until(lambda: bool(here.failures))
        assert here.failures == [CUFF_FAILURES[TROUBLES[trouble][0]]]
        assert here.readings(Measure.SYSTOLIC) == []


async def test_stop_empties_the_cuff_and_the_next_person_may_start(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=6.0)) as here:
        await here.until(lambda: S.READY in of(here, Capability.BLOOD_PRESSURE))
        here.tell(Command.START)
        await here.until(lambda: any(each.value > 60 for each in here.progress))
        here.tell(Command.STOP)
        await here.until(lambda: S.STOPPED in of(here, Capability.BLOOD_PRESSURE))
        assert device(here).cuff.stage is CuffStage.IDLE
        here.events.clear()
        here.tell(Command.START)
        await here.value(Measure.SYSTOLIC, 127)


@pytest.mark.parametrize("damage", ["drop 200", "duplicate 200", "flip 200", "late 20"])
async def test_damage_makes_no_number(tmp_path: Path, damage: str) -> None:
    async with live(tmp_path / "port", NAME, style=Style(pace=8.0, mid_frame=True), timeline=WARM) as here:
        await here.value(Measure.SPO2, 97)
        here.obey(damage)
        await here.until(lambda: len(here.readings(Measure.SPO2)) > 4)
        for measure, value in ((Measure.SPO2, 97), (Measure.PULSE, 72), (Measure.HEART_RATE, 72)):
            assert {reading.value for reading in here.readings(measure)} <= {None, value}


async def test_silence_and_garbage(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("silence 20")
        await here.state(S.SILENT)
        await here.value(Measure.SPO2, None)
        await here.value(Measure.SPO2, 97)
        here.obey("garbage 20")
        await here.state(S.GARBAGE)
        await here.value(Measure.SPO2, 97)
        assert {reading.value for reading in here.readings(Measure.SPO2)} <= {None, 97}


async def test_unplug_and_replug(tmp_path: Path) -> None:
    async with live(tmp_path / "port", NAME, style=FAST) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {None}
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
