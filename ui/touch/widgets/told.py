# SPDX-License-Identifier: EUPL-1.2
"""What the GP does with the camera and the sound just now, over her picture: a sign for each, and a sentence.

One sentence, or there would be no room for her face; where something graver is said, the signs alone.
"""

from __future__ import annotations

import math
from typing import Any

from kiosk.messages import CallView, CameraName
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.icons import Icon, bulb, magnifier, probe, shutter, stethoscope
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height

SIGNS: dict[str, Icon] = {
    "picture": shutter, "stethoscope": stethoscope, "examination": probe, "closer": magnifier, "torch": bulb,
}  # fmt: skip
"""By key, in the order in which they are said."""

NARROW_MM = 60.0
"""Less than this leaves room for one sign beside the words."""
MOST_HIGH = 0.9
"""How much of the place the words may take: what is written stands at the picture's foot."""


MOST_SIGNED = 0.6
"""Words that would take more beside all signs stand beside one."""


def told(view: CallView) -> tuple[str, ...]:
    """List what holds, by key."""
    holds = {
        "picture": view.picture_told,
        "stethoscope": view.stethoscope,
        "examination": view.camera_shown is CameraName.EXAMINATION,
        "closer": view.closer,
        "torch": view.torch,
    }
    return tuple(key for key in SIGNS if holds[key])


class Told(Part):
    """A strip at the top of the place it is given; nothing where nothing is to be said."""

    role = "image"

    def __init__(self, theme: Theme, words: Words) -> None:
        super().__init__("told")
        self.theme = theme
        self.words = words
        self.keys: tuple[str, ...] = ()
        self.sentence = ""
        self._brief = False
        self.taken_px = 0
        """How high its strip is."""
        self.prompt = Prompt(theme, ident="told-words")
        self.add_widget(self.prompt)

    def show(self, view: CallView) -> None:
        keys = told(view)
        if keys != self.keys:
            self.keys = keys
            self.sentence = self.words(f"told.{keys[0]}", gp=view.gp_name) if keys else ""
            self.draw()

    def put(self, place: Box, *, brief: bool) -> None:
        """Place it; ``brief``: only the signs."""
        changed, self._brief = brief is not self._brief, brief
        if place == self.box and changed:
            self.draw()
        self.place(place)

    def draw(self) -> None:
        self.canvas.before.clear()
        self.prompt.place(NOWHERE)
        self.taken_px = 0
        if self.hidden or not self.keys:
            return
        mm = self.theme.mm
        keys = self._chosen()
        signs_px = self._signs_px(keys)
        most = round(self.box.h * MOST_HIGH)
        words_high = min(self._words_high(keys), most)
        high = mm(7) if self._brief else max(mm(7), words_high)
        strip = self.box.cut_top(high + 2 * mm(1.2))[0]
        self.taken_px = strip.h
        if self._brief:
            strip = strip.cut_left(signs_px + 2 * mm(3))[0]
        signs, rest = strip.inset(mm(3), mm(1.2)).cut_left(signs_px, mm(2))
        with self.canvas.before:
            card(strip, self.theme.colours.surface, self.theme.radius)
            for key, place in zip(keys, signs.columns(len(keys), mm(1.5)), strict=True):
                SIGNS[key](place.centred(min(place.w, place.h), min(place.w, place.h)), self.theme.colours.pine)
        if not self._brief:
            self.prompt.text = self.sentence
            self.prompt.place(rest)

    def _chosen(self) -> tuple[str, ...]:
        """Choose the signs: where all of them leave the words no room one must do."""
        if self._brief:
            return self.keys
        roomy = self.box.w > self.theme.mm(NARROW_MM) and self._words_high(self.keys) <= self.box.h * MOST_SIGNED
        return self.keys if roomy or (self.theme.large_mm and self.box.w > self.theme.mm(NARROW_MM)) else self.keys[:1]

    def _words_high(self, keys: tuple[str, ...]) -> int:
        mm = self.theme.mm
        width = max(1, self.box.w - self._signs_px(keys) - 2 * mm(3) - mm(2))
        return text_height(self.theme, self.sentence, Size.BODY, width)

    def _signs_px(self, keys: tuple[str, ...]) -> int:
        return len(keys) * self.theme.mm(7) + (len(keys) - 1) * self.theme.mm(1.5)

    def height_for(self, width: int) -> int:
        """Measure how high it is so wide, with large text."""
        mm = self.theme.mm
        keys = self.keys if width > mm(NARROW_MM) else self.keys[:1]
        if not keys:
            return 0
        words = max(1, width - self._signs_px(keys) - 2 * mm(3) - mm(2))
        high = text_height(self.theme, self.sentence, Size.BODY, words)
        return math.ceil((max(mm(7), high) + 2 * mm(1.2)) / MOST_HIGH)

    def describe(self) -> dict[str, Any]:
        return {"text": self.sentence, "state": " ".join(self.keys)}
