# SPDX-License-Identifier: EUPL-1.2
"""Measuring: where the finger goes, what the instrument does, and its numbers."""

from __future__ import annotations

from kiosk.messages import Action, InstrumentView, MeasureView, Wave
from kiosk.reading import SensorState
from ui.touch import theme as t
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.part import card
from ui.touch.widgets.pictures import FingerClip, Numeral
from ui.touch.widgets.prompt import Prompt
from ui.touch.widgets.value import Value
from ui.touch.widgets.waveform import Waveform

SEES_FINGER = frozenset({SensorState.SEARCHING, SensorState.MEASURING, SensorState.NO_SIGNAL})


class Measure(Screen):
    leave = Leave.ASK

    def build(self, view: MeasureView) -> None:
        words, theme = self.words, self.theme
        self.title = self.prompt("title", words("measure.title"), Size.TITLE)
        self.picture = FingerClip(theme, "picture", words("measure.picture"))
        self.numeral = Numeral(theme, Prompt(theme, "1", colour=t.SURFACE, size=Size.LEAD, align="center"))
        self.how = self.prompt("how", words("measure.how"), Size.BODY, valign="top")
        self.state = self.prompt("sensor", "", Size.LEAD, colour=t.PINE)
        self.spo2 = Value(theme, "spo2", words("value.spo2"), words("unit.percent"))
        self.pulse = Value(theme, "pulse", words("value.pulse"), words("unit.per-minute"))
        self.pleth = Waveform(theme, "pleth", words("value.pleth"))
        for part in (self.picture, self.numeral, self.spo2, self.pulse, self.pleth):
            self.add_widget(part)
        self.go_on = self.action("continue", words("measure.skip"), Action.CONTINUE, Kind.SECONDARY)

    def show(self, view: MeasureView) -> None:
        instrument = view.instruments[0] if view.instruments else None
        self._show_instrument(instrument, view.complete)
        self.go_on.wear(Kind.PRIMARY if view.complete else Kind.SECONDARY)
        self.go_on.say(self.words("measure.continue" if view.complete else "measure.skip"))

    def _show_instrument(self, instrument: InstrumentView | None, complete: bool) -> None:
        if instrument is None:
            self.state.say(self.words("sensor.none"))
            return
        measured = complete and instrument.state is SensorState.MEASURING
        self.state.say(self.words("sensor.complete" if measured else f"sensor.{instrument.state}"))
        self.picture.light(instrument.state in SEES_FINGER)
        if instrument.state not in SEES_FINGER:
            self.pleth.clear()
        self.spo2.show(instrument.spo2)
        self.pulse.show(instrument.pulse)

    def wave(self, wave: Wave) -> None:
        self.pleth.add(wave)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.pleth.tick(now_s)

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        head, rest = body.cut_top(mm(15) if body.h > mm(72) else 0, mm(1))
        self.title.place(head)
        rest = rest.cut_bottom(mm(2))[1]
        left, right = rest.cut_left(rest.w * 0.42, mm(5))
        self._arrange_left(left)
        state, right = right.cut_top(min(mm(20), right.h * 0.28), mm(2))
        self.state.place(state)
        numbers, strip = right.cut_top(right.h * 0.62, mm(3))
        for value, column in zip((self.spo2, self.pulse), numbers.columns(2, mm(4)), strict=True):
            value.place(column)
        self.pleth.place(strip)

    def _arrange_left(self, left: Box) -> None:
        mm = self.theme.mm
        self.canvas.before.clear()
        with self.canvas.before:
            card(left, t.SURFACE, self.theme.radius)
        inner = left.inset(mm(5), mm(4))
        picture, text = inner.cut_top(max(mm(10), min(inner.h * 0.5, inner.h - mm(37))), mm(3))
        self.picture.place(picture)
        disc, words = text.cut_left(mm(11), mm(4))
        self.numeral.place(disc.cut_top(min(mm(11), disc.h))[0])
        self.how.place(words)
