# SPDX-License-Identifier: EUPL-1.2
"""Transport-wide feedback: which packets arrived, and when (draft-holmer-rmcat-transport-wide-cc-extensions-01).

Here is what stands in the RTCP message after the two SSRCs. `FeedbackReader` reads it for the sender of media,
`FeedbackBuilder` writes it for the receiver.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kiosk.call.rtp.packet import PacketError, PacketReason
from kiosk.call.rtp.sequence import Unwrapper

REFERENCE_S = 0.064
"""Unit of the reference time, section 3.1."""
DELTA_S = 0.00025
"""Unit of the arrival deltas, section 3.1.5."""
TICKS_A_REFERENCE = 256
"""Deltas' units in one of the reference time."""
MOST_STATUSES = 4096
"""Packets taken or told in one message: half a minute of a call, and few enough to read in a millisecond or two."""
MOST_TOLD = 400
"""Packets told of in one message, so that it fits a datagram: three bytes each at worst."""
SHORTEST_INTERVAL_S = 0.05
LONGEST_INTERVAL_S = 0.1
"""Between two messages: libwebrtc takes 50 to 250 ms; a controller that is to react within three wants them sooner."""
RATE_SHARE = 0.05
"""Of the sending rate, for feedback; where the shortest interval needs more than this it is lengthened."""
MESSAGE_BYTES = 68
"""What an average message needs with all headers, as libwebrtc assumes."""
MOST_KEPT_S = 0.5
"""How long an arrival is kept after it was told, in case an older packet comes late and both are told again."""

_HEADER = struct.Struct("!HHL")
_CHUNK = struct.Struct("!H")
_NONE, _SMALL, _LARGE = 0, 1, 2
_SMALLEST_LARGE, _LARGEST_LARGE = -32768, 32767
_LONGEST_RUN = 0x1FFF


@dataclass(frozen=True, slots=True)
class TransportFeedback:
    """Packets in the order of their numbers, each with its arrival on the receiver's clock; None: not arrived (yet)."""

    arrivals: tuple[tuple[int, float | None], ...]


class FeedbackReader:
    """Reads the messages of one receiver, without the wraps of their counters."""

    def __init__(self) -> None:
        self._numbers = Unwrapper(16)
        self._references = Unwrapper(24)

    def read(self, information: bytes, *, newest_sent: int | None = None) -> TransportFeedback:
        """Read what follows the two SSRCs; raises `PacketError`.

        ``newest_sent`` is the unwrapped number of the newest packet sent. When given, the packets told of are taken
        to be the latest that fit it, so that no message, false or late, can lead the counting astray.
        """
        base, statuses, time, at = _read_statuses(information)
        ticks = list(_read_deltas(information, at, statuses))
        number = self._numbers.unwrap(base) if newest_sent is None else newest_sent - ((newest_sent - base) & 0xFFFF)
        tick = self._references.unwrap(time) * TICKS_A_REFERENCE
        arrivals: list[tuple[int, float | None]] = []
        for delta in ticks:
            if delta is None:
                arrivals.append((number, None))
            else:
                tick += delta
                arrivals.append((number, tick * DELTA_S))
            number += 1
        return TransportFeedback(tuple(arrivals))


