# SPDX-License-Identifier: EUPL-1.2
"""A visit, its instrument and its readings as the record sees them. The patient is officially synthetic."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from kiosk.reading import UNITS, AbsentReason, Device, Flag, Measure, Reading, TakenBy, WaveChunk
from kiosk.record.coded import Shape
from kiosk.record.codes import CODES
from kiosk.record.context import (
    EncounterStatus,
    Filing,
    Identifier,
    Patient,
    Practitioner,
    Station,
    StatusSpan,
    VisitRecord,
)
from kiosk.record.national_id import HSA_ID, PERSONNUMMER
from kiosk.record.waveform import cut_strips

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
OXIMETER = Device(maker="Nonin", model="Xpod 3012", serial="500123", driver="nonin_2", port="/dev/ttyUSB0")
STATION = Station(
    id="station-slussfors", name="Slussfors", address="Storgatan 1, 923 99 Slussfors", serial="HS-0001",
    software_version="0.1.0",
)  # fmt: skip
PATIENT = Patient(identifier=Identifier(system=PERSONNUMMER, value="191212121212"), name="Tolvan Tolvansson")
GP = Practitioner(name="Dr Lina Ek", identifier=Identifier(system=HSA_ID, value="SE2321000016-1003"))


def visit(status: EncounterStatus = EncounterStatus.IN_PROGRESS) -> VisitRecord:
    """Make a visit that began at nine; a finished one took nine minutes."""
    met = NINE + timedelta(minutes=1)
    running = status is not EncounterStatus.FINISHED
    ended = None if running else NINE + timedelta(minutes=9)
    return VisitRecord(
        visit_id="v-4f1d2c", patient=PATIENT, practitioner=GP, station=STATION, status=status, started_at=NINE,
        ended_at=ended, booking_id="b-17", end_reason="" if running else "user_hangup",
        history=(
            StatusSpan(status=EncounterStatus.ARRIVED, start=NINE, end=met),
            StatusSpan(status=EncounterStatus.IN_PROGRESS, start=met, end=ended),
        ),
    )  # fmt: skip


def spo2(digits: str = "97", **changes: object) -> Reading:
    """Make a saturation taken two minutes past nine."""
    reading = Reading(
        measure=Measure.SPO2, value=Decimal(digits), absent=None, measured_at=NINE + timedelta(minutes=2),
        device=OXIMETER, raw_sha256="ab" * 32, id="0123456789abcdef",
    )  # fmt: skip
    return replace(reading, unit="", **changes)  # type: ignore[arg-type]


def pulse_absent() -> Reading:
    """Make a pulse the device was still looking for, taken by the assistant."""
    return spo2(
        measure=Measure.PULSE, value=None, absent=AbsentReason.SEARCHING, taken_by=TakenBy.ASSISTANT,
        flags=(Flag.LOW_PERFUSION, Flag.ARTIFACT), id="fedcba9876543210",
    )  # fmt: skip


CUFF = Device(maker="A&D", model="TM-2657P", serial="W1234567", driver="tm_2655", port="/dev/ttyUSB1")
ACT_AT = NINE + timedelta(minutes=2, seconds=40)


def taken(measure: Measure, digits: str | None, number: int, **changes: object) -> Reading:
    """Make a reading of ``measure`` in its usual unit by the cuff's machine; ``number`` makes its id."""
    reading = Reading(
        measure=measure, value=None if digits is None else Decimal(digits),
        absent=AbsentReason.DEVICE_ERROR if digits is None else None, measured_at=ACT_AT, device=CUFF,
        raw_sha256="cd" * 32, id=f"{number:016x}", instrument="cuff", unit=UNITS[measure][0],
    )  # fmt: skip
    return replace(reading, **changes)  # type: ignore[arg-type]


def pressure_act(**changes: object) -> tuple[Reading, ...]:
    """Make one act of measuring with the cuff: 127 over 76, mean 93, pulse 78."""
    numbers = {
        Measure.SYSTOLIC: "127", Measure.DIASTOLIC: "76", Measure.MEAN_PRESSURE: "93", Measure.CUFF_PULSE: "78",
    }  # fmt: skip
    return tuple(
        taken(measure, digits, number, group="a1", **changes)
        for number, (measure, digits) in enumerate(numbers.items())
    )


def one_of_each() -> tuple[Reading, ...]:
    """Make a reading of every measure that is filed as a number, in every unit it may come in."""
    single = [row for row in CODES.items() if row[1].shape is Shape.QUANTITY]
    pairs = [(measure, unit) for measure, _ in single for unit in UNITS[measure]]
    alone = [taken(measure, "12.50", 100 + number, unit=unit) for number, (measure, unit) in enumerate(pairs)]
    in_kpa = [
        taken(measure, digits, 200 + number, unit="kPa", group="a2")
        for number, (measure, digits) in enumerate({Measure.SYSTOLIC: "16.9", Measure.DIASTOLIC: "10.1"}.items())
    ]
    return (*pressure_act(), *in_kpa, *alone)


def pleth_chunks(seconds: float = 11.0) -> list[WaveChunk]:
    """Make a plethysmogram at 75 Hz in chunks of half a second, with one sample not measured."""
    chunks = []
    for number in range(int(seconds * 2)):
        samples = tuple(round(128 + 90 * math.sin((number * 37 + i) / 9)) for i in range(37))
        chunks.append(
            WaveChunk(
                measure=Measure.PLETH,
                started_at=NINE + timedelta(seconds=110 + number * 37 / 75),
                rate_hz=75.0,
                lower=0,
                upper=255,
                samples=(None, *samples[1:]) if number == 3 else samples,
            )
        )
    return chunks


def filing(status: EncounterStatus = EncounterStatus.IN_PROGRESS) -> Filing:
    """Make a filing of a saturation, an absent pulse and eleven seconds of plethysmogram."""
    number = spo2()
    strips = cut_strips(pleth_chunks(), device=OXIMETER, beside=number)
    return Filing(
        visit=visit(status), accepted_at=NINE + timedelta(minutes=3), readings=(number, pulse_absent()),
        strips=tuple(strips),
    )  # fmt: skip
