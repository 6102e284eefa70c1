# SPDX-License-Identifier: EUPL-1.2
"""The visit: its states, what can happen, and one table. Pure; the conductor acts on what the table says.

Where a row says `Way.ON` or `Way.BACK`, the steps of the visit's kind (`kiosk.visit.steps`) say which state that is.
"""

from __future__ import annotations

from enum import StrEnum

from kiosk.errors import KioskError


class State(StrEnum):
    """Where a visit stands; each state has a screen of its own."""

    ATTRACT = "attract"
    """Nobody is here; the screen invites."""
    UNAVAILABLE = "unavailable"
    """The station cannot reach the clinic; it says so, and whom to ring."""
    LANGUAGE = "language"
    HOW_TO = "how-to"
    """How the person wants to see, hear and operate the screen."""
    PURPOSE = "purpose"
    """What she came for: with a code, without an appointment, only to measure."""
    DROP_IN = "drop-in"
    """Why she comes, without an appointment."""
    ACUTE = "acute"
    """Whether it is an emergency: then a telephone is what helps."""
    CODE = "code"
    """The patient types the six digits she was given."""
    LOCKED = "locked"
    """Too many wrong codes; the keypad is closed for a while."""
    EXPIRED = "expired"
    """The code is right, its time is over."""
    WHO_FOR = "who-for"
    """Is it about the person herself, her child, somebody she helps?"""
    COMPANY = "company"
    """Is somebody with her?"""
    CONSENT = "consent"
    PREPARE = "prepare"
    """What to do before anything is measured: rest, warm hands, roll up a sleeve."""
    MEASURE = "measure"
    REVIEW = "review"
    """What was measured, before the GP sees it."""
    WAITING = "waiting"
    """Everything is ready; the GP has not joined yet."""
    GP_ABSENT = "gp-absent"
    """The GP is late; the patient chooses what to do."""
    CALL_ME = "call-me"
    """Nobody has had time for her: the number she can be rung at."""
    CALL = "call"
    RECONNECTING = "reconnecting"
    """The line, the GP's page or the media process was lost; the visit goes on."""
    SUMMARY = "summary"
    """What was said, as the GP wrote it."""
    RATING = "rating"
    GOODBYE = "goodbye"
    ERASED = "erased"
    """Everything about the visit is gone; the receipt says what was checked."""
    CLEANING = "cleaning"
    """The next visit waits until somebody says that everything is wiped, or long enough."""
    STAFF_PIN = "staff-pin"
    """Nobody is here but staff, who type their PIN."""
    STAFF_LOCKED = "staff-locked"
    """Too many wrong PINs."""
    STAFF = "staff"
    """A technician sets up instruments; no visit can begin meanwhile."""


class Event(StrEnum):
    """What can happen to a visit."""

    START = "start"
    """The screen was touched."""
    BROKER_LOST = "broker-lost"
    BROKER_BACK = "broker-back"
    LANGUAGE_CHOSEN = "language-chosen"
    REASON_CHOSEN = "reason-chosen"
    CODE_ACCEPTED = "code-accepted"
    CODE_WRONG = "code-wrong"
    CODE_LOCKED = "code-locked"
    LOCK_OVER = "lock-over"
    VISIT_EXPIRED = "visit-expired"
    RETRY = "retry"
    CONSENT_GIVEN = "consent-given"
    CONSENT_REFUSED = "consent-refused"
    CONTINUE = "continue"
    """This step is done, or skipped."""
    BACK = "back"
    """The person wants to see the step before once more."""
    REPEAT = "repeat"
    """She wants to measure something again."""
    CALL_BACK_ASKED = "call-back-asked"
    """She does not wait for the GP any longer; the clinic shall ring her."""
    NUMBER_WANTED = "number-wanted"
    """She wants to be rung, and nobody knows her number."""
    GP_JOINED = "gp-joined"
    """Media flow."""
    GP_LATE = "gp-late"
    KEEP_WAITING = "keep-waiting"
    MEDIA_LOST = "media-lost"
    MEDIA_BACK = "media-back"
    GP_ENDED = "gp-ended"
    PATIENT_ENDED = "patient-ended"
    LEFT = "left"
    """The patient pressed 'leave', or did not answer 'are you still there?'."""
    CANCELLED = "cancelled"
    """The clinic took the visit back."""
    GOODBYE_OVER = "goodbye-over"
    RECEIPT_READ = "receipt-read"
    CLEANED = "cleaned"
    STAFF_ASKED = "staff-asked"
    STAFF_ACCEPTED = "staff-accepted"
    PRACTISE = "practise"
    """Staff want to learn how a visit goes."""


