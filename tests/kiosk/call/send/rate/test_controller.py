# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.rtp.transport_feedback import TransportFeedback
from kiosk.call.send.rate.controller import SILENT_S, RateController, RateState


def talk(control: RateController, from_s: float, to_s: float, *, first: int = 0) -> int:
    """Send 50 packets a second and answer each batch of three; return the next number."""
    number, now_s, waiting = first, from_s, []
    while now_s < to_s:
        control.sent(number, 500, now_s)
        waiting.append((number, now_s + 1000.03))
        if len(waiting) == 3:
            control.feedback(TransportFeedback(tuple(waiting)), now_s + 0.05)
            waiting = []
        control.step(now_s)
        number, now_s = number + 1, now_s + 0.02
    return number


def state(control: RateController) -> RateState:
    """Read the state anew; the type checker takes an attribute to stay what it was compared with."""
    return control.state


def test_it_starts_as_it_is_told() -> None:
    control = RateController(start_bps=500_000)
    assert control.state is RateState.STARTING and control.target_bps == 500_000
    control.step(100.0)
    assert control.state is RateState.STARTING
    probe = control.probe_due(0.0)
    assert probe is not None and probe.bitrate_bps == 1_500_000


def test_nothing_above_what_is_wanted_is_probed() -> None:
    control = RateController()
    control.wanted_bps = 700_000
    probe = control.probe_due(0.0)
    assert probe is not None and probe.bitrate_bps == 700_000


def test_feedback_that_stops_halves_the_rate_and_then_stops_the_picture() -> None:
    control = RateController()
    number = talk(control, 0.0, 3.0)
    assert state(control) is RateState.STEADY
    before = control.target_bps
    control.sent(number, 500, 3.0)
    control.step(3.0 + 0.5)
    assert state(control) is RateState.STEADY
    control.step(3.0 + 0.6 + control.rtt_s + 0.01)
    assert state(control) is RateState.LATE and control.target_bps == pytest.approx(before / 2, rel=0.01)
    control.step(3.0 + SILENT_S + control.rtt_s + 0.01)
    assert state(control) is RateState.SILENT and control.target_bps == 40_000
    assert control.probe_due(5.0) is None
    assert not control.resumed
    control.sent(number + 1, 500, 8.0)
    control.feedback(TransportFeedback(((number + 1, 1008.03),)), 8.06)
    assert control.resumed and control.resumptions == 1
    assert state(control) is RateState.STEADY
    assert control.target_bps == pytest.approx(before / 2, rel=0.05)
    assert control.loss == 0


def test_a_sender_that_sends_nothing_is_not_silent() -> None:
    control = RateController()
    talk(control, 0.0, 2.0)
    control.feedback(TransportFeedback(((99, 1001.99),)), 2.05)
    control.step(2.1)
    control.sent(100, 500, 60.0)
    control.step(60.2)
    assert control.state is RateState.STEADY


def test_the_round_trip_and_losses_are_measured() -> None:
    control = RateController()
    for number in range(400):
        now_s = number * 0.02
        control.sent(number, 500, now_s)
        arrival_s = None if number % 10 == 3 else now_s + 0.03
        control.feedback(TransportFeedback(((number, arrival_s),)), now_s + 0.08)
    assert control.rtt_s == pytest.approx(0.08, abs=0.005)
    assert control.loss == pytest.approx(0.1, abs=0.02)


def test_feedback_of_packets_never_sent_or_told_twice_changes_nothing() -> None:
    control = RateController()
    talk(control, 0.0, 2.0)
    before = (control.target_bps, control.rtt_s, control.loss, control.state)
    control.feedback(TransportFeedback(((50, 1001.0), (10**9, 5.0), (-4, None))), 2.1)
    assert (control.target_bps, control.rtt_s, control.loss, control.state) == before


def test_a_false_receiver_makes_no_rate_above_the_ceiling() -> None:
    control, chance, now_s = RateController(ceiling_bps=1_000_000), random.Random(5), 0.0
    for number in range(5000):
        now_s += 0.005
        control.sent(number, chance.randrange(1, 1500), now_s)
        if number % 10 == 9:
            told = tuple((each, chance.uniform(-1e6, 1e6)) for each in range(number - 9, number + 1))
            control.feedback(TransportFeedback(told), now_s)
        control.step(now_s)
        assert 40_000 <= control.target_bps <= 1_000_000


TOLD = st.lists(st.tuples(st.integers(-10, 300), st.none() | st.floats(-1e9, 1e9)), max_size=30)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.floats(0, 2), TOLD), max_size=25))
def test_whatever_is_told_the_rate_stays_within_its_limits(
    events: list[tuple[float, list[tuple[int, float | None]]]],
) -> None:
    control, now_s, number = RateController(), 0.0, 0
    for wait_s, told in events:
        for _ in range(10):
            control.sent(number, 1000, now_s)
            number += 1
        now_s += wait_s
        probe = control.probe_due(now_s)
        if probe is not None:
            control.sent(number, probe.size_bytes, now_s, probe=probe.id)
            number += 1
        control.feedback(TransportFeedback(tuple(told)), now_s)
        control.step(now_s)
        assert 40_000 <= control.target_bps <= 3_000_000
        assert 0 <= control.loss <= 1 and 0 <= control.rtt_s <= 5 and control.queue_s >= 0


def test_it_costs_little() -> None:
    """At most 10 µs a packet and 200 µs a message; ten times that here, as machines are slow and busy."""
    control = RateController()
    start_s = time.process_time()
    number, now_s, messages = 0, 0.0, 0
    while number < 20_000:
        told = []
        for _ in range(13):
            control.sent(number, 1200, now_s)
            told.append((number, now_s + 5.02))
            number, now_s = number + 1, now_s + 0.004
        control.feedback(TransportFeedback(tuple(told)), now_s)
        messages += 1
    spent_s = time.process_time() - start_s
    assert spent_s < 10 * (number * 10e-6 + messages * 200e-6)
