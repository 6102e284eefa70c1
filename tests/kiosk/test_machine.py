# SPDX-License-Identifier: EUPL-1.2
"""The visit's table and its steps: every state is reached and left, in every kind of visit, whatever is left out."""

from __future__ import annotations

from itertools import combinations

import pytest

from kiosk.visit.machine import PARTED, TABLE, WITH_PATIENT, Event, State, VisitError, can, next_state
from kiosk.visit.steps import OPTIONAL, STEPS, VisitKind, steps_of

LEFT_OUT = [left for size in (0, 1, 2, len(OPTIONAL)) for left in combinations(sorted(OPTIONAL), size)]
ALL_STEPS = [steps_of(kind, left_out) for kind in VisitKind for left_out in LEFT_OUT]
PRACTISED = {steps_of(VisitKind.PRACTICE, left_out) for left_out in LEFT_OUT}


def moves(steps: tuple[State, ...]) -> list[tuple[State, Event, State]]:
    """List every row that a visit of these steps may come to; who comes to the keypad begins anew."""
    own = _moves(steps)
    return own if State.CODE in steps else [*own, *_moves(STEPS[VisitKind.BOOKED])]


def _moves(steps: tuple[State, ...]) -> list[tuple[State, Event, State]]:
    elsewhere = EVERY_STEP - set(steps)
    return [
        (state, event, next_state(state, event, steps))
        for state, event in TABLE
        if state not in elsewhere and not (state in MEETING and State.CALL in elsewhere)
    ]


EVERY_STEP = set().union(*STEPS.values())
MEETING = (State.RECONNECTING, State.GP_ABSENT, State.CALL_ME)


def reach(start: State, steps: tuple[State, ...]) -> set[State]:
    found, todo = {start}, [start]
    while todo:
        here = todo.pop()
        for source, _, target in moves(steps):
            if source is here and target not in found:
                found.add(target)
                todo.append(target)
    return found


@pytest.mark.parametrize("steps", ALL_STEPS)
def test_every_state_is_reached_from_the_start_and_leads_back_to_it(steps: tuple[State, ...]) -> None:
    reached = reach(State.ATTRACT, steps)
    assert reached >= set(steps)
    assert all(State.ATTRACT in reach(state, steps) for state in reached)


def test_every_state_and_every_event_is_used() -> None:
    assert set().union(*(reach(State.ATTRACT, STEPS[kind]) for kind in VisitKind)) == set(State)
    assert {event for _, event in TABLE} == set(Event)


@pytest.mark.parametrize("steps", ALL_STEPS)
def test_a_patient_leaves_only_through_erasure(steps: tuple[State, ...]) -> None:
    without = set(State) - WITH_PATIENT
    for source, _, target in moves(steps):
        if source in WITH_PATIENT and target in without:
            assert target is State.ERASED


@pytest.mark.parametrize("steps", ALL_STEPS)
def test_what_is_not_optional_stays_and_erasure_comes_last(steps: tuple[State, ...]) -> None:
    practised = steps in PRACTISED
    assert (State.CODE in steps) != (practised or State.DROP_IN in steps or State.WAITING not in steps)
    assert (State.PURPOSE in steps) != practised
    assert {State.CONSENT, State.MEASURE, State.GOODBYE, State.ERASED} <= set(steps)
    assert steps[0] is steps[-1] is State.ATTRACT
    assert not set(steps[steps.index(State.ERASED) :]) & WITH_PATIENT


def test_who_has_parted_meets_nobody_again() -> None:
    for source, event, target in moves(STEPS[VisitKind.BOOKED]):
        if source in PARTED - {State.EXPIRED}:
            assert target not in (State.CALL, State.WAITING), (source, event)


def test_what_is_not_in_the_table_raises() -> None:
    steps = STEPS[VisitKind.BOOKED]
    assert not can(State.ATTRACT, Event.GP_ENDED)
    with pytest.raises(VisitError, match="attract"):
        next_state(State.ATTRACT, Event.GP_ENDED, steps)
    with pytest.raises(VisitError, match="call"):
        next_state(State.CALL, Event.GP_ENDED, STEPS[VisitKind.MEASURE_ONLY])
