# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.send.pacer import COPY_DELAY_S, MOST_QUEUED, MOST_QUEUED_BYTES, STALE_S, Pacer, PacketKind, Padding
from kiosk.call.send.rate.probing import Probe


def run(pacer: Pacer, from_s: float, to_s: float) -> list[tuple[float, object, int | None]]:
    """Call `due` when it wants to be, and return what left when."""
    left: list[tuple[float, object, int | None]] = []
    now_s = from_s
    for _ in range(10_000):
        left += [(now_s, packet, pacer.probe_id) for packet in pacer.due(now_s)]
        next_s = pacer.next_s
        if next_s is None or next_s > to_s:
            return left
        now_s = max(next_s, now_s + 1e-6)
    raise AssertionError("it does not come to an end")


def test_nothing_waits_in_an_empty_pacer() -> None:
    pacer = Pacer()
    assert pacer.next_s is None
    assert pacer.due(1.0) == []
    assert pacer.queue_s == 0


def test_voice_leaves_at_once_and_before_everything_else() -> None:
    pacer = Pacer(pacing_bps=100_000)
    for number in range(5):
        pacer.put(PacketKind.VIDEO, f"video {number}", 1200, 0.0)
    assert pacer.due(0.0) == ["video 0"]
    pacer.put(PacketKind.RETRANSMISSION, "again", 1200, 0.001)
    pacer.put(PacketKind.VOICE, "voice", 150, 0.001)
    assert pacer.next_s == pytest.approx(0.001, abs=0.001)
    assert pacer.due(0.001) == ["voice"]
    order = [packet for _, packet, _ in run(pacer, 0.001, 2.0)]
    assert order == ["again", "video 1", "video 2", "video 3", "video 4"]


def test_a_large_picture_is_spread_out() -> None:
    pacer = Pacer(pacing_bps=1_000_000)
    for number in range(20):
        pacer.put(PacketKind.VIDEO, number, 1250, 0.0)
    assert pacer.queue_s == pytest.approx(0.2)
    left = run(pacer, 0.0, 5.0)
    assert [packet for _, packet, _ in left] == list(range(20))
    assert left[-1][0] == pytest.approx(0.19, abs=0.012)
    gaps = [later[0] - sooner[0] for sooner, later in pairwise(left[1:])]
    assert max(gaps) < 0.011 and min(gaps) > 0.009
    assert pacer.queued_bytes == 0


def test_voice_counts_but_does_not_starve_the_picture() -> None:
    pacer = Pacer(pacing_bps=80_000)
    left = 0
    for step in range(500):
        now_s = step * 0.02
        pacer.put(PacketKind.VOICE, "voice", 150, now_s)
        pacer.put(PacketKind.VIDEO, "video", 100, now_s)
        left += [packet for _, packet, _ in run(pacer, now_s, now_s + 0.019)].count("video")
    assert left > 100


def test_a_copy_leaves_a_little_later_than_what_it_is_of() -> None:
    pacer = Pacer(pacing_bps=10_000_000)
    pacer.put(PacketKind.VIDEO, "first", 1000, 1.0)
    pacer.put(PacketKind.COPY, "copy", 1000, 1.0)
    assert pacer.due(1.0) == ["first"]
    assert pacer.next_s == pytest.approx(1.0 + COPY_DELAY_S)
    assert pacer.due(1.01) == []
    assert pacer.due(1.0 + COPY_DELAY_S) == ["copy"]


def test_what_is_repeated_too_late_is_left_out() -> None:
    pacer = Pacer()
    pacer.put(PacketKind.RETRANSMISSION, "old", 1000, 0.0)
    pacer.put(PacketKind.VIDEO, "new", 1000, STALE_S + 0.1)
    assert pacer.due(STALE_S + 0.1) == ["new"]
    assert pacer.queued_bytes == 0 and pacer.statistics.dropped_packets == 1


