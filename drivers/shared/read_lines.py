# SPDX-License-Identifier: EUPL-1.2
"""Lines of text that a device family understands; every other line is skipped as a whole and counted."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from drivers.framing import Framer

SaidT = TypeVar("SaidT")

_END = re.compile(rb"[\r\n]")
_TEXT = re.compile(rb"[\x20-\x7e]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Understood(Generic[SaidT]):
    """What one line says; ``raw`` is the line with the first byte of its end."""

    said: SaidT
    raw: bytes


class ReadLines(Framer[Understood[SaidT]]):
    """Find lines that ``read`` understands. CR LF, CR and LF alone end a line; blank lines and NULs around a line do
    not count.

    ``read`` must match whole lines: a line that misses its beginning, or is glued to another, is not understood. A line
    longer than ``limit_bytes`` is skipped to its end.
    """

    def __init__(self, read: Callable[[str], SaidT | None], *, limit_bytes: int = 128) -> None:
        super().__init__()
        self._read = read
        self._limit_bytes = limit_bytes
        self._partial = b""
        self._spoilt = False

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Understood[SaidT]]:
        self.tally.fed_bytes += len(data)
        found: list[Understood[SaidT]] = []
        at = 0
        for end in _END.finditer(data):
            line = self._line(self._partial + data[at : end.end()])
            if line is not None:
                found.append(line)
            self._partial = b""
            at = end.end()
        self._hold(self._partial + data[at:])
        return found

    def finish(self) -> list[Understood[SaidT]]:
        """Skip what has no end: nobody knows whether it is whole."""
        self._skip(self._partial)
        self._partial = b""
        return []

    def _words(self, content: bytes) -> str | None:
        """Return a line's bytes as text; None if they are none. Overridden where lines are no plain ASCII."""
        return content.decode("ascii") if _TEXT.fullmatch(content) else None

    def _line(self, raw: bytes) -> Understood[SaidT] | None:
        spoilt, self._spoilt = self._spoilt, False
        raw = raw.lstrip(b"\0")
        text = raw[:-1].rstrip(b"\0")
        if not text.strip(b" ") and not spoilt:
            return None  # a blank line, or the second half of CR LF
        if not spoilt and len(text) <= self._limit_bytes:
            words = self._words(text)
            said = None if words is None else self._read(words)
            if said is not None:
                self.tally.frame()
                return Understood(said=said, raw=text + raw[-1:])
        self._skip(raw)
        return None

    def _hold(self, rest: bytes) -> None:
        rest = rest.lstrip(b"\0")
        if len(rest) > self._limit_bytes:
            self._skip(rest)
            self._spoilt = True
            rest = b""
        self._partial = rest

    def _skip(self, data: bytes) -> None:
        self.tally.skip(len(data) - data.count(0))
