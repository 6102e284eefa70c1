# SPDX-License-Identifier: EUPL-1.2
"""Five-byte packets → values and flags, without state. What differs between makers is a row of a table.

Sources: "BCI protocol" v1.2 (Berry) with zh2x's demonstration; Contec V5.1, atbrask/CMS50Dplus, cms-p, MediPi.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from drivers.items import FieldValue
from kiosk.reading import AbsentReason, SensorState

NO_PULSE = frozenset({0, 0xFF})
"""FF is the makers' mark; 0 is what some units send before the lock."""
NO_SPO2 = frozenset({0, 0x7F})
SPO2_TOP = 100
NO_STRENGTH = 0x0F
STRENGTH_TOP = 8

BIT_4, BIT_5, BIT_6 = 0x10, 0x20, 0x40


@dataclass(frozen=True, kw_only=True, slots=True)
class Mark:
    """One flag bit: in which byte, which bit, what it is called, and what it says about the numbers.

    ``absent`` and ``state`` are None for a flag that says nothing about them.
    """

    byte: int
    bit: int
    name: str
    absent: AbsentReason | None = None
    state: SensorState | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Dialect:
    """What differs between makers. The first of ``marks`` that is set and says something decides."""

    rate_hz: int
    pleth_top: int
    marks: tuple[Mark, ...]


SEARCHING = Mark(
    byte=2, bit=BIT_5, name="searching", absent=AbsentReason.SEARCHING, state=SensorState.SEARCHING
)  # fmt: skip

BCI = Dialect(
    rate_hz=100,
    pleth_top=100,
    marks=(
        Mark(
            byte=0, bit=BIT_5, name="probe_unplugged", absent=AbsentReason.SENSOR_FAULT, state=SensorState.SENSOR_FAULT
        ),
        Mark(byte=2, bit=BIT_4, name="no_finger", absent=AbsentReason.FINGER_OUT, state=SensorState.FINGER_OUT),
        SEARCHING,
        Mark(byte=0, bit=BIT_4, name="no_signal", absent=AbsentReason.NO_SIGNAL, state=SensorState.NO_SIGNAL),
    ),
)
"""Berry "BCI protocol" v1.2: 100 packets a second, pleth 0 to 100."""

CONTEC = Dialect(
    rate_hz=60,
    pleth_top=127,
    marks=(
        Mark(byte=2, bit=BIT_4, name="probe_error", absent=AbsentReason.FINGER_OUT, state=SensorState.FINGER_OUT),
        SEARCHING,
        # Stays set from the time without a finger, so alone it says nothing (atbrask reads it as "finger out").
        Mark(byte=0, bit=BIT_4, name="searching_too_long"),
        Mark(byte=0, bit=BIT_5, name="spo2_dropping"),
    ),
)
"""Contec V5.1: 60 packets a second, pleth 0 to 127."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What a packet says, besides its pleth sample and its beep."""

    spo2_percent: int | None
    pulse_bpm: int | None
    strength: int | None
    bar: int
    marks: frozenset[str]
    absent: AbsentReason | None
    state: SensorState
    spo2_raw: int
    pulse_raw: int


def decode(dialect: Dialect, raw: bytes) -> Values:
    """Decode one packet; equal packets but for pleth and beep are decoded once."""
    return _decode(dialect, raw[0] & ~BIT_6, raw[2], raw[3], raw[4])


@lru_cache(maxsize=1024)
def _decode(dialect: Dialect, status: int, bar: int, pulse_low: int, spo2: int) -> Values:
    flags = {0: status, 2: bar}
    marks = [mark for mark in dialect.marks if flags[mark.byte] & mark.bit]
    telling = next((mark for mark in marks if mark.absent is not None), None)
    pulse = pulse_low | (bar & BIT_6) << 1
    spo2_percent = None if spo2 in NO_SPO2 or spo2 > SPO2_TOP else spo2
    pulse_bpm = None if pulse in NO_PULSE else pulse
    measuring = pulse_bpm is not None or spo2_percent is not None
    state = SensorState.MEASURING if measuring else SensorState.SEARCHING
    strength = status & 0x0F
    return Values(
        spo2_percent=spo2_percent,
        pulse_bpm=pulse_bpm,
        strength=None if strength == NO_STRENGTH else min(strength, STRENGTH_TOP),
        bar=bar & 0x0F,
        marks=frozenset(mark.name for mark in marks),
        absent=telling.absent if telling else None,
        state=telling.state if telling and telling.state else state,
        spo2_raw=spo2,
        pulse_raw=pulse,
    )


def fields(dialect: Dialect, raw: bytes) -> dict[str, FieldValue]:
    """Return every field by name, the numbers both as sent and as understood."""
    now = decode(dialect, raw)
    return {
        "strength": now.strength,
        **{mark.name: mark.name in now.marks for mark in dialect.marks},
        "beep": bool(raw[0] & BIT_6),
        "pleth": raw[1],
        "bar": now.bar,
        "pulse": now.pulse_bpm,
        "spo2": now.spo2_percent,
        "pulse_raw": now.pulse_raw,
        "spo2_raw": now.spo2_raw,
    }


def encode(
    dialect: Dialect, *, pleth: int, pulse: int, spo2: int, strength: int, bar: int, beep: bool, marks: frozenset[str]
) -> bytes:
    """Return the five bytes of a packet; ``pulse`` and ``spo2`` as they are on the wire."""
    flags = {0: 0, 2: 0}
    for mark in dialect.marks:
        if mark.name in marks:
            flags[mark.byte] |= mark.bit
    status = 0x80 | flags[0] | strength & 0x0F | (BIT_6 if beep else 0)
    third = flags[2] | bar & 0x0F | (pulse >> 7 & 1) << 6
    return bytes([status, pleth & 0x7F, third, pulse & 0x7F, spo2 & 0x7F])
