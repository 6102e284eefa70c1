# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ the pieces of "Ansar-B" blocks (OpenICE's AnsarB reader and a recording of an Ivy 450C).

A block a second: FF, ``ANSAR-B ``, 400 bytes of waveforms, lines of text that end in CR, FE. The waveforms may hold any
byte, so their length is counted; a block of other length is ended by the first line of text, and has no waveforms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.framing import NEED_MORE, NO_PACKET, WindowFramer

HEADER = b"\xffANSAR-B "
END = 0xFE
WAVE_BYTES = 400
BLOCK_BYTES = len(HEADER) + WAVE_BYTES

_LINE = re.compile(rb"[A-Z][A-Z0-9]{1,6}=[0-9]{1,2};[ -~]{0,80}\r")
_LINE_SO_FAR = re.compile(rb"[A-Z](?:[A-Z0-9]{0,6}|[A-Z0-9]{1,6}=(?:[0-9]{0,2}|[0-9]{1,2};[ -~]{0,80}))")
_TEXT = re.compile(rb"\xffANSAR-B |(?:HR|RR|ETCO2|SPO2|NIBP|P[12]|T[12])=[0-9];")
"""What no waveform looks like."""
_TEXT_BYTES = 9
"""The longest of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """The beginning of a block with its waveforms (``text`` is empty), or a line of text without its end."""

    text: str
    waves: bytes
    raw: bytes


class IvyFramer(WindowFramer[Piece]):
    """Find beginnings and lines; each is handed on as soon as it is whole."""

    starts = b"\xfe\xffABCDEFGHIJKLMNOPQRSTUVWXYZ"

    def _fit(self, buffer: bytes, at: int) -> int:
        first = buffer[at]
        if first == END:
            return self._head(buffer, at + 1, 1) if len(buffer) > at + 1 else NEED_MORE
        if first == HEADER[0]:
            return self._head(buffer, at, 0)
        line = _LINE.match(buffer, at)
        if line is not None:
            return line.end() - at
        return NEED_MORE if _LINE_SO_FAR.fullmatch(buffer, at) else NO_PACKET

    @staticmethod
    def _head(buffer: bytes, at: int, before: int) -> int:
        """Return the length of a beginning at ``at``; ``before`` bytes of it stand before."""
        start = buffer[at : at + len(HEADER)]
        if not HEADER.startswith(start):
            return NO_PACKET
        waves = buffer[at + len(HEADER) : at + BLOCK_BYTES + _TEXT_BYTES]
        text = _TEXT.search(waves)
        if text is not None:
            return before + len(HEADER) + min(text.start(), WAVE_BYTES)
        return before + BLOCK_BYTES if len(waves) == WAVE_BYTES + _TEXT_BYTES else NEED_MORE

    def _frame(self, raw: bytes, *, after_gap: bool) -> Piece:
        if raw[0] in (END, HEADER[0]):
            waves = raw[raw.index(HEADER) + len(HEADER) :]
            return Piece(text="", waves=waves if len(waves) == WAVE_BYTES else b"", raw=raw)
        return Piece(text=raw[:-1].decode("ascii"), waves=b"", raw=raw)


def encode(waves: bytes, lines: tuple[str, ...]) -> bytes:
    """Return a block."""
    return HEADER + waves + "".join(f"{line}\r" for line in lines).encode("ascii") + bytes([END])
