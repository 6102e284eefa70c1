# SPDX-License-Identifier: EUPL-1.2
"""Whether the screen is operated by switches, and by how many: three buttons, of which one is chosen."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from kiosk.preferences import Scan
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.levelled import Levelled
from ui.touch.widgets.prompt import Prompt, holds, text_height

HIGHEST_MM = 26.0
SWITCHES = {Scan.ONE_SWITCH: "1", Scan.TWO_SWITCH: "2"}


class _Option(Button):
    """Says what it chooses in full, for on it there is only a number."""

    role = "toggle"

    def __init__(self, theme: Theme, ident: str, of: str, text: str, on_tap: Callable[[], None]) -> None:
        super().__init__(theme, ident, text, on_tap)
        self._of = of
        self.chosen = False

    def choose(self, chosen: bool) -> None:
        self.chosen = chosen
        self.wear(Kind.PRIMARY if chosen else Kind.SECONDARY)

    def describe(self) -> dict[str, Any]:
        described = super().describe()
        return {**described, "text": f"{self._of}: {described['text']}", "state": "on" if self.chosen else "off"}


class ScanChoice(Levelled):
    """``on_change`` is given what is wished for; what is shown is what it was last told."""

    def __init__(self, theme: Theme, words: Words, on_change: Callable[[Scan], None]) -> None:
        super().__init__()
        self.theme = theme
        heading = words("how-to.switches")
        self.text = Prompt(theme, heading, ident="scan-words", size=Size.BODY, align="center")
        self.text.spoken = ""
        self.add_widget(self.text)
        self.options: dict[Scan, _Option] = {}
        for scan in Scan:
            text = SWITCHES.get(scan) or words("how-to.off")
            self.options[scan] = _Option(theme, f"scan-{scan}", heading, text, partial(on_change, scan))
            self.add_widget(self.options[scan])

    def show(self, scan: Scan) -> None:
        """Mark ``scan``."""
        for each, option in self.options.items():
            option.choose(each is scan)

    def fits_in(self, box: Box, row_px: int = 0) -> bool:
        """Tell whether the words are large enough there."""
        mm, target = self.theme.mm, self.theme.target
        words, options = self._divide(box, row_px)
        inside = all(holds(self.options[scan].label, place.inset(mm(2.2), mm(1))) for scan, place in options.items())
        return inside and holds(self.text, words) and all(min(each.w, each.h) >= target for each in options.values())

    def row_in(self, box: Box) -> Box:
        """Tell where its first button is in ``box`` if nothing stands beside it."""
        return next(iter(self._divide(box, 0)[1].values()))

    def _divide(self, box: Box, row_px: int) -> tuple[Box, dict[Scan, Box]]:
        """Find a place for the words and for each option: under each other, or beside each other on a low box."""
        mm, target = self.theme.mm, self.theme.target
        high = text_height(self.theme, self.text.text, Size.BODY, box.w)
        if row_px and box.h >= row_px + high + mm(1.5):
            rest, words = box.cut_bottom(row_px, mm(1.5))
        elif box.h >= target + high + mm(1.5):
            words, rest = box.cut_top(min(max(high, mm(12)), box.h - target - mm(1.5)), mm(1.5))
            rest = rest.cut_top(min(rest.h, max(target, mm(HIGHEST_MM))))[0]
        else:
            words, rest = box.cut_left(box.w * 0.44, mm(4))
            rest = rest.cut_bottom(row_px)[0] if row_px else rest
            rest = rest.cut_top(min(rest.h, max(target, mm(HIGHEST_MM))))[0]
        return words, dict(zip(self.options, rest.columns(len(self.options), mm(2)), strict=True))

    def draw(self) -> None:
        if self.hidden:
            return
        words, options = self._divide(self.room, self.row_px)
        self.text.place(words)
        for scan, place in options.items():
            self.options[scan].place(place)
