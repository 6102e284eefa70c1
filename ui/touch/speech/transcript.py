# SPDX-License-Identifier: EUPL-1.2
"""What a screen says: its parts in, sentences out, in the order in which they are said. Pure.

What must not wait comes first (a cuff that can be stopped), then the heading, notices, texts, controls, and last what
stands at the top of every screen. A new screen is covered by itself: whatever describes itself by a text is said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from ui.touch.i18n import Words
from ui.touch.speech.pronounce import pronounced

HEADINGS = frozenset({"heading"})
CONTROLS = frozenset({"button", "toggle", "corner"})
NOTICES = frozenset({"notice"})
PRIVATE_ROLES = frozenset({"value"})
"""Measured numbers."""
SAFETY_IDENTS = ("notice-instrument-not-stopped", "notice-emergency-stopped", "notice-emergency-stop-held", "emergency")
KEYS_FROM = 5
"""So many keys with one sign each are said in one breath."""

LONGEST = 160
"""Signs of a text that are said in one go."""

_SENTENCE = re.compile(r"(?<=[.!?؟…]) +")
_DIGITS = re.compile(r"\d+")
_ENDS = ".!?:;,؟…"
_COUNT = re.compile(r"(\d+)/(\d+)")
_JOINED = "[وفبلك]{0,2}"
"""Arabic 'and', 'by' or 'to' is written together with the name that follows."""
_UNSPOKEN = str.maketrans("", "", "\u00ad\u200b\u200e\u200f\u061c\u2066\u2067\u2068\u2069")
_STATES = {
    "on": "speech.on", "off": "speech.off", "done": "speech.done", "trouble": "speech.trouble", "shown": "speech.shown",
}  # fmt: skip


class Turn(IntEnum):
    """When something is said."""

    SAFETY = 0
    HEADING = 1
    NOTICE = 2
    TEXT = 3
    CONTROL = 4
    FRAME = 5
    """What is the same on every screen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A part as it describes itself. ``spoken``: what it wants to be said instead of its text; empty: nothing.

    ``language``: of its text, where that is not the screen's. ``urgent``: it must not wait. ``frame``: it stands on
    every screen. ``private``: nobody else may hear it.
    """

    ident: str
    role: str
    text: str = ""
    state: str = ""
    spoken: str | None = None
    language: str = ""
    private: bool = False
    urgent: bool = False
    frame: bool = False
    enabled: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Utterance:
    """One thing to be said. ``language``: in whose voice. ``private``: into a headset only."""

    text: str
    language: str
    ident: str = ""
    turn: Turn = Turn.TEXT
    private: bool = False

    @property
    def safety(self) -> bool:
        return self.turn is Turn.SAFETY


@dataclass(frozen=True, slots=True)
class Teller:
    """Says the parts of screens in one language. ``personal``: texts that say something of a person."""

    words: Words
    personal: frozenset[str] = frozenset()

    def screen(self, parts: Iterable[Spoken]) -> tuple[Utterance, ...]:
        """Say a whole screen."""
        said = [line for part in parts if (line := self.part(part)) is not None]
        return tuple(self._keys_together(_once(sorted(said, key=lambda line: line.turn))))

    def part(self, part: Spoken) -> Utterance | None:
        """Say one part; None if it has nothing to say."""
        bare = speakable(part.text if part.spoken is None else part.spoken)
        text = bare if part.spoken is not None else self._described(part, bare)
        if not text:
            return None
        private = part.private or part.role in PRIVATE_ROLES or _names(text, self.personal)
        if part.spoken is None and part.role in PRIVATE_ROLES and not bare:
            private = False  # how many digits there are is no secret
        language = part.language or self.words.language
        text = pronounced(text, self.words) if language == self.words.language else text
        return Utterance(text=text, language=language, ident=part.ident, turn=_turn(part), private=private)

    def _described(self, part: Spoken, text: str) -> str:
        if not text:
            return self._counted(part)
        words = Words(part.language) if part.language else self.words
        for state in (words(_STATES[each]) for each in part.state.split() if each in _STATES):
            if state.casefold() not in text.casefold():
                text = f"{text}, {state}"
        if part.role not in CONTROLS:
            return text
        return speakable(words("speech.button" if part.enabled else "speech.button-not-now", text=text))

    def _counted(self, part: Spoken) -> str:
        """Say how many places are filled where what stands there is not said."""
        count = _COUNT.fullmatch(part.state)
        if part.role != "value" or count is None:
            return ""
        return speakable(self.words("speech.places", filled=count[1], places=count[2]))

    def _keys_together(self, said: Sequence[Utterance]) -> Iterator[Utterance]:
        """Say the keys of a pad in one breath."""
        bare = {line: without_button(line.text, self.words) for line in said if line.turn is Turn.CONTROL}
        keys = [line for line in bare if len(bare[line]) == 1]
        if len(keys) < KEYS_FROM:
            yield from said
            return
        together = speakable(self.words("speech.keys", keys=", ".join(bare[key] for key in keys)))
        for line in said:
            if line is keys[0]:
                yield replace(line, text=together, ident="keys")
            elif line not in keys:
                yield line


def changes(before: Sequence[Utterance], after: Sequence[Utterance]) -> tuple[Utterance, ...]:
    """Find what of ``after`` is worth saying when a screen stays the same.

    What only counts on (a time, a number that is being measured) is not; that a number is there now is. Controls are
    said when they are gone to. How many places of a code are filled is said each time.
    """
    known = {line.ident: line for line in before}
    texts = {line.text for line in before}
    return tuple(line for line in after if line.text not in texts and _news(known.get(line.ident), line))


def _news(before: Utterance | None, line: Utterance) -> bool:
    if line.turn in (Turn.CONTROL, Turn.FRAME):
        return False
    if before is None or (not line.private and line.ident.endswith("boxes")):
        return True
    return _DIGITS.sub("0", before.text) != _DIGITS.sub("0", line.text)


def audible(said: Sequence[Utterance], words: Words, *, headset: bool) -> tuple[Utterance, ...]:
    """Leave out what others may not hear, and say once that there is something to read."""
    if headset or not any(line.private for line in said):
        return tuple(said)
    heard: list[Utterance] = []
    told = False
    for line in said:
        if not line.private:
            heard.append(line)
        elif not told:
            told = True
            heard.append(replace(line, text=words("speech.private"), language=words.language, private=False))
    return tuple(heard)


def _turn(part: Spoken) -> Turn:
    if part.urgent or (part.ident.startswith(SAFETY_IDENTS) and part.role not in CONTROLS):
        return Turn.SAFETY  # the way to help is a control like others; what it opens must not wait
    if part.frame:
        return Turn.FRAME
    if part.role in HEADINGS:
        return Turn.HEADING
    if part.role in NOTICES:
        return Turn.NOTICE
    return Turn.CONTROL if part.role in CONTROLS else Turn.TEXT


def _once(said: Iterable[Utterance]) -> list[Utterance]:
    """Drop what was said before in the same words."""
    found: dict[tuple[str, str], Utterance] = {}
    for line in said:
        found.setdefault((line.text, line.language), line)
    return list(found.values())


def without_button(text: str, words: Words) -> str:
    """Take off what a control's words are put into."""
    before, _, after = speakable(words("speech.button", text="\0")).partition("\0")
    return text.removeprefix(before).removesuffix(after)


