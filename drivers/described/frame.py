# SPDX-License-Identifier: EUPL-1.2
"""Bytes → frames, as a description's ``[frame]`` has it."""

from __future__ import annotations

from drivers.described.description import LONGEST_FRAME, FrameShape
from drivers.framing import NEED_MORE, NO_PACKET, Framer, WindowFramer
from drivers.shared.read_lines import ReadLines, Understood

Frame = Understood[str]
"""A frame with its text (bytes as Latin-1), and its bytes."""


class DescribedFramer(WindowFramer[Frame]):
    """Find frames by header, length, check and pattern."""

    limit_bytes = LONGEST_FRAME + 1

    def __init__(self, shape: FrameShape) -> None:
        super().__init__()
        self._shape = shape

    def _next_start(self, buffer: bytes, at: int) -> int:
        found = buffer.find(self._shape.header[:1], at)
        return len(buffer) if found < 0 else found

    def _fit(self, buffer: bytes, at: int) -> int:
        header = self._shape.header
        head = buffer[at : at + len(header)]
        if not header.startswith(head):
            return NO_PACKET
        length = self._length(buffer, at)
        if length in (NEED_MORE, NO_PACKET) or len(buffer) - at < length:
            return length if length == NO_PACKET else NEED_MORE
        frame = buffer[at : at + length]
        pattern = self._shape.pattern
        fits = self._shape.check.holds(frame) and (pattern is None or pattern.fullmatch(frame.decode("latin-1")))
        return length if fits else NO_PACKET

    def _length(self, buffer: bytes, at: int) -> int:
        shape = self._shape
        if shape.length_at is None:
            return shape.length
        if len(buffer) - at <= max(shape.length_at, len(shape.header) - 1):
            return NEED_MORE
        length = buffer[at + shape.length_at] + shape.length_add
        return length if len(shape.header) < length <= LONGEST_FRAME and length > shape.length_at else NO_PACKET

    def _frame(self, raw: bytes, *, after_gap: bool) -> Frame:
        return Understood(said=raw.decode("latin-1"), raw=raw)


def framer(shape: FrameShape) -> Framer[Frame]:
    """Make the framer for a shape."""
    pattern = shape.pattern
    if not shape.by_line or pattern is None:
        return DescribedFramer(shape)
    return ReadLines(lambda text: text if pattern.fullmatch(text) else None)
