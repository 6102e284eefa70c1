# SPDX-License-Identifier: EUPL-1.2
"""The impaired line: what it loses, delays and keeps in order, to the figure that was asked for."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.bench.media.link import MAX_QUEUED, Link, LinkSettings

END_S = 1e6


def passed(link: Link[int], packets: int, *, every_s: float = 0.01, size_bytes: int = 500) -> list[tuple[float, int]]:
    """Send packets at a steady pace; return when which arrived."""
    arrived = []
    for number in range(packets):
        link.put(number, size_bytes, number * every_s)
        arrived += link.due(number * every_s)
    return [*arrived, *link.due(END_S)]


def lengths_of_bursts(arrived: list[tuple[float, int]]) -> list[int]:
    numbers = [number for _, number in arrived]
    return [after - before - 1 for before, after in itertools.pairwise(numbers) if after - before > 1]


def test_a_clean_line_only_delays() -> None:
    arrived = passed(Link(1), 100)
    assert [number for _, number in arrived] == list(range(100))
    assert arrived[7][0] == pytest.approx(0.07 + 0.025)


def test_random_loss_is_what_was_asked_for_and_the_same_for_a_seed() -> None:
    first = passed(Link(7, LinkSettings(loss=0.1)), 20_000)
    assert len(first) / 20_000 == pytest.approx(0.9, abs=0.01)
    assert first == passed(Link(7, LinkSettings(loss=0.1)), 20_000)
    assert first != passed(Link(8, LinkSettings(loss=0.1)), 20_000)


@pytest.mark.parametrize("share", [0.02, 0.1, 0.2])
def test_bursts_lose_the_share_and_have_the_length(share: float) -> None:
    arrived = passed(Link(3, LinkSettings(burst_loss=share, burst_packets=4)), 60_000)
    assert 1 - len(arrived) / 60_000 == pytest.approx(share, rel=0.15)
    bursts = lengths_of_bursts(arrived)
    assert sum(bursts) / len(bursts) == pytest.approx(4, rel=0.3)


def test_a_slow_line_serves_at_its_rate_and_drops_what_would_wait_too_long() -> None:
    link: Link[int] = Link(1, LinkSettings(delay_s=0.0, rate_bps=400_000, queue_s=0.3))
    arrived = passed(link, 1000, every_s=0.005)  # 800 kb/s
    assert len(arrived) / 1000 == pytest.approx(0.5, abs=0.05)
    waits = [at_s - number * 0.005 for at_s, number in arrived]
    assert max(waits) <= 0.3 + 1e-9
    assert max(waits) > 0.25
    assert link.counts.overflowed == 1000 - len(arrived)


def test_what_waits_when_the_rate_falls_leaves_at_the_new_rate() -> None:
    link: Link[int] = Link(1, LinkSettings(delay_s=0.0, rate_bps=4e6, queue_s=10))
    for number in range(100):
        link.put(number, 500, 0.0)
    link.due(0.05)
    link.settings = link.settings.changed({"rate_bps": 4e5})
    arrived = link.due(END_S)
    assert arrived[-1][0] - arrived[0][0] == pytest.approx(0.01 * (len(arrived) - 1), rel=0.05)


def test_an_outage_swallows_everything_and_ends() -> None:
    link: Link[int] = Link(1, LinkSettings(outage=True))
    assert passed(link, 10) == []
    link.settings = link.settings.changed({"outage": False})
    link.put(11, 100, 1.0)
    assert [number for _, number in link.due(2.0)] == [11]
    assert link.counts.cut_off == 10


@given(jitter_s=st.floats(0, 0.2), rate_bps=st.sampled_from([0.0, 1e5, 1e6]), seed=st.integers(0, 99))
def test_nothing_overtakes_and_nothing_is_early(jitter_s: float, rate_bps: float, seed: int) -> None:
    arrived = passed(Link(seed, LinkSettings(jitter_s=jitter_s, rate_bps=rate_bps, loss=0.05)), 200)
    assert arrived == sorted(arrived)
    assert [number for _, number in arrived] == sorted(number for _, number in arrived)
    assert all(at_s >= number * 0.01 + 0.025 - 1e-9 for at_s, number in arrived)


def test_next_tells_when_to_come_again() -> None:
    link: Link[int] = Link(1)
    assert link.next_s is None
    link.put(1, 100, 5.0)
    assert link.next_s == pytest.approx(5.025)
    assert link.due(5.02) == []
    assert len(link.due(5.03)) == 1


def test_memory_is_bounded() -> None:
    link: Link[int] = Link(1, LinkSettings(delay_s=1e5))
    for number in range(MAX_QUEUED + 10):
        link.put(number, 100, 0.0)
    assert link.counts.overflowed == 10


@pytest.mark.parametrize(
    "values", [{"los": 0.1}, {"loss": 1.5}, {"burst_loss": 1.0}, {"burst_packets": 0.5}, {"delay_s": -1}]
)
def test_settings_that_make_no_line_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(ValueError):
        LinkSettings().changed(values)
