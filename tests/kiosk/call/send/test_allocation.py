# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.send.allocation import (
    LOW_VOICE_BPS,
    RICH_BPS,
    VIDEO_HEADERS,
    VOICE_BPS,
    Allocation,
    Allocator,
    voice_wire_bps,
)
from kiosk.line_quality import CallMode

RTT_S = 0.06


def held(allocator: Allocator, target_bps: int, from_s: float, for_s: float, *, loss: float = 0.0) -> Allocation:
    """Divide one target for a while and return the last division."""
    for tick in range(int(for_s * 10) + 1):
        allocation = allocator.divide(target_bps, loss, RTT_S, from_s + tick / 10)
    return allocation


def test_a_good_line_carries_everything() -> None:
    allocation = Allocator().divide(1_000_000, 0.0, RTT_S, 0.0)
    assert allocation.mode is CallMode.FULL
    assert allocation.voice_bps == VOICE_BPS
    assert allocation.red_level == 1
    assert 850_000 < allocation.video_bps < 920_000
    assert allocation.video_redundancy == 0


def test_a_guess_at_the_start_takes_no_older_frames_from_a_narrow_line() -> None:
    assert Allocator().divide(300_000, 0.0, RTT_S, 0.0).red_level == 0


def test_older_frames_ride_along_as_losses_call_for_them() -> None:
    allocator = Allocator()
    assert held(allocator, 300_000, 0, 1, loss=0.005).red_level == 0
    assert held(allocator, 300_000, 1, 0.1, loss=0.03).red_level == 1
    assert held(allocator, 300_000, 2, 0.1, loss=0.10).red_level == 2
    assert held(allocator, 300_000, 3, 3, loss=0.04).red_level == 2  # not at once
    assert held(allocator, 300_000, 6, 9, loss=0.04).red_level == 1
    assert held(allocator, 300_000, 15, 9, loss=0.0).red_level == 0


def test_a_narrow_line_has_no_room_for_older_frames() -> None:
    assert held(Allocator(), 122_000, 0, 1, loss=0.2).red_level == 1
    assert held(Allocator(), 89_000, 0, 1, loss=0.2).red_level == 0


def test_losses_of_too_much_sent_do_not_call_for_more() -> None:
    allocation = Allocator().divide(300_000, 0.2, RTT_S, 0.0, congested=True)
    assert allocation.red_level <= 1
    assert allocation.video_redundancy == 0


def test_heavy_losses_call_for_copies_of_the_picture() -> None:
    allocator = Allocator()
    assert allocator.divide(700_000, 0.05, RTT_S, 0.0).video_redundancy == 0
    tenth = allocator.divide(700_000, 0.10, RTT_S, 0.1).video_redundancy
    fifth = allocator.divide(700_000, 0.20, RTT_S, 0.2).video_redundancy
    assert 0.1 <= tenth < fifth <= 0.4
    assert allocator.divide(700_000, 0.06, RTT_S, 0.3).video_redundancy > 0
    assert allocator.divide(700_000, 0.04, RTT_S, 0.4).video_redundancy == 0
    assert allocator.divide(700_000, 0.10, 0.3, 0.5).video_redundancy > tenth
    assert Allocator().divide(200_000, 0.2, RTT_S, 0.0).video_redundancy == 0


def test_where_there_is_room_the_picture_goes_twice() -> None:
    allocator = Allocator()
    assert allocator.divide(2_000_000, 0.01, RTT_S, 0.0).video_redundancy == 0
    assert allocator.divide(2_000_000, 0.05, RTT_S, 0.1).video_redundancy == pytest.approx(0.5)
    twice = allocator.divide(2_000_000, 0.12, RTT_S, 0.2)
    assert twice.video_redundancy == 1.0 and twice.video_bps >= RICH_BPS
    part = allocator.divide(1_300_000, 0.12, RTT_S, 0.3)
    assert 0.4 < part.video_redundancy < 1.0 and part.video_bps == pytest.approx(RICH_BPS, rel=0.01)
    assert allocator.divide(2_000_000, 0.12, RTT_S, 0.4, congested=True).video_redundancy == 0
    assert allocator.divide(2_000_000, 0.015, RTT_S, 0.5).video_redundancy == 0


