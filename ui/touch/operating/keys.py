# SPDX-License-Identifier: EUPL-1.2
"""What the keys of a numeric keypad, or of a small keyboard, do. Everything else on a keyboard does nothing. Pure.

Key numbers are Kivy's (`kivy.core.window.Keyboard.keycodes`). Bar-code readers are on serial lines, never a keyboard.
"""

from __future__ import annotations

from kiosk.clock import Clock
from kiosk.messages import Key, KeyAction

_KEYPAD_0, _KEYPAD_POINT, _KEYPAD_DIVIDE, _KEYPAD_TIMES = 256, 266, 267, 268
_KEYPAD_MINUS, _KEYPAD_PLUS, _KEYPAD_ENTER = 269, 270, 271
_BACKSPACE, _TAB, _ENTER, _UP, _DOWN, _RIGHT, _LEFT = 8, 9, 13, 273, 274, 275, 276

KEYS: dict[int, Key] = {
    **{_KEYPAD_0 + digit: Key(action=KeyAction.DIGIT, digit=str(digit)) for digit in range(10)},
    **{ord(digit): Key(action=KeyAction.DIGIT, digit=digit) for digit in "0123456789"},
    _KEYPAD_PLUS: Key(action=KeyAction.NEXT),
    ord("+"): Key(action=KeyAction.NEXT),
    _RIGHT: Key(action=KeyAction.NEXT),
    _DOWN: Key(action=KeyAction.NEXT),
    _TAB: Key(action=KeyAction.NEXT),
    _KEYPAD_MINUS: Key(action=KeyAction.PREVIOUS),
    ord("-"): Key(action=KeyAction.PREVIOUS),
    _LEFT: Key(action=KeyAction.PREVIOUS),
    _UP: Key(action=KeyAction.PREVIOUS),
    _KEYPAD_ENTER: Key(action=KeyAction.SELECT),
    _ENTER: Key(action=KeyAction.SELECT),
    _KEYPAD_TIMES: Key(action=KeyAction.REPEAT),
    ord("*"): Key(action=KeyAction.REPEAT),
    _KEYPAD_DIVIDE: Key(action=KeyAction.PAUSE),
    ord("/"): Key(action=KeyAction.PAUSE),
    _KEYPAD_POINT: Key(action=KeyAction.BACK),
    ord("."): Key(action=KeyAction.BACK),
    _BACKSPACE: Key(action=KeyAction.BACK),
}

PAUSING = frozenset(code for code, key in KEYS.items() if key.action is KeyAction.PAUSE)
"""Keys that do not end what is being said: it is to go on afterwards."""

LOST_S = 1.0
"""A key that repeats does so several times a second. One that was down and comes down again after longer was let go
without our hearing of it, as when a keyboard is unplugged."""


class Keys:
    """Turns presses into actions. A key that is held down counts once (EN 301 549 5.7: no key repeat)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._down: dict[int, float] = {}

    def down(self, code: int) -> Key | None:
        """Return what a key that comes down means; None if it means nothing or only repeats itself."""
        now_s = self._clock.monotonic_s()
        last_s = self._down.get(code)
        self._down[code] = now_s
        if last_s is not None and now_s - last_s < LOST_S:
            return None
        return KEYS.get(code)

    def up(self, code: int) -> None:
        """Note that it is let go."""
        self._down.pop(code, None)
