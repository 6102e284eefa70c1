# SPDX-License-Identifier: EUPL-1.2
"""What of a Nellcor's lines is published.

A tick is a line, one each 2 s. There is no checksum, so a number counts when two lines in a row say it. Lines of the
trend are never published: its heading says that they come, another heading or its end that they are over.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.framing import Line
from drivers.interpreter import Interpreter
from drivers.items import DeviceClock, DeviceName, FrameView, Item, Sample
from drivers.nellcor_text.decode import Moment
from drivers.nellcor_text.frame import COLUMNS, END_OF_TREND, HEADING, MENU, NellcorFramer
from drivers.stability import RestlessChannel, Rules
from kiosk.reading import AbsentReason, Failure, Measure, SensorState

LINES_PER_S = 0.5
NEAR_BPM = 2
"""A pulse that never repeats, but moves by no more from line to line, is taken (`RestlessChannel`)."""


class NellcorInterpreter(Interpreter[Line]):
    """Decide, line by line."""

    rate_hz = LINES_PER_S
    measures = (Measure.SPO2, Measure.PULSE)
    rules = Rules(confirm=2, settle=2, repeat=1, lapse=6)

    def __init__(self) -> None:
        super().__init__(NellcorFramer())
        self._channels[Measure.PULSE] = RestlessChannel(self.rules, NEAR_BPM)
        self._model = ""
        self._tells_clock = True
        self._trend = False
        self._told_trend = False

    def lost(self) -> list[Item]:
        self._tells_clock = True
        return super().lost()

    def _take(self, frame: Line) -> Iterable[Item]:
        moment = Moment.decode(frame.text)
        if moment is None:
            return self._heading(frame.text)
        return self._old() if self._trend else self._moment(moment, frame)

    def _moment(self, moment: Moment, frame: Line) -> list[Item]:
        self._count(frame.raw)
        self._told_trend, self.silence = False, SensorState.SILENT
        if frame.after_gap:
            self._interrupt()
        trouble = moment.trouble
        samples = {
            Measure.SPO2: _sample(moment.spo2_percent, trouble),
            Measure.PULSE: _sample(moment.pulse_bpm, trouble),
        }
        missing = moment.spo2_percent is None and moment.pulse_bpm is None
        state = trouble[1] if trouble else SensorState.SEARCHING if missing else SensorState.MEASURING
        judged = self._judge(samples, state, moment.flags, frame.raw, device_time=moment.clock)
        if not self._tells_clock or moment.clock is None:
            return judged
        self._tells_clock = False
        return [DeviceClock(time=moment.clock), *judged]

    def _heading(self, text: str) -> list[Item]:
        """Take a heading: it tells the model, and whether the lines below it are the trend's."""
        self._note_trend(text)
        said = HEADING.fullmatch(text) or MENU.fullmatch(text)
        told = said.groupdict() if said else {}
        model = told.get("model") or told.get("told") or ""
        if not model or model == self._model:
            return []
        self._model = model
        return [DeviceName(model=model)]

    def _note_trend(self, text: str) -> None:
        if heading := HEADING.fullmatch(text):
            self._trend = heading["trend"] is not None
        elif columns := COLUMNS.fullmatch(text):
            self._trend = columns["status"] is None
        elif END_OF_TREND.fullmatch(text):
            self._trend = False

    def _old(self) -> list[Item]:
        """Say once that what comes is of an earlier time."""
        if self._told_trend:
            return []
        self._told_trend, self.silence = True, SensorState.FAILED
        return [*super().lost(), *self._change(SensorState.FAILED, Failure.OLD_RESULT)]

    def _describe(self, frame: Line) -> Iterable[FrameView]:
        moment = Moment.decode(frame.text)
        if moment is None:
            self._note_trend(frame.text)
            fields = {"text": " ".join(frame.text.split())}
            return [FrameView(tick=self._last_tick, name="heading", raw=frame.raw, fields=fields)]
        if not self._trend:
            self._count(frame.raw)
        name = "trend" if self._trend else "line"
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=moment.fields())]


def _sample(value: int | None, trouble: tuple[AbsentReason, SensorState] | None) -> Sample:
    if trouble is not None:
        return Sample.missing(trouble[0])
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)
