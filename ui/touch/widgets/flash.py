# SPDX-License-Identifier: EUPL-1.2
"""A flash without a sound, over one's own picture: the GP has taken a picture. Once and short: it harms nobody."""

from __future__ import annotations

from kivy.graphics import Color, SmoothLine, SmoothRoundedRectangle

from ui.touch.theme import Theme
from ui.touch.widgets.part import Part

FLASH_S = 0.2
FRAME_S = 2.0
"""How long a bright frame stays, for who looked away."""


class Flash(Part):
    """Flashes when the count of pictures grows. ``calm``: only the frame comes and goes."""

    role = ""

    def __init__(self, theme: Theme, count: int, *, calm: bool = False) -> None:
        super().__init__("flash")
        self.theme = theme
        self._count = count
        self._calm = calm
        self._at_s: float | None = None
        self._pending = False
        self._phase = 0

    def show(self, count: int) -> None:
        self._pending = self._pending or count > self._count
        self._count = count

    def tick(self, now_s: float) -> None:
        if self._pending:
            self._pending, self._at_s = False, now_s
        if self._at_s is None:
            return
        gone_s = now_s - self._at_s
        phase = 2 if gone_s < FLASH_S and not self._calm else 1 if gone_s < FRAME_S else 0
        if not phase:
            self._at_s = None
        if phase != self._phase:
            self._phase = phase
            self.draw()

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.hidden or not self._phase:
            return
        box, radius = self.box, self.theme.radius
        with self.canvas.before:
            Color(*self.theme.colours.on_night.rgba)
            if self._phase == 2:
                SmoothRoundedRectangle(pos=(box.x, box.y), size=(box.w, box.h), radius=[radius])
            else:
                SmoothLine(rounded_rectangle=(box.x, box.y, box.w, box.h, radius), width=self.theme.mm(1))
