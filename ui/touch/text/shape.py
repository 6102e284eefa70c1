# SPDX-License-Identifier: EUPL-1.2
"""Shape text for a font that draws signs from left to right and joins nothing.

The order of the steps matters: letters are joined, lines are broken in the order in which they are read, and each line
by itself is put into the order in which it is seen (UAX #9, L1 to L4). Done on the whole text at once, the lines of an
Arabic paragraph would stand in reverse.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from arabic_reshaper import ArabicReshaper
from bidi import get_display
from bidi.mirror import MIRRORED

from ui.touch.text.direction import has_right_to_left, plain, runs_right_to_left
from ui.touch.text.wrap import Measure, widest_piece, wrap

_AFTER = "\u2060"
"""Follows a bracket while a line is put in order: a sign without a direction stays at the side where text goes on."""
_BRACKET = re.compile(f"[{re.escape(''.join(MIRRORED))}]")
_PLACED = re.compile(f"{_AFTER}({_BRACKET.pattern})|({_BRACKET.pattern}){_AFTER}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Lines:
    """Lines as they are drawn, sign by sign from left to right. ``right_to_left``: they begin at the right."""

    lines: tuple[str, ...]
    right_to_left: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@cache
def _reshaper() -> ArabicReshaper:
    # Signs of vowels go: they would have to be placed above letters that have changed places. Patients read without.
    return ArabicReshaper({"delete_harakat": True, "support_ligatures": True, "ARABIC LIGATURE ALLAH": False})


def join(text: str) -> str:
    """Replace Arabic letters by the forms in which they join their neighbours; the order stays."""
    joined: str = _reshaper().reshape(text) if has_right_to_left(text) else text
    return joined


def in_order(line: str, *, right_to_left: bool) -> str:
    """Put one line of joined text into the order in which it is seen."""
    if not right_to_left and not has_right_to_left(line):
        return plain(line)
    marked = _BRACKET.sub(lambda bracket: bracket[0] + _AFTER, line.replace(_AFTER, ""))
    # A mark of direction ends the line, or a sign without direction there would be moved to the line's end (L1).
    ended, base = (f"{marked}\u200f", "R") if right_to_left else (f"{marked}\u200e", "L")
    return plain(_PLACED.sub(_turn, str(get_display(ended, base_dir=base))))


def _turn(bracket: re.Match[str]) -> str:
    """Turn a bracket round whose text goes on to the left (UAX #9, L4), which the library leaves to us."""
    return MIRRORED[bracket[1]] if bracket[1] else bracket[2]


def lay_out(text: str, width_px: int, measure: Measure) -> Lines:
    """Break ``text`` into lines of at most ``width_px`` and make each drawable; a line feed begins a paragraph.

    Each paragraph runs as its first strong sign does; the whole begins at the side of the first that has one.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        right_to_left = runs_right_to_left(paragraph)
        broken = wrap(join(paragraph), width_px, measure)
        lines += (in_order(line, right_to_left=right_to_left) for line in broken)
    return Lines(lines=tuple(lines), right_to_left=runs_right_to_left(text))


def widest(text: str, measure: Measure) -> int:
    """Measure the longest part of ``text`` that need not be broken, in pixels."""
    return widest_piece(join(text), measure)


def on_one_line(text: str, measure: Measure) -> int:
    """Measure ``text`` unbroken, in pixels."""
    return measure(plain(join(text)))
