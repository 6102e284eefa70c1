# SPDX-License-Identifier: EUPL-1.2
"""The visit: its states, what can happen, and one table. Pure; the conductor acts on what the table says."""

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
    CODE = "code"
    """The patient types the six digits she was given."""
    LOCKED = "locked"
    """Too many wrong codes; the keypad is closed for a while."""
    EXPIRED = "expired"
    """The code is right, its time is over."""
    CONSENT = "consent"
    MEASURE = "measure"
    WAITING = "waiting"
    """Everything is ready; the GP has not joined yet."""
    GP_ABSENT = "gp-absent"
    """The GP is late; the patient chooses what to do."""
    CALL = "call"
    RECONNECTING = "reconnecting"
    """The line, the GP's page or the media process was lost; the visit goes on."""
    GOODBYE = "goodbye"
    ERASED = "erased"
    """Everything about the visit is gone; the receipt says what was checked."""
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
    CODE_ACCEPTED = "code-accepted"
    CODE_WRONG = "code-wrong"
    CODE_LOCKED = "code-locked"
    LOCK_OVER = "lock-over"
    VISIT_EXPIRED = "visit-expired"
    RETRY = "retry"
    CONSENT_GIVEN = "consent-given"
    CONSENT_REFUSED = "consent-refused"
    CONTINUE = "continue"
    """Done with measuring, or skipped."""
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
    STAFF_ASKED = "staff-asked"
    STAFF_ACCEPTED = "staff-accepted"


_S, _E = State, Event

TABLE: dict[tuple[State, Event], State] = {
    (_S.ATTRACT, _E.START): _S.LANGUAGE,
    (_S.ATTRACT, _E.BROKER_LOST): _S.UNAVAILABLE,
    (_S.UNAVAILABLE, _E.BROKER_BACK): _S.ATTRACT,
    (_S.LANGUAGE, _E.LANGUAGE_CHOSEN): _S.CODE,
    (_S.LANGUAGE, _E.LEFT): _S.ERASED,
    (_S.CODE, _E.CODE_ACCEPTED): _S.CONSENT,
    (_S.CODE, _E.CODE_WRONG): _S.CODE,
    (_S.CODE, _E.CODE_LOCKED): _S.LOCKED,
    (_S.CODE, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.CODE, _E.LEFT): _S.ERASED,
    (_S.LOCKED, _E.LOCK_OVER): _S.CODE,
    (_S.LOCKED, _E.LEFT): _S.ERASED,
    (_S.EXPIRED, _E.RETRY): _S.CODE,
    (_S.EXPIRED, _E.LEFT): _S.ERASED,
    (_S.CONSENT, _E.CONSENT_GIVEN): _S.MEASURE,
    (_S.CONSENT, _E.CONSENT_REFUSED): _S.GOODBYE,
    (_S.CONSENT, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.CONSENT, _E.CANCELLED): _S.GOODBYE,
    (_S.CONSENT, _E.LEFT): _S.ERASED,
    (_S.MEASURE, _E.CONTINUE): _S.WAITING,
    (_S.MEASURE, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.MEASURE, _E.CANCELLED): _S.GOODBYE,
    (_S.MEASURE, _E.LEFT): _S.ERASED,
    (_S.WAITING, _E.GP_JOINED): _S.CALL,
    (_S.WAITING, _E.GP_LATE): _S.GP_ABSENT,
    (_S.WAITING, _E.GP_ENDED): _S.GOODBYE,
    (_S.WAITING, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.WAITING, _E.CANCELLED): _S.GOODBYE,
    (_S.WAITING, _E.PATIENT_ENDED): _S.GOODBYE,
    (_S.WAITING, _E.LEFT): _S.ERASED,
    (_S.GP_ABSENT, _E.KEEP_WAITING): _S.WAITING,
    (_S.GP_ABSENT, _E.GP_JOINED): _S.CALL,
    (_S.GP_ABSENT, _E.GP_ENDED): _S.GOODBYE,
    (_S.GP_ABSENT, _E.VISIT_EXPIRED): _S.EXPIRED,
    (_S.GP_ABSENT, _E.CANCELLED): _S.GOODBYE,
    (_S.GP_ABSENT, _E.PATIENT_ENDED): _S.GOODBYE,
    (_S.GP_ABSENT, _E.LEFT): _S.ERASED,
    (_S.CALL, _E.MEDIA_LOST): _S.RECONNECTING,
    (_S.CALL, _E.GP_ENDED): _S.GOODBYE,
    (_S.CALL, _E.PATIENT_ENDED): _S.GOODBYE,
    (_S.CALL, _E.CANCELLED): _S.GOODBYE,
    (_S.RECONNECTING, _E.MEDIA_BACK): _S.CALL,
    (_S.RECONNECTING, _E.GP_ENDED): _S.GOODBYE,
    (_S.RECONNECTING, _E.PATIENT_ENDED): _S.GOODBYE,
    (_S.RECONNECTING, _E.CANCELLED): _S.GOODBYE,
    (_S.RECONNECTING, _E.VISIT_EXPIRED): _S.GOODBYE,
    (_S.RECONNECTING, _E.LEFT): _S.ERASED,
    (_S.GOODBYE, _E.GOODBYE_OVER): _S.ERASED,
    (_S.ERASED, _E.RECEIPT_READ): _S.ATTRACT,
    (_S.ATTRACT, _E.STAFF_ASKED): _S.STAFF_PIN,
    (_S.UNAVAILABLE, _E.STAFF_ASKED): _S.STAFF_PIN,
    (_S.STAFF_PIN, _E.STAFF_ACCEPTED): _S.STAFF,
    (_S.STAFF_PIN, _E.CODE_WRONG): _S.STAFF_PIN,
    (_S.STAFF_PIN, _E.CODE_LOCKED): _S.STAFF_LOCKED,
    (_S.STAFF_PIN, _E.LEFT): _S.ATTRACT,
    (_S.STAFF_LOCKED, _E.LOCK_OVER): _S.STAFF_PIN,
    (_S.STAFF_LOCKED, _E.LEFT): _S.ATTRACT,
    (_S.STAFF, _E.LEFT): _S.ATTRACT,
}

