# SPDX-License-Identifier: EUPL-1.2
"""A TaiDoc blood-pressure meter, the whole way."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.simulation.device import SimulatorError
from drivers.taidoc_bp.driver import TaiDocPressureDriver
from drivers.taidoc_bp.interpret import PressureInterpreter
from drivers.taidoc_bp.simulator import SimulatedTaiDocPressure
from kiosk.reading import Failure, Measure
from tests.drivers.live import live
from tests.drivers.meters import interpret, readings
from tests.drivers.taidoc_bp.example import AT_21_14, PRESSURE


def test_a_recording_without_the_model_is_of_blood_pressure() -> None:
    found = readings(interpret(PressureInterpreter(), AT_21_14 + PRESSURE))
    assert {each.measure: each.sample.value for each in found} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.CUFF_PULSE: 78,
    }  # fmt: skip


def test_line_settings() -> None:
    assert TaiDocPressureDriver.line == LineSettings(baud=19200)


@pytest.mark.parametrize("variant", ["pressure", "both"])
async def test_an_old_pressure_and_a_new_one(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.TAIDOC_BP, variant=variant) as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        here.obey("pressure 127/76 78")
        systolic = await here.value(Measure.SYSTOLIC, 127)
        diastolic = await here.value(Measure.DIASTOLIC, 76)
        pulse = await here.value(Measure.CUFF_PULSE, 78)
        assert systolic.group == diastolic.group == pulse.group


def test_what_is_no_pressure_is_said() -> None:
    with pytest.raises(SimulatorError):
        SimulatedTaiDocPressure().obey("pressure high")
