# SPDX-License-Identifier: EUPL-1.2
"""What of a GM65's bytes is published: codes; replies are for the dialogue."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.barcode_gm65.frame import Gm65Framer, Reply
from drivers.barcode_line.decode import text
from drivers.barcode_line.frame import Piece
from drivers.barcode_line.interpret import view
from drivers.interpreter import Interpreter
from drivers.items import FieldValue, FrameView, Item, ScannedCode


class Gm65Interpreter(Interpreter[Reply | Piece]):
    """Decide, piece by piece; ticks are codes."""

    def __init__(self) -> None:
        super().__init__(Gm65Framer())

    def take(self, frame: Reply | Piece) -> Iterable[Item]:
        """Count a piece; live, the dialogue publishes the code, when silence has ended it."""
        self._take(frame)
        return ()

    def _take(self, frame: Reply | Piece) -> Iterable[Item]:
        if isinstance(frame, Reply):
            self.stream_bytes += len(frame.raw)
            return []
        self._count(frame.raw)
        code = text(frame.data)
        return [] if code is None else [ScannedCode(tick=self._last_tick, text=code)]

    def _describe(self, frame: Reply | Piece) -> Iterable[FrameView]:
        if isinstance(frame, Piece):
            self._count(frame.raw)
            return [view(self._last_tick, frame)]
        self.stream_bytes += len(frame.raw)
        fields: dict[str, FieldValue] = {"kind": frame.kind, "data": frame.data.hex()}
        return [FrameView(tick=self._last_tick, name="reply", raw=frame.raw, fields=fields)]
