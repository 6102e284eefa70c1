# SPDX-License-Identifier: EUPL-1.2
"""What the screens share on which the person says how she wants to see, hear and operate them."""

from __future__ import annotations

from functools import partial

from kiosk.messages import Action
from kiosk.preferences import Preferences, Scan
from ui.touch.box import Box
from ui.touch.screens.base import Screen
from ui.touch.screens.shelf import shelve
from ui.touch.theme import Size
from ui.touch.widgets.choice_switch import ChoiceSwitch
from ui.touch.widgets.icons import Icon, half_disc, letters, speaker
from ui.touch.widgets.levelled import level
from ui.touch.widgets.pace import Pace
from ui.touch.widgets.part import NOWHERE
from ui.touch.widgets.prompt import text_height
from ui.touch.widgets.scan_choice import ScanChoice
from ui.touch.widgets.stepper import Stepper
from ui.touch.widgets.volume import Volume

Card = ChoiceSwitch | ScanChoice | Stepper

SWITCHES: dict[str, Icon] = {"speech": speaker, "large_text": letters, "high_contrast": half_disc}
"""Fields of `Preferences` that are on or off."""
TITLE_MM = 25.0
LINE_MM = 13.0
"""What one can do is plain to see where all of it stands on one page: the title is enough."""
TALLEST_MM = 50.0
UPPER = 0.51
"""Share of the height that the switches have above what is stepped through."""
LOUD = 0.59
"""Share of the width that the volume needs beside the switches."""
BESIDE = 1.9
"""Width over height of a switch with words beside its sign."""


class Wishing(Screen):
    """Shows what the station says has been chosen."""

    def offer(self) -> None:
        """Make the parts; called from `build`."""
        words = self.words
        self.title = self.prompt("title", words("how-to.title"), Size.TITLE)
        self.text = self.prompt("text", words("how-to.text"), Size.BODY, colour=self.theme.colours.quiet)
        states = (words("how-to.off"), words("how-to.on"))
        self.switches: dict[str, ChoiceSwitch] = {}
        for name, icon in SWITCHES.items():
            text, change = words(f"how-to.{name}"), partial(self._turn, name)
            self.switches[name] = ChoiceSwitch(self.theme, name, text, icon, states=states, on_change=change)
            self.add_widget(self.switches[name])
        self.volume = Volume(self.theme, words, lambda step: self._wish("volume_step", str(step)))
        self.scan = ScanChoice(self.theme, words, lambda scan: self._wish("scan", scan.value))
        self.pace = Pace(self.theme, words, lambda seconds: self._wish("scan_s", str(seconds)))
        for part in (self.volume, self.scan, self.pace):
            self.add_widget(part)
        self._paced = False

    def prefer(self, preferences: Preferences) -> None:
        for name, switch in self.switches.items():
            switch.turn(bool(getattr(preferences, name)))
        self.volume.show(preferences.volume_step)
        self.scan.show(preferences.scan)
        self.pace.show(preferences.scan_s)
        paced, self._paced = self._paced, preferences.scan is Scan.ONE_SWITCH
        if paced != self._paced and not self.hidden:
            self.draw()

    def _turn(self, name: str, on: bool) -> None:
        self._wish(name, "on" if on else "off")

    def _wish(self, name: str, value: str) -> None:
        self.send(Action.PREFER, f"{name}={value}")

    @property
    def _stepped(self) -> list[ScanChoice | Stepper]:
        """What is not only on or off; the pace belongs to one switch alone."""
        return [self.volume, self.scan, *([self.pace] if self._paced else [])]

    @property
    def _cards(self) -> list[Card]:
        return [*self.switches.values(), *self._stepped]

    def arrange(self, body: Box) -> None:
        if not self._paced:
            self.pace.place(NOWHERE)
        if self.theme.large_mm:
            self._arrange_large(body)
            return
        mm = self.theme.mm
        places = self._places(body.cut_top(mm(LINE_MM), mm(1))[1])
        fits = all(card.fits_in(place) for card, place in zip(self._cards, places, strict=True))
        words = max(mm(TITLE_MM), min(self.high((self.title, self.text), body.w, 1.5), round(body.h * 0.34)))
        head, rest = body.cut_top(mm(LINE_MM) if fits else words, mm(1))
        if body.h < 2 * self.theme.target + mm(TITLE_MM):
            head, rest = NOWHERE, body
        self.text.place(NOWHERE)
        self.title.place(head)
        if not fits:
            if head != NOWHERE:
                self.stack(head, (self.title, self.text), gap_mm=1.5, centre=True)
            self._shelve(rest)
            return
        self.pager.release(self)
        for card, place in zip(self._cards, places, strict=True):
            card.place(place)
        level(self._stepped)

    def _places(self, room: Box) -> list[Box]:
        """Find a place for all at once: what is on or off above what is stepped through."""
        mm = self.theme.mm
        upper, lower = room.cut_top(min(room.h * UPPER, mm(TALLEST_MM)), mm(3))
        lower = lower.cut_bottom(mm(1))[1]
        halves = lower.columns(len(self._stepped), mm(5)) if self._paced else lower.cut_left(lower.w * LOUD, mm(5))
        return [*upper.columns(len(self.switches), mm(3)), *halves]

    def _arrange_large(self, body: Box) -> None:
        """With large text: what there is room for, and the rest on further pages."""
        self.text.place(NOWHERE)
        high = text_height(self.theme, self.title.text, Size.TITLE, body.w)
        titled = body.h >= high + 2 * self.theme.target
        head, rest = body.cut_top(high if titled else 0, self.theme.mm(1))
        self.title.place(head if titled else NOWHERE)
        self._shelve(rest)

    def _shelve(self, place: Box) -> None:
        room = place.cut_bottom(self.theme.mm(1))[1]
        shelve(self.theme, self.pager, self, room, self._cards, BESIDE, paged=True)
        level(self._stepped)
