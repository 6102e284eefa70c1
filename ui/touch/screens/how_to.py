# SPDX-License-Identifier: EUPL-1.2
"""How the person wants to see and hear the screen. Shows what the station says has been chosen."""

from __future__ import annotations

from kiosk.messages import Action, HowToView
from kiosk.preferences import Preferences
from kiosk.volume import STEPS, clamped
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.theme import Size
from ui.touch.widgets.bar import Bar
from ui.touch.widgets.choice_switch import ChoiceSwitch
from ui.touch.widgets.icons import Icon, half_disc, letters, minus, plus, speaker
from ui.touch.widgets.part import NOWHERE

SWITCHES: dict[str, Icon] = {"speech": speaker, "large_text": letters, "high_contrast": half_disc}
"""Fields of `Preferences` that are on or off."""
TITLE_MM = 25.0
TALLEST_MM = 56.0
SIGNED_FROM_MM = 40.0
"""A narrower button has room for its word alone."""


class HowTo(Screen):
    back = True

    def build(self, view: HowToView) -> None:
        words = self.words
        self.preferences = Preferences()
        self.title = self.prompt("title", words("how-to.title"), Size.TITLE)
        self.text = self.prompt("text", words("how-to.text"), Size.BODY, colour=self.theme.colours.quiet)
        states = (words("how-to.off"), words("how-to.on"))
        self.switches: dict[str, ChoiceSwitch] = {}
        for name, icon in SWITCHES.items():
            switch = ChoiceSwitch(
                self.theme, name, words(f"how-to.{name}"), icon, states=states,
                on_change=lambda on, name=name: self._prefer(name, on),  # type: ignore[misc]
            )  # fmt: skip
            self.switches[name] = switch
            self.add_widget(switch)
        self.volume = self.prompt("volume-words", "", Size.BODY, align="center")
        self.quieter = self.button("quieter", words("how-to.quieter"), lambda: self._volume(-1), icon=minus)
        self.bar = Bar(self.theme, "volume")
        self.add_widget(self.bar)
        self.louder = self.button("louder", words("how-to.louder"), lambda: self._volume(1), icon=plus)
        self.action("continue", words("continue"), Action.CONTINUE)

    def prefer(self, preferences: Preferences) -> None:
        self.preferences = preferences
        for name, switch in self.switches.items():
            switch.turn(bool(getattr(preferences, name)))
        step = preferences.volume_step + 1
        self.volume.say(self.words("how-to.volume", step=str(step), steps=str(STEPS)))
        self.bar.show(step / STEPS)
        self.quieter.enable(preferences.volume_step > 0)
        self.louder.enable(preferences.volume_step < STEPS - 1)

    def _prefer(self, name: str, on: bool) -> None:
        self.send(Action.PREFER, f"{name}={'on' if on else 'off'}")

    def _volume(self, by: int) -> None:
        self.send(Action.PREFER, f"volume_step={clamped(self.preferences.volume_step + by)}")

    def arrange(self, body: Box) -> None:
        mm, target = self.theme.mm, self.theme.target
        titled = body.h >= 2 * target + mm(TITLE_MM)
        head, rest = body.cut_top(mm(TITLE_MM) if titled else 0, mm(1))
        if titled:
            self.stack(head, (self.title, self.text), gap_mm=1.5, centre=True)
        else:
            self.title.place(NOWHERE)
            self.text.place(NOWHERE)
        line, rest = rest.cut_bottom(target, mm(2.5))
        self._arrange_volume(line)
        lowest = len(SWITCHES) * target + (len(SWITCHES) - 1) * mm(3)
        below_each_other = rest.h > rest.w * 0.8 and rest.h >= lowest
        places = rest.rows(len(SWITCHES), mm(3)) if below_each_other else rest.columns(len(SWITCHES), mm(3))
        for switch, place in zip(self.switches.values(), places, strict=True):
            switch.place(place.cut_top(min(place.h, mm(TALLEST_MM)))[0])

    def _arrange_volume(self, line: Box) -> None:
        mm = self.theme.mm
        wide = max(self.theme.target, line.w * 0.25)
        self.quieter.icon, self.louder.icon = (minus, plus) if wide > mm(SIGNED_FROM_MM) else (None, None)
        less, middle = line.cut_left(wide, mm(4))
        more, middle = middle.cut_right(wide, mm(4))
        self.quieter.place(less)
        self.louder.place(more)
        words, bar = middle.cut_top(middle.h * 0.55, mm(1))
        self.volume.place(words)
        self.bar.place(bar.centred(bar.w, min(bar.h, mm(6))))
