# SPDX-License-Identifier: EUPL-1.2
"""The instrument on stage: its picture and what to do at the left, how it stands and its numbers at the right.

Knows no device: everything comes out of the `InstrumentView`. It is made anew when its parts change, not its numbers.
"""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action, InstrumentView, ValueView, Wave
from ui.touch import pane_pages
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.pane_view import AT_WORK, blank, buttons_of, finished, has_gauge, shape, status
from ui.touch.theme import Size, Theme
from ui.touch.units import symbol
from ui.touch.widgets.advice import Advice
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.gauge import Gauge
from ui.touch.widgets.pager import Pager
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.pictures import Numeral, Picture
from ui.touch.widgets.prompt import Prompt, holds, text_height, text_width
from ui.touch.widgets.readings import beside, joined, parts, together
from ui.touch.widgets.value import ROOMY, Value, align, grid
from ui.touch.widgets.waveform import Waveform

NARROW_MM = 160.0
SMALLEST_PICTURE_MM = 16.0
"""With large text the words come first: a picture that would be smaller than this is left out."""
CARD_MM, ROW_MM = 34.0, 14.0
"""Numbers with less width each stand under each other, if each has this height."""
FLAT = 3.0
"""A card so many times as wide as high has the picture beside the words."""
INSIDE_LARGE_MM = 1.0
"""Margin above and below the words, with large text."""
BESIDE_GAUGE = 0.42
NUMBERS = 0.5
"""Shares of the width and the height, with large text."""
WITH_WAVE_MM = 26.0
"""Less height shows the numbers alone."""
WAVE_BELOW = 0.62
"""Share of the height that the numbers have above the curve."""


