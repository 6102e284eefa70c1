# SPDX-License-Identifier: EUPL-1.2
"""When decoded pictures are shown."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.receive.playout import CLEAN_S, MOST_DELAY_S, MOST_HELD, Playout

FRAME = 3000
FRAME_S = 1 / 30


class Watch:
    """Shows what is due at its moment."""

    def __init__(self) -> None:
        self.playout: Playout[int] = Playout()
        self.shown: list[tuple[int, float]] = []

    def put(self, number: int, ready_s: float, *, restart: bool = False) -> None:
        self.until(ready_s)
        self.playout.put(number * FRAME, number, ready_s, restart=restart)
        self._look(ready_s)

    def until(self, now_s: float) -> None:
        while self.playout.next_s is not None and self.playout.next_s <= now_s:
            self._look(self.playout.next_s)

    def _look(self, now_s: float) -> None:
        due = self.playout.due(now_s)
        if due is not None:
            self.shown.append((due[1], now_s))

    def held_s(self, ready_s: dict[int, float]) -> list[float]:
        return [at_s - ready_s[number] for number, at_s in self.shown]


def test_a_steady_picture_is_shown_at_once() -> None:
    watch, rng = Watch(), random.Random(1)
    ready_s = {number: 5 + number * FRAME_S + rng.random() * CLEAN_S * 0.9 for number in range(300)}
    for number, at_s in ready_s.items():
        watch.put(number, at_s)
    assert max(watch.held_s(ready_s)) == 0
    assert watch.playout.statistics.late == 0


def test_an_unsteady_picture_is_shown_evenly() -> None:
    watch, rng = Watch(), random.Random(1)
    at_s = 0.0
    for number in range(600):
        at_s = max(at_s, 5 + number * FRAME_S + rng.random() * 0.1)
        watch.put(number, at_s)
    gaps_s = [late - early for (_, early), (_, late) in zip(watch.shown[100:], watch.shown[101:], strict=False)]
    assert max(gaps_s) < FRAME_S + 0.012
    assert watch.playout.statistics.delay_s < 0.11


def test_the_delay_is_bounded_and_falls_when_the_line_is_good_again() -> None:
    watch, rng = Watch(), random.Random(1)
    for number in range(150):
        watch.put(number, 5 + number * FRAME_S + rng.random() * 3)
        assert watch.playout.statistics.delay_s <= MOST_DELAY_S + 1e-9
    for number in range(150, 150 + 30 * 18):
        watch.put(number, 5 + number * FRAME_S)
    assert watch.playout.statistics.delay_s == 0


def test_after_an_outage_the_delay_is_gone_at_once() -> None:
    watch, rng = Watch(), random.Random(1)
    for number in range(150):
        watch.put(number, 5 + number * FRAME_S + rng.random() * 0.2)
    assert watch.playout.statistics.delay_s > 0.1
    watch.put(300, 5 + 300 * FRAME_S + 0.15, restart=True)
    for number in range(301, 318):
        watch.put(number, 5 + number * FRAME_S)
    assert 300 in [number for number, _ in watch.shown]
    assert watch.playout.statistics.delay_s == 0
    assert watch.shown[-1][0] == 317


@pytest.mark.parametrize("jump", [10**9, -(10**9), 3000 * 90])
def test_a_leap_of_time_holds_nothing_up(jump: int) -> None:
    watch = Watch()
    for number in range(100):
        watch.put(number, 5 + number * FRAME_S)
    for number in range(100, 160):
        watch.put(number + jump, 5 + number * FRAME_S)
    watch.until(5 + 160 * FRAME_S + MOST_DELAY_S)
    assert watch.shown[-1][0] == 159 + jump
    assert watch.playout.statistics.delay_s < 0.03
    assert len(watch.shown) > 140


def test_freezes_are_counted() -> None:
    watch = Watch()
    for number in (*range(100), *range(110, 150)):
        watch.put(number, 5 + number * FRAME_S)
    assert watch.playout.statistics.freezes == 1
    assert 0.3 < watch.playout.statistics.frozen_s < 0.4
    assert watch.playout.statistics.shown == 140


def test_lip_sync_holds_pictures_longer() -> None:
    watch = Watch()
    watch.playout.extra_delay_s = 0.1
    ready_s = {number: 5 + number * FRAME_S for number in range(60)}
    for number, at_s in ready_s.items():
        watch.put(number, at_s)
    assert watch.held_s(ready_s)[-1] == pytest.approx(0.1, abs=0.003)


@given(st.lists(st.tuples(st.integers(-(1 << 40), 1 << 40), st.floats(0, 2), st.booleans()), min_size=1, max_size=80))
def test_nothing_waits_longer_than_it_may(pictures: list[tuple[int, float, bool]]) -> None:
    playout: Playout[int] = Playout()
    now_s, held = 0.0, 0
    for number, (timestamp, pause_s, restart) in enumerate(pictures):
        now_s += pause_s
        playout.put(timestamp, number, now_s, restart=restart)
        held = held + 1 if playout.due(now_s) is None else 0
        assert held <= MOST_HELD
    playout.due(now_s + MOST_DELAY_S + 0.01)
    assert playout.next_s is None


def late_between(watch: Watch, spells: list[tuple[int, int]], count: int, late_s: float) -> None:
    """Show ``count`` pictures of which those within ``spells`` come late."""
    at_s = 0.0
    for number in range(count):
        late = any(first <= number < last for first, last in spells)
        at_s = max(at_s, 5 + number * FRAME_S + (late_s if late else 0.0))
        watch.put(number, at_s)


def test_one_spell_of_late_pictures_is_soon_forgotten() -> None:
    watch = Watch()
    late_between(watch, [(100, 130)], 200, 0.3)
    assert watch.playout.statistics.delay_s < 0.05


def test_late_pictures_again_and_again_are_remembered() -> None:
    watch = Watch()
    late_between(watch, [(100, 103), (150, 153), (210, 213)], 290, 0.2)
    assert watch.playout.statistics.delay_s > 0.1
