# SPDX-License-Identifier: EUPL-1.2
"""The parts on the screen as they are said: what is hidden or covered is not.

A part may carry, beside what it tells of itself: ``spoken`` (said instead of its text, and of everything inside it),
``private`` (nobody else may hear it, nor anything inside it), ``language`` (of its text). A part whose name ends in a
language, like `welcome-fi`, speaks that language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ui.touch.i18n import KNOWN
from ui.touch.speech.transcript import Spoken, speakable
from ui.touch.widgets.part import Part

FRAMES = frozenset({"header"})


@dataclass(frozen=True, slots=True)
class _Above:
    """What a part gets from what it stands in."""

    private: bool = False
    frame: bool = False


def spoken_parts(root: Part, above: _Above = _Above()) -> Iterator[Spoken]:
    """List the visible parts of ``root`` in reading order."""
    here = _Above(private=above.private or root.private, frame=above.frame or root.ident in FRAMES)
    if not root.hidden and (root.role or root.spoken is not None):
        yield _describe(root, here)
    if root.spoken is None:
        for part in root.reading():
            yield from spoken_parts(part, here)


def _describe(part: Part, here: _Above) -> Spoken:
    told = part.describe()
    return Spoken(
        ident=part.ident,
        role=part.role,
        text=_whole(part, str(told.get("text", ""))),
        state=str(told.get("state", "")),
        spoken=part.spoken,
        language=getattr(part, "language", "") or _named_language(part.ident),
        private=here.private,
        urgent=bool(getattr(part, "urgent", False)),
        frame=here.frame,
        enabled=bool(told.get("enabled", True)),
    )


def _whole(part: Part, text: str) -> str:
    """Add to what a part tells of itself the words inside it that it leaves out; one that tells nothing hides them."""
    if not text:
        return text
    heard = speakable(text)  # where a word may be divided makes no other word of it
    return "\n".join([text, *(each for each in _nameless(part) if speakable(each) not in heard)])


def _nameless(part: Part) -> Iterator[str]:
    """List the words inside ``part`` that do not stand for themselves."""
    for inside in part.reading():
        if not inside.role and inside.spoken is None:
            if not inside.hidden and (text := str(inside.describe().get("text", ""))):
                yield text
            yield from _nameless(inside)


def _named_language(ident: str) -> str:
    last = ident.rpartition("-")[2]
    return last if last in KNOWN and last != ident else ""
