# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ answers of a BM65. They carry no length, no type and no check, so what they are follows from their order.

A conversation is 55 (awake), 32 characters of identity, one byte with the number of records, and so many records of
nine bytes. A9 alone is a record that is not there. Where the beginning is missing, only records with the usual header
AC are believed; and everywhere a record must carry a date that exists and numbers of a living person, because after a
lost byte everything stands one place on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from drivers.framing import NEED_MORE, NO_PACKET, Framer

AWAKE, NOT_THERE, USUAL_HEADER = 0x55, 0xA9, 0xAC
IDENTITY_CHARS, RECORD_BYTES = 32, 9
CAPACITY = 200
"""No meter of this family stores more."""
CENTURY = 2000
LEAST_PULSE_BPM = 20
_DATE_FIELDS = (range(1, 13), range(1, 32), range(24), range(60), range(100))
"""Month, day, hour, minute, year."""


class Kind(StrEnum):
    """What an answer is."""

    AWAKE = "awake"
    IDENTITY = "identity"
    COUNT = "count"
    RECORD = "record"
    NOT_THERE = "not-there"


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer. ``last``: it is the last of the records that the count promised."""

    kind: Kind
    raw: bytes
    last: bool = False


def date(raw: bytes) -> datetime | None:
    """Return the date of a record's bytes: month, day, hour, minute, year; None if there is no such date."""
    month, day, hour, minute, year = raw[4:RECORD_BYTES]
    if year > 99:
        return None
    try:
        return datetime(CENTURY + year, month, day, hour, minute)
    except ValueError:
        return None


class BeurerFramer(Framer[Answer]):
    """Follow the conversation."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""
        self._awake = False
        """Whether it has just said that it is awake, so that its identity comes next."""
        self._counts = False
        """Whether the count comes next."""
        self._left = 0
        """So many records come next."""

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> list[Answer]:
        self.tally.fed_bytes += len(data)
        self._buffer += data
        return self._scan(ended=False)

    def finish(self) -> list[Answer]:
        return self._scan(ended=True)

    def _scan(self, *, ended: bool) -> list[Answer]:
        found: list[Answer] = []
        buffer, at = self._buffer, 0
        while at < len(buffer):
            kind, length = self._fit(buffer, at)
            if length == NEED_MORE and not ended:
                break
            if length <= 0:
                self.tally.skip(1)
                self._awake, self._counts, self._left = False, False, 0
                at += 1
                continue
            self.tally.frame()
            found.append(self._answer(kind, buffer[at : at + length]))
            at += length
        self._buffer = buffer[at:]
        return found

    def _fit(self, buffer: bytes, at: int) -> tuple[Kind, int]:
        """Return what begins at ``at`` and its length, or `NEED_MORE`, or `NO_PACKET`."""
        first = buffer[at]
        if first == AWAKE:
            return Kind.AWAKE, 1
        if self._counts:
            return Kind.COUNT, 1 if first <= CAPACITY else NO_PACKET
        if self._left and first == NOT_THERE:
            return Kind.NOT_THERE, 1
        if self._left or first == USUAL_HEADER:
            length = _record(buffer[at : at + RECORD_BYTES])
            if length != NO_PACKET:
                return Kind.RECORD, length
        return Kind.IDENTITY, _identity(buffer[at : at + IDENTITY_CHARS], expected=self._awake)

    def _answer(self, kind: Kind, raw: bytes) -> Answer:
        self._awake, self._counts = kind is Kind.AWAKE, kind is Kind.IDENTITY
        if kind is Kind.COUNT:
            self._left = raw[0]
            return Answer(kind=kind, raw=raw, last=raw[0] == 0)
        if kind not in (Kind.RECORD, Kind.NOT_THERE) or self._left == 0:
            self._left = 0
            return Answer(kind=kind, raw=raw)
        self._left -= 1
        return Answer(kind=kind, raw=raw, last=self._left == 0)


def _record(held: bytes) -> int:
    """Find nine bytes with a date that exists; what no date begins with is told before they are all there."""
    if not _possible(held[1:4]):
        return NO_PACKET
    if len(held) == RECORD_BYTES:
        return NO_PACKET if date(held) is None else RECORD_BYTES
    fields = zip(held[4:], _DATE_FIELDS, strict=False)
    return NEED_MORE if all(byte in field for byte, field in fields) else NO_PACKET


def _possible(numbers: bytes) -> bool:
    """Tell whether these can be systolic and diastolic pressure (both 25 mmHg lower) and pulse, as far as they came."""
    if len(numbers) > 1 and numbers[0] <= numbers[1] and any(numbers[:2]):
        return False
    return len(numbers) < 3 or numbers[2] == 0 or numbers[2] >= LEAST_PULSE_BPM


def _identity(held: bytes, *, expected: bool) -> int:
    """Find 32 characters. Where none are expected, a stray one must not hide that it is awake: a U is 55."""
    text = held.rstrip(b"\0")
    if not text or not all(0x20 <= byte < 0x7F for byte in text) or (AWAKE in text and not expected):
        return NO_PACKET
    return IDENTITY_CHARS if len(held) == IDENTITY_CHARS else NEED_MORE
