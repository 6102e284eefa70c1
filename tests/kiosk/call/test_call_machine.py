# SPDX-License-Identifier: EUPL-1.2
"""The table of a peer connection, and what counts as life."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.machine import DEADLINE_S, SILENT_S, STANDING, TABLE, TOLD, Event, Liveness, State, next_state
from kiosk.messages import ConnectionState

CHECK_S = 0.25


def reach(*events: Event) -> State:
    state = State.IDLE
    for event in events:
        state = next_state(state, event) or state
    return state


SETTING_UP = (Event.MAKE, Event.GATHERED, Event.ANSWERED, Event.UP)


def test_a_call_from_offer_to_end() -> None:
    assert reach(*SETTING_UP) is State.CONNECTED
    assert reach(*SETTING_UP, Event.SILENT) is State.SILENT
    assert reach(*SETTING_UP, Event.SILENT, Event.HEARD) is State.CONNECTED
    assert reach(*SETTING_UP, Event.SILENT, Event.TIMEOUT) is State.LOST
    assert reach(*SETTING_UP, Event.SILENT, Event.TIMEOUT, Event.HEARD) is State.CONNECTED
    assert reach(*SETTING_UP, Event.FAILED) is State.LOST
    assert reach(*SETTING_UP, Event.FAILED, Event.FAILED) is State.CLOSED
    assert reach(*SETTING_UP, Event.CLOSE) is State.CLOSED


def test_every_state_can_be_closed_and_closed_is_the_end() -> None:
    for state in State:
        assert (next_state(state, Event.CLOSE) is State.CLOSED) == (state is not State.CLOSED)
        assert next_state(State.CLOSED, Event.HEARD) is None
    assert all(state is not State.CLOSED for state, _ in TABLE)


def test_every_wait_has_a_deadline_and_every_deadline_an_end() -> None:
    waiting = {State.OFFERING, State.OFFERED, State.CONNECTING, State.SILENT, State.LOST}
    assert set(DEADLINE_S) == waiting
    for state in waiting:
        after = State.LOST if state is State.SILENT else State.CLOSED
        assert next_state(state, Event.TIMEOUT) is after
    assert DEADLINE_S[State.OFFERING] <= 6 and DEADLINE_S[State.CONNECTING] <= 20


def test_silence_is_acted_on_at_once_told_after_two_seconds_and_outlived_for_long() -> None:
    assert 1.0 <= SILENT_S <= 1.5
    assert 2.0 <= SILENT_S + DEADLINE_S[State.SILENT] <= 2.5
    assert DEADLINE_S[State.LOST] > 15, "after an outage of seconds the old connection is the quickest way back"


@given(events=st.lists(st.sampled_from(Event)))
def test_whatever_happens_the_station_hears_connected_only_after_an_answer(events: list[Event]) -> None:
    state, answered = State.IDLE, False
    for event in events:
        answered = answered or (state is State.OFFERED and event is Event.ANSWERED)
        state = next_state(state, event) or state
        assert answered or state not in STANDING
        assert answered or TOLD.get(state) not in (ConnectionState.CONNECTED, ConnectionState.LOST)


def test_packets_or_messages_are_life() -> None:
    live = Liveness(0.0)
    assert not live.silent(SILENT_S - 0.1) and live.silent(SILENT_S)
    live.counted(10, 1.0)
    assert not live.silent(2.1)
    live.counted(10, 2.1)
    assert live.silent(2.5) and live.silent_s(2.5) == pytest.approx(1.5)


def test_one_stray_packet_is_no_line() -> None:
    live = Liveness(0.0)
    live.heard(9.0)
    assert live.silent(9.0) and live.silent(9.1)
    live.heard(9.25)
    assert not live.silent(9.25)
    live.heard(20.0)
    assert live.silent(20.0), "nor after the next silence"


def test_a_standstill_of_our_own_is_not_the_line_s_silence() -> None:
    live = Liveness(0.0)
    for now_s in (0.25, 0.5):
        live.look(now_s)
        live.heard(now_s)
    live.look(5.5)
    assert not live.silent(5.5)
    live.look(5.75)
    assert not live.silent(5.75), "what arrived meanwhile is being read"
    for step in range(6):
        live.look(6.0 + step * CHECK_S)
    assert live.silent(7.0), "but if there was nothing, it is silence after all"


@pytest.mark.parametrize(("kind", "per_s", "loss"), [("media", 50, 0.5), ("heartbeats", 2, 0.02)])
def test_a_lossy_line_does_not_flap(kind: str, per_s: int, loss: float) -> None:
    """Ten minutes; half of the voice lost, or so many heartbeats as a channel that repeats them loses."""
    chance, live, silences, packets = random.Random(4), Liveness(0.0), 0, 0
    for step in range(int(600 / CHECK_S)):
        now_s = step * CHECK_S
        packets += sum(chance.random() >= loss for _ in range(max(1, int(per_s * CHECK_S))))
        live.look(now_s)
        if kind == "media" or step % 2 == 0:
            live.counted(packets, now_s)
        silences += live.silent(now_s)
    assert silences == 0


def test_a_second_s_gap_is_borne() -> None:
    live, packets, told = Liveness(0.0), 0, []
    for step in range(400):
        now_s = step * CHECK_S
        packets += int(now_s % 10.0 >= 1.0)
        live.look(now_s)
        live.counted(packets, now_s)
        told.append(live.silent(now_s))
    assert not any(told)
