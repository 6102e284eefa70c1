# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin's lines of text is published.

A tick is a line, one a second. A line is known by its words, but there is no checksum over its digits: a number counts
when two lines in a row say it, so that a digit that was damaged on the way is never shown; a pulse that moves little
from line to line need not repeat (`RestlessChannel`).
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.framing import Line
from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, Sample
from drivers.nonin_2.interpret import sample_of
from drivers.nonin_8.interpret import NEAR_BPM
from drivers.nonin_ascii.decode import Second
from drivers.nonin_ascii.frame import NoninLineFramer
from drivers.stability import RestlessChannel, Rules
from kiosk.reading import Measure, SensorState

LINES_PER_S = 1


class NoninAsciiInterpreter(Interpreter[Line]):
    """Decide, line by line."""

    rate_hz = LINES_PER_S
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=2, settle=2, repeat=1, lapse=6)

    def __init__(self) -> None:
        super().__init__(NoninLineFramer())
        self._channels[Measure.PULSE] = RestlessChannel(self.rules, NEAR_BPM)

    def _take(self, frame: Line) -> Iterable[Item]:
        second = Second.decode(frame.text)
        if second is None:
            return []
        self._count(frame.raw)
        if frame.after_gap:
            self._interrupt()
        samples: dict[Measure, Sample] = {
            Measure.SPO2: sample_of(second.spo2_percent, None),
            Measure.PULSE: sample_of(second.hr_bpm, None),
        }
        missing = second.hr_bpm is None and second.spo2_percent is None
        return self._judge(samples, SensorState.SEARCHING if missing else SensorState.MEASURING, (), frame.raw)

    def _describe(self, frame: Line) -> Iterable[FrameView]:
        second = Second.decode(frame.text)
        if second is None:
            return []
        self._count(frame.raw)
        return [FrameView(tick=self._last_tick, name="line", raw=frame.raw, fields=second.fields())]
