# SPDX-License-Identifier: EUPL-1.2
"""The plethysmogram, drawn as it is on bedside monitors: a line that stands still and is written over from the left.

The picture is information, not decoration, so it is drawn with reduced motion too; nothing scrolls.
"""

from __future__ import annotations

from typing import Any

from kivy.graphics import Color, InstructionGroup, Line

from kiosk.messages import Wave
from ui.touch.playout import Playout
from ui.touch.theme import Theme
from ui.touch.widgets.part import NOWHERE, Part, card
from ui.touch.widgets.prompt import Prompt, scale_in

SWEEP_S = 6.0
LEAST = 0.75
"""Smaller words are left out: the curve will be there soon."""
GAP_SHARE = 0.04
"""Part of the width kept empty ahead of the pen."""
SMALLEST_SPAN = 0.1
"""A weak pulse is drawn larger, but noise is not blown up beyond this share of the device's range."""


class Waveform(Part):
    """A strip that plays out `Wave` chunks."""

    role = "image"

    def __init__(self, theme: Theme, ident: str, name: str) -> None:
        super().__init__(ident)
        self.theme = theme
        self.name = name
        self.playout = Playout()
        self._trace: list[float | None] = []
        self._pen = 0
        self._low, self._high = 0.0, 1.0
        self.words = Prompt(theme, colour=theme.colours.quiet, align="center")
        self.words.role = ""
        self.add_widget(self.words)
        self._curve = InstructionGroup()
        self.canvas.after.add(self._curve)

    def hint(self, text: str) -> None:
        """Say ``text`` while there is no curve."""
        self.words.say(text)

    def clear(self) -> None:
        """Forget the curve: the sensor sees nobody."""
        self.playout = Playout()
        self._trace, self._pen = [], 0
        self._draw_trace()

    def add(self, wave: Wave) -> None:
        """Take a chunk."""
        self.playout.add(wave.seq, wave.rate_hz, wave.lower, wave.upper, wave.samples)

    def tick(self, now_s: float) -> None:
        """Draw what is due."""
        samples = self.playout.take(now_s)
        if not samples:
            return
        length = round(SWEEP_S * self.playout.rate_hz)
        if len(self._trace) != length:
            self._trace, self._pen = [None] * length, 0
        for sample in samples:
            self._trace[self._pen] = sample
            self._pen = (self._pen + 1) % length
        for ahead in range(round(GAP_SHARE * length)):
            self._trace[(self._pen + ahead) % length] = None
        self._draw_trace()

    def draw(self) -> None:
        self.canvas.before.clear()
        with self.canvas.before:
            card(self.box, self.theme.colours.surface, self.theme.radius)
        self._draw_trace()

    def hide(self) -> None:
        super().hide()
        self._curve.clear()

    def _draw_trace(self) -> None:
        self._curve.clear()
        if self.hidden:
            return
        present = [sample for sample in self._trace if sample is not None]
        if len(present) < 2:
            place = self.box.inset(self.theme.mm(2), self.theme.mm(0.5))
            legible = self.theme.large_mm or scale_in(self.words, place) >= LEAST
            self.words.place(place if legible else NOWHERE)
            return
        self.words.place(NOWHERE)
        self._settle(min(present), max(present))
        self._curve.add(Color(*self.theme.colours.pulse.rgba))
        for points in self._runs():
            self._curve.add(Line(points=points, width=max(1.1, self.theme.mm(0.25)), joint="round"))

    def _settle(self, low: float, high: float) -> None:
        middle, half = (low + high) / 2, max((high - low) / 2, SMALLEST_SPAN / 2)
        self._low += (middle - half - self._low) * 0.2
        self._high += (middle + half - self._high) * 0.2

    def _runs(self) -> list[list[float]]:
        inner = self.box.inset(self.theme.mm(2), self.theme.mm(2))
        step = inner.w / max(1, len(self._trace) - 1)
        scale = inner.h / max(1e-6, self._high - self._low)
        runs: list[list[float]] = [[]]
        for index, sample in enumerate(self._trace):
            if sample is None:
                runs.append([])
            else:
                y = inner.y + min(max((sample - self._low) * scale, 0), inner.h)
                runs[-1] += [inner.x + index * step, y]
        return [run for run in runs if len(run) >= 4]

    def describe(self) -> dict[str, Any]:
        drawn = sum(sample is not None for sample in self._trace)
        return {"text": self.name, "state": "drawn" if drawn > 1 else "empty", "samples": drawn}
