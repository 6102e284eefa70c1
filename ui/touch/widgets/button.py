# SPDX-License-Identifier: EUPL-1.2
"""A button: acts on release, a finger that slides off cancels, and one finger at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from ui.touch.box import Box
from ui.touch.theme import Colour, Size, Theme
from ui.touch.widgets.icons import Icon
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, holds, narrowest

MARGIN_MM, LEAST_MARGIN_MM = 2.2, 0.8
"""Space beside the words, and beside a word that would have no room otherwise."""


@dataclass(frozen=True, slots=True)
class Look:
    """Names of a button's colours in the palette: ground, ground while pressed, text, outline."""

    ground: str
    pressed: str
    text: str
    edge: str = ""


class Kind(Enum):
    """What a button is for."""

    PRIMARY = Look("pine", "pine_pressed", "surface")
    """The way on."""
    SECONDARY = Look("surface", "surface_pressed", "ink", "edge")
    """Another choice."""
    LEAVE = Look("surface", "surface_pressed", "brick", "brick")
    """The way out."""
    END = Look("brick", "brick_pressed", "surface")
    """Ends something for good."""
    ON = Look("pine_tint", "surface_pressed", "ink", "pine")
    OFF = Look("night", "night", "on_night", "edge")


class Touchable(Part):
    """Anything that can be tapped."""

    role = "button"

    def __init__(self, ident: str, on_tap: Callable[[], None]) -> None:
        super().__init__(ident)
        self.on_tap = on_tap
        self.pressed = False
        self.enabled = True
        self.urgent = False
        """It stops a cuff: keys and switches go to it first."""

    def enable(self, enabled: bool) -> None:
        """Let it be tapped, or not."""
        if enabled != self.enabled:
            self.enabled = enabled
            self.draw()

    def on_touch_down(self, touch: Any) -> bool:
        if not self.enabled or touch.button not in (None, "left") or not self.box.contains(touch.x, touch.y):
            return False
        touch.grab(self)
        self._press(True)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        self._press(self.box.contains(touch.x, touch.y))
        return True

    def on_touch_up(self, touch: Any) -> bool:
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        here = self.get_root_window() is not None  # its screen may have been replaced under the finger
        inside = here and self.enabled and self.box.contains(touch.x, touch.y)
        self._press(False)
        if inside:
            self.act()
        return True

    def act(self) -> None:
        """Do what it is for, unless it has only just been done: a hand may tremble."""
        if self.judge(self.ident):
            self.on_tap()

    def _press(self, pressed: bool) -> None:
        if pressed != self.pressed:
            self.pressed = pressed
            self.draw()

    def describe(self) -> dict[str, Any]:
        return {"state": "down" if self.pressed else "normal", "enabled": self.enabled}


class Button(Touchable):
    """A rounded button with words, and a sign before or above them if there is one."""

    brief: Icon | None = None
    """A sign that stands for the words where a panel has no room for them; they are spoken all the same."""

    def __init__(
        self,
        theme: Theme,
        ident: str,
        text: str,
        on_tap: Callable[[], None],
        *,
        kind: Kind = Kind.SECONDARY,
        size: Size = Size.BODY,
        icon: Icon | None = None,
    ) -> None:
        super().__init__(ident, on_tap)
        self.theme = theme
        self.look = kind.value
        self.icon = icon
        self.label = Prompt(theme, text, size=size, colour=self.paint(self.look.text), align="center")
        self.label.role = ""
        self.add_widget(self.label)

    def say(self, text: str) -> None:
        """Show other words, with the margin that these leave."""
        if text == self.label.text:
            return
        self.label.say(text)
        if not self.hidden:
            self.draw()

    def wear(self, kind: Kind) -> None:
        """Change what the button is for."""
        if kind.value != self.look:
            self.look = kind.value
            self.label.say(self.label.text, self.paint(self.look.text))
            self.draw()

    def draw(self) -> None:
        ground = self.paint(self.look.pressed if self.pressed else self.look.ground)
        edge = self.paint(self.look.edge) if self.look.edge else None
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, self.theme.radius, edge, max(2, self.theme.mm(0.5)))
            inner = self._inside(self.box)
            if self.brief is not None and self.box.w < self.width_for(self.box.h):
                side = min(self.theme.mm(12), inner.h)
                self.brief(inner.centred(side, side), self.paint(self.look.text))
                inner = NOWHERE
            elif self.icon is not None:
                inner = self._draw_icon(inner)
        self.label.place(inner)

    def _inside(self, box: Box) -> Box:
        """Leave a margin; of words that are to stay large, the least one."""
        mm, large = self.theme.mm, bool(self.theme.large_mm)
        inner = box.inset(mm(MARGIN_MM), mm(0.2 if large else 0.7))
        if large and not holds(self.label, inner):
            return box.inset(mm(LEAST_MARGIN_MM), mm(0.2))
        return inner

    def width_for(self, height: int) -> int:
        """Measure how wide it must be, so high, for its words to stand in it as large as they are meant to be."""
        inner = self._inside(Box(0, 0, 0, height))
        icon = min(self.theme.mm(7.5), inner.h) + self.theme.mm(2) if self.icon is not None else 0
        words = narrowest(self.theme, self.label.text, self.label.text_size, inner.h)
        return max(self.theme.target, words + icon + 2 * self.theme.mm(MARGIN_MM))

    def _draw_icon(self, inner: Box) -> Box:
        side = min(self.theme.mm(7.5), inner.h)
        if not self.label.text:
            place, rest = inner.centred(side, side), inner
        else:
            place, rest = inner.cut_left(side, self.theme.mm(2))
            place = place.centred(side, side)
        assert self.icon is not None
        self.icon(place, self.paint(self.look.text))
        return rest

    def paint(self, name: str) -> Colour:
        """Give the palette's colour of that name."""
        colour = getattr(self.theme.colours, name)
        assert isinstance(colour, Colour)
        return colour

    def describe(self) -> dict[str, Any]:
        return {**self.label.describe(), **super().describe(), "primary": self.look == Kind.PRIMARY.value}
