# SPDX-License-Identifier: EUPL-1.2
"""Our own number pad: twelve places, keys of 20 mm or more, and a filter against double strikes."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from ui.touch.box import Box
from ui.touch.theme import TARGET_MM, Size, Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.icons import erase
from ui.touch.widgets.part import Part, card
from ui.touch.widgets.prompt import Prompt

HIDDEN = "•"
"""Stands for a digit that is not shown."""
SMALL_PANEL_MM = 105.0
"""True millimetres of a panel's shorter side."""
ROOMY_MM = 12.0
"""Narrower places of a code stand close together: the digits must be large."""
ROWS = ("123", "456", "789", " 0<")


class EraseKey(Button):
    """Too narrow for a word beside its sign; the word is for speech."""

    def draw(self) -> None:
        ground = self.paint(self.look.pressed if self.pressed else self.look.ground)
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, ground, self.theme.radius, self.paint("edge"), max(2, self.theme.mm(0.5)))
            side = min(self.theme.mm(14), self.box.h)
            erase(self.box.centred(side, side), self.paint(self.look.text))


class Keypad(Part):
    """Digits and 'erase'."""

    def __init__(
        self, theme: Theme, erase_word: str, on_digit: Callable[[str], None], on_erase: Callable[[], None]
    ) -> None:
        super().__init__("keypad")
        self.theme = theme
        self._on_digit = on_digit
        self._on_erase = on_erase
        self.keys: dict[str, Button] = {}
        for key in "1234567890":
            self.keys[key] = Button(theme, f"key-{key}", key, lambda key=key: self._press(key), size=Size.DISPLAY)  # type: ignore[misc]
        self.keys["<"] = EraseKey(theme, "erase", erase_word, lambda: self._press("<"))
        for button in self.keys.values():
            self.add_widget(button)

    def _press(self, key: str) -> None:
        if key == "<":
            self._on_erase()
        else:
            self._on_digit(key)

    def pad_rows(self) -> list[list[Part]]:
        return [[self.keys[key] for key in row if key in self.keys] for row in ROWS]

    def free(self) -> Box:
        """Find the place beside the nought, where no key is."""
        return self._lines()[-1][0]

    @property
    def least(self) -> int:
        """How high a key is at least: with large text too, for it has one sign."""
        return math.ceil(TARGET_MM * self.theme.px_per_mm)

    def side_on(self, panel: Box) -> int:
        """Measure a key's side: the words need the room where a panel is small."""
        small = min(panel.w, panel.h) < SMALL_PANEL_MM * self.theme.px_per_mm
        return self.least if small else self.theme.target

    def _lines(self) -> list[list[Box]]:
        gap = min(self.theme.gap, max(1, (self.box.h - 4 * self.least) // 3))
        return [line.upright.columns(3, gap) for line in self.box.rows(4, gap)]

    def draw(self) -> None:
        for row, line in zip(ROWS, self._lines(), strict=True):
            for key, place in zip(row, line, strict=True):
                if key in self.keys:
                    self.keys[key].place(place)


class CodeBoxes(Part):
    """The places of a code, filled as it is typed."""

    role = "value"

    def __init__(self, theme: Theme, length: int, *, secret: bool = False) -> None:
        super().__init__("code-boxes")
        self.theme = theme
        self._secret = secret
        self.digits = ""
        self.prompts = [Prompt(theme, size=Size.DISPLAY, align="center") for _ in range(length)]
        for prompt in self.prompts:
            prompt.role = ""
            self.add_widget(prompt)

    def show(self, digits: str) -> None:
        """Show ``digits``, which may be fewer than there are places."""
        self.digits = digits
        for place, prompt in enumerate(self.prompts):
            digit = digits[place : place + 1]
            prompt.say(HIDDEN if digit and self._secret else digit)
        self._draw_boxes()

    def draw(self) -> None:
        self._draw_boxes()
        for prompt, box in zip(self.prompts, self._boxes(), strict=True):
            prompt.place(box)

    def _boxes(self) -> list[Box]:
        count = len(self.prompts)
        roomy = self.box.w >= count * self.theme.mm(ROOMY_MM)
        return self.box.upright.columns(count, self.theme.mm(2 if roomy else 0.5))

    def _draw_boxes(self) -> None:
        colours = self.theme.colours
        self.canvas.before.clear()
        with self.canvas.before:
            for place, box in enumerate(self._boxes()):
                here = place == len(self.digits)
                width = self.theme.mm(0.9 if here else 0.5)
                edge = colours.pine if here else colours.edge
                card(box, colours.surface, self.theme.radius, edge, max(2, width))

    def describe(self) -> dict[str, Any]:
        return {"text": "", "state": f"{len(self.digits)}/{len(self.prompts)}"}
