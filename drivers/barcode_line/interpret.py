# SPDX-License-Identifier: EUPL-1.2
"""What of a reader's bytes is published: in a recording each piece of text, live what the dialogue makes of them."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.barcode_line.decode import encoding, text
from drivers.barcode_line.frame import LineFramer, Piece
from drivers.interpreter import Interpreter
from drivers.items import FieldValue, FrameView, Item, ScannedCode


class BarcodeInterpreter(Interpreter[Piece]):
    """Decide, piece by piece; ticks are codes."""

    def __init__(self) -> None:
        super().__init__(LineFramer())

    def take(self, frame: Piece) -> Iterable[Item]:
        """Count a piece; live, the dialogue publishes the code, when silence has ended it."""
        self._count(frame.raw)
        return ()

    def _take(self, frame: Piece) -> Iterable[Item]:
        self._count(frame.raw)
        code = text(frame.data)
        return [] if code is None else [ScannedCode(tick=self._last_tick, text=code)]

    def _describe(self, frame: Piece) -> Iterable[FrameView]:
        self._count(frame.raw)
        yield view(self._last_tick, frame)


def view(tick: int, piece: Piece) -> FrameView:
    """Show a piece of text; what it says shows in ``raw`` alone."""
    fields: dict[str, FieldValue] = {
        "bytes": len(piece.data),
        "encoding": encoding(piece.data),
        "is_text": text(piece.data) is not None,
    }
    return FrameView(tick=tick, name="text", raw=piece.raw, fields=fields)
