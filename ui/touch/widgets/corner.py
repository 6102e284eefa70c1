# SPDX-License-Identifier: EUPL-1.2
"""The project's sign in a corner of the first screens. A touch is a touch of the screen; held, it asks for staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle

from kiosk.clock import Clock
from ui.touch.theme import Colour, Theme
from ui.touch.widgets.button import Touchable

HOLD_S = 3.0


class Corner(Touchable):
    """``on_tap`` for a touch; ``on_hold`` once, after three seconds, while the finger is still there."""

    role = "corner"

    def __init__(
        self, theme: Theme, clock: Clock, colour: Colour, *, on_tap: Callable[[], None], on_hold: Callable[[], None]
    ) -> None:
        super().__init__("corner", self._let_go)
        self.theme = theme
        self._clock = clock
        self._colour = colour
        self._on_short = on_tap
        self._on_hold = on_hold
        self._down_s = 0.0
        self._held = False

    def on_touch_down(self, touch: Any) -> bool:
        self._down_s, self._held = self._clock.monotonic_s(), False
        return super().on_touch_down(touch)

    def tick(self, now_s: float) -> None:
        """Notice that it is held; once a frame."""
        if self.pressed and not self._held and now_s - self._down_s >= HOLD_S:
            self._held = True
            self._on_hold()

    def _let_go(self) -> None:
        if not self._held:
            self._on_short()

    def draw(self) -> None:
        """A door with a cross on it: a health room."""
        self.canvas.clear()
        side = min(self.theme.mm(10), self.box.w, self.box.h)
        box = self.box.centred(side, side)
        u = side / 24
        with self.canvas:
            Color(*self._colour.faded(0.9))
            SmoothLine(rounded_rectangle=(box.x + 2 * u, box.y + 2 * u, 20 * u, 20 * u, 5 * u), width=1.0 * u)
            for x, y, w, h in ((10.2, 6.5, 3.6, 11), (6.5, 10.2, 11, 3.6)):
                SmoothRoundedRectangle(pos=(box.x + x * u, box.y + y * u), size=(w * u, h * u), radius=[u])

    def describe(self) -> dict[str, Any]:
        return {"text": "", **super().describe()}
