# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of Nonin serial data formats 8 and 1: one packet a second, four or three bytes, no checksum.

Format 8 (9560 OEM specification): ``1xx…`` status and two bits of the heart rate, ``0…`` heart rate, ``0…`` SpO2,
``0…`` second status. Format 1 (OEM III, Xpod) is the first three bytes of it. Only the first byte has bit 7 set.

So few bytes fit noise often: one in sixteen stretches of noise begins like a packet. What counts is therefore not a
packet but a run: unsynchronised, `RUN` packets must stand one right after the other, with numbers a device can send and
no person's pulse outruns; synchronised, each must follow the one before. One stray byte ends that; close behind a good
packet, `RUN_AGAIN` that agree with it are enough. Answers to commands (06, 15) may stand between packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer
from drivers.nonin_2.decode import HR_MISSING, HR_RANGE, SPO2_MISSING, SPO2_RANGE
from drivers.nonin_2.frame import ACCEPTED, REFUSED

BEGINS = 0x80
RUN = 4
RUN_AGAIN = 2
NEAR_BYTES = 12
"""So many stray bytes after a good packet a disturbance may have; more is another protocol."""
LEAP_BPM, LEAP_PERCENT = 24, 4
"""Averages over four beats differ less from one second to the next."""
ANSWERS = (ACCEPTED, REFUSED)

FORMAT_8_COMMAND = bytes.fromhex("02 70 02 02 08 03")

HeartRateAndSpo2 = tuple[int, int]


@dataclass(frozen=True, kw_only=True, slots=True)
class Layout:
    """What tells the two formats apart."""

    length: int
    nulls: bool
    """All bytes 00 are a packet that says "no reading", as one user of format 1 saw."""


FORMAT_8 = Layout(length=4, nulls=False)
FORMAT_1 = Layout(length=3, nulls=True)


@dataclass(frozen=True, kw_only=True, slots=True)
class BriefPacket:
    """One second, or an answer to a command. ``after_gap``: stray bytes stood just before it."""

    raw: bytes
    after_gap: bool

    @property
    def is_answer(self) -> bool:
        return len(self.raw) == 1


def encode(status: int, hr: int, spo2: int, status_2: int | None = None) -> bytes:
    """Return the packet: three bytes, or four if there is a second status."""
    head = bytes([BEGINS | status | hr >> 7 & 3, hr & 0x7F, spo2])
    return head if status_2 is None else head + bytes([status_2])


def numbers(raw: bytes) -> HeartRateAndSpo2:
    """Return the numbers of a packet as they stand there."""
    return (raw[0] & 3) * 128 + raw[1], raw[2]


def possible(raw: bytes, layout: Layout) -> bool:
    """Tell whether a device could have sent this packet."""
    if not raw[0] & BEGINS:
        return layout.nulls and not any(raw)
    hr, spo2 = numbers(raw)
    return (
        max(raw[1:]) < BEGINS
        and (hr in HR_RANGE or hr in (0, HR_MISSING))
        and (spo2 in SPO2_RANGE or spo2 == SPO2_MISSING)
    )


def follows(before: HeartRateAndSpo2, now: HeartRateAndSpo2) -> bool:
    """Tell whether one person's numbers can be these, a second later; from and to "missing" everything can."""
    if before[0] in HR_RANGE and now[0] in HR_RANGE and abs(before[0] - now[0]) > LEAP_BPM:
        return False
    valid = before[1] in SPO2_RANGE and now[1] in SPO2_RANGE and before[1] > 0 and now[1] > 0
    return not valid or abs(before[1] - now[1]) <= LEAP_PERCENT


class BriefFramer(WindowFramer[BriefPacket]):
    """Find runs of packets."""

    layout: ClassVar[Layout]

    def __init__(self) -> None:
        super().__init__()
        self._last: HeartRateAndSpo2 | None = None
        self._skipped_before = 0

    def _fit(self, buffer: bytes, at: int) -> int:
        if self._synchronised:
            if buffer[at] in ANSWERS:
                return 1
            return self._one(buffer, at)
        if self._last is not None and self.tally.skipped_bytes - self._skipped_before <= NEAR_BYTES:
            again = self._run(buffer, at, RUN_AGAIN, self._last)
            if again != NO_PACKET:
                return again
        return self._run(buffer, at, RUN, None)

    def _frame(self, raw: bytes, *, after_gap: bool) -> BriefPacket:
        self._skipped_before = self.tally.skipped_bytes
        if len(raw) > 1:
            self._last = numbers(raw)
        return BriefPacket(raw=raw, after_gap=after_gap)

    @property
    def _synchronised(self) -> bool:
        return self.tally.frames > 0 and not self.tally.skipping

    def _run(self, buffer: bytes, at: int, count: int, before: HeartRateAndSpo2 | None) -> int:
        """Return the length of the first of ``count`` packets that follow each other."""
        length, begin = self.layout.length, at
        for _ in range(count):
            while at > begin and at < len(buffer) and buffer[at] in ANSWERS:
                at += 1
            fit = self._one(buffer, at)
            if fit != length:
                return fit
            now = numbers(buffer[at : at + length])
            if before is not None and not follows(before, now):
                return NO_PACKET
            before = now
            at += length
        return length

    def _one(self, buffer: bytes, at: int) -> int:
        """Return the length of a possible packet at ``at``."""
        raw = buffer[at : at + self.layout.length]
        if len(raw) == self.layout.length:
            return len(raw) if possible(raw, self.layout) else NO_PACKET
        begins = not raw or raw[0] & BEGINS or (self.layout.nulls and not any(raw))
        return NEED_MORE if begins and all(byte < BEGINS for byte in raw[1:]) else NO_PACKET


class Format8Framer(BriefFramer):
    """Four bytes a second."""

    layout = FORMAT_8
