# SPDX-License-Identifier: EUPL-1.2
"""Whether one is heard and seen, as two signs: for where the switches themselves have no room."""

from __future__ import annotations

from typing import Any

from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Theme
from ui.touch.widgets.icons import camera, microphone, slash
from ui.touch.widgets.part import Part, card


class Sending(Part):
    """Stands in the lower corner of its place where reading begins."""

    role = "image"

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("sending")
        self.theme = theme
        self._words = words
        self._on = (True, True)

    def show(self, *, microphone: bool, camera: bool) -> None:
        if (microphone, camera) != self._on:
            self._on = (microphone, camera)
            self.draw()

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.hidden:
            return
        mm, colours = self.theme.mm, self.theme.colours
        side = mm(6)
        place = self.box.cut_bottom(side + mm(2))[0].cut_left(2 * side + mm(4))[0]
        with self.canvas.before:
            card(place, colours.surface, self.theme.radius)
            signs: list[Box] = place.inset(mm(1)).columns(2, mm(2))
            for icon, on, sign in zip((microphone, camera), self._on, signs, strict=True):
                square = sign.centred(side, side)
                icon(square, colours.ink)
                if not on:
                    slash(square, colours.ink, colours.surface)

    def describe(self) -> dict[str, Any]:
        names = (("call.microphone-off", "call.microphone-on"), ("call.camera-off", "call.camera-on"))
        said = [self._words(name[int(on)]) for name, on in zip(names, self._on, strict=True)]
        return {"text": ". ".join(said), "state": " ".join("on" if on else "off" for on in self._on)}
