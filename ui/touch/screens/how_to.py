# SPDX-License-Identifier: EUPL-1.2
"""How the person wants to see and hear the screen. Shows what the station says has been chosen."""

from __future__ import annotations

from functools import partial

from kiosk.messages import Action, HowToView
from kiosk.preferences import Preferences
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.screens.shelf import shelve
from ui.touch.theme import Size
from ui.touch.widgets.choice_switch import ChoiceSwitch
from ui.touch.widgets.icons import Icon, half_disc, letters, speaker
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.volume import Volume

SWITCHES: dict[str, Icon] = {"speech": speaker, "large_text": letters, "high_contrast": half_disc}
"""Fields of `Preferences` that are on or off."""
TITLE_MM = 25.0
TALLEST_MM = 56.0
BESIDE = 1.9
"""Width over height of a switch with words beside its sign."""


class HowTo(Screen):
    back = True

    def build(self, view: HowToView) -> None:
        words = self.words
        self.title = self.prompt("title", words("how-to.title"), Size.TITLE)
        self.text = self.prompt("text", words("how-to.text"), Size.BODY, colour=self.theme.colours.quiet)
        states = (words("how-to.off"), words("how-to.on"))
        self.switches: dict[str, ChoiceSwitch] = {}
        for name, icon in SWITCHES.items():
            text, change = words(f"how-to.{name}"), partial(self._prefer, name)
            self.switches[name] = ChoiceSwitch(self.theme, name, text, icon, states=states, on_change=change)
            self.add_widget(self.switches[name])
        self.volume = Volume(self.theme, words, lambda step: self.send(Action.PREFER, f"volume_step={step}"))
        self.add_widget(self.volume)
        self.action("continue", words("continue"), Action.CONTINUE)

    def prefer(self, preferences: Preferences) -> None:
        for name, switch in self.switches.items():
            switch.turn(bool(getattr(preferences, name)))
        self.volume.show(preferences.volume_step)

    def _prefer(self, name: str, on: bool) -> None:
        self.send(Action.PREFER, f"{name}={'on' if on else 'off'}")

    def arrange(self, body: Box) -> None:
        if self.theme.large_mm:
            self._arrange_large(body)
            return
        mm, target = self.theme.mm, self.theme.target
        titled = body.h >= 2 * target + mm(TITLE_MM)
        head, rest = body.cut_top(mm(TITLE_MM) if titled else 0, mm(1))
        if titled:
            self.stack(head, (self.title, self.text), gap_mm=1.5, centre=True)
        else:
            self.title.place(NOWHERE)
            self.text.place(NOWHERE)
        line, rest = rest.cut_bottom(target, mm(2.5))
        self.volume.place(line)
        lowest = len(SWITCHES) * target + (len(SWITCHES) - 1) * mm(3)
        below_each_other = rest.h > rest.w * 0.8 and rest.h >= lowest
        places = rest.rows(len(SWITCHES), mm(3)) if below_each_other else rest.columns(len(SWITCHES), mm(3))
        for switch, place in zip(self.switches.values(), places, strict=True):
            switch.place(place.cut_top(min(place.h, mm(TALLEST_MM)))[0])

    def _arrange_large(self, body: Box) -> None:
        """With large text: what there is room for, and the rest on further pages."""
        self.text.place(NOWHERE)
        high = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        titled = body.h >= high + 2 * self.theme.target
        head, rest = body.cut_top(high if titled else 0, self.theme.mm(1))
        self.title.place(head if titled else NOWHERE)
        cards = [*self.switches.values(), self.volume]
        shelve(self.theme, self.pager, self, rest.cut_bottom(self.theme.mm(1))[1], cards, BESIDE)
