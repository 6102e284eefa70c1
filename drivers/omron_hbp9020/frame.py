# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ records of an HBP-9020: a line of fixed widths that begins with ``bp,``, or fixed widths from STX to ETX."""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.omron_hbp9020.decode import MODE_5, SHORT, Result, decode
from drivers.shared.find_records import FindRecords

ENDS = (b"\r", b"\n", b"\x03")
"""They stand at the end of a record and nowhere else in it."""
_NAMES = re.compile(rb"\?P<[a-z]+>")


def _unnamed(pattern: re.Pattern[bytes]) -> bytes:
    return _NAMES.sub(b"?:", pattern.pattern)


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One result and the bytes that say it."""

    result: Result
    raw: bytes


class Hbp9020Framer(FindRecords[Record]):
    """Find records."""

    record = re.compile(_unnamed(MODE_5) + b"|" + _unnamed(SHORT))
    opening = re.compile(rb"[b\x02]")
    limit_bytes = 64

    def _accept(self, match: re.Match[bytes]) -> Record | None:
        result = decode(match[0])
        return None if result is None else Record(result=result, raw=match[0])

    def _hold(self, rest: bytes) -> None:
        """Hold nothing that has an end already: it is damaged, and the person who waits for it is to know."""
        ended = max(rest.rfind(end) for end in ENDS) + 1
        self._skip(rest[:ended])
        super()._hold(rest[ended:])
