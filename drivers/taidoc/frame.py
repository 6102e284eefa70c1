# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ TaiDoc frames: ``51 command d0 d1 d2 d3 A3|A5 sum``, A3 from the host, A5 from the meter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.checksum import sum8
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

START, FROM_HOST, FROM_METER = 0x51, 0xA3, 0xA5
LENGTH = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Frame:
    """One frame. ``skipped_bytes``: so many bytes that fit nothing stood just before it."""

    command: int
    data: bytes
    from_meter: bool
    raw: bytes
    skipped_bytes: int = 0


def encode(command: int, data: bytes = bytes(4), *, end: int = FROM_HOST) -> bytes:
    """Return the bytes of a frame."""
    head = bytes([START, command]) + data + bytes([end])
    return head + bytes([sum8(head)])


class TaiDocFramer(WindowFramer[Frame]):
    """Find frames by their two marks and their sum."""

    limit_bytes: ClassVar[int] = LENGTH
    starts: ClassVar[bytes] = bytes([START])

    def __init__(self) -> None:
        super().__init__()
        self._skipped_before = 0

    def _fit(self, buffer: bytes, at: int) -> int:
        if buffer[at] != START:
            return NO_PACKET
        if len(buffer) - at < LENGTH:
            return NEED_MORE
        window = buffer[at : at + LENGTH]
        good = window[6] in (FROM_HOST, FROM_METER) and sum8(window[:7]) == window[7]
        return LENGTH if good else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Frame:
        skipped_bytes = self.tally.skipped_bytes - self._skipped_before
        self._skipped_before = self.tally.skipped_bytes
        return Frame(
            command=raw[1], data=raw[2:6], from_meter=raw[6] == FROM_METER, raw=raw, skipped_bytes=skipped_bytes
        )
