# SPDX-License-Identifier: EUPL-1.2
"""What one can try who does not hear the GP: one thing at a time, with a picture, a sentence and the way to do it."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action
from kiosk.preferences import Preferences
from ui.touch.box import Box
from ui.touch.drawings.scenes import draw_scene
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, text_height
from ui.touch.widgets.volume import Volume

STEPS = ("louder", "headset", "write", "phone")
SMALLEST_PICTURE_MM = 14.0
BUTTON_MM = 80.0
VOLUME_HIGH_MM = 56.0
"""How high the volume is with its words above the bar, as it stands with large text."""


class CallHelp(Part):
    """``phone``: the clinic's number; without one nobody is told to ring it."""

    def __init__(self, theme: Theme, words: Words, *, gp: str, phone: str, send: Callable[[Action, str], None]) -> None:
        super().__init__("call-help")
        self.theme = theme
        self._words = words
        self._phone = phone
        self._steps = STEPS if phone else STEPS[:-1]
        self._step = 0
        self.title = Prompt(theme, words("call.help-title"), ident="help-title", size=Size.TITLE)
        self.told = Prompt(
            theme, words("call.help-told", gp=gp), ident="help-told", size=Size.BODY, colour=theme.colours.quiet
        )
        self.text = Prompt(theme, ident="help-text", size=Size.LEAD)
        self.volume = Volume(theme, words, lambda step: send(Action.PREFER, f"volume_step={step}"))
        self.write = Button(
            theme, "text-call", words("call.write-instead"), lambda: send(Action.TEXT_CALL, "on"),
            kind=Kind.PRIMARY, size=Size.LEAD,
        )  # fmt: skip
        for part in (self.title, self.told, self.text, self.volume, self.write):
            self.add_widget(part)
        self._show()

    def prefer(self, preferences: Preferences) -> None:
        self.volume.show(preferences.volume_step)

    def begin(self) -> None:
        """Start from the first thing to try."""
        self._step = 0
        self._show()

    def next(self) -> None:
        """Show the next thing to try; after the last comes the first."""
        self._step = (self._step + 1) % len(self._steps)
        self._show()
        self.draw()

    @property
    def step(self) -> str:
        return self._steps[self._step]

    def _show(self) -> None:
        self.text.text = self._words(f"call.help.{self.step}", phone=self._phone)

    def draw(self) -> None:
        self.canvas.before.clear()
        if self.hidden:
            return
        theme, mm = self.theme, self.theme.mm
        with self.canvas.before:
            card(self.box, theme.colours.surface, theme.radius)
        inner = self.box.inset(mm(1 if theme.large_mm else 6), mm(4))
        control = self.volume if self.step == "louder" else self.write if self.step == "write" else None
        for hidden in (self.volume, self.write):
            if hidden is not control:
                hidden.place(NOWHERE)
        rest = self._head(inner, control)
        if control is self.volume and (theme.large_mm or self.title.hidden):
            high = min(self._high(self.text, rest.w), rest.h - theme.target - mm(2))
            words, place = rest.cut_top(max(0, high), mm(2))  # words may be smaller, buttons may not
            self.text.box = NOWHERE
            self.text.place(words)
            control.place(place)
            return
        if control is not None:
            foot, rest = rest.cut_bottom(max(theme.target, mm(22)), mm(3))
            control.place(foot if control is self.volume else foot.cut_left(min(foot.w, mm(BUTTON_MM)))[0])
        self._body(rest)

    def _high(self, prompt: Prompt, width: int) -> int:
        return text_height(self.theme, prompt.text, prompt.text_size, width)

    def _head(self, inner: Box, control: Part | None) -> Box:
        """The heading, and that the GP knows, where the sentence and its control leave room; return what is left."""
        mm, gap = self.theme.mm, self.theme.mm(2)
        below = max(self.theme.target, mm(22)) + mm(3) if control is not None else 0
        if self.theme.large_mm and control is self.volume:
            below = mm(VOLUME_HIGH_MM)
        room = inner.h - self._high(self.text, inner.w) - below
        rest = inner
        for prompt in (self.title, self.told):
            prompt.box = NOWHERE
            high = self._high(prompt, inner.w)
            if room < high + gap:
                prompt.place(NOWHERE)
                room = 0
                continue
            place, rest = rest.cut_top(high, gap)
            prompt.place(place)
            room -= high + gap
        return rest

    def _body(self, place: Box) -> None:
        """The picture beside the sentence, or above it where it is narrow; words first with large text."""
        theme, mm = self.theme, self.theme.mm
        upright = place.upright_shape
        picture, words = place.cut_top(place.h * 0.4, mm(3)) if upright else place.cut_left(place.w * 0.34, mm(5))
        needed = text_height(theme, self.text.text, self.text.text_size, words.w)
        if needed > words.h or min(picture.w, picture.h) < mm(SMALLEST_PICTURE_MM):
            picture, words = NOWHERE, place
        self.text.box = NOWHERE
        self.text.place(words)
        with self.canvas.before:
            draw_scene(self.step, picture, theme)