def test_the_picture_goes_when_the_line_is_narrow_for_a_while_and_comes_back() -> None:
    allocator = Allocator()
    assert held(allocator, 80_000, 0, 1.5).mode is CallMode.FULL
    narrow = held(allocator, 80_000, 1.6, 1)
    assert narrow.mode is CallMode.AUDIO_ONLY and narrow.video_bps == 0 and narrow.voice_bps == VOICE_BPS
    assert held(allocator, 110_000, 3, 10).mode is CallMode.AUDIO_ONLY
    assert held(allocator, 200_000, 13, 2).mode is CallMode.AUDIO_ONLY
    back = held(allocator, 200_000, 15.1, 2)
    assert back.mode is CallMode.FULL and back.video_bps > 80_000


def test_the_voice_is_lowered_before_it_is_given_up() -> None:
    allocator = Allocator()
    assert allocator.divide(60_000, 0.0, RTT_S, 0.0).voice_bps == LOW_VOICE_BPS
    assert held(allocator, 70_000, 1, 9).voice_bps == LOW_VOICE_BPS
    assert held(allocator, 80_000, 10, 4).voice_bps == VOICE_BPS


def test_text_remains_when_most_of_the_lowest_voice_is_lost_and_voice_comes_back() -> None:
    allocator = Allocator()
    assert held(allocator, 40_000, 0, 20).mode is CallMode.AUDIO_ONLY
    text = held(allocator, 40_000, 20, 5, loss=0.5)
    assert text == Allocation(voice_bps=0, red_level=0, video_bps=0, video_redundancy=0.0, mode=CallMode.TEXT_ONLY)
    tried = [allocator.divide(40_000, 0.3, RTT_S, 25 + tick / 10).voice_bps for tick in range(100)]
    assert 15 < tried.count(LOW_VOICE_BPS) < 25 and tried.count(0) > 70
    assert allocator.divide(40_000, 0.3, RTT_S, 35.0, alive=False).voice_bps == LOW_VOICE_BPS
    assert allocator.mode is CallMode.TEXT_ONLY
    assert held(allocator, 50_000, 35, 4, loss=0.05).mode is CallMode.AUDIO_ONLY
    assert held(allocator, 300_000, 40, 4).mode is CallMode.FULL


def test_a_silent_line_has_no_picture_and_the_whole_of_it_when_it_is_back() -> None:
    allocator = Allocator()
    allocator.divide(1_000_000, 0.0, RTT_S, 0.0)
    away = allocator.divide(40_000, 0.0, RTT_S, 1.0, alive=False)
    assert away.video_bps == 0 and away.voice_bps and away.mode is CallMode.FULL
    for tick in range(40):
        away = allocator.divide(40_000, 0.5, RTT_S, 1.0 + tick / 10, alive=False)
    assert away.mode is CallMode.AUDIO_ONLY and away.voice_bps
    back = allocator.divide(500_000, 0.0, RTT_S, 5.1)
    assert back.mode is CallMode.FULL and back.video_bps > 300_000


def test_a_line_that_comes_back_narrow_keeps_to_the_voice() -> None:
    allocator = Allocator()
    for tick in range(40):
        allocator.divide(40_000, 0.0, RTT_S, tick / 10, alive=False)
    assert allocator.divide(60_000, 0.0, RTT_S, 4.1).mode is CallMode.AUDIO_ONLY


def test_a_stethoscope_has_its_rate_where_the_line_has_room() -> None:
    assert Allocator().divide(1_000_000, 0.0, RTT_S, 0.0, stethoscope=True).voice_bps == 96_000
    assert Allocator().divide(300_000, 0.0, RTT_S, 0.0, stethoscope=True).voice_bps == 64_000
    assert Allocator().divide(80_000, 0.0, RTT_S, 0.0, stethoscope=True).voice_bps == VOICE_BPS


@given(
    st.lists(
        st.tuples(
            st.integers(0, 4_000_000), st.floats(0, 1), st.floats(0, 5), st.floats(0, 3), st.booleans(), st.booleans()
        ),
        max_size=40,
    )
)
def test_no_more_is_given_than_there_is(calls: list[tuple[int, float, float, float, bool, bool]]) -> None:
    allocator, now_s = Allocator(), 0.0
    for target_bps, loss, rtt_s, wait_s, alive, congested in calls:
        now_s += wait_s
        allocation = allocator.divide(target_bps, loss, rtt_s, now_s, alive=alive, congested=congested)
        assert 0 <= allocation.red_level <= 2 and 0 <= allocation.video_redundancy <= 1
        if allocation.video_bps:
            voice = voice_wire_bps(allocation.voice_bps, allocation.red_level)
            video = allocation.video_bps * (1 + VIDEO_HEADERS) * (1 + allocation.video_redundancy)
            assert voice + video <= target_bps + 1
            assert allocation.mode is CallMode.FULL and alive
