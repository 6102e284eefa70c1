# SPDX-License-Identifier: EUPL-1.2
"""Nobody is here: the screen invites in every language, and all of it is one target."""

from __future__ import annotations

from typing import Any

from kiosk.messages import Action, AttractView
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Touchable
from ui.touch.widgets.corner import Corner
from ui.touch.widgets.icons import wave_hand
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.pictures import Landscape
from ui.touch.widgets.prompt import text_height

GAPS_MM = (2.5, 1.5, 0.5)
"""Between languages of large words, as there is room."""
FEW = 3
"""Of more languages each must be brief."""


class _Whole(Touchable):
    """The whole screen as a button."""

    def describe(self) -> dict[str, Any]:
        return {"text": "", **super().describe()}


class _Hand(Part):
    """The sign 'touch here'."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme

    def draw(self) -> None:
        self.canvas.clear()
        with self.canvas:
            wave_hand(self.box, self.theme.colours.dusk)


class Attract(Screen):
    leave = Leave.NO
    header = False
    dormant = True

    def build(self, view: AttractView) -> None:
        self.landscape = Landscape("landscape", self.theme)
        self.add_widget(self.landscape)
        self.invites = []
        snow = self.theme.colours.snow
        large, small = (Size.LEAD, Size.BODY) if self.many or self.theme.large_mm else (Size.DISPLAY, Size.LEAD)
        for language in self.context.languages:
            words = Words(language)
            greeting = self.prompt(f"welcome-{language}", words("attract.welcome"), large, colour=snow)
            line = self.prompt(f"invite-{language}", words("attract.invite"), small, colour=snow, valign="top")
            self.invites.append((greeting, line))
        self.name = self.prompt("station", self.context.station_name, Size.BODY, colour=snow)
        self.hand = _Hand(self.theme)
        self.add_widget(self.hand)
        self.whole = _Whole("start", lambda: self.send(Action.START))
        self.add_widget(self.whole)
        self.corner: Corner | None = None
        if view.staff:
            self.corner = Corner(
                self.theme,
                self.context.clock,
                snow,
                on_tap=lambda: self.send(Action.START),
                on_hold=lambda: self.send(Action.STAFF),
            )
            self.add_widget(self.corner)

    @property
    def many(self) -> bool:
        """Whether there is less room for each language."""
        return len(self.context.languages) > FEW

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        if self.corner is not None:
            self.corner.tick(now_s)

    def draw(self) -> None:
        mm = self.theme.mm
        self.landscape.place(self.box)
        self.whole.place(self.box)
        inner = self.box.inset(mm(14), mm(5) if self.many or self.theme.large_mm else mm(8))
        high = text_height(self.theme, self.name.text or "X", Size.BODY, inner.w) if self.theme.large_mm else 0
        name, upper = inner.cut_bottom(max(mm(9), text_height(self.theme, "X", Size.BODY, inner.w), high), mm(1))
        self.name.place(name)
        texts = upper.cut_left(inner.w * 0.7)[0]
        if self.corner is not None:
            self.corner.place(self.box.cut_bottom(self.theme.target)[0].cut_right(self.theme.target)[0])
        self.hand.place(self.landscape.sun().inset(self.landscape.sun().w * 0.24))
        if self.theme.large_mm:
            self._invite_large(texts)
            return
        rows = texts.rows(len(self.invites), mm(1) if self.many else mm(2))
        for (greeting, line), row in zip(self.invites, rows, strict=True):
            first, second = row.cut_top(row.h * (0.54 if self.many else 0.58))
            greeting.valign = "bottom"
            greeting.place(first)
            line.place(second)

    def _invite_large(self, place: Box) -> None:
        """Welcome and invite in every language; only what to do where there is no room for both."""
        everything = [prompt for pair in self.invites for prompt in pair]
        lines = [line for _greeting, line in self.invites]
        gap = self.theme.mm(0.5)
        chosen = everything if self._holds(everything, place, gap) else lines
        for prompt in everything:
            if prompt not in chosen:
                prompt.place(NOWHERE)
        wide = next((each for each in GAPS_MM if self._holds(chosen, place, self.theme.mm(each))), GAPS_MM[-1])
        self.stack(place, chosen, gap_mm=wide, centre=True, paged=False)
