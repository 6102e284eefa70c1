# SPDX-License-Identifier: EUPL-1.2
"""The table of a peer connection, and what counts as life."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.machine import DEADLINE_S, SILENT_S, TABLE, TOLD, Event, Liveness, State, next_state
from kiosk.messages import ConnectionState


def reach(*events: Event) -> State:
    state = State.IDLE
    for event in events:
        state = next_state(state, event) or state
    return state


SETTING_UP = (Event.MAKE, Event.GATHERED, Event.ANSWERED, Event.UP)


def test_a_call_from_offer_to_end() -> None:
    assert reach(*SETTING_UP) is State.CONNECTED
    assert reach(*SETTING_UP, Event.SILENT) is State.LOST
    assert reach(*SETTING_UP, Event.SILENT, Event.HEARD) is State.CONNECTED
    assert reach(*SETTING_UP, Event.FAILED) is State.LOST
    assert reach(*SETTING_UP, Event.FAILED, Event.FAILED) is State.CLOSED
    assert reach(*SETTING_UP, Event.CLOSE) is State.CLOSED


def test_every_state_can_be_closed_and_closed_is_the_end() -> None:
    for state in State:
        assert (next_state(state, Event.CLOSE) is State.CLOSED) == (state is not State.CLOSED)
        assert next_state(State.CLOSED, Event.HEARD) is None
    assert all(state is not State.CLOSED for state, _ in TABLE)


def test_every_wait_has_a_deadline_and_every_deadline_an_end() -> None:
    waiting = {State.OFFERING, State.OFFERED, State.CONNECTING, State.LOST}
    assert set(DEADLINE_S) == waiting
    assert all(next_state(state, Event.TIMEOUT) is State.CLOSED for state in waiting)
    assert DEADLINE_S[State.OFFERING] <= 6 and DEADLINE_S[State.CONNECTING] <= 20


@given(events=st.lists(st.sampled_from(Event)))
def test_whatever_happens_the_station_hears_connected_only_after_an_answer(events: list[Event]) -> None:
    state, answered = State.IDLE, False
    for event in events:
        answered = answered or (state is State.OFFERED and event is Event.ANSWERED)
        state = next_state(state, event) or state
        if TOLD.get(state) in (ConnectionState.CONNECTED, ConnectionState.LOST):
            assert answered


def test_packets_or_heartbeats_are_life() -> None:
    live = Liveness(0.0)
    assert not live.silent(SILENT_S - 0.1) and live.silent(SILENT_S)
    live.counted(10, 5.0)
    assert not live.silent(7.9)
    live.counted(10, 7.9)
    assert live.silent(8.0)
    live.heard(9.0)
    assert not live.silent(11.9) and live.silent(12.0)