class FeedbackBuilder:
    """Collects arrivals and tells them every 50 to 100 ms. Numbers are unwrapped, times the receiver's own."""

    def __init__(self) -> None:
        self.send_bps = 0
        """What this side sends, to keep feedback a small share of it; 0: not known."""
        self._arrivals: dict[int, float] = {}
        self._start: int | None = None
        """The first number that has not been told of."""
        self._newest = 0
        self._oldest = 0
        """Nothing before this number is taken any more."""
        self._due_s: float | None = None
        self._count = 0

    @property
    def next_s(self) -> float | None:
        """When `due` wants to be called; None: nothing is waiting to be told."""
        return self._due_s

    def arrived(self, number: int, arrival_s: float) -> None:
        """Note a packet; a copy of one that is noted changes nothing."""
        if self._start is None:
            self._start, self._newest = number, number
            self._oldest = number - MOST_STATUSES
        if number in self._arrivals or number < self._oldest:
            return
        if number > self._newest + MOST_STATUSES:
            self._arrivals.clear()
            self._start = number
        self._arrivals[number] = arrival_s
        self._newest = max(self._newest, number)
        self._oldest = max(self._oldest, self._newest - MOST_STATUSES + 1)
        self._start = max(min(self._start, number), self._oldest)
        if self._due_s is None:
            self._due_s = arrival_s + self._interval_s()

    def due(self, now_s: float) -> bytes | None:
        """Return what follows the SSRCs of the next message, or None. Call again until nothing is due."""
        if self._due_s is None or now_s < self._due_s or self._start is None:
            return None
        self._forget(self._start, now_s)
        information, self._start = self._message(self._start)
        self._count = (self._count + 1) & 0xFF
        if self._start > self._newest:
            self._due_s = None
        return information

    def _interval_s(self) -> float:
        if self.send_bps <= 0:
            return SHORTEST_INTERVAL_S
        return min(max(MESSAGE_BYTES * 8 / (RATE_SHARE * self.send_bps), SHORTEST_INTERVAL_S), LONGEST_INTERVAL_S)

    def _forget(self, before: int, now_s: float) -> None:
        """Let go of what was told long ago; from then on nothing so old is taken, as its neighbours would look lost."""
        old = [number for number, at_s in self._arrivals.items() if number < before and at_s < now_s - MOST_KEPT_S]
        if not old:
            return
        self._oldest = max(old) + 1
        self._arrivals = {number: at_s for number, at_s in self._arrivals.items() if number >= self._oldest}

    def _message(self, first: int) -> tuple[bytes, int]:
        """Write one message from ``first`` on; return it and the first number it does not tell of."""
        arrived = first
        while arrived not in self._arrivals:
            arrived += 1
        reference = int(self._arrivals[arrived] // REFERENCE_S)
        tick = reference * TICKS_A_REFERENCE
        deltas: list[int | None] = []
        number = first
        while number <= self._newest and number - first < MOST_TOLD:
            arrival_s = self._arrivals.get(number)
            if arrival_s is None:
                deltas.append(None)
            else:
                delta = round(arrival_s / DELTA_S) - tick
                if not _SMALLEST_LARGE <= delta <= _LARGEST_LARGE:
                    break
                tick += delta
                deltas.append(delta)
            number += 1
        return write_information(first, reference, self._count, deltas), number


def write_information(base: int, reference: int, count: int, deltas: Sequence[int | None]) -> bytes:
    """Write packets from number ``base`` on, each its delta in 250 µs from the one before or None, after the SSRCs."""
    symbols = [_NONE if each is None else _SMALL if 0 <= each <= 0xFF else _LARGE for each in deltas]
    parts = [_HEADER.pack(base & 0xFFFF, len(deltas), (reference & 0xFFFFFF) << 8 | count & 0xFF)]
    parts += [_CHUNK.pack(chunk) for chunk in _chunks(symbols)]
    for each, symbol in zip(deltas, symbols, strict=True):
        if each is not None:
            parts.append(each.to_bytes(1 if symbol == _SMALL else 2, "big", signed=symbol == _LARGE))
    information = b"".join(parts)
    return information + bytes(-len(information) % 4)


def _chunks(symbols: Sequence[int]) -> Iterator[int]:
    """Pack statuses into 16-bit chunks, sections 3.1.3 and 3.1.4."""
    at = 0
    while at < len(symbols):
        run = _run(symbols, at)
        ones = symbols[at : at + 14]
        if run >= 14 or run == len(symbols) - at:
            yield symbols[at] << 13 | run
            at += run
        elif _LARGE not in ones and len(ones) > 7:
            yield 0x8000 | _packed(ones, 14, 1)
            at += len(ones)
        else:
            yield 0xC000 | _packed(symbols[at : at + 7], 7, 2)
            at += 7


def _run(symbols: Sequence[int], at: int) -> int:
    end = at
    limit = min(len(symbols), at + _LONGEST_RUN)
    while end < limit and symbols[end] == symbols[at]:
        end += 1
    return end - at


def _packed(symbols: Sequence[int], places: int, bits: int) -> int:
    packed = 0
    for symbol in symbols:
        packed = packed << bits | symbol
    return packed << bits * (places - len(symbols))


def _read_statuses(information: bytes) -> tuple[int, list[int], int, int]:
    """Return the base number, every packet's status, the reference time, and where the deltas start."""
    if len(information) < _HEADER.size:
        raise PacketError(PacketReason.SHORT)
    base, count, time = _HEADER.unpack_from(information)
    if not 0 < count <= MOST_STATUSES:
        raise PacketError(PacketReason.FORM)
    statuses: list[int] = []
    at = _HEADER.size
    while len(statuses) < count:
        if at + _CHUNK.size > len(information):
            raise PacketError(PacketReason.SHORT)
        (chunk,) = _CHUNK.unpack_from(information, at)
        at += _CHUNK.size
        if not chunk & 0x8000:
            statuses += [chunk >> 13] * min(chunk & _LONGEST_RUN, count)
            if not chunk & _LONGEST_RUN:
                raise PacketError(PacketReason.FORM)
        elif not chunk & 0x4000:
            statuses += [chunk >> shift & 1 for shift in range(13, -1, -1)]
        else:
            statuses += [chunk >> shift & 3 for shift in range(12, -1, -2)]
    del statuses[count:]
    return base, statuses, time >> 8, at


def _read_deltas(information: bytes, at: int, statuses: Sequence[int]) -> Iterator[int | None]:
    end = len(information)
    for status in statuses:
        if status == _NONE:
            yield None
        elif status == _SMALL:
            if at >= end:
                raise PacketError(PacketReason.SHORT)
            yield information[at]
            at += 1
        elif status == _LARGE:
            if at + 2 > end:
                raise PacketError(PacketReason.SHORT)
            yield int.from_bytes(information[at : at + 2], "big", signed=True)
            at += 2
        else:
            raise PacketError(PacketReason.FORM)
