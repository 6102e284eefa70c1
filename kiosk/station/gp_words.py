# SPDX-License-Identifier: EUPL-1.2
"""What the GP sends to be read: a short request on the patient's screen, and in writing what was said.

Both live in the visit's memory and nowhere else; the receipt of each is told to her page. No I/O.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kiosk.phrases import Phrase
from kiosk.station import control

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor
    from kiosk.station.memory import VisitMemory

PHRASE_S = 8.0
"""How long a request stands on the patient's screen."""
QUICKEST_S = 0.5
"""Requests that follow each other faster than this are nobody's hand."""
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINING = frozenset("\u200c\u200d")
"""They part and join letters, and belong to the words."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Summary:
    """What was said, in the GP's words. ``visit_needed``: the patient must be seen by somebody at the place itself."""

    id: str
    text: str = field(repr=False)
    visit_needed: bool
    written_at: datetime


@dataclass(kw_only=True)
class GpWords:
    """What she has sent in this visit. Not a slotted class: it is looked for by weak reference."""

    phrase: Phrase | None = None
    phrase_at_s: float = 0.0
    phrases: int = 0
    """Counts the requests, so that the same one asked twice is two."""
    summary: Summary | None = None
    """The last one sent; each takes the place of the one before."""

    def shown(self, now_s: float) -> Phrase | None:
        """Return the request that stands on the screen now."""
        return self.phrase if self.phrase is not None and now_s - self.phrase_at_s < PHRASE_S else None


@dataclass(slots=True)
class GpWriting:
    """Takes what her page sends and acknowledges it."""

    conductor: Conductor
    handlers: dict[type[control.FromGp], Callable[[VisitMemory, Any], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.handlers = {control.Guide: self._guide, control.WriteSummary: self._summary}

    def _guide(self, visit: VisitMemory, asked: control.Guide) -> None:
        words, now_s = visit.words, self.conductor.clock.monotonic_s()
        if words.phrase is None or now_s - words.phrase_at_s >= QUICKEST_S:
            words.phrase, words.phrase_at_s = asked.phrase, now_s
            words.phrases += 1
            self.conductor.page.tell(control.guided(asked.phrase, PHRASE_S))

    def _summary(self, visit: VisitMemory, asked: control.WriteSummary) -> None:
        text = readable(asked.text)
        empty = not text and not asked.visit_needed
        visit.words.summary = None if empty else Summary(
            id=asked.id, text=text, visit_needed=asked.visit_needed, written_at=self.conductor.clock.now()
        )  # fmt: skip
        self.conductor.page.tell(control.summary_kept(asked.id, len(text), visit_needed=asked.visit_needed))


def readable(text: str) -> str:
    """Make text of what a page sent: lines end in one way; no sign steers a screen or a printer."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join("".join(filter(_is_readable, line)).rstrip() for line in lines).strip()


def _is_readable(sign: str) -> bool:
    return sign in _JOINING or unicodedata.category(sign) not in _STEERING