class Pane(Part):
    """One instrument. ``numbered``: it stands among several, or alone."""

    def __init__(
        self,
        theme: Theme,
        words: Words,
        view: InstrumentView,
        send: Callable[[Action, str], None],
        *,
        numbered: bool = True,
    ) -> None:
        super().__init__("pane")
        self.numbered = numbered
        self.theme = theme
        self.words = words
        self.shape = shape(view)
        self._send = send
        self._view = view
        self.picture = Picture("picture", theme)
        self.numeral = Numeral(
            theme, Prompt(theme, str(view.number), colour=theme.colours.surface, size=Size.LEAD, align="center")
        )
        self.numeral.spoken = words("speech.instrument", number=str(view.number))
        self.how = Prompt(theme, ident="how", valign="top")
        self.status = Prompt(theme, ident="sensor", size=Size.LEAD, colour=theme.colours.pine)
        self.advice = Advice(theme)
        self.kept = Prompt(theme, ident="kept", size=Size.LEAD, colour=theme.colours.quiet)
        self.values = [
            Value(theme, group[0].measure, self._name(view, group), symbol(group[0].unit)) for group in together(view)
        ]
        self._told: list[str] = []
        self.gauge = Gauge(theme, words)
        self.pleth = Waveform(theme, "pleth", words("value.wave"))
        self.buttons = [self._button(key) for key in buttons_of(view)]
        self.pager = Pager(theme, words, self.draw)
        for part in (self.picture, self.numeral, self.how, self.status, self.advice, self.kept, self.gauge, self.pleth,
                     *self.values, self.pager, *self.buttons):  # fmt: skip
            self.add_widget(part)
        self.show(view)

    def _name(self, view: InstrumentView, group: tuple[ValueView, ...]) -> str:
        """Name a card: a number by itself, several together by what the instrument measures."""
        return self.words(f"value.{group[0].measure}" if len(group) == 1 else f"short.{view.capability}")

    def _button(self, key: str) -> Button:
        words = {"stop": "measure.stop", "start": "measure.start", "again": self._view.retake or "guide.retake",
                 "retake": self._view.retake or "guide.retake"}  # fmt: skip
        action = {"stop": Action.MEASURE_STOP, "retake": Action.RETAKE}.get(key, Action.MEASURE_START)
        kind = {"stop": Kind.END, "retake": Kind.SECONDARY}.get(key, Kind.PRIMARY)
        size = Size.TITLE if key == "stop" else Size.LEAD
        number = str(self._view.number)
        ident = "stop" if key == "stop" else "retake" if key == "retake" else "start-measuring"
        button = Button(
            self.theme, ident, self.words(words[key]), lambda: self._send(action, number), kind=kind, size=size
        )
        button.urgent = key == "stop"
        return button

    def show(self, view: InstrumentView) -> None:
        """Take a new view of the same shape."""
        before, self._view = self._view, view
        words = self.words
        seen = view.state in AT_WORK
        self.picture.show(view.picture, words(f"picture.{view.picture}"), lit=seen)
        self.how.say(words(view.step))
        failed = bool(view.advice)
        self.status.say("" if failed else status(view, words))
        self.advice.say(words(view.advice) if failed else "")
        self.kept.say(beside(words, parts(view, words.language), "  ") if failed else "")
        for button in self.buttons:
            if button.ident == "start-measuring":
                button.wear(Kind.SECONDARY if view.done else Kind.PRIMARY)
        for part, group in zip(self.values, together(view), strict=True):
            part.show(joined(group, words.language), symbol(group[0].unit))
        self.gauge.show(view.progress)
        if not seen:
            self.pleth.clear()
        if self._is_other(before):
            self.draw()

    def _is_other(self, before: InstrumentView) -> bool:
        """Tell whether what stands there must be arranged anew after the view ``before``."""
        told = [prompt.text for prompt in self.prompts]
        other = told != self._told
        if other:
            self._told, self.pager.number = told, 0
        if any(asks(before) != asks(self._view) for asks in (lambda view: bool(view.advice), blank, finished)):
            return True
        return bool(self.theme.large_mm) and (other or (not self.hidden and pane_pages.crowded(self)))

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        return (self.how, self.status, self.advice.prompt, self.kept)

    @property
    def failed(self) -> bool:
        return bool(self._view.advice)

    @property
    def finished(self) -> bool:
        return finished(self._view)

    @property
    def measures(self) -> bool:
        """Whether there is something to see of a measurement under way."""
        return has_gauge(self._view)

    def put_away(self) -> None:
        """Hide everything; the whole of each text is to be shown again."""
        self.canvas.before.clear()
        for part in (self.picture, self.numeral, *self.prompts[:2], self.advice, self.kept, self.gauge, self.pleth,
                     *self.values, *self.buttons):  # fmt: skip
            part.place(NOWHERE)
        for prompt in self.prompts:
            prompt.page = None

    def wave(self, wave: Wave) -> None:
        """Take a chunk of its curve."""
        if self._view.waves:
            self.pleth.add(wave)

    def tick(self, now_s: float) -> None:
        self.pleth.tick(now_s)

    # ------------------------------------------------------------------------------------------ places

    def draw(self) -> None:
        if self.hidden:
            return
        if self.theme.large_mm:
            self.put_away()
        if self.theme.large_mm and self._stands():
            self._arrange_result(self._arrange_buttons(self.box))
        else:
            self._arrange_sides()
        if not self.theme.large_mm:
            return
        if pane_pages.crowded(self):
            pane_pages.arrange(self)
        else:
            self.pager.release(self)

    def _arrange_sides(self) -> None:
        """What to do at one side, how it stands and the numbers at the other."""
        narrow = self.box.w < self.theme.mm(NARROW_MM)
        beside = 0.48 if narrow or self.theme.large_mm else 0.42
        if self.theme.large_mm and has_gauge(self._view):
            beside = BESIDE_GAUGE
        left, right = self.box.split(beside, 0.46, self.theme.mm(4 if narrow else 5))
        if self.finished or (self.theme.large_mm and self._view.advice):
            left, right = NOWHERE, self.box
        self._arrange_left(left)
        self._arrange_right(right)

    def _stands(self) -> bool:
        """Tell whether there is nothing left to do but to read the result."""
        view = self._view
        return view.done and not view.waves and not view.advice and not has_gauge(view) and not blank(view)

    def _arrange_result(self, place: Box) -> None:
        """With large text: what was said above, and below it the numbers side by side, as wide as they need be."""
        mm, gap = self.theme.mm, self.theme.mm(3)
        for part in (self.numeral, self.status, self.advice, self.kept, self.gauge, self.pleth):
            part.place(NOWHERE)
        line = text_height(self.theme, "X", Size.BODY, place.w)
        said = text_height(self.theme, self.how.text, Size.BODY, place.w - 2 * mm(5)) + 2 * mm(INSIDE_LARGE_MM)
        numbers, upper = place.cut_bottom(max(2 * line + mm(4.5), place.h * NUMBERS), mm(2))
        if upper.h < said:
            numbers, upper = place, NOWHERE
        self._arrange_left(upper)
        needs = [value.width_for() for value in self.values]
        spare = (numbers.w - sum(needs) - gap * (len(needs) - 1)) / max(1, len(needs))
        for value, need in zip(self.values, needs, strict=True):
            box, numbers = numbers.cut_left(need + spare, gap)
            value.place(box)

    def _arrange_left(self, left: Box) -> None:
        mm = self.theme.mm
        self.canvas.before.clear()
        if left == NOWHERE:
            for part in (self.picture, self.numeral, self.how):
                part.place(NOWHERE)
            return
        with self.canvas.before:
            card(left, self.theme.colours.surface, self.theme.radius)
        inner = left.inset(mm(5), mm(INSIDE_LARGE_MM if self.theme.large_mm else 3))
        side, between = (mm(11), mm(3)) if self.numbered and not self.theme.large_mm else (0, 0)
        if side and text_width(self.theme, self.how.text, Size.BODY) > inner.w - side - between:
            side = between = 0  # the words come before their number
        needed = text_height(self.theme, self.how.text, Size.BODY, inner.w - side - between) + mm(1)
        if self.theme.large_mm and needed > inner.h - mm(SMALLEST_PICTURE_MM):
            needed = inner.h
            place, words = inner.cut_left(inner.h * 1.4, mm(4))
            if inner.w > FLAT * inner.h and holds(self.how, words):
                self.picture.place(place)
                self.numeral.place(NOWHERE)
                self.how.valign = "middle"
                self.how.place(words)
                return
        self.how.valign = "top"
        text = max(needed, side)
        if text > inner.h - mm(10 if not self.theme.large_mm else 0):
            text = inner.h  # words come before a picture
        words, picture = inner.cut_bottom(text, mm(2))
        self.picture.place(picture if picture.h else NOWHERE)
        disc, words = words.cut_left(side, between)
        self.numeral.place(disc.cut_top(min(side, disc.h))[0] if side else NOWHERE)
        self.how.place(words)

    def _arrange_right(self, right: Box) -> None:
        right = self._arrange_buttons(right)
        if self._view.advice:
            self._arrange_failure(right)
            return
        for hidden in (self.advice, self.kept):
            hidden.place(NOWHERE)
        if self._says_all():
            self.status.place(right)
            self._arrange_numbers(NOWHERE)
            return
        if self._needs_no_words():
            self.status.place(NOWHERE)
        else:
            right = self._arrange_status(right)
        self._arrange_numbers(right)

    def _arrange_buttons(self, place: Box) -> Box:
        """Put what can be done below; return what is left."""
        if not self.buttons:
            return place
        stop = any(button.ident == "stop" for button in self.buttons)
        row, rest = place.cut_bottom(max(self.theme.target, self.theme.mm(24) if stop else 0), self.theme.mm(2.5))
        for button, column in zip(self.buttons, row.columns(len(self.buttons), self.theme.mm(3)), strict=True):
            button.place(column)
        return rest

    def _arrange_status(self, right: Box) -> Box:
        """Put the sentence above the numbers; with large text the one or the other, where there is no room for both."""
        mm = self.theme.mm
        if not self.theme.large_mm:
            place, rest = right.cut_top(min(mm(20), right.h * 0.28), mm(2))
            self.status.place(place)
            return rest
        high = text_height(self.theme, self.status.text, self.status.text_size, right.w)
        place, rest = right.cut_top(high, mm(2))
        row = max((value.height_for(right.w) for value in self.values), default=0)
        if rest.h >= (row + mm(3)) * len(self.values) - mm(3) or has_gauge(self._view):
            self.status.place(place)
            return rest
        self.status.place(right if blank(self._view) else NOWHERE)
        return NOWHERE if blank(self._view) else right

    def _needs_no_words(self) -> bool:
        """Tell whether picture and numbers say it: a result stands, or a cuff inflates where there is little room."""
        if has_gauge(self._view):
            return self.box.w < self.theme.mm(NARROW_MM) or bool(self.theme.large_mm)
        return self._view.done and not self._view.waves

    def _says_all(self) -> bool:
        """Tell whether there is nothing to show but the sentence: a result that is not there yet needs no dashes."""
        return blank(self._view) and not self._view.waves and not has_gauge(self._view)

    def _arrange_failure(self, right: Box) -> None:
        """What to do now; and on one line what was measured before, which still stands."""
        self.status.place(NOWHERE)
        self._arrange_numbers(NOWHERE)
        high = max(self.theme.mm(10), text_height(self.theme, self.kept.text, Size.LEAD, right.w))
        row, right = right.cut_bottom(high if self.kept.text else 0, self.theme.mm(1))
        self.kept.place(row)
        self.advice.place(right)

    def _has_wave(self, place: Box) -> bool:
        """Tell whether there is room for the curve below the numbers."""
        mm = self.theme.mm
        if not self.theme.large_mm:
            return place.h >= mm(WITH_WAVE_MM)
        row = max((value.height_for(place.w) for value in self.values), default=0) + mm(3)
        return place.h * WAVE_BELOW >= row * len(self.values)

    def _arrange_numbers(self, place: Box) -> None:
        gauge = has_gauge(self._view) and place != NOWHERE
        self.gauge.place(place if gauge else NOWHERE)
        waving = self._view.waves and not gauge and self._has_wave(place)
        numbers, strip = place.cut_top(place.h * WAVE_BELOW, self.theme.mm(2.5)) if waving else (place, NOWHERE)
        self._place_values(NOWHERE if gauge else numbers)
        if waving and not self.theme.large_mm and any(value.name_prompt.scale < ROOMY for value in self.values):
            strip = NOWHERE  # names and numbers come before the curve
            self._place_values(place)
        self.pleth.place(strip)

    def _place_values(self, place: Box) -> None:
        widths = [len(group) for group in together(self._view)]
        mm, count = self.theme.mm, len(widths)
        narrow = place.w < count * mm(CARD_MM) and place.h >= count * mm(ROW_MM)
        boxes = grid(place, widths, mm(3), rows=narrow or bool(self.theme.large_mm))
        for value, box in zip(self.values, boxes, strict=True):
            value.place(box)
        if not self.theme.large_mm:
            align(self.values)
