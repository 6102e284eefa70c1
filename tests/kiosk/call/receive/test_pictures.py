# SPDX-License-Identifier: EUPL-1.2
"""Whole pictures from packets: on bad lines in simulated time, after outages, and with hostile packets."""

from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.receive.nack import REORDER_S
from kiosk.call.receive.pictures import (
    DROP_AFTER_S,
    HOLD_S,
    MOST_HELD,
    MOST_HELD_BYTES,
    MOST_STRAYS,
    STRAY_BEHIND,
    PictureBuffer,
    hole_limit_s,
)
from tests.kiosk.call.receive.simulation import call, check_whole, vp8_payload

RTT_S = 0.05
SEEDS = (1, 2)


def put(
    buffer: PictureBuffer,
    number: int,
    now_s: float,
    *,
    key: bool = False,
    total: int = 3,
    first: int | None = None,
    without: tuple[int, ...] = (),
    extra: bytes | None = None,
) -> list[int]:
    """Put the packets of a picture, ``without`` some; return the numbers of the pictures that came out."""
    first = number * total if first is None else first
    for index in range(total):
        if index not in without:
            payload = vp8_payload(number, index, total, key=key, extra=extra if index == 0 else None)
            buffer.put(first + index, number * 3000, payload, index == total - 1, now_s)
    return [check_whole(frame.data) for frame in buffer.step(now_s, RTT_S).frames]


# ------------------------------------------------------------------------------------------------- on bad lines


def test_on_a_clean_line_pictures_leave_with_their_last_packet() -> None:
    result = call(duration_s=10)
    assert result.decoded == len(result.shown) and len(result.shown) >= 298
    assert result.nacks == result.plis == 0
    assert result.age_s(1) <= 0.025 + 16 * 0.0008 + 0.005  # half a trip, its packets, decoding


@pytest.mark.parametrize("sizes", [(1, 1), (1, 6)])
@pytest.mark.parametrize("seed", SEEDS)
def test_five_percent_lost_freeze_nothing(seed: int, sizes: tuple[int, int]) -> None:
    result = call(loss=0.05, seed=seed, sizes=sizes)
    assert result.after(3).frozen == 0
    assert result.after(3).fps > 29
    assert result.keyframes == 1


@pytest.mark.parametrize("burst", [1, 4])
def test_ten_percent_lost_freeze_little(burst: float) -> None:
    results = [call(loss=0.1, burst=burst, seed=seed).after(3) for seed in SEEDS]
    assert fmean(result.frozen for result in results) <= (0.01 if burst == 1 else 0.02)
    assert fmean(result.age_s(0.5) for result in results) <= 0.25


@pytest.mark.parametrize("burst", [1, 4])
def test_twenty_percent_lost_leave_more_than_twelve_pictures_a_second(burst: float) -> None:
    for seed in SEEDS:
        result = call(loss=0.2, burst=burst, seed=seed).after(3)
        assert result.fps >= 25
        assert result.frozen <= 0.04
        assert result.age_s(0.95) <= 0.5


@pytest.mark.parametrize(
    ("loss", "frozen", "fps"), [(0.02, 0.02, 29), (0.05, 0.03, 28), (0.1, 0.07, 28), (0.2, 0.3, 12)]
)
def test_a_far_line_freezes_little(loss: float, frozen: float, fps: float) -> None:
    results = [call(loss=loss, rtt_s=0.2, seed=seed).after(3) for seed in SEEDS]
    assert fmean(result.frozen for result in results) <= frozen
    assert min(result.fps for result in results) >= fps
    assert max(result.age_s(0.95) for result in results) <= 0.9


