# SPDX-License-Identifier: EUPL-1.2
"""Packets → values and flags, without state (Contec V7.0; what devices really do: CMS60C and Pulox recordings)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from drivers.contec_9byte.frame import Packet, mask
from drivers.items import FieldValue

PULSE_RANGE = range(1, 255)
"""1–254; FF is "invalid" in the vendor's paper, 0 is what a Pulox sends before the lock and after finger-out."""
SPO2_RANGE = range(1, 101)
"""1–100; 7F is "invalid" in the vendor's paper, 0 as above."""
PI_RANGE = range(0, 2201)
STRENGTH_TOP = 8
BEEP = 0x40
"""In the first payload byte."""
START_REALTIME = 0xA1
NO_PULSE, NO_SPO2, NO_PI = 0xFF, 0x7F, 0xFFFF
IDLE_PLETH = 0x40
"""The waveform while the finger is out."""


class Kind(IntEnum):
    """Type byte of a packet from the device."""

    REALTIME = 0x01
    MODEL = 0x02
    VENDOR = 0x03
    IDENTIFIER = 0x04
    USER = 0x05
    UNDOCUMENTED_06 = 0x06
    STORAGE_DATE = 0x07
    STORAGE_LENGTH = 0x08
    STORAGE_RECORD_PI = 0x09
    SEGMENTS = 0x0A
    FEEDBACK = 0x0B
    FREE = 0x0C
    DISCONNECTING = 0x0D
    PI_SUPPORT = 0x0E
    STORAGE_RECORDS = 0x0F
    USERS = 0x10
    NOTICE = 0x11
    STORAGE_TIME = 0x12
    TEXT_13 = 0x13
    TEXT_14 = 0x14
    STORAGE_IDENTIFIERS = 0x15


class Reason(IntEnum):
    """Why a command was refused (packet 0B) or the device leaves (0D)."""

    DONE = 0x00
    SWITCHED_OFF = 0x01
    USER_CHANGED = 0x02
    RECORDING = 0x03
    DELETE_FAILED = 0x04
    NOT_SUPPORTED = 0x05
    UNKNOWN = 0xFF


@dataclass(frozen=True, kw_only=True, slots=True)
class Realtime:
    """One sixtieth of a second. ``*_raw`` are the device's bytes; the properties know the "invalid" marks."""

    strength: int = 0
    searching_too_long: bool = False
    low_spo2: bool = False
    beep: bool = False
    probe_error: bool = False
    pleth: int = 0
    searching: bool = False
    bar: int = 0
    pi_invalid: bool = True
    pulse_raw: int = NO_PULSE
    spo2_raw: int = NO_SPO2
    pi_raw: int = NO_PI

    @property
    def pulse_bpm(self) -> int | None:
        return self.pulse_raw if self.pulse_raw in PULSE_RANGE else None

    @property
    def spo2_percent(self) -> int | None:
        return self.spo2_raw if self.spo2_raw in SPO2_RANGE else None

    @property
    def pi_hundredths(self) -> int | None:
        """Perfusion index in hundredths of a percent."""
        return self.pi_raw if not self.pi_invalid and self.pi_raw in PI_RANGE else None

    @classmethod
    def decode(cls, payload: bytes) -> Realtime:
        """Decode the seven payload bytes of a type 01 packet."""
        status, wave, bar, pulse, spo2, pi_low, pi_high = payload
        return cls(
            strength=min(status & 0x0F, STRENGTH_TOP),
            searching_too_long=bool(status & 0x10),
            low_spo2=bool(status & 0x20),
            beep=bool(status & 0x40),
            probe_error=bool(status & 0x80),
            pleth=wave & 0x7F,
            searching=bool(wave & 0x80),
            bar=bar & 0x0F,
            pi_invalid=bool(bar & 0x10),
            pulse_raw=pulse,
            spo2_raw=spo2,
            pi_raw=pi_low | pi_high << 8,
        )

    def encode(self) -> bytes:
        """Return the seven payload bytes."""
        status = self.strength | self.searching_too_long << 4 | self.low_spo2 << 5 | self.beep << 6
        status |= self.probe_error << 7
        wave = self.pleth | self.searching << 7
        bar = self.bar | self.pi_invalid << 4
        return bytes([status, wave, bar, self.pulse_raw, self.spo2_raw, self.pi_raw & 0xFF, self.pi_raw >> 8])

    def packet(self, *, high: int | None = None) -> bytes:
        """Return the nine bytes on the wire; ``high`` as in `mask`."""
        return mask(Kind.REALTIME, self.encode(), high=high)

    def fields(self) -> dict[str, FieldValue]:
        """Return every field by name, the numbers both as sent and as understood."""
        return {
            "strength": self.strength,
            "searching_too_long": self.searching_too_long,
            "low_spo2": self.low_spo2,
            "beep": self.beep,
            "probe_error": self.probe_error,
            "pleth": self.pleth,
            "searching": self.searching,
            "bar": self.bar,
            "pi_valid": not self.pi_invalid,
            "pulse": self.pulse_bpm,
            "spo2": self.spo2_percent,
            "pi": None if self.pi_hundredths is None else self.pi_hundredths / 100,
            "pulse_raw": self.pulse_raw,
            "spo2_raw": self.spo2_raw,
            "pi_raw": self.pi_raw,
        }


