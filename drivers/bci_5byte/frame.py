# SPDX-License-Identifier: EUPL-1.2
"""Bytes → five-byte packets ("BCI protocol" v1.2, Berry; Contec V5.1): only the first byte has bit 7.

There is no checksum. More or fewer than four bytes without bit 7 mean that bytes were lost or doubled.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.framing import Framer

LENGTH = 5

_RUN = re.compile(rb"[\x80-\xff][\x00-\x7f]*")


@dataclass(frozen=True, slots=True)
class Packet:
    """Five bytes. ``after_gap``: bytes that fit nothing stood just before it; the one before may be damaged as well."""

    raw: bytes
    after_gap: bool


class FiveByteFramer(Framer[Packet]):
    """Find packets; holds at most four bytes."""

    def __init__(self) -> None:
        super().__init__()
        self._partial = b""

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Packet]:
        self.tally.fed_bytes += len(data)
        found: list[Packet] = []
        buffer, at = self._partial + data, 0
        self._partial = b""
        for match in _RUN.finditer(buffer):
            start = match.start()
            if match.end() - start >= LENGTH:
                self.tally.skip(start - at)
                at = start + LENGTH
                found.append(Packet(buffer[start:at], self.tally.skipping))
                self.tally.frame()
            elif match.end() == len(buffer):
                self.tally.skip(start - at)
                self._partial = buffer[start:]
                return found
        self.tally.skip(len(buffer) - at)
        return found

    def finish(self) -> list[Packet]:
        self.tally.skip(len(self._partial))
        self._partial = b""
        return []
