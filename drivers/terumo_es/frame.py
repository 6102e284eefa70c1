# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ records of a Terumo station: STX, text, ETX and a check.

The check is taken to be the low byte of the sum from STX through ETX. Two programs use it so; the record one of them
shows ended in a byte that is no ASCII, as this sum is (E6) and an exclusive or would not be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.checksum import sum8
from drivers.shared.find_records import FindRecords
from drivers.terumo_es.decode import Result, decode

_BEGUN = re.compile(rb"\x02(?:[ -~]{0,62}|[ -~]{62}\x03)\Z")


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One result and the bytes that say it."""

    result: Result
    raw: bytes


def encode(text: str) -> bytes:
    """Return the record that says ``text``."""
    body = b"\x02" + text.encode("ascii") + b"\x03"
    return body + bytes([sum8(body)])


class TerumoFramer(FindRecords[Record]):
    """Find results whose check is right."""

    record = re.compile(rb"\x02([ -~]{62})\x03([\x00-\xff])")
    opening = re.compile(rb"\x02")
    limit_bytes = 65

    def _accept(self, match: re.Match[bytes]) -> Record | None:
        if sum8(match[0][:-1]) != match[0][-1]:
            return None
        result = decode(match[1].decode("ascii"))
        return None if result is None else Record(result=result, raw=match[0])

    def _hold(self, rest: bytes) -> None:
        """Hold nothing that cannot become a record: it is damaged, and the person who waits for it is to know."""
        begun = _BEGUN.search(rest)
        start = len(rest) if begun is None else begun.start()
        self._skip(rest[:start])
        self._buffer = rest[start:]
