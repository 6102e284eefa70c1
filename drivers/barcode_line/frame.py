# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ pieces of text that CR or LF ends.

A QR code may hold CR and LF itself. In a recording nothing but the line's end is left to tell where a code ends, so
each piece counts as one; live, silence decides (`drivers.barcode_line.dialogue`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from drivers.framing import Framer

ENDS = b"\r\n"
LIMIT_BYTES = 4296
"""The most characters a QR code holds."""
ALLOWED = frozenset({0x09, 0x0D, 0x0A, *range(0x1C, 0x20), *range(0x20, 0x7F), *range(0x80, 0x100)})
"""What a code may hold: text, and the separators 1C to 1F. Other control bytes come from a wrong line setting."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """Text up to a line's end; it shows in no representation."""

    data: bytes

    def __repr__(self) -> str:
        return f"Piece({len(self.data)} bytes)"

    @property
    def raw(self) -> bytes:
        return self.data


PieceT = TypeVar("PieceT")


class PieceFramer(Framer[PieceT | Piece], Generic[PieceT]):
    """Find pieces; one that is too long, or holds what no code holds, is skipped to its end."""

    def __init__(self) -> None:
        super().__init__()
        self._partial = bytearray()
        self._spoilt = False

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[PieceT | Piece]:
        self.tally.fed_bytes += len(data)
        return [piece for byte in data for piece in self._byte(byte)]

    def finish(self) -> list[PieceT | Piece]:
        self._drop()
        return []

    def _byte(self, byte: int) -> list[PieceT | Piece]:
        if byte in ENDS:
            return self._end()
        if self._spoilt:
            self.tally.skip(1)
            return []
        self._partial.append(byte)
        if byte not in ALLOWED or len(self._partial) > LIMIT_BYTES:
            self._drop()
            self._spoilt = True
        return []

    def _end(self) -> list[PieceT | Piece]:
        self._spoilt = False
        if not self._partial:
            return []  # the second half of CR LF, or the end of what was skipped
        piece = Piece(data=bytes(self._partial))
        self._partial.clear()
        self.tally.frame()
        return [piece]

    def _drop(self) -> None:
        self.tally.skip(len(self._partial))
        self._partial.clear()


class LineFramer(PieceFramer[Piece]):
    """Find pieces and nothing else."""
