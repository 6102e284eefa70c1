# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ lines of an HBP-9030. CR LF, CR and LF alone end a line; one old format has lines without an end.

A line begins after any byte that is no text. One that is not the device's from its first to its last character is
skipped as a whole.
"""

from __future__ import annotations

import re

from drivers.framing import Framer
from drivers.omron_hbp9030.decode import OLD_UNENDED, Old, Result, decode
from drivers.shared.read_lines import Understood

END = b"\r\n"
LIMIT_BYTES = 96
_NO_TEXT = re.compile(rb"[^ -~]")
_ENDS = b"\r\n\0"
"""What may end a line; any other byte that is no text only shows that the line before it is damaged."""
_UNENDED = re.compile(OLD_UNENDED.encode("ascii"))

Frame = Understood[Result | Old]


class HbpFramer(Framer[Frame]):
    """Find the device's lines."""

    def __init__(self) -> None:
        super().__init__()
        self._partial = b""
        self._spoilt = False

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Frame]:
        self.tally.fed_bytes += len(data)
        buffer, at = self._partial + data, 0
        found: list[Frame] = []
        for end in _NO_TEXT.finditer(buffer):
            self._line(self._take_unended(buffer[at : end.end()], found), found)
            at = end.end()
        self._hold(self._take_unended(buffer[at:], found))
        return found

    def finish(self) -> list[Frame]:
        """Skip what has no end: nobody knows whether it is whole."""
        self.tally.skip(len(self._partial))
        self._partial = b""
        return []

    def _take_unended(self, rest: bytes, found: list[Frame]) -> bytes:
        """Take lines off the beginning that are known to be whole; return what is left."""
        while not self._spoilt and (match := _UNENDED.match(rest)):
            self._understand(match[0], match[0], found)
            rest = rest[match.end() :]
        return rest

    def _line(self, raw: bytes, found: list[Frame]) -> None:
        spoilt, self._spoilt = self._spoilt, False
        text, ended = raw[:-1], raw[-1:] in _ENDS
        if not text and not spoilt and ended:
            return  # the second half of CR LF
        if spoilt or not ended or len(text) > LIMIT_BYTES or not self._understand(text, raw, found):
            self.tally.skip(len(raw))

    def _understand(self, text: bytes, raw: bytes, found: list[Frame]) -> bool:
        said = decode(text.decode("ascii"))
        if said is None:
            return False
        self.tally.frame()
        found.append(Understood(said=said, raw=raw))
        return True

    def _hold(self, rest: bytes) -> None:
        if len(rest) > LIMIT_BYTES:
            self.tally.skip(len(rest))
            self._spoilt = True
            rest = b""
        self._partial = rest
