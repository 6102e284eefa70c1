# SPDX-License-Identifier: EUPL-1.2
"""Records of text between other bytes, found by a pattern: for devices whose records have a beginning and an end."""

from __future__ import annotations

import re
from abc import abstractmethod
from typing import ClassVar

from drivers.framing import Framer, FrameT


class FindRecords(Framer[FrameT]):
    """Find what matches ``record`` and is accepted by ``_accept``. A family gives the class values.

    ``record`` is bounded by ``limit_bytes`` and its last byte is fixed (nothing optional at its end), so that it is the
    same record however the bytes come. ``opening`` matches every byte a record may begin with.
    """

    record: ClassVar[re.Pattern[bytes]]
    opening: ClassVar[re.Pattern[bytes]]
    limit_bytes: ClassVar[int]
    between: ClassVar[bytes] = b"\r\n\0"
    """Bytes that stand between records and are not counted as skipped."""

    def __init__(self) -> None:
        super().__init__()
        self._buffer = b""

    @property
    def held_bytes(self) -> int:
        return len(self._buffer)

    def feed(self, data: bytes) -> list[FrameT]:
        self.tally.fed_bytes += len(data)
        buffer, at = self._buffer + data, 0
        found: list[FrameT] = []
        for match in self.record.finditer(buffer):
            self._skip(buffer[at : match.start()])
            at = match.end()
            frame = self._accept(match)
            if frame is None:
                self._skip(match[0])
            else:
                self.tally.frame()
                found.append(frame)
        self._hold(buffer[at:])
        return found

    def finish(self) -> list[FrameT]:
        self._skip(self._buffer)
        self._buffer = b""
        return []

    @abstractmethod
    def _accept(self, match: re.Match[bytes]) -> FrameT | None:
        """Return the frame of a record, None if its check says that it is damaged."""

    def _hold(self, rest: bytes) -> None:
        opening = self.opening.search(rest, max(0, len(rest) - self.limit_bytes))
        start = len(rest) if opening is None else opening.start()
        self._skip(rest[:start])
        self._buffer = rest[start:]

    def _skip(self, data: bytes) -> None:
        self.tally.skip(len(data.translate(None, self.between)))
