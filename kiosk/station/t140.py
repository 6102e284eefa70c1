# SPDX-License-Identifier: EUPL-1.2
"""Real-time text as ITU-T T.140 carries it over a data channel (RFC 8865): both ends of one conversation. Pure.

Text comes as it is typed. U+2028 ends a line, U+0008 takes back one character, also across blocks. Other control
characters are dropped. What is kept is bounded; the oldest lines go first.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from kiosk.messages import ChatLine

LINE_SEPARATOR = "\u2028"
BACKSPACE = "\u0008"
MAX_LINES = 200
MAX_LINE_CHARACTERS = 2000


@dataclass(slots=True)
class Conversation:
    """What was written, in order of its last change; the line the other side is still typing comes last."""

    _done: list[ChatLine] = field(default_factory=list)
    _typing: str = ""

    def receive(self, block: str) -> None:
        """Take a block of text from the other side."""
        for character in block.replace("\r\n", LINE_SEPARATOR).replace("\n", LINE_SEPARATOR):
            if character == LINE_SEPARATOR:
                self._finish(self._typing, own=False)
                self._typing = ""
            elif character == BACKSPACE:
                self._typing = self._typing[:-1]
            elif unicodedata.category(character) != "Cc" and len(self._typing) < MAX_LINE_CHARACTERS:
                self._typing += character

    def write(self, line: str) -> str:
        """Add a whole line of our own; return the block to send."""
        self._finish(line[:MAX_LINE_CHARACTERS], own=True)
        return line[:MAX_LINE_CHARACTERS] + LINE_SEPARATOR

    @property
    def lines(self) -> tuple[ChatLine, ...]:
        typing = (ChatLine(text=self._typing, own=False),) if self._typing else ()
        return (*self._done, *typing)

    def _finish(self, text: str, *, own: bool) -> None:
        if text:
            self._done.append(ChatLine(text=text, own=own))
            del self._done[:-MAX_LINES]
