# SPDX-License-Identifier: EUPL-1.2
"""What a hardware encoder gives, made into pictures that any browser takes. No I/O, no clock.

An encoder may give its headers by themselves, nothing at all while it is starved of bits, and a level far above what
the pictures need: the Pi's always says 4.0, and the description of the session promises 3.1 (RFC 6184, 8.1).
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.call.send.pictures.h264_packets import split_units

SLICE, IDR, SPS, PPS = 1, 5, 7, 8
_TYPE = 0x1F
_START_CODE = b"\0\0\0\1"
_LEVEL_AT = 3
"""Behind the unit's type, the profile and its constraints (H.264, 7.3.2.1.1)."""
LEVEL, LEVEL_BLOCKS, LEVEL_BLOCKS_PER_S = 31, 3600, 108_000
"""Level 3.1: macroblocks of a picture and of a second (H.264, table A-1); 1280x720 at 30."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HardwareUnit:
    """One encoded picture as Annex B; ``time_s`` is the monotonic time of its capture."""

    data: bytes
    keyframe: bool
    time_s: float
    width: int
    height: int


class UnitReader:
    """Reads one encoder's output from its start."""

    def __init__(self, width: int, height: int, fps: float) -> None:
        blocks = -(-width // 16) * -(-height // 16)
        self._small = blocks <= LEVEL_BLOCKS and blocks * fps <= LEVEL_BLOCKS_PER_S
        self._headers: dict[int, bytes] = {}

    def read(self, data: bytes) -> tuple[bytes, bool] | None:
        """Return a picture that can be sent and whether it stands by itself; None where there is no picture."""
        units = list(split_units(data))
        kinds = {unit[0] & _TYPE for unit in units}
        for at, unit in enumerate(units):
            kind = unit[0] & _TYPE
            if kind == SPS:
                units[at] = unit = self._levelled(unit)
            if kind in (SPS, PPS):
                self._headers[kind] = unit
        if not kinds & {SLICE, IDR}:
            return None
        if IDR in kinds:
            units[:0] = [self._headers[kind] for kind in (SPS, PPS) if kind not in kinds and kind in self._headers]
        elif SPS not in kinds:
            return data, False
        return b"".join(_START_CODE + unit for unit in units), IDR in kinds

    def _levelled(self, header: bytes) -> bytes:
        if not self._small or len(header) <= _LEVEL_AT or header[_LEVEL_AT] <= LEVEL:
            return header
        return header[:_LEVEL_AT] + bytes((LEVEL,)) + header[_LEVEL_AT + 1 :]