def test_jitter_is_smoothed_and_order_restored() -> None:
    result = call(jitter_s=0.04, duration_s=20).after(3)
    assert max(result.gaps_s) < 0.05
    mixed = call(reorder=0.1, duration_s=20)
    assert mixed.plis == 0 and mixed.resent == 0
    assert mixed.after(3).fps > 29


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("loss", [0, 0.05])
def test_after_an_outage_a_fresh_picture_comes_at_once(seed: int, loss: float) -> None:
    result = call(outages=((10.0, 15.0),), duration_s=20, seed=seed, loss=loss)
    back = result.after(15.0)
    assert back.shown[0][0] - 15.0 <= (0.3 if loss == 0 else 0.6)
    assert back.shown[0][1] <= 0.3
    assert back.after(17.0).age_s(0.5) <= (0.06 if loss == 0 else 0.3)
    assert result.most_held < MOST_HELD


def test_the_sequence_may_begin_anywhere() -> None:
    assert call(duration_s=5, sequence=-40).decoded == call(duration_s=5, sequence=65_500).decoded >= 147


# ---------------------------------------------------------------------------------------------------- pictures


def test_nothing_leaves_before_a_keyframe() -> None:
    buffer = PictureBuffer("VP8")
    assert put(buffer, 0, 0.0) == []
    assert buffer.statistics.plis == 1
    assert put(buffer, 1, 0.03) == []
    assert put(buffer, 2, 0.06, key=True) == [2]
    assert put(buffer, 3, 0.09) == [3]
    assert buffer.statistics.dropped == 2


def test_a_keyframe_that_has_begun_is_not_asked_for() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True, without=(1,))
    assert buffer.statistics.plis == 0
    assert buffer.step(REORDER_S, RTT_S).nacks == (1,)
    buffer.put(1, 0, vp8_payload(0, 1, 3, key=True), False, 0.06, recovered=True)
    assert len(buffer.step(0.06, RTT_S).frames) == 1
    assert (buffer.statistics.recovered, buffer.statistics.plis) == (1, 0)


def test_a_hole_is_asked_for_then_a_keyframe_too_and_the_first_of_both_is_taken() -> None:
    for comes in ("packet", "keyframe"):
        buffer = PictureBuffer("VP8")
        put(buffer, 0, 0.0, key=True)
        assert put(buffer, 1, 0.03, without=(1,)) == []
        assert put(buffer, 2, 0.06) == []
        late_s = 0.03 + hole_limit_s(RTT_S)
        assert not buffer.step(late_s - 0.01, RTT_S).want_keyframe
        assert buffer.step(late_s + 0.001, RTT_S).want_keyframe
        if comes == "packet":
            buffer.put(4, 3000, vp8_payload(1, 1, 3, key=False), False, late_s + 0.05, recovered=True)
            frames = buffer.step(late_s + 0.05, RTT_S).frames
            assert [check_whole(frame.data) for frame in frames] == [1, 2]
            assert not any(frame.restart for frame in frames)
        else:
            for index in range(3):
                buffer.put(9 + index, 9000, vp8_payload(3, index, 3, key=True), index == 2, late_s + 0.05)
            (frame,) = buffer.step(late_s + 0.05, RTT_S).frames
            assert check_whole(frame.data) == 3 and frame.keyframe and frame.restart
            assert put(buffer, 4, late_s + 0.08) == [4]
        assert not buffer.step(late_s + 1, RTT_S).want_keyframe


def test_a_hole_is_given_up_in_the_end() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True)
    put(buffer, 1, 0.03, without=(1,))
    for number in range(2, 70):
        put(buffer, number, number * 0.03)
        assert buffer.held_packets <= 3 * HOLD_S / 0.03 + 3
    assert buffer.held_packets == 0
    assert buffer.step(3.0, RTT_S).nacks == ()


def test_lost_padding_is_no_loss_where_pictures_are_numbered() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True)
    buffer.put(3, 0, b"", False, 0.01)  # padding that came
    assert put(buffer, 1, 0.03, first=4) == [1]
    assert put(buffer, 2, 0.06, first=9) == [2]  # 7 and 8 were padding, and lost
    assert buffer.step(1.0, RTT_S).nacks == ()


