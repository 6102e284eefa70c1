# SPDX-License-Identifier: EUPL-1.2
"""Measuring: the instruments, the one on stage with its steps and numbers, and the ways on."""

from __future__ import annotations

from kiosk.messages import Action, InstrumentView, MeasureView, Wave
from ui.touch.bench import Bench
from ui.touch.box import Box
from ui.touch.screens.base import Leave, Screen
from ui.touch.theme import Size
from ui.touch.widgets.button import Kind
from ui.touch.widgets.part import NOWHERE


class Measure(Screen):
    leave = Leave.ASK

    def build(self, view: MeasureView) -> None:
        self.title = self.prompt("title", "", Size.TITLE)
        self.nothing = self.prompt("sensor", "", Size.LEAD)
        self.bench = Bench(self.theme, self.words, self.send)
        self.add_widget(self.bench)
        self.go_on = self.action("continue", self.words("measure.skip"), Action.CONTINUE, Kind.SECONDARY)
        self.another = self.button(
            "next", self.words("measure.next"), lambda: self.send(Action.NEXT_INSTRUMENT), size=Size.LEAD
        )

    def show(self, view: MeasureView) -> None:
        shown = self.bench.show(view.instruments, view.shown)
        self.title.say(self.words(shown.title if shown is not None else "measure.title"))
        nothing, self.nothing.text = self.nothing.text, "" if shown is not None else self.words("sensor.none")
        changed = self._show_ways_on(view, shown)
        if nothing != self.nothing.text:
            self.nothing.place(NOWHERE)
            changed = True
        if changed and self.box.w:
            self.draw()

    def _show_ways_on(self, view: MeasureView, shown: InstrumentView | None) -> bool:
        """Word the ways on; tell whether they need other places than they have."""
        done = any(each.done for each in view.instruments)
        complete = view.complete or shown is None
        self.go_on.wear(Kind.PRIMARY if complete else Kind.SECONDARY)
        key = "measure.continue" if complete else "measure.enough" if done else "measure.skip"
        worded = self.go_on.label.text
        self.go_on.say(self.words(key))
        self.another.wear(Kind.PRIMARY if shown is not None and shown.done else Kind.SECONDARY)
        others = any(not each.done for each in view.instruments if each is not shown)
        actions = [self.go_on, self.another] if others else [self.go_on]
        if actions == self.actions:
            return bool(worded != self.go_on.label.text)
        self.actions = actions
        self.another.place(NOWHERE)
        return True

    def stops(self, cuff: int) -> bool:
        return self.bench.stops

    def wave(self, wave: Wave) -> None:
        self.bench.wave(wave)

    def tick(self, now_s: float) -> None:
        super().tick(now_s)
        self.bench.tick(now_s)

    def arrange(self, body: Box) -> None:
        mm = self.theme.mm
        titled = body.h > mm(110 if self.theme.large_mm else 72) and not self.bench.rail.needed
        head, rest = body.cut_top(mm(15) if titled else 0, mm(1))
        self.title.place(head if titled else NOWHERE)
        rest = rest.cut_bottom(mm(0.5 if self.theme.large_mm else 2))[1]
        self.nothing.place(rest if self.nothing.text else NOWHERE)
        self.bench.place(NOWHERE if self.nothing.text else rest)
