# SPDX-License-Identifier: EUPL-1.2
"""Figures of what was seen and heard: freezes, recoveries, made-up speech."""

from __future__ import annotations

import pytest

from tests.bench.media.track import (
    Heard,
    Seen,
    VoiceCounter,
    concealed_share,
    flow,
    fresh_after_s,
    full_size_after_s,
    latencies_ms,
    quantile,
    settled_after_s,
)


def seen(
    from_s: float, to_s: float, fps: float = 30.0, latency_ms: float | None = 50.0, width: int = 640
) -> list[Seen]:
    return [
        Seen(from_s + number / fps, latency_ms, width, width * 9 // 16) for number in range(int((to_s - from_s) * fps))
    ]


def test_a_steady_picture_is_never_frozen() -> None:
    found = flow(seen(0, 10), 0, 10)
    assert found.frozen == 0 and found.freezes == 0
    assert found.fps == pytest.approx(30)


def test_a_gap_is_frozen_time() -> None:
    found = flow([*seen(0, 4), *seen(5, 10)], 0, 10)
    assert found.freezes == 1
    assert found.worst_s == pytest.approx(1.0, abs=0.05)
    assert found.frozen == pytest.approx(0.1, abs=0.01)


def test_a_slow_picture_is_not_frozen_and_one_slower_than_five_a_second_is() -> None:
    assert flow(seen(0, 10, fps=8), 0, 10).frozen == 0
    assert flow(seen(0, 10, fps=1), 0, 10).frozen > 0.9


def test_nothing_at_all_is_frozen_from_end_to_end() -> None:
    found = flow([], 0, 10)
    assert (found.frozen, found.worst_s, found.fps) == (1.0, 10.0, 0.0)


def test_gaps_are_cut_at_the_edges() -> None:
    assert flow(seen(0, 4), 0, 10).worst_s == pytest.approx(6.0, abs=0.05)
    assert flow(seen(3, 10), 0, 10).worst_s == pytest.approx(3.0)


def test_a_fresh_picture_is_a_young_one() -> None:
    frames = [*seen(1.0, 1.5, latency_ms=4000), *seen(1.5, 2, latency_ms=60)]
    assert fresh_after_s(frames, 1.0) == pytest.approx(0.5)
    assert fresh_after_s(seen(0, 1), 1.0) is None
    assert fresh_after_s(seen(0, 1, latency_ms=None), 0.0) is None


def test_pictures_that_were_under_way_are_not_those_of_after_the_change() -> None:
    frames = [Seen(1.01, 40.0, 640, 360), Seen(2.0, 40.0, 640, 360)]
    assert fresh_after_s(frames, 1.0) == pytest.approx(0.01)
    assert fresh_after_s(frames, 1.0, 1.0) == pytest.approx(1.0)


def test_latency_settles_when_it_rose_and_stays_down() -> None:
    frames = [*seen(0, 0.5), *seen(0.5, 2, latency_ms=800), *seen(2, 6)]
    assert settled_after_s(frames, 0, 6, 300) == pytest.approx(2.0, abs=0.05)
    assert settled_after_s(seen(0, 6), 0, 6, 300) == 0.0
    assert settled_after_s(frames[:60], 0, 6, 300) is None
    twice = [*seen(0, 1, latency_ms=800), *seen(1, 2), *seen(2, 2.5, latency_ms=800), *seen(2.5, 6)]
    assert settled_after_s(twice, 0, 6, 300) == pytest.approx(2.5, abs=0.05)
    swinging = [*frames, *seen(6, 6.2, latency_ms=900)]
    assert settled_after_s(swinging, 0, 6.2, 300) == pytest.approx(2.0, abs=0.05)


def test_full_size() -> None:
    frames = [*seen(0, 2, width=320), *seen(2, 3, width=640)]
    assert full_size_after_s(frames, 0, 640) == pytest.approx(2.0)
    assert full_size_after_s(frames[:30], 0, 640) is None


def test_concealed_share_between_counts() -> None:
    voice = [Heard(0, 0, 0), Heard(1, 48_000, 0), Heard(2, 96_000, 4_800), Heard(3, 144_000, 4_800)]
    assert concealed_share(voice, 1, 2) == pytest.approx(0.1)
    assert concealed_share(voice, 1.5, 2) == pytest.approx(0.1)
    assert concealed_share(voice, 0, 3) == pytest.approx(4_800 / 144_000)
    assert concealed_share(voice, 2, 3) == 0
    assert concealed_share([], 0, 3) is None
    assert concealed_share(voice, 5, 6) is None


def test_counts_of_connections_that_follow_each_other_add_up() -> None:
    counter = VoiceCounter()
    counter.count(1, 1000, 10)
    counter.count(1, 3000, 30)
    counter.count(2, 500, 0)
    counter.count(1, 2000, 20)  # it counts anew: nothing is taken away
    assert (counter.total, counter.concealed) == (3500, 30)


def test_latencies_and_quantiles() -> None:
    frames = [Seen(at, value, 640, 360) for at, value in ((0.0, 10.0), (1.0, None), (2.0, 30.0), (9.0, 99.0))]
    assert latencies_ms(frames, 0, 5) == [10.0, 30.0]
    assert quantile([], 0.5) is None
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert quantile([1.0, 2.0], 1.0) == 2.0
