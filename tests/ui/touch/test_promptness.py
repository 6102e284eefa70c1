# SPDX-License-Identifier: EUPL-1.2
"""The loop hardly turns while nothing moves, and often for a moment after a touch."""

from __future__ import annotations

from kiosk.clock import ManualClock
from ui.touch.promptness import PROMPT_FPS, PROMPT_S, REST_FPS, STILL_S, Promptness
from ui.touch.setup import MAX_FPS


def _never() -> bool:
    return False


def test_a_touch_makes_the_loop_prompt_for_a_moment() -> None:
    clock = ManualClock()
    promptness = Promptness(clock, _never)
    assert promptness.fps == REST_FPS
    promptness.touched()
    clock.advance(PROMPT_S / 2)
    promptness.touched()
    assert promptness.fps == PROMPT_FPS
    clock.advance(PROMPT_S * 0.9)
    assert promptness.fps == PROMPT_FPS, "the second touch made it longer"
    clock.advance(PROMPT_S * 0.2)
    assert promptness.fps == REST_FPS


def test_the_loop_follows_what_is_drawn_until_it_stands_still() -> None:
    clock = ManualClock()
    promptness = Promptness(clock, _never)
    promptness.drawn()
    clock.advance(STILL_S * 0.9)
    assert promptness.fps == MAX_FPS
    promptness.drawn()
    clock.advance(STILL_S * 0.9)
    assert promptness.fps == MAX_FPS
    clock.advance(STILL_S * 0.2)
    assert promptness.fps == REST_FPS


def test_where_pictures_may_come_the_loop_looks_for_them() -> None:
    clock, moves = ManualClock(), [True]
    promptness = Promptness(clock, lambda: moves[0])
    clock.advance(60)
    assert promptness.fps == MAX_FPS
    moves[0] = False
    assert promptness.fps == REST_FPS
