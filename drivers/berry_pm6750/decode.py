# SPDX-License-Identifier: EUPL-1.2
"""Packets → values, without state (BerryMed programs; a booth program that checked the manual with recordings)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from drivers.berry_pm6750.frame import KIND_AT, encode, payload
from drivers.items import FieldValue
from kiosk.reading import Failure

NO_SPO2, NO_PULSE = 127, 255
RATE_TOP = 250
SPO2_TOP = 100
PRESSURE_TOP = 254
BODY_CELSIUS = (Decimal("30.0"), Decimal("45.0"))
"""Outside of it the probe lies somewhere else; the same range as of every thermometer here."""
LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V")
LEAD_II_AT = KIND_AT + 1 + LEADS.index("II")
ECG_WAVE_BYTES = len(LEADS) + 5


class Kind(IntEnum):
    """The type of a packet from the device."""

    ECG_WAVE = 0x01
    ECG = 0x02
    CUFF = 0x03
    OXIMETER = 0x04
    TEMPERATURE = 0x05
    QRS_MARK = 0x30
    PULSE_MARK = 0x31
    SOFTWARE = 0xFC
    HARDWARE = 0xFD
    PLETH_WAVE = 0xFE
    BREATH_WAVE = 0xFF


LEAST_DATA: Mapping[int, int] = {
    Kind.ECG_WAVE: len(LEADS),
    Kind.ECG: 3,
    Kind.CUFF: 5,
    Kind.OXIMETER: 3,
    Kind.TEMPERATURE: 3,
    Kind.PLETH_WAVE: 1,
    Kind.BREATH_WAVE: 1,
}
"""So many data bytes at least; some firmware leaves the last fields of type 02 away."""


class CuffTest(IntEnum):
    """Bits 5 to 2 of the cuff's status."""

    DONE = 0
    MEASURING = 1
    STOPPED = 2
    OVERPRESSURE = 3
    LOOSE = 4
    TOO_LONG = 5
    ERROR = 6
    DISTURBED = 7
    NO_RESULT = 8
    INITIALISING = 9
    INITIALISED = 10


CUFF_SELF_CHECKS = frozenset({CuffTest.INITIALISING, CuffTest.INITIALISED})
"""They say nothing about a measurement."""
CUFF_FAILURES: Mapping[int, Failure] = {
    CuffTest.OVERPRESSURE: Failure.OVERPRESSURE,
    CuffTest.LOOSE: Failure.CUFF_LOOSE,
    CuffTest.TOO_LONG: Failure.TOO_LONG,
    CuffTest.ERROR: Failure.DEVICE_FAULT,
    CuffTest.DISTURBED: Failure.MOVEMENT,
    CuffTest.NO_RESULT: Failure.UNKNOWN,
}


class Finger(IntEnum):
    """The oximeter's status."""

    GOOD = 0
    SENSOR_OFF = 1
    NO_FINGER = 2
    SEARCHING = 3
    SEARCHING_TOO_LONG = 4