def in_pieces(line: Utterance) -> Iterator[Utterance]:
    """Say a long text sentence by sentence, so that each can be made, stopped and said again by itself."""
    piece = ""
    for sentence in _SENTENCE.split(line.text):
        if piece and len(piece) + len(sentence) > LONGEST:
            yield replace(line, text=piece)
            piece = ""
        piece = f"{piece} {sentence}".strip()
        while len(piece) > 2 * LONGEST:
            cut = piece.rfind(" ", 0, 2 * LONGEST)
            cut = cut if cut > 0 else 2 * LONGEST
            yield replace(line, text=piece[:cut])
            piece = piece[cut:].strip()
    yield replace(line, text=piece)


def speakable(text: str) -> str:
    """Take out what is only for the eye, and end what were lines."""
    plain = text.translate(_UNSPOKEN).replace("\u00a0", " ")
    lines = [line.strip() for line in plain.splitlines() if line.strip()]
    return " ".join([*(line if line[-1] in _ENDS else f"{line}." for line in lines[:-1]), *lines[-1:]])


def _names(text: str, personal: frozenset[str]) -> bool:
    """Tell whether one of the ``personal`` texts stands in ``text``, as words of its own."""
    return any(re.search(rf"(?<!\w){_JOINED}{re.escape(each)}(?!\w)", text) for each in personal)
