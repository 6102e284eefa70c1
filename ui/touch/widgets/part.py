# SPDX-License-Identifier: EUPL-1.2
"""The root of everything on screen: a Kivy widget at a fixed place that draws itself and can say what it is."""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, SmoothRoundedRectangle
from kivy.uix.widget import Widget

from ui.touch.box import Box
from ui.touch.theme import Colour

NOWHERE = Box(0, 0, 0, 0)


class Part(Widget):  # type: ignore[misc]  # Kivy has no types
    """A widget with a name. ``ident`` is stable: tests, speech and the demonstration find parts by it."""

    role = "group"
    spoken: str | None = None
    """What is said instead of its text, and of everything inside it; empty: nothing. None: what it describes."""
    private = False
    """Nobody else may hear it, nor anything inside it."""

    def __init__(self, ident: str = "") -> None:
        super().__init__(size_hint=(None, None))
        self.ident = ident
        self.box = NOWHERE

    def apply_class_lang_rules(self, *_arguments: Any, **_options: Any) -> None:
        """Leave Kivy's style sheet out: it goes by class names, and ours draw themselves."""

    def place(self, box: Box) -> None:
        """Put the part at ``box`` and draw it; a box without a size hides it."""
        if box == self.box:
            return
        self.box = box
        self.pos, self.size = (box.x, box.y), (box.w, box.h)
        if self.hidden:
            self.hide()
        else:
            self.draw()

    @property
    def hidden(self) -> bool:
        return self.box.w <= 0 or self.box.h <= 0

    def hide(self) -> None:
        """Take away what is drawn, and everything inside."""
        self.canvas.before.clear()
        if not self.children:
            self.canvas.clear()  # with parts inside, their canvases would go with it
        for part in self.children:
            part.place(NOWHERE)

    def draw(self) -> None:
        """Draw on the canvas; called when the place or the state has changed."""

    def reading(self) -> list[Part]:
        """List the parts inside in the order in which one reads them: that in which they were added."""
        return [part for part in reversed(self.children) if isinstance(part, Part)]

    def pad_rows(self) -> list[list[Part]]:
        """List the controls of a large pad row by row, for whoever scans them; nothing else has rows."""
        return []

    def judge(self, ident: str) -> bool:
        """Tell whether using ``ident`` now is meant, and not a tremor; whoever stands above knows."""
        return not isinstance(self.parent, Part) or self.parent.judge(ident)

    def describe(self) -> dict[str, Any]:
        """Tell text, state and the like of this part."""
        return {}


def card(box: Box, fill: Colour, radius: float, edge: Colour | None = None, edge_width: float = 0) -> None:
    """Draw a rounded rectangle, with an outline if ``edge`` is given, into the open canvas."""
    if edge is not None:
        Color(*edge.rgba)
        SmoothRoundedRectangle(pos=(box.x, box.y), size=(box.w, box.h), radius=[radius])
        box = box.inset(edge_width)
    Color(*fill.rgba)
    SmoothRoundedRectangle(pos=(box.x, box.y), size=(box.w, box.h), radius=[max(1.0, radius - edge_width)])
