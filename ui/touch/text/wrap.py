# SPDX-License-Identifier: EUPL-1.2
"""Break a paragraph into lines, in the order in which it is read.

Lines are broken at spaces, never at no-break spaces, and not inside a number such as a telephone's. A word too long
for a line is divided at a soft hyphen, and only where it has none anywhere: nothing is ever cut off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ui.touch.text.direction import OPENERS, POP_ISOLATE, SOFT_HYPHEN, plain

Measure = Callable[[str], int]
"""Width in pixels of a text on one line."""
HYPHEN = "-"
_BETWEEN = re.compile(r"(?<!\d) | (?!\d)")
"""A space that does not stand between two digits."""


def wrap(paragraph: str, width_px: int, measure: Measure) -> list[str]:
    """Break ``paragraph`` into lines of at most ``width_px``; an isolate that a break divides holds on both lines."""
    lines: list[str] = []
    line = ""
    for word in _words(paragraph, width_px, measure):
        longer = f"{line} {word}" if line else word
        if measure(plain(longer)) <= width_px:
            line = longer
            continue
        if line:
            lines.append(line.rstrip(" "))
        *whole, line = _divide(word, width_px, measure)
        lines += whole
    return _reopened([*lines, line.rstrip(" ")])


def _words(paragraph: str, width_px: int, measure: Measure) -> Iterator[str]:
    """Give what a line may end after: words, and numbers with spaces in them that have room on a line."""
    for word in _BETWEEN.split(paragraph):
        yield from [word] if measure(plain(word)) <= width_px else word.split(" ")


def unbroken(text: str) -> list[str]:
    """List what of ``text`` had best stand on one line: words, and numbers with spaces in them."""
    return _BETWEEN.split(text)


def widest_piece(text: str, measure: Measure) -> int:
    """Measure the longest part of ``text`` that need not be broken, in pixels."""
    pieces = (piece for word in text.replace("\n", " ").split(" ") for piece in _syllables(word))
    return max((measure(plain(piece)) for piece in pieces), default=0)


def _syllables(word: str) -> Iterator[str]:
    *heads, last = word.split(SOFT_HYPHEN)
    yield from (head + HYPHEN for head in heads)
    yield last


def _divide(word: str, width_px: int, measure: Measure) -> list[str]:
    """Divide a word that is too long for one line."""
    parts: list[str] = []
    while measure(plain(word)) > width_px and len(word) > 1:
        head, word = _softly(word, width_px, measure) or _anywhere(word, width_px, measure)
        parts.append(head)
    return [*parts, word]


def _softly(word: str, width_px: int, measure: Measure) -> tuple[str, str] | None:
    """Divide at the last soft hyphen whose head fits."""
    syllables = word.split(SOFT_HYPHEN)
    for count in range(len(syllables) - 1, 0, -1):
        head = "".join(syllables[:count]) + HYPHEN
        if measure(plain(head)) <= width_px:
            return head, SOFT_HYPHEN.join(syllables[count:])
    return None


def _anywhere(word: str, width_px: int, measure: Measure) -> tuple[str, str]:
    """Divide after as many signs as fit, one at least."""
    count = 1
    while count < len(word) - 1 and measure(plain(word[: count + 1])) <= width_px:
        count += 1
    return word[:count], word[count:]


def _reopened(lines: list[str]) -> list[str]:
    """Close every isolate at the end of its line, and open it again on the next: lines are put in order one by one."""
    held: list[str] = []
    done = []
    for line in lines:
        start = "".join(held)
        for sign in line:
            if sign in OPENERS:
                held.append(sign)
            elif sign == POP_ISOLATE and held:
                held.pop()
        done.append(start + line + POP_ISOLATE * len(held))
    return done