class Way(StrEnum):
    """Where a row leads that depends on the visit's kind."""

    ON = "next step"
    BACK = "step before"


_S, _E, _W = State, Event, Way

ASKING = (_S.WHO_FOR, _S.COMPANY, _S.CONSENT, _S.PREPARE, _S.MEASURE, _S.REVIEW)
"""The person is known, and nobody waits for her yet."""
_AWAITING = (_S.WAITING, _S.GP_ABSENT, _S.CALL_ME)
_ARRIVING = (_S.LANGUAGE, _S.HOW_TO, _S.PURPOSE, _S.DROP_IN, _S.ACUTE, _S.CODE, _S.LOCKED, _S.EXPIRED)
_MEETING = (_S.CALL, _S.RECONNECTING)

TABLE: dict[tuple[State, Event], State | Way] = {
    (_S.ATTRACT, _E.START): _W.ON,
    (_S.ATTRACT, _E.BROKER_LOST): _S.UNAVAILABLE,
    (_S.UNAVAILABLE, _E.BROKER_BACK): _S.ATTRACT,
    (_S.LANGUAGE, _E.LANGUAGE_CHOSEN): _W.ON,
    (_S.HOW_TO, _E.CONTINUE): _W.ON,
    (_S.HOW_TO, _E.BACK): _W.BACK,
    (_S.PURPOSE, _E.CONTINUE): _W.ON,
    (_S.PURPOSE, _E.BACK): _W.BACK,
    (_S.DROP_IN, _E.REASON_CHOSEN): _W.ON,
    (_S.DROP_IN, _E.BACK): _W.BACK,
    (_S.ACUTE, _E.CONTINUE): _W.ON,
    (_S.ACUTE, _E.BACK): _W.BACK,
    (_S.CODE, _E.CODE_ACCEPTED): _W.ON,
    (_S.CODE, _E.CODE_WRONG): _S.CODE,
    (_S.CODE, _E.CODE_LOCKED): _S.LOCKED,
    (_S.CODE, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.CODE, _E.BACK): _W.BACK,
    (_S.LOCKED, _E.LOCK_OVER): _S.CODE,
    (_S.EXPIRED, _E.RETRY): _S.CODE,
    **{(each, _E.LEFT): _S.ERASED for each in _ARRIVING},
    **{(each, _E.VISIT_EXPIRED): _S.EXPIRED for each in (*ASKING, *_AWAITING)},
    **{(each, _E.CANCELLED): _S.GOODBYE for each in (*ASKING, *_AWAITING)},
    **{(each, _E.LEFT): _S.ERASED for each in (*ASKING, *_AWAITING, _S.SUMMARY, _S.RATING)},
    **{(each, _E.CONTINUE): _W.ON for each in (_S.WHO_FOR, _S.COMPANY, _S.PREPARE, _S.MEASURE, _S.REVIEW)},
    **{(each, _E.BACK): _W.BACK for each in (_S.COMPANY, _S.CONSENT, _S.PREPARE, _S.MEASURE, _S.REVIEW)},
    (_S.CONSENT, _E.CONSENT_GIVEN): _W.ON,
    (_S.CONSENT, _E.CONSENT_REFUSED): _S.GOODBYE,
    (_S.REVIEW, _E.REPEAT): _S.MEASURE,
    (_S.WAITING, _E.GP_LATE): _S.GP_ABSENT,
    (_S.GP_ABSENT, _E.KEEP_WAITING): _S.WAITING,
    (_S.GP_ABSENT, _E.CALL_BACK_ASKED): _S.GOODBYE,
    (_S.GP_ABSENT, _E.NUMBER_WANTED): _S.CALL_ME,
    (_S.CALL_ME, _E.CALL_BACK_ASKED): _S.GOODBYE,
    (_S.CALL_ME, _E.BACK): _S.GP_ABSENT,
    **{(each, _E.GP_JOINED): _S.CALL for each in _AWAITING},
    **{(each, _E.GP_ENDED): _S.GOODBYE for each in _AWAITING},
    **{(each, _E.PATIENT_ENDED): _S.GOODBYE for each in _AWAITING},
    (_S.CALL, _E.MEDIA_LOST): _S.RECONNECTING,
    (_S.RECONNECTING, _E.MEDIA_BACK): _S.CALL,
    **{(each, _E.GP_ENDED): _W.ON for each in _MEETING},
    **{(each, _E.PATIENT_ENDED): _W.ON for each in _MEETING},
    **{(each, _E.CANCELLED): _S.GOODBYE for each in _MEETING},
    (_S.RECONNECTING, _E.VISIT_EXPIRED): _S.GOODBYE,
    (_S.RECONNECTING, _E.LEFT): _S.ERASED,
    (_S.SUMMARY, _E.CONTINUE): _W.ON,
    (_S.RATING, _E.CONTINUE): _W.ON,
    (_S.GOODBYE, _E.GOODBYE_OVER): _W.ON,
    (_S.ERASED, _E.RECEIPT_READ): _W.ON,
    (_S.CLEANING, _E.CLEANED): _W.ON,
    (_S.ATTRACT, _E.STAFF_ASKED): _S.STAFF_PIN,
    (_S.UNAVAILABLE, _E.STAFF_ASKED): _S.STAFF_PIN,
    (_S.CLEANING, _E.STAFF_ASKED): _S.STAFF_PIN,
    (_S.STAFF_PIN, _E.STAFF_ACCEPTED): _S.STAFF,
    (_S.STAFF_PIN, _E.PRACTISE): _S.LANGUAGE,
    (_S.STAFF_PIN, _E.CODE_WRONG): _S.STAFF_PIN,
    (_S.STAFF_PIN, _E.CODE_LOCKED): _S.STAFF_LOCKED,
    (_S.STAFF_LOCKED, _E.LOCK_OVER): _S.STAFF_PIN,
    **{(each, _E.LEFT): _S.ATTRACT for each in (_S.STAFF_PIN, _S.STAFF_LOCKED, _S.STAFF)},
}