def test_a_picture_without_a_marker_ends_where_another_time_begins() -> None:
    buffer = PictureBuffer("VP8")
    for sequence in range(2):
        buffer.put(sequence, 0, vp8_payload(0, sequence, 2, key=True), False, 0.0)
    assert buffer.step(0.0, RTT_S).frames == ()
    buffer.put(2, 3000, vp8_payload(1, 0, 1, key=False), True, 0.03)
    assert [check_whole(frame.data) for frame in buffer.step(0.03, RTT_S).frames] == [0, 1]


def layered(number: int, base: int, layer: int, *, sync: bool = False, droppable: bool = False) -> bytes:
    first = 0x90 | (0x20 if droppable else 0)
    return bytes((first, 0xE0, 0x80, number, base, layer << 6 | (0x20 if sync else 0)))


def test_a_lost_picture_of_an_upper_layer_is_left_out() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True, extra=layered(0, 0, 0))
    assert put(buffer, 1, 0.03, without=(1,), extra=layered(1, 0, 1, sync=True)) == []
    assert put(buffer, 2, 0.06, extra=layered(2, 1, 0)) == [2]
    assert put(buffer, 3, 0.09, extra=layered(3, 1, 1)) == []  # may refer to the lost one
    assert put(buffer, 4, 0.12, extra=layered(4, 2, 0)) == [4]
    assert put(buffer, 5, 0.15, extra=layered(5, 2, 1, sync=True)) == [5]
    assert put(buffer, 6, 0.18, extra=layered(6, 3, 0)) == [6]
    assert put(buffer, 7, 0.21, extra=layered(7, 3, 1)) == [7]


def test_a_lost_picture_of_the_lowest_layer_is_waited_for() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True, extra=layered(0, 0, 0))
    put(buffer, 1, 0.03, without=(1,), extra=layered(1, 1, 0))
    assert put(buffer, 2, 0.06 + DROP_AFTER_S, extra=layered(2, 1, 1, sync=True)) == []
    assert put(buffer, 3, 0.09 + DROP_AFTER_S, extra=layered(3, 2, 0)) == []


def test_a_picture_nobody_refers_to_is_left_out_if_it_is_not_whole() -> None:
    for droppable, found in ((True, [2]), (False, [])):
        buffer = PictureBuffer("VP8")
        put(buffer, 0, 0.0, key=True)
        first = 0xB0 if droppable else 0x90
        put(buffer, 1, 0.03, without=(1,), extra=bytes((first, 0x80, 0x80, 1)))
        assert put(buffer, 2, 0.03 + DROP_AFTER_S) == found


def test_what_the_decoder_cannot_go_on_with_asks_for_a_keyframe() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True)
    buffer.broken()
    assert buffer.step(0.02, RTT_S).want_keyframe
    assert put(buffer, 1, 0.03) == []
    buffer_frames = put(buffer, 2, 0.06, key=True)
    assert buffer_frames == [2]


def test_a_malformed_packet_costs_its_picture_and_is_never_decoded() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True)
    put(buffer, 1, 0.03, without=(1,))
    buffer.put(4, 3000, b"\x80", False, 0.04)
    assert buffer.step(0.04, RTT_S).want_keyframe
    assert put(buffer, 2, 0.06) == []
    assert put(buffer, 3, 0.09, key=True) == [3]
    assert buffer.statistics.malformed == 1


# ------------------------------------------------------------------------------------------------------ hostile


def test_duplicates_and_replays_change_nothing() -> None:
    buffer = PictureBuffer("VP8")
    assert put(buffer, 0, 0.0, key=True) == [0]
    assert put(buffer, 1, 0.03) == [1]
    for _ in range(50):
        assert put(buffer, 0, 0.04, key=True) == []
    assert put(buffer, 2, 0.06) == [2]
    assert buffer.statistics.duplicates == 150