def test_a_keyframe_clears_the_picture_and_not_the_voice() -> None:
    pacer = Pacer(pacing_bps=10_000)
    pacer.due(0.0)
    for kind in PacketKind:
        pacer.put(kind, kind, 500, 0.0)
    assert pacer.clear_video() == 3
    assert pacer.queued_bytes == 500
    assert pacer.due(0.1) == [PacketKind.VOICE]


def test_a_probe_takes_what_waits_and_fills_up_with_padding() -> None:
    pacer = Pacer(pacing_bps=300_000)
    probe = Probe(id=7, bitrate_bps=2_000_000, size_bytes=5000, packets=6)
    pacer.put(PacketKind.VIDEO, "video", 1200, 1.0)
    pacer.begin_probe(probe, 1.0)
    pacer.begin_probe(Probe(id=8, bitrate_bps=1, size_bytes=1, packets=1), 1.0)  # one at a time
    left = run(pacer, 1.0, 2.0)
    assert left[0][1] == "video" and {probe_id for _, _, probe_id in left} == {7}
    sizes = [packet.size_bytes for _, packet, _ in left if isinstance(packet, Padding)]
    assert 5000 <= 1200 + sum(sizes) < 5000 + probe.packet_bytes
    assert len(left) >= 5
    assert left[-1][0] - left[0][0] == pytest.approx(0.016, abs=0.003)
    assert pacer.next_s is None
    pacer.put(PacketKind.VIDEO, "after", 1200, 1.5)
    assert pacer.due(1.5) == ["after"]
    assert pacer.probe_id is None


def test_voice_leaves_at_once_while_probing_and_is_part_of_it() -> None:
    pacer = Pacer()
    pacer.begin_probe(Probe(id=1, bitrate_bps=600_000, size_bytes=3000, packets=6), 0.0)
    pacer.due(0.0)
    pacer.put(PacketKind.VOICE, "voice", 150, 0.001)
    assert pacer.due(0.001)[0] == "voice"
    assert pacer.probe_id == 1


def test_memory_is_bounded() -> None:
    pacer = Pacer()
    for number in range(3 * MOST_QUEUED):
        pacer.put(PacketKind.VIDEO, number, 100, 0.0)
        pacer.put(PacketKind.VOICE, number, 100, 0.0)
    assert len(pacer._queues[PacketKind.VIDEO]) <= MOST_QUEUED
    for number in range(2000):
        pacer.put(PacketKind.COPY, number, 50_000, 0.0)
    assert pacer.queued_bytes < 2 * MOST_QUEUED_BYTES
    assert pacer.statistics.dropped_packets > MOST_QUEUED


@given(
    st.lists(st.tuples(st.sampled_from(PacketKind), st.integers(1, 1500), st.floats(0, 0.05)), min_size=1, max_size=60),
    st.integers(1, 5_000_000),
    st.booleans(),
)
def test_everything_leaves_once_in_order_of_its_kind(
    puts: list[tuple[PacketKind, int, float]], pacing_bps: int, probing: bool
) -> None:
    pacer = Pacer(pacing_bps=max(pacing_bps, 500_000))
    now_s, left = 5.0, []
    if probing:
        pacer.begin_probe(Probe(id=1, bitrate_bps=1_000_000, size_bytes=4000, packets=6), now_s)
    for number, (kind, size, wait_s) in enumerate(puts):
        pacer.put(kind, (kind, number), size, now_s)
        left += run(pacer, now_s, now_s)
        now_s += wait_s
    left += run(pacer, now_s, now_s + 100)
    packets = [packet for _, packet, _ in left if isinstance(packet, tuple)]
    for kind in PacketKind:
        expected = [number for number, (what, _, _) in enumerate(puts) if what is kind]
        seen = [number for what, number in packets if what is kind]
        if kind is PacketKind.RETRANSMISSION:
            assert seen == [number for number in expected if number in seen]
        else:
            assert seen == expected
    assert pacer.queued_bytes == 0 and pacer.next_s is None
