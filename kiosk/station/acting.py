# SPDX-License-Identifier: EUPL-1.2
"""What the GP of a visit to learn from does next: she answers what one does, and asks for one thing after the other.

Pure: what is seen of the call goes in (`Scene`), a turn of hers comes out (`Turn`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from kiosk.phrases import Phrase
from kiosk.stand_in import Sentence

FIRST_S = 1.0
"""Until she says hello."""
AFTER_S = 2.5
"""The least between two things she says."""
SPEAKS_EVERY_S = 14.0
LONGEST_S = 15 * 60.0
"""After so long she ends the call: a station must not be left in one that nobody is in."""
TYPED_EACH_TURN = 6
"""Characters that she writes from one look at the clock to the next: as quickly as one reads."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scene:
    """What she sees, hears and reads just now. ``written``: lines that were finished at the station."""

    now_s: float
    microphone: bool = True
    camera: bool = True
    written: int = 0
    cannot_hear: bool = False
    helped: bool = False
    """An assistant is there."""
    examined: bool = False
    """She is shown something by the examination camera. ``listened``: lets hear by the stethoscope."""
    listened: bool = False
    invited: bool = False
    """Somebody shall be let into the call."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What she says, and the request that stands on the screen meanwhile."""

    sentence: Sentence | None = None
    phrase: Phrase | None = None


_ASKED = (
    (Sentence.TRY_MICROPHONE, None, False),
    (Sentence.TRY_CAMERA, None, False),
    (Sentence.TRY_WRITING, None, False),
    (None, Phrase.SIT_CLOSER, False),
    (Sentence.EXAMINE, None, True),
    (Sentence.LISTEN, None, True),
    (None, Phrase.ROLL_UP_SLEEVE, False),
    (Sentence.FAREWELL, None, False),
)
"""What she asks for of her own accord, in order; True: only where an assistant is there."""


@dataclass(kw_only=True)
class Acting:
    """Her memory. Not a slotted class: it is looked for by weak reference."""

    begun_s: float | None = None
    shown: bool = False
    """The call process has been told to show her."""
    done: set[Sentence | Phrase] = field(default_factory=set)
    typing: str = ""
    """What she has still to write of what she said."""
    _spoke_s: float = 0.0
    _seen: Scene | None = None
    _phrases: int = 0

    def over(self, now_s: float) -> bool:
        """Tell whether it has lasted long enough."""
        return self.begun_s is not None and now_s - self.begun_s >= LONGEST_S

    def turn(self, scene: Scene) -> Turn | None:
        """Return what she does now; None: she waits."""
        if self.begun_s is None:
            self.begun_s = self._spoke_s = scene.now_s
            self._seen = scene
        quiet_s = scene.now_s - self._spoke_s
        if Sentence.GREETING not in self.done:
            return self._does(Turn(Sentence.GREETING), scene) if quiet_s >= FIRST_S else None
        if quiet_s < AFTER_S:
            return None
        answer = self._answer(scene)
        self._seen = scene
        if answer is not None:
            return self._does(answer, scene)
        return self._does(self._next(scene), scene) if quiet_s >= SPEAKS_EVERY_S else None

    def typed(self) -> str:
        """Return the letters that she writes now."""
        now, self.typing = self.typing[:TYPED_EACH_TURN], self.typing[TYPED_EACH_TURN:]
        return now

    def _does(self, turn: Turn, scene: Scene) -> Turn:
        self._spoke_s = scene.now_s
        self.done |= {each for each in (turn.sentence, turn.phrase) if each is not None}
        return turn

    def _answer(self, scene: Scene) -> Turn | None:
        """Answer what has changed since she looked last."""
        before = self._seen or scene
        return next((turn for changed, turn in _changes(before, scene) if changed), None)

    def _next(self, scene: Scene) -> Turn:
        """Find what she has not asked for yet; when there is nothing left, any request will do."""
        for sentence, phrase, helped in _ASKED:
            if {sentence, phrase} & self.done or (helped and not scene.helped):
                continue
            return Turn(sentence, phrase)
        phrases = tuple(Phrase)
        self._phrases += 1
        return Turn(phrase=phrases[(self._phrases - 1) % len(phrases)])


def _changes(before: Scene, now: Scene) -> Iterator[tuple[bool, Turn]]:
    yield before.microphone and not now.microphone, Turn(Sentence.MUTED, Phrase.CANNOT_HEAR)
    yield before.camera and not now.camera, Turn(Sentence.UNSEEN, Phrase.CANNOT_SEE)
    back = (now.microphone and not before.microphone) or (now.camera and not before.camera)
    yield back, Turn(Sentence.BACK, Phrase.THANK_YOU)
    yield now.cannot_hear and not before.cannot_hear, Turn(Sentence.WRITES)
    yield now.written > before.written, Turn(Sentence.READ)
    yield now.listened and not before.listened, Turn(None, Phrase.BREATHE_DEEPLY)
    yield now.examined and not before.examined, Turn(Sentence.SEEN, Phrase.HOLD_STILL)
    yield now.invited and not before.invited, Turn(Sentence.INVITED)
