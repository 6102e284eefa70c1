# SPDX-License-Identifier: EUPL-1.2
"""A card with a picture and a sentence, to be read, not touched."""

from __future__ import annotations

from ui.touch.box import Box
from ui.touch.drawings.scenes import draw_scene
from ui.touch.theme import Size, Theme
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.picture_tile import divide, inside
from ui.touch.widgets.prompt import Prompt, holds, scale_in


class SceneCard(Part):
    """``scene`` is a key of `SCENES`."""

    def __init__(self, theme: Theme, ident: str, scene: str, text: str) -> None:
        super().__init__()
        self.theme = theme
        self.scene = scene
        self.label = Prompt(theme, text, ident=ident, size=Size.BODY)
        self.add_widget(self.label)

    def fits_in(self, box: Box) -> bool:
        """Tell whether the words are large enough there."""
        return holds(self.label, divide(self.theme, self.label, inside(self.theme, box))[1])

    def scale_in(self, box: Box) -> float:
        """Measure how large the words would be there."""
        return scale_in(self.label, divide(self.theme, self.label, inside(self.theme, box))[1])

    def draw(self) -> None:
        if self.hidden:
            return
        theme = self.theme
        picture, words = divide(theme, self.label, inside(theme, self.box))
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, theme.colours.surface, theme.radius)
            draw_scene(self.scene, picture, theme)
        self.label.place(words)
