# SPDX-License-Identifier: EUPL-1.2
"""When packets and keyframes are asked for."""

from __future__ import annotations

import itertools
import math

from kiosk.call.receive.nack import (
    AGAIN_S,
    KEYFRAME_PAUSE_S,
    LEAST_PAUSE_S,
    MOST_AT_ONCE,
    PATIENT,
    REORDER_S,
    SILENT_PAUSE_S,
    KeyframeRequests,
    Requests,
)

RTT_S = 0.2


def asked(requests: Requests, until_s: float, rtt_s: float = RTT_S) -> list[float]:
    times: list[float] = []
    while requests.next_s < until_s:
        now_s = requests.next_s
        if requests.due(now_s, rtt_s):
            times.append(now_s)
    return times


def test_what_is_only_out_of_order_is_not_asked_for() -> None:
    requests = Requests()
    requests.note([5], 1.0)
    assert requests.due(1.0 + REORDER_S / 2, RTT_S) == ()
    assert requests.arrived(5, 1.0 + REORDER_S / 2) is not None
    assert requests.due(9.0, RTT_S) == ()


def test_requests_go_together_and_again_until_the_packet_comes() -> None:
    requests = Requests()
    requests.note(range(5, 8), 1.0)
    assert requests.due(1.0 + REORDER_S, RTT_S) == (5, 6, 7)
    requests.arrived(6, 1.05)
    times = asked(requests, 2.0)
    pauses = [late - early for early, late in itertools.pairwise(times)]
    assert len(times) >= 3
    assert all(math.isclose(pause, PATIENT * RTT_S) for pause in pauses)
    requests.arrived(5, 2.0)
    requests.arrived(7, 2.0)
    assert asked(requests, 9.0) == []


def test_a_line_that_loses_requests_is_asked_more_often_but_never_without_a_pause() -> None:
    requests = Requests()
    for index in range(10):
        requests.note([index], index)
        asked(requests, index + 0.9)
        requests.arrived(index, index + 0.9)
    requests.note([99], 20.0)
    times = asked(requests, 20.5)
    assert len(times) >= 8
    requests.arrived(99, 20.5)
    requests.note([100], 30.0)
    times = asked(requests, 30.5, rtt_s=0.0)
    assert len(times) > 20
    assert all(late - early >= LEAST_PAUSE_S * 0.99 for early, late in itertools.pairwise(times))


def test_a_great_hole_is_asked_for_in_bites() -> None:
    requests = Requests()
    requests.note(range(1000), 1.0)
    first, second = requests.due(1.1, RTT_S), requests.due(1.1, RTT_S)
    assert first == tuple(range(MOST_AT_ONCE)) and second == tuple(range(MOST_AT_ONCE, 2 * MOST_AT_ONCE))
    requests.forget(range(990))
    assert len(requests) == 10


def test_a_keyframe_is_asked_for_in_pairs() -> None:
    keyframes = KeyframeRequests()
    times = [at / 100 for at in range(200) if keyframes.due(at / 100, 0.05, silent=False)]
    assert times[:2] == [0.0, AGAIN_S]
    firsts = times[::2]
    assert all(late - early >= KEYFRAME_PAUSE_S + 0.05 - 1e-9 for early, late in itertools.pairwise(firsts))
    assert 8 <= len(times) <= 12


def test_into_silence_a_keyframe_is_asked_for_seldom() -> None:
    keyframes = KeyframeRequests()
    assert keyframes.due(0.0, 0.05, silent=True)
    keyframes.unneeded()
    assert not keyframes.due(SILENT_PAUSE_S - 0.1, 0.05, silent=True)
    assert keyframes.next_s(0.05, silent=True) == SILENT_PAUSE_S
    keyframes.reset()
    assert keyframes.due(SILENT_PAUSE_S - 0.1, 0.05, silent=True)
