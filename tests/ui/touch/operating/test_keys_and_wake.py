# SPDX-License-Identifier: EUPL-1.2
"""The keypad's table, key repeat, and the press that wakes the screen."""

from __future__ import annotations

import ast
from importlib.util import find_spec
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.clock import ManualClock
from kiosk.messages import Key, KeyAction
from ui.touch.double_strike import DoubleStrike, SamePlace, Tremor
from ui.touch.operating.keys import KEYS, LOST_S, Keys
from ui.touch.operating.wake import LONGEST_S, SETTLE_S, TABLE, Event, Wake, WakeGuard


def _kivy_s_codes() -> dict[str, int]:
    """Read Kivy's own table out of its source: importing it would open a window."""
    spec = find_spec("kivy")
    assert spec is not None and spec.origin is not None
    tree = ast.parse((Path(spec.origin).parent / "core" / "window" / "__init__.py").read_text())
    keyboard = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Keyboard")
    for node in keyboard.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "keycodes":
            table: dict[str, int] = ast.literal_eval(node.value)
            return table
    raise LookupError("keycodes")


CODES = _kivy_s_codes()
MEANT = {
    **{f"numpad{digit}": Key(action=KeyAction.DIGIT, digit=str(digit)) for digit in range(10)},
    **{str(digit): Key(action=KeyAction.DIGIT, digit=str(digit)) for digit in range(10)},
    "numpadadd": Key(action=KeyAction.NEXT), "+": Key(action=KeyAction.NEXT), "right": Key(action=KeyAction.NEXT),
    "down": Key(action=KeyAction.NEXT), "tab": Key(action=KeyAction.NEXT),
    "numpadsubstract": Key(action=KeyAction.PREVIOUS), "-": Key(action=KeyAction.PREVIOUS),
    "left": Key(action=KeyAction.PREVIOUS), "up": Key(action=KeyAction.PREVIOUS),
    "numpadenter": Key(action=KeyAction.SELECT), "enter": Key(action=KeyAction.SELECT),
    "numpadmul": Key(action=KeyAction.REPEAT), "*": Key(action=KeyAction.REPEAT),
    "numpaddivide": Key(action=KeyAction.PAUSE), "/": Key(action=KeyAction.PAUSE),
    "numpaddecimal": Key(action=KeyAction.BACK), ".": Key(action=KeyAction.BACK),
    "backspace": Key(action=KeyAction.BACK),
}  # fmt: skip


def test_every_key_of_the_table_is_the_one_kivy_means() -> None:
    assert {CODES.get(name, ord(name[-1])): key for name, key in MEANT.items()} == KEYS


@pytest.mark.parametrize("name", ["escape", "f1", "f11", "q", "spacebar", "super", "delete"])
def test_any_other_key_does_nothing(name: str) -> None:
    assert Keys(ManualClock()).down(CODES[name]) is None


def test_a_key_that_is_held_counts_once() -> None:
    clock = ManualClock()
    keys = Keys(clock)
    assert keys.down(257) is not None
    clock.advance(0.66)
    repeated = []
    for _ in range(50):
        repeated.append(keys.down(257))
        clock.advance(0.04)
    assert repeated == [None] * 50
    keys.up(257)
    assert keys.down(257) is not None


def test_a_key_whose_release_was_lost_counts_again() -> None:
    clock = ManualClock()
    keys = Keys(clock)
    keys.down(271)
    clock.advance(LOST_S)
    assert keys.down(271) == Key(action=KeyAction.SELECT)


@given(st.floats(0, 1.5), st.floats(0, 3))
def test_a_second_strike_counts_after_its_time(within_s: float, later_s: float) -> None:
    clock = ManualClock()
    strikes = DoubleStrike(clock, within_s)
    assert strikes.accepts("a")
    clock.advance(later_s)
    assert strikes.accepts("a") is (clock.monotonic_s() >= within_s)
    assert strikes.accepts("b")


