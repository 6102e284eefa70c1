# SPDX-License-Identifier: EUPL-1.2
"""The newest of everything the instruments said during a visit, for the patient's screen, the GP's page and the record.

Pure. A number is shown only while it is fresh: an instrument that falls silent takes its numbers with it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from kiosk.messages import InstrumentView, Wave
from kiosk.reading import InstrumentEvent, Measure, Reading, SensorChange, SensorState, WaveChunk

FRESH = timedelta(seconds=5)
KEPT_READINGS = 4096
"""An hour of two measures at their usual pace; what the GP may still accept."""

_BLANKING = frozenset({SensorState.UNPLUGGED, SensorState.SILENT, SensorState.GARBAGE, SensorState.CONNECTING})


@dataclass(slots=True)
class Vitals:
    """Everything measured in one visit."""

    instruments: tuple[str, ...]
    _states: dict[str, SensorChange] = field(default_factory=dict)
    _latest: dict[Measure, Reading] = field(default_factory=dict)
    _kept: dict[str, Reading] = field(default_factory=dict)
    _answered: set[str] = field(default_factory=set)
    _wave_sequence: int = 0

    def take(self, event: InstrumentEvent) -> dict[str, Any] | None:
        """Note ``event``; return what goes to the GP's page at once, as a `vitals` message."""
        match event:
            case Reading():
                self._latest[event.measure] = event
                self._keep(event)
                return reading_message(event)
            case SensorChange():
                self._states[event.instrument] = event
                if event.state in _BLANKING:
                    self._latest.clear()
                else:
                    self._answered.add(event.instrument)
                return sensor_message(event)
            case WaveChunk():
                self._wave_sequence += 1
                return wave_message(event, self._wave_sequence)

    def wave(self, chunk: WaveChunk) -> Wave:
        """Make the patient's screen's copy of a chunk that was taken."""
        return Wave(
            seq=self._wave_sequence,
            rate_hz=chunk.rate_hz,
            lower=chunk.lower,
            upper=chunk.upper,
            samples=chunk.samples,
        )

    def find(self, reading_id: str) -> Reading | None:
        """Find a reading of this visit that has a value and may be accepted."""
        reading = self._kept.get(reading_id)
        return reading if reading is not None and reading.valid else None

    def repeated(self, now: datetime) -> Iterator[dict[str, Any]]:
        """Yield the messages that are sent every second, because the channel may lose any of them."""
        yield from (sensor_message(change) for change in self._states.values())
        yield from (reading_message(reading) for reading in self._latest.values() if self._fresh(reading, now))

    def views(self, now: datetime) -> tuple[InstrumentView, ...]:
        return tuple(
            InstrumentView(
                name=name,
                state=self.state(name),
                spo2=self._text(Measure.SPO2, now),
                pulse=self._text(Measure.PULSE, now),
            )
            for name in self.instruments
        )

    def state(self, instrument: str) -> SensorState:
        change = self._states.get(instrument)
        return change.state if change is not None else SensorState.CONNECTING

    def ever_answered(self, instrument: str) -> bool:
        """Tell whether the instrument has been heard of in this visit, so that 'unplugged' differs from 'missing'."""
        return instrument in self._answered

    def complete(self, now: datetime) -> bool:
        """Tell whether both numbers are there."""
        return all(self._text(measure, now) for measure in (Measure.SPO2, Measure.PULSE))

    def _text(self, measure: Measure, now: datetime) -> str:
        reading = self._latest.get(measure)
        if reading is None or reading.value is None or not self._fresh(reading, now):
            return ""
        return str(reading.value)

    @staticmethod
    def _fresh(reading: Reading, now: datetime) -> bool:
        return now - reading.measured_at <= FRESH

    def _keep(self, reading: Reading) -> None:
        self._kept[reading.id] = reading
        if len(self._kept) > KEPT_READINGS:
            self._kept.pop(next(iter(self._kept)))


def reading_message(reading: Reading) -> dict[str, Any]:
    """Write a reading for the `vitals` channel; the value travels as the device's own digits."""
    return {
        "type": "reading",
        "id": reading.id,
        "measure": reading.measure,
        "value": None if reading.value is None else str(reading.value),
        "absent": reading.absent,
        "unit": reading.unit,
        "at": _iso(reading.measured_at),
        "flags": list(reading.flags),
        "device": {"maker": reading.device.maker, "model": reading.device.model, "serial": reading.device.serial},
    }


def wave_message(chunk: WaveChunk, sequence: int) -> dict[str, Any]:
    """Write a waveform chunk for the `vitals` channel."""
    return {
        "type": "wave",
        "measure": chunk.measure,
        "seq": sequence,
        "at": _iso(chunk.started_at),
        "rate_hz": chunk.rate_hz,
        "lower": chunk.lower,
        "upper": chunk.upper,
        "samples": list(chunk.samples),
    }


def sensor_message(change: SensorChange) -> dict[str, Any]:
    """Write an instrument's state for the `vitals` channel."""
    return {"type": "sensor", "instrument": change.instrument, "state": change.state, "at": _iso(change.at)}


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
