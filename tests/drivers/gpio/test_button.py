# SPDX-License-Identifier: EUPL-1.2
"""The button's table, walked with times made by hand."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from drivers.gpio.button import MOTIONS, REPEAT_S, SETTLE_S, TABLE, Button, ButtonState
from drivers.gpio.debounce import Debounce
from kiosk.cabinet import CabinetTimes, Motion

TIMES = CabinetTimes(hold_s=2.0, stuck_s=60.0)
P, R, H, S = Motion.PRESSED, Motion.RELEASED, Motion.HELD, Motion.STUCK


class Finger:
    """Presses a button, and looks whenever the button wants to be looked at."""

    def __init__(self, *, down: bool = False) -> None:
        self.button = Button(TIMES)
        self.now_s = 100.0
        self.told: list[Motion] = list(self.button.see(down, self.now_s))
        self._down = down

    def level(self, down: bool, for_s: float) -> Finger:
        """Hold the contact so for a while."""
        self._down = down
        end_s = self.now_s + for_s
        self.told += self.button.see(down, self.now_s)
        while (due := self.button.due_s) is not None and due < end_s:
            self.now_s = max(self.now_s, due)
            self.told += self.button.see(down, self.now_s)
        self.now_s = end_s
        return self


def test_a_press() -> None:
    assert Finger().level(True, 0.1).level(False, 1).told == [P, R]


def test_a_bounce_is_no_press() -> None:
    finger = Finger()
    for _ in range(5):
        finger.level(True, SETTLE_S / 2).level(False, SETTLE_S / 2)
    assert finger.level(False, 5).told == []


def test_bouncing_contacts_make_one_press() -> None:
    finger = Finger()
    for _ in range(5):
        finger.level(True, 0.004).level(False, 0.003)
    finger.level(True, 0.3)
    for _ in range(5):
        finger.level(False, 0.004).level(True, 0.003)
    assert finger.level(False, 1).told == [P, R]


def test_a_press_that_lasts_is_held_once() -> None:
    assert Finger().level(True, 1.9).told == [P]
    assert Finger().level(True, 30).level(False, 1).told == [P, H, R]


def test_a_button_that_stays_down_is_stuck_and_then_well_again() -> None:
    finger = Finger().level(True, 600)
    assert finger.told == [P, H, S]
    assert finger.level(False, 5).level(True, 0.2).level(False, 1).told == [P, H, S, R, P, R]


def test_a_button_that_is_down_at_the_start_counts_for_nothing() -> None:
    assert Finger(down=True).level(True, 30).level(False, 2).told == []
    assert Finger(down=True).level(True, 90).level(False, 2).told == [S, R]
    assert Finger(down=True).level(False, 2).level(True, 0.2).told == [P]


def test_a_tremor_presses_once() -> None:
    finger = Finger()
    for _ in range(4):
        finger.level(True, 0.06).level(False, 0.06)
    assert finger.level(False, 2).told == [P, R]
    assert finger.level(True, 0.1).level(False, 1).told == [P, R, P, R]


def test_tapping_fast_for_long_is_heard_again() -> None:
    finger = Finger()
    for _ in range(20):
        finger.level(True, 0.1).level(False, 0.1)
    assert finger.told.count(P) >= 20 * 0.2 / (REPEAT_S + 0.4)


def test_a_late_look_tells_all_that_happened() -> None:
    button = Button(TIMES)
    button.see(False, 0.0)
    button.see(True, 1.0)
    assert button.see(True, 1.1) == (P,)
    assert button.see(True, 100.0) == (H, S)


def test_every_state_can_be_let_go() -> None:
    assert {state for state, event in TABLE if event == "release"} == set(ButtonState) - {ButtonState.UP}
    assert MOTIONS.keys() <= TABLE.keys()


@given(st.lists(st.tuples(st.booleans(), st.floats(0.001, 90)), max_size=40), st.booleans())
def test_whatever_a_finger_does_makes_sense(moves: list[tuple[bool, float]], down: bool) -> None:
    finger = Finger(down=down)
    for level, for_s in moves:
        finger.level(level, for_s)
    finger.level(False, 200)
    assert finger.button.state is ButtonState.UP
    assert finger.button.due_s is None
    told = "".join(motion.name[0] for motion in finger.told)
    assert re.fullmatch("(P(H(S)?)?R|SR)*", told), told


def test_a_debounced_level_follows_what_lasts() -> None:
    level = Debounce(on_s=1.0, off_s=2.0)
    assert not level.see(True, 0.0)
    assert level.due_s == 1.0
    assert not level.see(False, 0.9), "it did not last"
    assert level.due_s is None
    assert not level.see(True, 2.0)
    assert level.see(True, 3.0) and level.level
    assert not level.see(False, 4.0)
    assert level.due_s == 6.0
    assert level.see(False, 6.0) and not level.level
