# SPDX-License-Identifier: EUPL-1.2
"""What is gone from the screen is cleared away soon, once, and not while the next screen is being drawn."""

from __future__ import annotations

from kiosk.clock import ManualClock
from ui.touch.tidy import AFTER_S, Tidy


def test_a_screen_that_went_is_cleared_away_a_little_later() -> None:
    clock, shown, collected = ManualClock(), [object()], list[float]()
    tidy = Tidy(clock, lambda: shown[-1], lambda: collected.append(clock.monotonic_s()))
    tidy.tick()
    shown.append(object())
    tidy.tick()
    assert collected == []
    clock.advance(AFTER_S / 2)
    shown.append(object())
    tidy.tick()
    clock.advance(AFTER_S)
    tidy.tick()
    tidy.tick()
    assert len(collected) == 1, "screens that follow one another quickly are cleared away together, and not put off"
    clock.advance(10 * AFTER_S)
    tidy.tick()
    assert len(collected) == 1
