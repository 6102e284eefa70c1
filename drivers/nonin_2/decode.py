# SPDX-License-Identifier: EUPL-1.2
"""Frames and packets → values and flags, without state (Nonin 9560 OEM specification, serial data formats 2 and 7)."""

from __future__ import annotations

from dataclasses import dataclass

from drivers.items import FieldValue
from drivers.nonin_2.frame import SYNC, Frame, Packet

HR_MISSING, SPO2_MISSING = 511, 127
HR_RANGE = range(18, 322)
"""18–321 beats a minute; 511 is the mark for "missing"."""
SPO2_RANGE = range(0, 101)
"""0–100 %; 127 is the mark for "missing"."""

DISCONNECTED, ARTIFACT, OUT_OF_TRACK, SENSOR_ALARM, RED, GREEN = 0x40, 0x20, 0x10, 0x08, 0x04, 0x02
HIGH_QUALITY, LOW_BATTERY = 0x20, 0x01

# Frame numbers (1 to 25) of the values in the FLOAT byte; heart rates take two frames, high bits first.
HR, SPO2, REVISION, TIMER, STATUS_2 = 1, 3, 4, 6, 8
SPO2_D, SPO2_FAST, SPO2_BEAT = 9, 10, 11
E_HR, E_SPO2, E_SPO2_D, HR_D, E_HR_D = 14, 16, 17, 20, 22

RATES = {"hr": HR, "e_hr": E_HR, "hr_d": HR_D, "e_hr_d": E_HR_D}
SATURATIONS = {
    "spo2": SPO2,
    "spo2_d": SPO2_D,
    "spo2_fast": SPO2_FAST,
    "spo2_beat": SPO2_BEAT,
    "e_spo2": E_SPO2,
    "e_spo2_d": E_SPO2_D,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Status:
    """The STATUS byte of a frame, or of any frame of a packet."""

    disconnected: bool
    artifact: bool
    out_of_track: bool
    sensor_alarm: bool
    red: bool
    green: bool
    sync: bool

    @staticmethod
    def decode(status: int) -> Status:
        return STATUSES[status]

    @property
    def perfusion(self) -> str | None:
        """The colour of the perfusion light; None between pulses."""
        if self.red:
            return "yellow" if self.green else "red"
        return "green" if self.green else None

    def fields(self) -> dict[str, FieldValue]:
        return {
            "sync": self.sync,
            "disconnected": self.disconnected,
            "artifact": self.artifact,
            "out_of_track": self.out_of_track,
            "sensor_alarm": self.sensor_alarm,
            "perfusion": self.perfusion,
        }


def _status(status: int) -> Status:
    return Status(
        disconnected=bool(status & DISCONNECTED),
        artifact=bool(status & ARTIFACT),
        out_of_track=bool(status & OUT_OF_TRACK),
        sensor_alarm=bool(status & SENSOR_ALARM),
        red=bool(status & RED),
        green=bool(status & GREEN),
        sync=bool(status & SYNC),
    )


STATUSES = tuple(_status(status) for status in range(256))
"""Every STATUS byte decoded, because 75 a second are."""
WORST_COLOURS = ((RED, "red"), (RED | GREEN, "yellow"), (GREEN, "green"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Values:
    """What a packet says, a third of a second."""

    status: Status
    """Every bit that any frame had set."""
    perfusion: str | None
    """The worst colour that any single frame showed; None if none did."""
    hr_bpm: int | None
    spo2_percent: int | None
    high_quality: bool
    low_battery: bool


def rate(high: int, low: int) -> int:
    """Return a heart rate: two high bits, seven low bits."""
    return (high & 3) * 128 + (low & 127)


def rate_bytes(bpm: int) -> tuple[int, int]:
    """Return the two bytes that carry a heart rate."""
    return bpm >> 7 & 3, bpm & 127


def valid_rate(bpm: int) -> int | None:
    """Return ``bpm`` unless it is the mark for "missing" or out of the device's range."""
    return bpm if bpm in HR_RANGE else None


def valid_saturation(value: int) -> int | None:
    """Return the percentage unless it is the mark for "missing" or out of the device's range."""
    return value if (value := value & 127) in SPO2_RANGE else None


def decode(packet: Packet) -> Values:
    """Decode a packet; heart rate and SpO2 are the four-beat averages of frames 1 to 3."""
    any_status = 0
    statuses = {frame.status for frame in packet.frames}
    for status in statuses:
        any_status |= status
    colours = {status & (RED | GREEN) for status in statuses}
    status_2 = _value(packet, STATUS_2)
    return Values(
        status=Status.decode(any_status),
        perfusion=next((colour for bits, colour in WORST_COLOURS if bits in colours), None),
        hr_bpm=valid_rate(_rate_at(packet, HR)),
        spo2_percent=valid_saturation(_value(packet, SPO2)),
        high_quality=bool(status_2 & HIGH_QUALITY),
        low_battery=bool(status_2 & LOW_BATTERY),
    )


def frame_fields(frame: Frame, before: int) -> dict[str, FieldValue]:
    """Return every field of a frame by name; ``before`` is the FLOAT byte of the frame before it.

    ``means`` names what the FLOAT byte carries and ``value`` is it decoded, None where the device says "missing"; a
    heart rate is whole with its second frame.
    """
    status = Status.decode(frame.status)
    return {
        "number": frame.number,
        **status.fields(),
        "pleth": frame.pleth,
        "float": frame.value,
        **_meaning(frame, before),
    }


def _meaning(frame: Frame, before: int) -> dict[str, FieldValue]:
    for name, number in RATES.items():
        if frame.number == number + 1:
            return {"means": name, "value": valid_rate(rate(before, frame.value))}
    for name, number in SATURATIONS.items():
        if frame.number == number:
            return {"means": name, "value": valid_saturation(frame.value)}
    if frame.number == REVISION:
        return {"means": "revision", "value": frame.value}
    if frame.number == TIMER + 1:
        return {"means": "timer", "value": rate(before, frame.value)}
    if frame.number == STATUS_2:
        high_quality, low_battery = bool(frame.value & HIGH_QUALITY), bool(frame.value & LOW_BATTERY)
        return {"means": "status_2", "high_quality": high_quality, "low_battery": low_battery}
    return {}


def _value(packet: Packet, number: int) -> int:
    return packet.frames[number - 1].value


def _rate_at(packet: Packet, number: int) -> int:
    return rate(_value(packet, number), _value(packet, number + 1))
