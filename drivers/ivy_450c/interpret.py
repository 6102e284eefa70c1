# SPDX-License-Identifier: EUPL-1.2
"""What of an Ivy's blocks is published.

A tick is a block, one a second. There is no checksum: a number counts when two blocks in a row say it. The blood
pressure is different: the last result stands in every block, whoever's arm it was. What stands there at the beginning
is shown out of recordings only; a result counts when it appears anew.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.interpreter import Interpreter, fingerprint
from drivers.items import FrameView, Item, PublishedState, PublishedWave, Sample, WaveSpec
from drivers.ivy_450c.decode import ETCO2_LEAST, Parameter, number_of
from drivers.ivy_450c.frame import IvyFramer, Piece
from drivers.stability import RestlessChannel, Rules
from kiosk.reading import AbsentReason, Flag, Measure, SensorState

PULSE_TOP = 300
NEAR_BPM = 2
"""A rate that never repeats, but moves by no more from block to block, is taken (`RestlessChannel`)."""
BREATHING = WaveSpec(rate_hz=50, lower=0, upper=255, measure=Measure.BREATHING)
PLETH = WaveSpec(rate_hz=50, lower=0, upper=255, measure=Measure.PLETH)
ECG = WaveSpec(rate_hz=200, lower=0, upper=255, measure=Measure.ECG)
WAVES: tuple[tuple[WaveSpec, str, int, int], ...] = (
    (ECG, "HR", 0, 200),
    (BREATHING, "RR", 200, 250),
    (PLETH, "SPO2", 250, 300),
)
"""Each waveform, whose line says whether it is any, and where it stands; behind it are two invasive pressures."""

Pressure = tuple[int, int, int | None, int | None]
STREAMED: dict[str, tuple[Measure, ...]] = {
    "HR": (Measure.HEART_RATE,),
    "RR": (Measure.RESPIRATION,),
    "ETCO2": (Measure.END_TIDAL_CO2,),
    "SPO2": (Measure.SPO2, Measure.PULSE),
}


class IvyInterpreter(Interpreter[Piece]):
    """Decide, piece by piece."""

    rate_hz = 1
    waves = (ECG, BREATHING, PLETH)
    measures = tuple(measure for measures in STREAMED.values() for measure in measures)
    rules = Rules(confirm=2, settle=2, repeat=1, lapse=6)

    def __init__(self) -> None:
        super().__init__(IvyFramer())
        for measure in (Measure.HEART_RATE, Measure.PULSE):
            self._channels[measure] = RestlessChannel(self.rules, NEAR_BPM)
        self._lines: dict[str, Parameter] = {}
        """The lines of the block under way, by name."""
        self._known: dict[str, bool] = {}
        """Which lines of the block before had a number."""
        self._wave_blocks = 0
        self._forget_pressure()

    def lost(self) -> list[Item]:
        self._lines.clear()
        self._known = {}
        self._forget_pressure()
        return super().lost()

    def _take(self, frame: Piece) -> Iterable[Item]:
        if not frame.text:
            return self._block(frame)
        if not self.ticks:
            return []  # the rest of a block whose beginning was missed
        self.stream_bytes += len(frame.raw)
        said = Parameter.decode(frame.text)
        if said is None or said.name in self._lines:
            return []
        self._lines[said.name] = said
        return self._pressure(said, frame.raw) if said.name == "NIBP" else self._stream(said, frame.raw)

    def _block(self, frame: Piece) -> list[Item]:
        """Take the beginning of a block, which is the end of the one before."""
        items = self._end_of_block() if self.ticks else []
        self._count(frame.raw)
        return items + self._waves(frame.waves)

    def _end_of_block(self) -> list[Item]:
        items: list[Item] = []
        for name, measures in STREAMED.items():
            for measure in measures if name not in self._lines else ():
                if self._channels[measure].shows_a_value:
                    missed = self._channels[measure].take(Sample.missing(AbsentReason.NOT_MEASURED))
                    self._append(items, measure, missed, (), "")
        state = self._state.take(self._state_of_block())
        if state is not None:
            items.append(PublishedState(tick=self._last_tick, state=state))
        self._known = {name: said.trouble is None and said.numbers[0] is not None for name, said in self._lines.items()}
        self._lines.clear()
        return items

    def _state_of_block(self) -> SensorState:
        if any(said.whole() is not None for name, said in self._lines.items() if name in STREAMED):
            return SensorState.MEASURING
        oximeter = self._lines.get("SPO2")
        return oximeter.trouble[1] if oximeter is not None and oximeter.trouble else SensorState.READY

    def _waves(self, waves: bytes) -> list[Item]:
        items: list[Item] = []
        for spec, name, start, end in WAVES if waves else ():
            length = end - start
            good = self._known.get(name, True)
            samples = tuple(waves[start:end]) if good else (None,) * length
            tick = self._wave_blocks * length
            for at in (0, length // 2):
                half = samples[at : at + length // 2]
                items.append(PublishedWave(tick=tick + at, samples=half, measure=spec.measure))
        self._wave_blocks += bool(waves)
        return items

    def _stream(self, said: Parameter, raw: bytes) -> list[Item]:
        items: list[Item] = []
        for measure in STREAMED.get(said.name, ()):
            accepted = self._channels[measure].take(_sample(said, _value(said, measure)))
            self._append(items, measure, accepted, (), fingerprint(raw))
        return items

    def _forget_pressure(self) -> None:
        self._pending: Pressure | None = None
        self._runs = 0
        self._standing: Pressure | None = None
        self._pressure_known = False

    def _pressure(self, said: Parameter, raw: bytes) -> list[Item]:
        """Take the result that stands in this block; two blocks must agree about it."""
        now = _pressure_of(said)
        self._runs = self._runs + 1 if now == self._pending else 1
        self._pending = now
        if self._runs < self.rules.confirm or (self._pressure_known and now == self._standing):
            return []
        old, self._pressure_known, self._standing = not self._pressure_known, True, now
        if now is None:
            return []
        measures = (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.MEAN_PRESSURE, Measure.CUFF_PULSE)
        samples = {measure: Sample.of(value) for measure, value in zip(measures, now, strict=True) if value is not None}
        return self._results(samples, raw, flags=(Flag.FROM_MEMORY,) if old else (), older=old)

    def _describe(self, frame: Piece) -> Iterable[FrameView]:
        if not frame.text:
            self._count(frame.raw)
            return [FrameView(tick=self._last_tick, name="block", raw=frame.raw, fields={"waves": len(frame.waves)})]
        said = Parameter.decode(frame.text)
        name = frame.text.partition("=")[0].lower()
        fields = {"text": frame.text} if said is None else said.fields()
        return [FrameView(tick=self._last_tick, name=name, raw=frame.raw, fields=fields)]


def _value(said: Parameter, measure: Measure) -> int | None:
    if measure is Measure.PULSE:
        return None if said.trouble else number_of(said.pulse, PULSE_TOP)
    value = said.whole()
    if measure is Measure.END_TIDAL_CO2 and value is not None and value < ETCO2_LEAST:
        return None
    return value


def _sample(said: Parameter, value: int | None) -> Sample:
    if said.trouble is not None:
        return Sample.missing(said.trouble[0])
    return Sample.missing(AbsentReason.NOT_MEASURED) if value is None else Sample.of(value)


def _pressure_of(said: Parameter) -> Pressure | None:
    systolic, diastolic = said.whole(0), said.whole(1)
    if systolic is None or diastolic is None or systolic <= diastolic:
        return None
    return systolic, diastolic, said.whole(2), said.whole(3)