@given(st.floats(0, 1.5), st.floats(0, 3), st.floats(0, 40))
def test_a_second_strike_at_one_place_counts_after_its_time_whatever_is_there_by_then(
    within_s: float, later_s: float, away_px: float
) -> None:
    clock = ManualClock()
    strikes = Tremor(clock, within_s)
    strikes.lifted(100, 100)
    assert strikes.accepts("next", 20)
    clock.advance(later_s)
    strikes.lifted(100 + away_px, 100)
    assert strikes.accepts("end", 20) is (clock.monotonic_s() >= within_s or away_px > 20)


@given(st.lists(st.floats(0.02, 0.4), min_size=1, max_size=40), st.booleans())
def test_whoever_hammers_is_heard_once_in_the_time(pauses_s: list[float], by_key: bool) -> None:
    clock = ManualClock()
    strikes = Tremor(clock, 0.25)
    heard_s = list[float]()
    for pause_s in pauses_s:
        clock.advance(pause_s)
        if not by_key:
            strikes.lifted(100, 100)
        if strikes.accepts("stop", 20):
            heard_s.append(clock.monotonic_s())
        assert clock.monotonic_s() - heard_s[-1] < 0.25, "a strike that does not count must not put off the next"
    assert all(later - earlier >= 0.25 for earlier, later in pairwise(heard_s))


def test_keys_come_from_no_place() -> None:
    clock = ManualClock()
    strikes = Tremor(clock, 0.25)
    strikes.lifted(100, 100)
    assert strikes.accepts("a", 20)
    clock.advance(SamePlace.LIFTED_S + 0.01)
    assert [strikes.accepts(key, 20) for key in "bcd"] == [True] * 3
    strikes.lifted(100, 100)
    clock.advance(0.1)
    assert strikes.accepts("e", 20), "a finger that was lifted and did nothing is forgotten"


# ------------------------------------------------------------------------------------------------ waking


class Screen:
    """A guard in its own time."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.guard = WakeGuard(self.clock)
        self.guard.sleep()


def test_the_press_that_wakes_does_nothing_else_until_it_is_let_go_and_a_little_longer() -> None:
    screen = Screen()
    assert screen.guard.down("finger"), "it wakes"
    screen.guard.woken()
    screen.clock.advance(2)
    assert not screen.guard.down("thumb") and not screen.guard.takes
    screen.guard.up("finger")
    screen.clock.advance(2)
    assert not screen.guard.takes, "the thumb still lies there"
    screen.guard.up("thumb")
    screen.clock.advance(SETTLE_S - 0.01)
    assert not screen.guard.down("again")
    screen.guard.up("again")
    screen.clock.advance(0.02)
    assert screen.guard.down("next")


def test_who_has_lifted_the_finger_already_waits_as_long() -> None:
    screen = Screen()
    screen.guard.down("finger")
    screen.guard.up("finger")
    screen.guard.woken()
    assert not screen.guard.takes
    screen.clock.advance(SETTLE_S)
    assert screen.guard.takes


def test_a_screen_that_is_awake_is_not_woken_by_every_new_view() -> None:
    screen = Screen()
    screen.guard.woken()
    screen.clock.advance(SETTLE_S)
    assert screen.guard.state is Wake.AWAKE
    screen.guard.woken()
    assert screen.guard.down("finger")
    screen.guard.woken()
    assert screen.guard.down("second"), "a finger that rests on a screen that is used locks nothing"


def test_water_on_the_panel_does_not_lock_the_screen_for_good() -> None:
    screen = Screen()
    screen.guard.down("drop")
    screen.guard.woken()
    screen.clock.advance(LONGEST_S)
    assert screen.guard.state is Wake.SETTLING
    screen.clock.advance(SETTLE_S + 0.01)
    assert screen.guard.takes


def test_the_wake_table_leads_somewhere_from_everywhere() -> None:
    assert {state for state, _ in TABLE} == set(Wake)
    assert {event for _, event in TABLE} == set(Event)
    assert all(TABLE.get(pair, pair[0]) in Wake for pair in product(Wake, Event))
