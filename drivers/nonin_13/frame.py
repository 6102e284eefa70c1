# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ messages of a Nonin that does not stream: spot checks and answers to commands (9560 OEM specification).

A spot check is ``00 02 00 0D LENGTH(2) data CHECK 03``; CHECK is the low byte of the sum of the data part alone.
Commands and their answers are ``02 OP LENGTH data 03``; "yes" is 06 and "no" is 15. A lone 06 or 15 is an answer only
where a message may begin: at the start and right behind another message, not amid bytes that fit nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drivers.checksum import sum8
from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer
from drivers.nonin_2.frame import ACCEPTED, REFUSED

STX, ETX = 0x02, 0x03
CHOOSE_FORMAT, CLOCK, SERIAL = 0x70, 0x72, 0x74
ANSWER = 0x80
"""Added to the operation of a command in its answer."""
CLOCK_COMMAND = bytes.fromhex("02 72 00 03")
SERIAL_COMMAND = bytes.fromhex("02 74 02 02 02 03")
SERIAL_LENGTH = 9

SPOT_HEADER = bytes.fromhex("00 02 00 0D")
SPOT_LENGTHS = range(0x0E, 0x29)
"""14 bytes of data at least, 23 with a serial number; the data may grow with new parameters."""
CLOCK_DATA_LENGTH = 6
SERIAL_DATA_LENGTHS = range(SERIAL_LENGTH + 1, SERIAL_LENGTH + 3)
"""The nine characters stand behind the identifiers that were asked for."""

BEGINNING = re.compile(rb"\x00(?:\Z|\x02(?:\Z|\x00(?:\Z|\x0d)))|\x02(?:\Z|[\xf2\xf4])")
"""Where a message begins, or its beginning is cut off by the end."""

BASIC_OPTIONS, SPOT_CHECK = 0x01, 0x40


class Kind(StrEnum):
    """What a message is."""

    SPOT_CHECK = "spot-check"
    CLOCK = "clock"
    SERIAL = "serial"
    ACCEPTED = "accepted"
    REFUSED = "refused"


KINDS = {ANSWER | CLOCK: Kind.CLOCK, ANSWER | SERIAL: Kind.SERIAL}
SHORT = {ACCEPTED: Kind.ACCEPTED, REFUSED: Kind.REFUSED}


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """One message of the device."""

    kind: Kind
    raw: bytes

    @property
    def data(self) -> bytes:
        """The data part."""
        return self.raw[6:-2] if self.kind is Kind.SPOT_CHECK else self.raw[3:-1]


def choose_format(number: int) -> bytes:
    """Return the command that chooses a data format (2, 7, 8 or 13)."""
    return command(CHOOSE_FORMAT, bytes([0x02, number]))


def choose_format_extended(number: int) -> bytes:
    """Return the longer form of the command, of the WristOx2 3150 (one source: OpenICE)."""
    options = BASIC_OPTIONS | (SPOT_CHECK if number == 13 else 0)
    data = bytes([0x02, number, options])
    return command(CHOOSE_FORMAT, data + bytes([sum8(bytes([CHOOSE_FORMAT, len(data) + 1]) + data)]))


def command(operation: int, data: bytes) -> bytes:
    """Return a command, or an answer."""
    return bytes([STX, operation, len(data)]) + data + bytes([ETX])


def encode(data: bytes) -> bytes:
    """Return the packet of a spot check."""
    return SPOT_HEADER + len(data).to_bytes(2, "big") + data + bytes([sum8(data), ETX])


def clock_data(at: datetime) -> bytes:
    """Return a moment as commands and answers carry it: binary, years from 2000."""
    return bytes([at.year - 2000, at.month, at.day, at.hour, at.minute, at.second])


def clock_time(data: bytes) -> datetime | None:
    """Return the moment in six bytes, None if the calendar has no such one."""
    year, month, day, hour, minute, second = data
    try:
        return datetime(2000 + year, month, day, hour, minute, second)
    except ValueError:
        return None


class MessageFramer(WindowFramer[Message]):
    """Find messages."""

    limit_bytes = 64

    def may_find(self, data: bytes) -> bool:
        """Tell whether a message may end in ``data``, or begin."""
        return bool(self._buffer) or not self.tally.skipping or BEGINNING.search(data) is not None

    def feed(self, data: bytes) -> list[Message]:
        if not self.may_find(data):
            # The stream of another format, most likely: a look at each byte would cost more than its decoder does.
            self.tally.fed_bytes += len(data)
            self.tally.skip(len(data))
            return []
        return super().feed(data)

    def _next_start(self, buffer: bytes, at: int) -> int:
        if not self.tally.skipping:
            return at
        match = BEGINNING.search(buffer, at)
        return len(buffer) if match is None else match.start()

    def _fit(self, buffer: bytes, at: int) -> int:
        first = buffer[at]
        if first == STX:
            return _fit_answer(buffer, at)
        if first == SPOT_HEADER[0]:
            return _fit_spot_check(buffer, at)
        return 1 if first in SHORT and not self.tally.skipping else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Message:
        if len(raw) == 1:
            return Message(kind=SHORT[raw[0]], raw=raw)
        return Message(kind=Kind.SPOT_CHECK if raw[0] == SPOT_HEADER[0] else KINDS[raw[1]], raw=raw)


def _fit_spot_check(buffer: bytes, at: int) -> int:
    head = buffer[at : at + 6]
    if not head.startswith(SPOT_HEADER[: len(head)]):
        return NO_PACKET
    if len(head) < 6:
        return NEED_MORE
    length = int.from_bytes(head[4:6], "big")
    if length not in SPOT_LENGTHS:
        return NO_PACKET
    tail = buffer[at + 6 : at + length + 8]
    if len(tail) < length + 2:
        return NEED_MORE
    return length + 8 if tail[-1] == ETX and sum8(tail[:-2]) == tail[-2] else NO_PACKET


def _fit_answer(buffer: bytes, at: int) -> int:
    head = buffer[at : at + 3]
    if len(head) > 1 and head[1] not in KINDS:
        return NO_PACKET
    if len(head) < 3:
        return NEED_MORE
    kind, length = KINDS[head[1]], head[2]
    if length != CLOCK_DATA_LENGTH if kind is Kind.CLOCK else length not in SERIAL_DATA_LENGTHS:
        return NO_PACKET
    tail = buffer[at + 3 : at + length + 4]
    if len(tail) < length + 1:
        return NEED_MORE
    return length + 4 if tail[-1] == ETX and _sensible(kind, tail[:-1]) else NO_PACKET


def _sensible(kind: Kind, data: bytes) -> bool:
    """Tell whether the data of an answer, which has no checksum, can be what it says."""
    if kind is Kind.CLOCK:
        return clock_time(data) is not None
    return all(0x20 <= byte < 0x7F for byte in data[-SERIAL_LENGTH:])
