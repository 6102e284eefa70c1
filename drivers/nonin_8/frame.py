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

import re
from collections.abc import Iterable
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


def _is_rate(hr: int) -> bool:
    """Tell whether a device can say this; 0 and `HR_MISSING` mean "none"."""
    return hr in HR_RANGE or hr in (0, HR_MISSING)


def _is_saturation(spo2: int) -> bool:
    return spo2 in SPO2_RANGE or spo2 == SPO2_MISSING


def follows(before: HeartRateAndSpo2, now: HeartRateAndSpo2) -> bool:
    """Tell whether one person's numbers can be these, a second later; from and to "missing" everything can."""
    if before[0] in HR_RANGE and now[0] in HR_RANGE and abs(before[0] - now[0]) > LEAP_BPM:
        return False
    valid = before[1] in SPO2_RANGE and now[1] in SPO2_RANGE and before[1] > 0 and now[1] > 0
    return not valid or abs(before[1] - now[1]) <= LEAP_PERCENT


def beginning(layout: Layout, count: int) -> re.Pattern[bytes]:
    """Return what finds ``count`` packets in a row that a device could have sent, or as much as the end leaves of them.

    Answers may stand between them. With one packet the length of the match tells whether it is whole.
    """
    rates = (
        _class(range(BEGINS | high, 0x100, 4)) + _class(low for low in range(BEGINS) if _is_rate(high * 128 + low))
        for high in range(4)
    )
    packet = b"(?:%b)" % b"|".join(rates) + _class(filter(_is_saturation, range(BEGINS)))
    packet += b"[\0-\x7f]" * (layout.length - 3)
    cut = b"[\x80-\xff][\0-\x7f]{0,%d}\\Z|\\Z" % (layout.length - 2)
    if layout.nulls:
        packet, cut = b"%b|\0{%d}" % (packet, layout.length), b"%b|\0{1,%d}\\Z" % (cut, layout.length - 1)
    run = b"(?:%b|%b)" % (packet, cut)
    for _ in range(count - 1):
        run = b"(?:(?:%b)%b*%b|%b)" % (packet, _class(ANSWERS), run, cut)
    return re.compile(run)


def _class(members: Iterable[int]) -> bytes:
    return b"[%b]" % re.escape(bytes(members))


class BriefFramer(WindowFramer[BriefPacket]):
    """Find runs of packets."""

    layout: ClassVar[Layout]
    _packet: ClassVar[re.Pattern[bytes]]
    _first_run: ClassVar[re.Pattern[bytes]]

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._packet, cls._first_run = beginning(cls.layout, 1), beginning(cls.layout, RUN)

    def __init__(self) -> None:
        super().__init__()
        self._last: HeartRateAndSpo2 | None = None
        self._skipped_before = 0

    def _next_start(self, buffer: bytes, at: int) -> int:
        if self._synchronised:
            return at
        match = (self._first_run if self._last is None else self._packet).search(buffer, at)
        return len(buffer) if match is None else match.start()

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
        match = self._packet.match(buffer, at)
        if match is None:
            return NO_PACKET
        return self.layout.length if match.end() - at == self.layout.length else NEED_MORE


class Format8Framer(BriefFramer):
    """Four bytes a second."""

    layout = FORMAT_8
