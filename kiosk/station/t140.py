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
    """What was written, in order of its last change; the lines that both sides are still typing come last."""

    _done: list[ChatLine] = field(default_factory=list)
    _typing: str = ""
    _own: str = ""
    """What is being typed here; the other side has it already."""

    def receive(self, block: str) -> None:
        """Take a block of text from the other side."""
        for character in block.replace("\r\n", LINE_SEPARATOR).replace("\n", LINE_SEPARATOR):
            if character == LINE_SEPARATOR:
                self._finish(self._typing, own=False)
                self._typing = ""
            elif character == BACKSPACE:
                self._typing = self._typing[:-1]
            elif _is_text(character) and len(self._typing) < MAX_LINE_CHARACTERS:
                self._typing += character

    def write(self, line: str) -> str:
        """Add a whole line of our own, after the one being typed; return the block to send."""
        before = self.type(LINE_SEPARATOR) if self._own else ""
        self._finish(line[:MAX_LINE_CHARACTERS], own=True)
        return before + line[:MAX_LINE_CHARACTERS] + LINE_SEPARATOR

    def type(self, block: str) -> str:
        """Take what was typed here; return the block to send, which is empty where nothing changed."""
        sent = ""
        for character in block:
            if character == LINE_SEPARATOR and self._own:
                self._finish(self._own, own=True)
                self._own = ""
            elif character == BACKSPACE and self._own:
                self._own = self._own[:-1]
            elif _is_text(character) and len(self._own) < MAX_LINE_CHARACTERS:
                self._own += character
            else:
                continue
            sent += character
        return sent

    def resend(self) -> str:
        """Return the block for a new channel: whatever the old one brought of our line is taken back and sent again.

        To take back what is not there does nothing (T.140 knows no place but the end of a line).
        """
        return BACKSPACE * len(self._own) + self._own

    @property
    def draft(self) -> str:
        """What is being typed here."""
        return self._own

    def part(self) -> None:
        """Whoever was at the other side has gone: what she was typing ends there."""
        self._finish(self._typing, own=False)
        self._typing = ""

    @property
    def finished(self) -> tuple[ChatLine, ...]:
        """The lines that nobody types on any more, the oldest first."""
        return tuple(self._done)

    @property
    def lines(self) -> tuple[ChatLine, ...]:
        typing = (ChatLine(text=self._typing, own=False),) if self._typing else ()
        writing = (ChatLine(text=self._own, own=True),) if self._own else ()
        return (*self._done, *typing, *writing)

    def _finish(self, text: str, *, own: bool) -> None:
        if text:
            self._done.append(ChatLine(text=text, own=own))
            del self._done[:-MAX_LINES]


def _is_text(character: str) -> bool:
    return character != LINE_SEPARATOR and unicodedata.category(character) != "Cc"