@dataclass(frozen=True, kw_only=True, slots=True)
class Ecg:
    """Type 02. Rates in beats and breaths a minute; None where there is none."""

    weak: bool
    lead_off: bool
    heart_rate: int | None
    breaths: int | None

    @classmethod
    def decode(cls, packet: bytes) -> Ecg:
        status, heart_rate, breaths = payload(packet)[:3]
        return cls(
            weak=bool(status & 0x01),
            lead_off=bool(status & 0x02),
            heart_rate=_within(heart_rate, RATE_TOP),
            breaths=_within(breaths, RATE_TOP),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cuff:
    """Type 03. Pressures in mmHg; None where there is none."""

    test: int
    cuff_mmhg: int
    systolic: int | None
    mean: int | None
    diastolic: int | None

    @classmethod
    def decode(cls, packet: bytes) -> Cuff:
        status, cuff, systolic, mean, diastolic = payload(packet)[:5]
        return cls(
            test=status >> 2 & 0x0F,
            cuff_mmhg=cuff * 2,
            systolic=_within(systolic, PRESSURE_TOP),
            mean=_within(mean, PRESSURE_TOP),
            diastolic=_within(diastolic, PRESSURE_TOP),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Oximeter:
    """Type 04. Percent and beats a minute; None where there is none."""

    status: int
    spo2: int | None
    pulse: int | None

    @classmethod
    def decode(cls, packet: bytes) -> Oximeter:
        status, spo2, pulse = payload(packet)[:3]
        return cls(status=status, spo2=_within(spo2, SPO2_TOP), pulse=_within(pulse, RATE_TOP))


@dataclass(frozen=True, kw_only=True, slots=True)
class Temperature:
    """Type 05, the first probe alone. Degrees Celsius; None where there is none."""

    probe_off: bool
    celsius: Decimal | None

    @property
    def body_celsius(self) -> Decimal | None:
        """What can be the temperature of a person."""
        low, high = BODY_CELSIUS
        return self.celsius if self.celsius is not None and low <= self.celsius <= high else None

    @classmethod
    def decode(cls, packet: bytes) -> Temperature:
        status, whole, tenths = payload(packet)[:3]
        off = status not in (0, 2)
        return cls(probe_off=off, celsius=None if off else degrees(whole, tenths))


def degrees(whole: int, tenths: int) -> Decimal | None:
    """Return a temperature with its one decimal; None for what is none."""
    return None if tenths > 9 or (whole, tenths) == (0, 0) else Decimal(f"{whole}.{tenths}")


def cuff_packet(test: int, cuff_mmhg: int, systolic: int = 0, mean: int = 0, diastolic: int = 0) -> bytes:
    """Return a packet of type 03 for an adult."""
    return encode(Kind.CUFF, test << 2, cuff_mmhg // 2, systolic, mean, diastolic)


def describe(packet: bytes) -> tuple[str, dict[str, FieldValue]]:
    """Return the packet's name and its fields."""
    kind, data = packet[KIND_AT], payload(packet)
    if kind not in Kind.__members__.values() or len(data) < LEAST_DATA.get(kind, 0):
        return "other", {"type": f"{kind:02x}", "data": data.hex()}
    show = _SHOWN.get(kind)
    fields: dict[str, FieldValue] = {"data": data.hex()} if show is None else show(packet)
    return Kind(kind).name.lower().replace("_", "-"), fields


def _within(value: int, top: int) -> int | None:
    return value if 0 < value <= top else None


def _ecg_fields(packet: bytes) -> dict[str, FieldValue]:
    said, data = Ecg.decode(packet), payload(packet)
    fields: dict[str, FieldValue] = {
        "heart_rate": said.heart_rate,
        "breaths": said.breaths,
        "weak": said.weak,
        "lead_off": said.lead_off,
        "status": data[0],
        "heart_rate_raw": data[1],
        "breaths_raw": data[2],
    }
    if len(data) > 3:
        fields["st_hundredths_mv"] = int.from_bytes(data[3:4], "little", signed=True)
    if len(data) > 4:
        fields["rhythm_code"] = data[4]
    return fields


def _cuff_fields(packet: bytes) -> dict[str, FieldValue]:
    said = Cuff.decode(packet)
    test = CuffTest(said.test).name.lower().replace("_", "-") if said.test in CuffTest.__members__.values() else None
    return {
        "test": said.test,
        "test_name": test,
        "cuff_mmhg": said.cuff_mmhg,
        "systolic": said.systolic,
        "mean": said.mean,
        "diastolic": said.diastolic,
    }


def _oximeter_fields(packet: bytes) -> dict[str, FieldValue]:
    said, data = Oximeter.decode(packet), payload(packet)
    return {"status": said.status, "spo2": said.spo2, "pulse": said.pulse, "spo2_raw": data[1], "pulse_raw": data[2]}


def _temperature_fields(packet: bytes) -> dict[str, FieldValue]:
    said, data = Temperature.decode(packet), payload(packet)
    fields: dict[str, FieldValue] = {
        "status": data[0],
        "celsius": None if said.celsius is None else str(said.celsius),
        "probe_1": f"{data[1]}.{data[2]}",
    }
    if len(data) > 4:
        fields["probe_2"] = f"{data[3]}.{data[4]}"
    return fields


_SHOWN: Mapping[int, Callable[[bytes], dict[str, FieldValue]]] = {
    Kind.ECG_WAVE: lambda packet: dict(zip(LEADS, payload(packet), strict=False)),
    Kind.ECG: _ecg_fields,
    Kind.CUFF: _cuff_fields,
    Kind.OXIMETER: _oximeter_fields,
    Kind.TEMPERATURE: _temperature_fields,
    Kind.PLETH_WAVE: lambda packet: {"pleth": packet[KIND_AT + 1]},
    Kind.BREATH_WAVE: lambda packet: {"breath": packet[KIND_AT + 1]},
}
