# SPDX-License-Identifier: EUPL-1.2
"""Packets → values and flags of formats 8 and 1, without state.

The table of bits is one for both. Format 8: Nonin 9560 OEM specification; its text speaks of three bytes in one place,
its own table has four. Format 1: the same three bytes, with "sensor disconnected" in bit 6 where format 8 has no
meaning; that bit and the order rest on the writer's memory of the OEM III's paper (see SCORE.toml).
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.items import FieldValue
from drivers.nonin_2.decode import valid_rate, valid_saturation
from drivers.nonin_8.frame import numbers

# Byte 1
DISCONNECTED, OUT_OF_TRACK, LOW_PERFUSION, MARGINAL_PERFUSION, ARTIFACT = 0x40, 0x20, 0x10, 0x08, 0x04
# Byte 4, format 8 only
HIGH_QUALITY, SENSOR_ALARM, LOW_BATTERY = 0x20, 0x08, 0x01


@dataclass(frozen=True, kw_only=True, slots=True)
class Second:
    """What a packet says about a second."""

    hr_bpm: int | None
    spo2_percent: int | None
    out_of_track: bool
    low_perfusion: bool
    marginal_perfusion: bool
    artifact: bool
    disconnected: bool
    """Format 1 only."""
    sensor_alarm: bool
    """This and what follows: format 8 only."""
    high_quality: bool
    low_battery: bool

    @classmethod
    def decode(cls, raw: bytes) -> Second:
        """Decode a packet of three or four bytes; 0, 511 beats and 127 % mean "missing"."""
        hr, spo2 = numbers(raw)
        status, status_2 = raw[0], raw[3] if len(raw) > 3 else 0
        return cls(
            hr_bpm=valid_rate(hr),
            spo2_percent=valid_saturation(spo2) or None,
            out_of_track=bool(status & OUT_OF_TRACK),
            low_perfusion=bool(status & LOW_PERFUSION),
            marginal_perfusion=bool(status & MARGINAL_PERFUSION),
            artifact=bool(status & ARTIFACT),
            disconnected=len(raw) == 3 and bool(status & DISCONNECTED),
            sensor_alarm=bool(status_2 & SENSOR_ALARM),
            high_quality=bool(status_2 & HIGH_QUALITY),
            low_battery=bool(status_2 & LOW_BATTERY),
        )


def describe(raw: bytes) -> dict[str, FieldValue]:
    """Return every field of a packet by name."""
    second = Second.decode(raw)
    fields: dict[str, FieldValue] = {
        "hr": second.hr_bpm,
        "spo2": second.spo2_percent,
        "out_of_track": second.out_of_track,
        "low_perfusion": second.low_perfusion,
        "marginal_perfusion": second.marginal_perfusion,
        "artifact": second.artifact,
    }
    if len(raw) == 3:
        return {**fields, "disconnected": second.disconnected}
    return {
        **fields,
        "sensor_alarm": second.sensor_alarm,
        "high_quality": second.high_quality,
        "low_battery": second.low_battery,
    }
