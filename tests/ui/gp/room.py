# SPDX-License-Identifier: EUPL-1.2
"""What a room full of instruments says to the GP's page, made by the station's own code where there is any."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from kiosk.capability import Capability
from kiosk.reading import UNITS, Device, Failure, Flag, Measure, Progress, Reading, SensorChange, SensorState, TakenBy
from kiosk.station.vitals import progress_message, reading_message, sensor_message

DEVICE = Device(maker="A maker", model="One", serial="7", driver="simulated", port="/dev/null")


def reads(instrument: str, measure: Measure, digits: str, *, attempt: int = 1, **changes: Any) -> dict[str, Any]:
    """Say a reading, always the same one: a result stands and is repeated."""
    reading = Reading(
        measure=measure, value=Decimal(digits), absent=None, measured_at=datetime.now(UTC) - timedelta(minutes=2),
        device=DEVICE, instrument=instrument, id=f"{instrument}-{measure}", unit=UNITS[measure][0],
    )  # fmt: skip
    return reading_message(replace(reading, **changes), attempt)


def is_in(
    instrument: str, capability: Capability, state: SensorState, failure: Failure | None = None
) -> dict[str, Any]:
    change = SensorChange(instrument=instrument, device=DEVICE, state=state, at=datetime.now(UTC), failure=failure)
    return sensor_message(change, capability)


def inflates(instrument: str, digits: str) -> dict[str, Any]:
    now = datetime.now(UTC)
    return progress_message(
        Progress(instrument=instrument, measure=Measure.CUFF_PRESSURE, value=Decimal(digits), unit="mm[Hg]", at=now)
    )


def pressure(instrument: str = "cuff", group: str = "act-1", **changes: Any) -> list[dict[str, Any]]:
    """Say one act with the cuff: 127 over 76, pulse 78."""
    numbers = {Measure.SYSTOLIC: "127", Measure.DIASTOLIC: "76", Measure.CUFF_PULSE: "78"}
    return [reads(instrument, measure, digits, group=group, **changes) for measure, digits in numbers.items()]


def full() -> list[dict[str, Any]]:
    """Say what stands after everybody has been measured with everything, and what a newer station may add."""
    this_morning = datetime.now(UTC) - timedelta(hours=2)
    return [
        is_in("cuff", Capability.BLOOD_PRESSURE, SensorState.READY),
        *pressure(flags=(Flag.IRREGULAR_PULSE, Flag.RETAKEN), helped_by=TakenBy.ASSISTANT, attempt=2),
        is_in("scale", Capability.BODY_WEIGHT, SensorState.READY),
        reads("scale", Measure.WEIGHT, "82.40", group="w"),
        reads("scale", Measure.BMI, "26.9", group="w"),
        reads("scale", Measure.HEIGHT, "175", flags=(Flag.TYPED_IN,), taken_by=TakenBy.ASSISTANT),
        is_in("meter", Capability.BLOOD_GLUCOSE, SensorState.READY),
        reads(
            "meter", Measure.GLUCOSE, "5.4", flags=(Flag.FROM_MEMORY,), measured_at=this_morning,
            device_time=this_morning.replace(tzinfo=None, year=2025), clock_offset_s=-31_536_000.0,
        ),
        is_in("thermometer", Capability.BODY_TEMPERATURE, SensorState.FAILED, Failure.OUT_OF_RANGE),
        {"type": "sensor", "instrument": "nose", "capability": "smelling", "state": "dancing", "failure": "hiccup"},
        {**reads("nose", Measure.WEIGHT, "3.1"), "measure": "sneezes", "unit": "{sneeze}/h", "flags": ["loud"]},
    ]  # fmt: skip
