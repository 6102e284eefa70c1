# SPDX-License-Identifier: EUPL-1.2
"""Which steps a visit has, in order, by its kind. Pure data; `kiosk.visit.machine` walks them."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kiosk.visit.machine import State

_S = State


class VisitKind(StrEnum):
    """What somebody came for."""

    BOOKED = "booked"
    """To be measured and to meet her own GP at a time."""
    MEASURE_ONLY = "measure-only"
    """To be measured, and to see and print what was measured; nobody is met, and nothing is sent."""
    DROP_IN = "drop-in"
    """To meet who is on duty."""
    ON_BEHALF = "on-behalf"
    """A nurse or an assistant leads the visit for the patient beside her."""
    PRACTICE = "practice"
    """To learn: nobody is measured or met in earnest."""


_ARRIVAL = (_S.ATTRACT, _S.LANGUAGE, _S.HOW_TO, _S.PURPOSE)
_MEASURING = (_S.CONSENT, _S.PREPARE, _S.MEASURE, _S.REVIEW)
_MEETING = (_S.WAITING, _S.CALL, _S.SUMMARY)
_DEPARTURE = (_S.RATING, _S.GOODBYE, _S.ERASED, _S.CLEANING, _S.ATTRACT)

_WHOLE = (*_ARRIVAL, _S.CODE, _S.WHO_FOR, _S.COMPANY, *_MEASURING, *_MEETING, *_DEPARTURE)

_NOT_PRACTISED = (_S.PURPOSE, _S.CODE, _S.RATING)
"""Nobody has a code for it, and there is nobody to be rated."""

STEPS: dict[VisitKind, tuple[State, ...]] = {
    VisitKind.BOOKED: _WHOLE,
    VisitKind.MEASURE_ONLY: (*_ARRIVAL, *_MEASURING, *_DEPARTURE),
    VisitKind.DROP_IN: (*_ARRIVAL, _S.DROP_IN, _S.ACUTE, _S.COMPANY, *_MEASURING, *_MEETING, *_DEPARTURE),
    VisitKind.ON_BEHALF: tuple(step for step in _WHOLE if step not in (_S.WHO_FOR, _S.COMPANY)),
    VisitKind.PRACTICE: tuple(step for step in _WHOLE if step not in _NOT_PRACTISED),
}

OPTIONAL = frozenset({_S.HOW_TO, _S.WHO_FOR, _S.COMPANY, _S.PREPARE, _S.REVIEW, _S.SUMMARY, _S.RATING, _S.CLEANING})
"""Steps that a station may leave out."""


def steps_of(kind: VisitKind, left_out: Iterable[State] = ()) -> tuple[State, ...]:
    """Return the steps of a visit of ``kind`` at a station that leaves some out; what is not optional stays."""
    without = OPTIONAL & frozenset(left_out)
    return tuple(step for step in STEPS[kind] if step not in without)
