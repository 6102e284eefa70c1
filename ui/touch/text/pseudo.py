# SPDX-License-Identifier: EUPL-1.2
"""Lengthen a sentence, to see whether there is room for a language that needs more."""

from __future__ import annotations

import re

GROWTH = 0.4
_WORD = re.compile(r"(\{[^{}]*\})|([^\W\d_]+)")
_LONG = "éöåü"


def stretched(text: str) -> str:
    """Put ``text`` into brackets and make it 40 % longer, word by word; placeholders stay as they are."""
    owed = 0.0

    def longer(match: re.Match[str]) -> str:
        nonlocal owed
        if match[1]:
            return match[1]
        word = match[2]
        owed += len(word) * GROWTH
        extra = round(owed)
        owed -= extra
        return word[:-1] + "".join(_LONG[place % len(_LONG)] for place in range(extra)) + word[-1]

    return f"[{_WORD.sub(longer, text)}]"