def text(payload: bytes) -> str:
    """Return the printable part of a text payload."""
    return "".join(chr(byte) for byte in payload if 0x20 <= byte < 0x7F).strip()


def describe(packet: Packet) -> Mapping[str, FieldValue]:
    """Return every field of any packet by name."""
    kind = Kind(packet.kind)
    if kind is Kind.REALTIME:
        return Realtime.decode(packet.payload).fields()
    return _FIELDS.get(kind, _plain)(packet.payload)


def _plain(payload: bytes) -> dict[str, FieldValue]:
    return {"payload": payload.hex()}


def _text(payload: bytes) -> dict[str, FieldValue]:
    return {"text": text(payload)}


def _indexed_text(payload: bytes) -> dict[str, FieldValue]:
    return {"index": payload[0], "text": text(payload[1:])}


def refusal(feedback: bytes) -> Reason | None:
    """Return why the device will not stream, out of a feedback packet's payload; None if it is about something else."""
    reason = _reason_of(feedback[1])
    return None if feedback[0] != START_REALTIME or reason is Reason.DONE else reason


def _reason_of(code: int) -> Reason:
    return Reason(code) if code in Reason.__members__.values() else Reason.UNKNOWN


def _reason(code: int) -> str:
    return _reason_of(code).name.lower().replace("_", "-")


def _feedback(payload: bytes) -> dict[str, FieldValue]:
    fields: dict[str, FieldValue] = {"command": f"{payload[0]:02x}", "reason": _reason(payload[1])}
    if refusal(payload) in (Reason.NOT_SUPPORTED, Reason.UNKNOWN):
        fields["hint"] = "older firmware: use the driver contec_5byte"
    return fields


def _segment(payload: bytes) -> dict[str, FieldValue]:
    return {"user": payload[0], "segment": payload[1]}


def _storage_date(payload: bytes) -> dict[str, FieldValue]:
    century, year, month, day = payload[2:6]
    return {**_segment(payload), "date": f"{century:02d}{year:02d}-{month:02d}-{day:02d}"}


def _storage_time(payload: bytes) -> dict[str, FieldValue]:
    hour, minute, second = payload[2:5]
    return {**_segment(payload), "time": f"{hour:02d}:{minute:02d}:{second:02d}"}


def _record_pi(payload: bytes) -> dict[str, FieldValue]:
    return {"spo2_raw": payload[0], "pulse_raw": payload[1], "pi_raw": payload[2] | payload[3] << 8}


def _records(payload: bytes) -> dict[str, FieldValue]:
    return {f"{name}_raw_{n}": payload[2 * n + i] for n in range(3) for i, name in enumerate(("spo2", "pulse"))}


_FIELDS: dict[Kind, Callable[[bytes], Mapping[str, FieldValue]]] = {
    Kind.MODEL: _indexed_text,
    Kind.VENDOR: _text,
    Kind.IDENTIFIER: _text,
    Kind.USER: _indexed_text,
    Kind.STORAGE_DATE: _storage_date,
    Kind.STORAGE_LENGTH: lambda p: {**_segment(p), "length": int.from_bytes(p[2:6], "little")},
    Kind.STORAGE_RECORD_PI: _record_pi,
    Kind.SEGMENTS: lambda p: {"user": p[0], "segments": p[1]},
    Kind.FEEDBACK: _feedback,
    Kind.FREE: lambda p: {},
    Kind.DISCONNECTING: lambda p: {"reason": _reason(p[0])},
    Kind.PI_SUPPORT: lambda p: {"pi_supported": p[0] == 0},
    Kind.STORAGE_RECORDS: _records,
    Kind.USERS: lambda p: {"users": p[0]},
    Kind.NOTICE: lambda p: {"notice": p[0], "data": p[1:].hex()},
    Kind.STORAGE_TIME: _storage_time,
    Kind.TEXT_13: _text,
    Kind.TEXT_14: _text,
}
