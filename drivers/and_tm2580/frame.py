# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ answers of a TM-2580.

Nothing is known of what an answer begins and ends with. It is taken to end with CR, LF or the end of the bytes; live,
the end of the bytes is a silence (`drivers.and_tm2580.dialogue`). All its characters are counted, control characters
too; a byte above 7F is none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from drivers.and_tm2580.decode import Result, decode
from drivers.framing import Framer

START = b"\x05S\x03"
"""ENQ, S, ETX: begin to measure."""
LONGEST = 256
"""So much is held and judged; a bound of ours, the device's is not known."""
_END = re.compile(rb"[\r\n]")


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """One answer that is a result; ``raw`` is without its end."""

    result: Result
    raw: bytes = field(repr=False)


class Tm2580Framer(Framer[Answer]):
    """Find whole answers that are results; everything else is skipped to its end."""

    def __init__(self) -> None:
        super().__init__()
        self._partial = b""
        self._spoilt = False
        """Whether the beginning of the answer under way was skipped already."""

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Answer]:
        self.tally.fed_bytes += len(data)
        *ended, rest = _END.split(self._partial + data)
        found = [answer for said in ended for answer in self._ended(said)]
        self._hold(rest)
        return found

    def finish(self) -> list[Answer]:
        said, self._partial = self._partial, b""
        return self._ended(said)

    def _ended(self, said: bytes) -> list[Answer]:
        spoilt, self._spoilt = self._spoilt, False
        result = None if spoilt or not _is_text(said) else decode(said.decode("ascii"))
        if result is None:
            self.tally.skip(len(said))
            return []
        self.tally.frame()
        return [Answer(result=result, raw=said)]

    def _hold(self, rest: bytes) -> None:
        if self._spoilt or not _is_text(rest):
            self.tally.skip(len(rest))
            self._spoilt, rest = self._spoilt or bool(rest), b""
        self._partial = rest


def _is_text(said: bytes) -> bool:
    return len(said) <= LONGEST and said.isascii()
