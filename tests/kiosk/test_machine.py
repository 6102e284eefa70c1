# SPDX-License-Identifier: EUPL-1.2
"""The visit's table: every state can be reached, every state can be left, nothing is listed in vain."""

from __future__ import annotations

import pytest

from kiosk.visit.machine import TABLE, WITH_PATIENT, Event, State, VisitError, can, next_state


def test_every_state_is_reached_from_the_start_and_leads_back_to_it() -> None:
    def reach(start: State) -> set[State]:
        found, todo = {start}, [start]
        while todo:
            here = todo.pop()
            for (source, _), target in TABLE.items():
                if source is here and target not in found:
                    found.add(target)
                    todo.append(target)
        return found

    assert reach(State.ATTRACT) == set(State)
    assert all(State.ATTRACT in reach(state) for state in State)


def test_every_event_is_used() -> None:
    assert {event for _, event in TABLE} == set(Event)


def test_a_patient_leaves_only_through_erasure() -> None:
    without = set(State) - WITH_PATIENT
    for (source, _), target in TABLE.items():
        if source in WITH_PATIENT and target in without:
            assert target is State.ERASED


def test_what_is_not_in_the_table_raises() -> None:
    assert not can(State.ATTRACT, Event.GP_ENDED)
    with pytest.raises(VisitError, match="attract"):
        next_state(State.ATTRACT, Event.GP_ENDED)
