# SPDX-License-Identifier: EUPL-1.2
"""An assistant beside the patient: asked who she is, let in for this visit, at her overview or its pages. Pure.

It lies over the visit's own screens and leaves the visit's state alone. It ends with the visit, for it is part of what
is known about it; a grant is kept nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.assistants import Grant, Ruling, Verdict
from kiosk.reading import TakenBy


class Place(StrEnum):
    """Where an assistant is."""

    ABSENT = "absent"
    NUMBER = "number"
    """She is asked for her number; a badge does as well."""
    PIN = "pin"
    CHECKING = "checking"
    """The desk has been asked."""
    LOCKED = "locked"
    """Too many wrong tries, the desk says."""
    OVERVIEW = "overview"
    ASIDE = "aside"
    """She is there, and the patient's own screen is shown."""
    CAMERA = "camera"
    """The steps of the examination camera."""
    STETHOSCOPE = "stethoscope"
    LESSON = "lesson"
    """What there is to learn in a practice visit."""
    PERSON = "person"
    """Whom shall be asked into the call."""


class Step(StrEnum):
    """What can happen."""

    ASKED = "asked"
    """Somebody wants to help."""
    NUMBERED = "numbered"
    TRIED = "tried"
    """A PIN was typed, or a badge held before the reader."""
    GRANTED = "granted"
    WRONG = "wrong"
    REFUSED = "refused"
    """Nothing is looked at for a while."""
    UNHEARD = "unheard"
    """The desk does not answer."""
    LOCK_OVER = "lock-over"
    BACK = "back"
    TO_CAMERA = "to-camera"
    TO_STETHOSCOPE = "to-stethoscope"
    TO_PERSON = "to-person"
    TO_LESSON = "to-lesson"
    PERSON_ASKED = "person-asked"
    TO_PATIENT = "to-patient"
    """The patient's screen shall be shown."""
    GONE = "gone"
    """She hands over to the patient, or her grant is over."""


_P, _S = Place, Step
PRESENT = frozenset({_P.OVERVIEW, _P.ASIDE, _P.CAMERA, _P.STETHOSCOPE, _P.PERSON, _P.LESSON})
"""Places of one who has been let in."""
ASKING = frozenset({_P.NUMBER, _P.PIN})
"""Places in which a badge is taken."""
_PAGES = (_P.CAMERA, _P.STETHOSCOPE, _P.PERSON, _P.LESSON)

TABLE: dict[tuple[Place, Step], Place] = {
    (_P.ABSENT, _S.ASKED): _P.NUMBER,
    (_P.ABSENT, _S.TRIED): _P.CHECKING,  # a badge does without a question
    (_P.NUMBER, _S.NUMBERED): _P.PIN,
    (_P.NUMBER, _S.TRIED): _P.CHECKING,
    (_P.NUMBER, _S.BACK): _P.ABSENT,
    (_P.PIN, _S.TRIED): _P.CHECKING,
    (_P.PIN, _S.BACK): _P.NUMBER,
    (_P.CHECKING, _S.GRANTED): _P.OVERVIEW,
    (_P.CHECKING, _S.WRONG): _P.NUMBER,
    (_P.CHECKING, _S.REFUSED): _P.LOCKED,
    (_P.CHECKING, _S.UNHEARD): _P.NUMBER,
    (_P.CHECKING, _S.BACK): _P.ABSENT,
    (_P.LOCKED, _S.LOCK_OVER): _P.NUMBER,
    (_P.LOCKED, _S.BACK): _P.ABSENT,
    (_P.ASIDE, _S.ASKED): _P.OVERVIEW,
    (_P.OVERVIEW, _S.TO_PATIENT): _P.ASIDE,
    (_P.OVERVIEW, _S.TO_CAMERA): _P.CAMERA,
    (_P.OVERVIEW, _S.TO_STETHOSCOPE): _P.STETHOSCOPE,
    (_P.OVERVIEW, _S.TO_PERSON): _P.PERSON,
    (_P.OVERVIEW, _S.TO_LESSON): _P.LESSON,
    (_P.PERSON, _S.PERSON_ASKED): _P.OVERVIEW,
    **{(page, _S.BACK): _P.OVERVIEW for page in _PAGES},
    **{(place, _S.GONE): _P.ABSENT for place in sorted(PRESENT)},
}


class Said(StrEnum):
    """What is said to one who is not let in."""

    NOTHING = ""
    WRONG = "wrong"
    UNHEARD = "unheard"


@dataclass(kw_only=True, slots=True)
class Assistant:
    """The assistant of one visit. ``takes``: who measures while she is there."""

    place: Place = Place.ABSENT
    number: str = ""
    said: Said = Said.NOTHING
    attempts_left: int = 0
    locked_until_s: float = 0.0
    grant: Grant | None = None
    takes: TakenBy = TakenBy.ASSISTANT
    led: bool = False
    """It is a visit on behalf: she goes through the screens."""
    person: str = ""
    """Whom she has asked into the call; empty: nobody."""

    @property
    def present(self) -> bool:
        """Whether she has been let in."""
        return self.place in PRESENT

    @property
    def marks(self) -> tuple[TakenBy, TakenBy | None]:
        """Who takes what is measured now, and who helps."""
        if not self.present:
            return TakenBy.PATIENT, None
        return (self.takes, None) if self.takes is TakenBy.ASSISTANT else (self.takes, TakenBy.ASSISTANT)

    def go(self, step: Step) -> bool:
        """Let ``step`` happen if it means anything here; tell whether it did."""
        to = TABLE.get((self.place, step))
        if to is None:
            return False
        self.place = to
        if to not in (Place.PIN, Place.CHECKING):
            self.number = ""
        if step in (Step.ASKED, Step.BACK, Step.NUMBERED, Step.GRANTED, Step.LOCK_OVER):
            self.said = Said.NOTHING
        if to is Place.ABSENT:
            self.grant, self.takes = None, TakenBy.ASSISTANT
        return True

    def ruled(self, ruling: Ruling, grant: Grant | None, now_s: float) -> None:
        """Take what the desk said; ``grant``: what it signed, if that is sound."""
        if self.place is not Place.CHECKING:
            return
        if ruling.verdict is Verdict.LOCKED:
            self.locked_until_s = now_s + ruling.locked_s
            self.go(Step.REFUSED)
        elif grant is not None:
            self.grant = grant
            self.go(Step.GRANTED)
        else:
            self.attempts_left = ruling.attempts_left
            unsound = ruling.verdict is Verdict.GRANTED
            self.go(Step.UNHEARD if unsound else Step.WRONG)
            self.said = Said.UNHEARD if unsound else Said.WRONG

    def unheard(self) -> None:
        """The desk did not answer."""
        if self.go(Step.UNHEARD):
            self.said = Said.UNHEARD

    def tick(self, now: datetime, now_s: float) -> bool:
        """Let time pass; tell whether anything changed."""
        if self.place is Place.LOCKED and now_s >= self.locked_until_s:
            return self.go(Step.LOCK_OVER)
        if self.grant is not None and now >= self.grant.until:
            return self.go(Step.GONE)
        return False