IDLE_HELD = frozenset(
    {
        State.ATTRACT, State.UNAVAILABLE, State.LOCKED, State.CALL, State.GOODBYE, State.ERASED, State.CLEANING,
    }
)  # fmt: skip
"""States in which nobody is asked 'are you still there?': nobody is expected to touch, or a timer of their own runs."""

FOR_STAFF = frozenset({State.STAFF_PIN, State.STAFF_LOCKED, State.STAFF})
"""States that no patient sees."""

WITH_PATIENT = frozenset(State) - FOR_STAFF - {State.ATTRACT, State.UNAVAILABLE, State.ERASED, State.CLEANING}
"""States in which something about a person may be in memory."""

PARTED = frozenset({State.SUMMARY, State.RATING, State.GOODBYE, State.EXPIRED})
"""States in which the GP is not met any more."""

MEASURING = frozenset(
    {
        State.MEASURE, State.REVIEW, State.WAITING, State.GP_ABSENT, State.CALL_ME, State.CALL, State.RECONNECTING,
    }
)  # fmt: skip
"""States in which the instruments run."""

COMPARING = frozenset({State.WHO_FOR, State.COMPANY, State.CONSENT})
"""States in which a patient's card may be held before the code reader."""

SCANNING = frozenset({State.ATTRACT, State.LANGUAGE, State.HOW_TO, State.PURPOSE, State.CODE}) | COMPARING
"""States in which code readers run: a code may be entered, or a card held before the reader."""

FOR_TECHNICIAN = frozenset({State.UNAVAILABLE, State.STAFF_PIN, State.STAFF_LOCKED})
"""States in which code readers run besides, where technicians have signed codes."""

REACHABLE_BY_GP = frozenset({*_AWAITING, *_MEETING})
"""States in which a GP who has proved the link is called."""

MEETING = frozenset(_MEETING)
"""States in which patient and GP have met: a third participant may come."""

WAITING_ROOM = frozenset(_AWAITING)
"""States in which somebody waits for the GP."""

LOGGED_AS = {State.ACUTE: State.DROP_IN}
"""States whose name would tell of somebody's health, and what stands in logs instead."""

_STEP_OF = {State.RECONNECTING: State.CALL, State.GP_ABSENT: State.WAITING, State.CALL_ME: State.WAITING}
"""States that are no step of their own."""


class VisitError(KioskError, ValueError):
    """An event that cannot happen in this state: a fault of the program, never of a person."""


def next_state(state: State, event: Event, steps: tuple[State, ...]) -> State:
    """Look up where ``event`` leads from ``state`` in a visit of ``steps`` (`kiosk.visit.steps.steps_of`).

    Raises `VisitError` for a pair that is not in the table, and for a step that nothing follows.
    """
    to = TABLE.get((state, event))
    if isinstance(to, State):
        return to
    here = _STEP_OF.get(state, state)
    if to is None or here not in steps:
        raise VisitError(f"The visit is in '{state}'; '{event}' cannot happen there.")
    at = steps.index(here) + (1 if to is Way.ON else -1)
    return steps[at]


def can(state: State, event: Event) -> bool:
    """Tell whether ``event`` means anything in ``state``. Taps and timers may come late; they are then dropped."""
    return (state, event) in TABLE
