# SPDX-License-Identifier: EUPL-1.2
"""Which way a text runs, and values that keep their own way inside it (Unicode Standard Annex #9)."""

from __future__ import annotations

import re
import unicodedata

LEFT_TO_RIGHT_ISOLATE, RIGHT_TO_LEFT_ISOLATE, FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2066", "\u2067", "\u2068", "\u2069"
OPENERS = frozenset({LEFT_TO_RIGHT_ISOLATE, RIGHT_TO_LEFT_ISOLATE, FIRST_STRONG_ISOLATE})
SOFT_HYPHEN = "\u00ad"
_UNSEEN = str.maketrans("", "", "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u00ad")
"""Signs that only say how to arrange the others."""
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufefc]")
"""Hebrew, Arabic, Syriac, Thaana and their presentation forms, and the controls that turn a text round."""
_STRONG_RIGHT = frozenset({"R", "AL"})


def has_right_to_left(text: str) -> bool:
    """Tell whether anything in ``text`` runs from right to left; if not, it is drawn as it is written."""
    return _RIGHT_TO_LEFT.search(text) is not None


def runs_right_to_left(text: str) -> bool:
    """Tell the direction of a paragraph: that of its first strong sign outside isolates (UAX #9, P2 and P3)."""
    depth = 0
    for sign in text:
        if sign in OPENERS:
            depth += 1
        elif sign == POP_ISOLATE:
            depth = max(0, depth - 1)
        elif depth == 0 and (kind := unicodedata.bidirectional(sign)) in ("L", "R", "AL"):
            return kind in _STRONG_RIGHT
    return False


def isolate(value: str) -> str:
    """Keep ``value`` together and in its own direction wherever it is put: `120/80` reads 120/80 in an Arabic line."""
    if not value:
        return value
    opener = RIGHT_TO_LEFT_ISOLATE if runs_right_to_left(value) else LEFT_TO_RIGHT_ISOLATE
    return f"{opener}{value}{POP_ISOLATE}"


def plain(text: str) -> str:
    """Take the signs away that are never drawn: isolates, marks of direction, soft hyphens."""
    return text if text.isascii() else text.translate(_UNSEEN)
