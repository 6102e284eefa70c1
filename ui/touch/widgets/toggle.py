# SPDX-License-Identifier: EUPL-1.2
"""A switch that says in words how it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ui.touch.box import Box
from ui.touch.theme import Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.icons import Icon, slash


class Toggle(Button):
    """On or off; shows what it was last told, not what was last tapped."""

    role = "toggle"

    def __init__(
        self, theme: Theme, ident: str, words: tuple[str, str], icon: Icon, on_change: Callable[[bool], None]
    ) -> None:
        super().__init__(theme, ident, words[1], lambda: on_change(not self.on), kind=Kind.ON, icon=icon)
        self.words = words
        self.on = True
        self.label.align = "left"

    def turn(self, on: bool) -> None:
        """Show on or off; ``words`` are (off, on)."""
        if on == self.on:
            return
        self.on = on
        self.label.text = self.words[int(on)]
        self.wear(Kind.ON if on else Kind.OFF)

    def _draw_icon(self, inner: Box) -> Box:
        rest = super()._draw_icon(inner)
        if not self.on:
            side = min(self.theme.mm(7.5), inner.h)
            slash(inner.cut_left(side)[0].centred(side, side), self.paint(self.look.text), self.paint(self.look.ground))
        return rest

    def describe(self) -> dict[str, Any]:
        return {**super().describe(), "state": "on" if self.on else "off"}