def test_strays_are_ignored_until_they_are_a_stream() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 5000, 0.0, key=True)
    assert put(buffer, 1, 0.03, key=True) == []
    assert put(buffer, 5001, 0.06) == [5001]
    assert STRAY_BEHIND < 3 * 5000
    for number in range(1, 1 + MOST_STRAYS):
        found = put(buffer, number, 0.1, key=True)
    assert found == [MOST_STRAYS]


def test_a_leap_forward_begins_anew() -> None:
    buffer = PictureBuffer("VP8")
    put(buffer, 0, 0.0, key=True)
    assert put(buffer, 900, 0.03, key=True) == [900]
    assert put(buffer, 901, 0.06) == [901]
    assert buffer.step(1.0, RTT_S).nacks == ()
    assert buffer.statistics.resets == 1


def test_a_picture_that_never_ends_is_dropped() -> None:
    buffer = PictureBuffer("VP8")
    for sequence in range(5 * MOST_HELD):
        buffer.put(sequence, 0, vp8_payload(0, sequence, 9999, key=True), False, sequence * 0.0001)
        assert buffer.step(sequence * 0.0001, RTT_S).frames == ()
        assert buffer.held_packets <= MOST_HELD
    for sequence in range(5 * MOST_HELD, 5 * MOST_HELD + 200):
        buffer.put(sequence, 0, bytes(65_000), False, 1.0)
        assert buffer.held_packets * 65_000 <= MOST_HELD_BYTES + 65_000 + MOST_HELD * 30


@given(
    st.lists(
        st.tuples(
            st.one_of(st.integers(0, 60), st.integers(-(1 << 40), 1 << 40)),
            st.one_of(st.integers(0, 5), st.integers(-(1 << 40), 1 << 40)),
            st.one_of(st.binary(max_size=12), st.sampled_from([vp8_payload(1, 0, 1, key=True), b"\x10\x01abc"])),
            st.booleans(),
            st.floats(0, 0.7),
        ),
        max_size=60,
    ),
    st.sampled_from(["VP8", "H264"]),
    st.floats(-1, 5),
    st.sampled_from([None, 20_000.0, 250_000.0]),
)
def test_any_packets_are_borne(
    packets: list[tuple[int, int, bytes, bool, float]], codec: str, rtt_s: float, takes_bps: float | None
) -> None:
    buffer = PictureBuffer("VP8" if codec == "VP8" else "H264")
    now_s = 0.0
    for sequence, timestamp, payload, marker, pause_s in packets:
        now_s += pause_s
        buffer.put(sequence, timestamp, payload, marker, now_s)
        step = buffer.step(now_s, rtt_s, takes_bps)
        assert buffer.held_packets <= MOST_HELD
        assert all(frame.data for frame in step.frames)
        assert len(step.nacks) <= MOST_HELD
    for _ in range(40):
        if buffer.next_s is None:
            break
        now_s = max(now_s, buffer.next_s)
        buffer.step(now_s, rtt_s, takes_bps)


# ------------------------------------------------------------------------------------------------- on a full line


@pytest.mark.parametrize(
    ("missing", "takes_bps", "given_up"),
    [(12, 250_000.0, True), (4, 250_000.0, False), (12, None, False), (12, 2e6, False)],
)
def test_what_a_full_line_cannot_repeat_in_time_is_given_up_for_a_keyframe(
    missing: int, takes_bps: float | None, given_up: bool
) -> None:
    buffer = PictureBuffer("VP8")
    assert put(buffer, 0, 0.0, key=True) == [0]
    total = missing + 2
    for index in (0, total - 1):
        buffer.put(3 + index, 3000, vp8_payload(1, index, total, key=False), index == total - 1, 0.1)
    step = buffer.step(0.1 + 2 * REORDER_S, RTT_S, takes_bps)
    assert step.want_keyframe is given_up
    assert len(step.nacks) == (0 if given_up else missing)
    if given_up:
        assert put(buffer, 2, 0.3, key=True, first=3 + total) == [2]
