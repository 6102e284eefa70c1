# SPDX-License-Identifier: EUPL-1.2
"""The loop turns often for a moment after a touch, and Kivy still listens to how often it is to turn."""

from __future__ import annotations

import subprocess
import sys

from kiosk.clock import ManualClock
from ui.touch.promptness import PROMPT_FPS, PROMPT_S, Promptness
from ui.touch.setup import MAX_FPS

TURNS = """
from kivy.clock import Clock
import time
def turns(fps):
    Clock._max_fps = fps
    Clock.tick()
    start_s = time.monotonic()
    for _ in range(10):
        Clock.tick()
    return (time.monotonic() - start_s) / 10
print(turns(10.0) > 0.05)
"""


def test_a_touch_makes_the_loop_prompt_for_a_moment() -> None:
    clock, paces = ManualClock(), list[float]()
    promptness = Promptness(clock, paces.append)
    promptness.tick()
    assert paces == []
    promptness.touched()
    clock.advance(PROMPT_S / 2)
    promptness.tick()
    promptness.touched()
    assert paces == [PROMPT_FPS]
    clock.advance(PROMPT_S * 0.9)
    promptness.tick()
    assert paces == [PROMPT_FPS], "the second touch made it longer"
    clock.advance(PROMPT_S * 0.2)
    promptness.tick()
    promptness.tick()
    assert paces == [PROMPT_FPS, MAX_FPS]


def test_kivy_turns_as_often_as_its_clock_is_told() -> None:
    """`_max_fps` is Kivy's own; where it goes away, this is where it shows."""
    environment = {"KIVY_NO_ARGS": "1", "KIVY_NO_CONSOLELOG": "1", "KIVY_NO_CONFIG": "1", "KIVY_NO_FILELOG": "1"}
    told = subprocess.run([sys.executable, "-c", TURNS], env=environment, capture_output=True, text=True, timeout=60)
    assert told.stdout.strip() == "True", told.stderr