IDLE_HELD = frozenset({State.ATTRACT, State.UNAVAILABLE, State.LOCKED, State.CALL, State.GOODBYE, State.ERASED})
"""States in which nobody is asked 'are you still there?': nobody is expected to touch, or a timer of their own runs."""

FOR_STAFF = frozenset({State.STAFF_PIN, State.STAFF_LOCKED, State.STAFF})
"""States that no patient sees."""

WITH_PATIENT = frozenset(State) - FOR_STAFF - {State.ATTRACT, State.UNAVAILABLE, State.ERASED}
"""States in which something about a person may be in memory."""

MEASURING = frozenset({State.MEASURE, State.WAITING, State.GP_ABSENT, State.CALL, State.RECONNECTING})
"""States in which the instruments run."""

SCANNING = frozenset({State.ATTRACT, State.LANGUAGE, State.CODE, State.CONSENT})
"""States in which code readers run: a code may be entered, or a card held before the reader."""

REACHABLE_BY_GP = frozenset({State.WAITING, State.GP_ABSENT, State.CALL, State.RECONNECTING})
"""States in which a GP who has proved the link is called."""


class VisitError(KioskError, ValueError):
    """An event that cannot happen in this state: a fault of the program, never of a person."""


def next_state(state: State, event: Event) -> State:
    """Look up where ``event`` leads from ``state``; raise `VisitError` for a pair that is not in the table."""
    try:
        return TABLE[state, event]
    except KeyError:
        raise VisitError(f"The visit is in '{state}'; '{event}' cannot happen there.") from None


def can(state: State, event: Event) -> bool:
    """Tell whether ``event`` means anything in ``state``. Taps and timers may come late; they are then dropped."""
    return (state, event) in TABLE


def as_markdown() -> str:
    """Write the table for ARCHITECTURE.md: a row per state, its events and where they lead."""
    lines = ["| state | event → next state |", "| --- | --- |"]
    for state in State:
        moves = [f"{event} → {TABLE[state, event]}" for event in Event if (state, event) in TABLE]
        lines.append(f"| **{state}** | {' · '.join(moves)} |")
    return "\n".join(lines)
