# SPDX-License-Identifier: EUPL-1.2
"""The newest of everything the instruments said during a visit, for the patient's screen, the GP's page and the record.

Pure. A number that comes all the time is shown only while it is fresh, and an instrument that falls silent takes its
own with it, nobody else's. A result (blood pressure, weight, whatever comes as one act of measuring with a ``group``)
stands for the visit, until another takes its place.

Messages on the `vitals` channel, each JSON, lossy, repeated every second but for waves and progress:

* ``{"type": "reading", "id", "instrument", "group", "measure", "value", "absent", "unit", "at", "flags", "device"}``
  with ``device_time`` (the device's clock, without a zone) and ``clock_offset_s`` (how far it is ahead), or null;
  ``value`` is text, digit for digit, or null; readings of one act share a ``group`` (else empty); ``taken_by`` and
  ``helped_by`` (or null) say who took it, ``attempt`` which time in the visit it was, 0: it comes all the time;
* ``{"type": "sensor", "instrument", "capability", "state", "failure", "at"}``; ``capability`` may be null, ``failure``
  is null unless the state is ``failed``;
* ``{"type": "progress", "instrument", "measure", "value", "unit", "at"}``: the pressure in a cuff, never a reading;
* ``{"type": "wave", "measure", "seq", "at", "rate_hz", "lower", "upper", "samples"}``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from kiosk.capability import Instrument
from kiosk.guide import Guide
from kiosk.messages import Wave
from kiosk.reading import (
    InstrumentEvent,
    Measure,
    Progress,
    Reading,
    Scan,
    SensorChange,
    SensorState,
    TakenBy,
    WaveChunk,
)
from kiosk.station.entries import Entry, entries

FRESH_S = 5.0
"""For what belongs to no guide."""
PROGRESS_FRESH = timedelta(seconds=3)
KEPT_READINGS = 4096
"""An hour of two measures at their usual pace; what the GP may still accept."""

AWAY = frozenset({SensorState.UNPLUGGED, SensorState.SILENT, SensorState.GARBAGE, SensorState.CONNECTING})
"""States in which nothing new can be known."""
BUSY = frozenset({SensorState.MEASURING, SensorState.SEARCHING, SensorState.UNSTABLE})
_ENDED = frozenset({SensorState.FAILED, SensorState.STOPPED})


@dataclass(slots=True)
class Vitals:
    """Everything measured in one visit."""

    instruments: tuple[Instrument, ...]
    marks: tuple[TakenBy, TakenBy | None] = (TakenBy.PATIENT, None)
    """Who takes what is measured now, and who helps."""
    entries: tuple[Entry, ...] = field(init=False)
    _states: dict[tuple[str, str], SensorChange] = field(default_factory=dict)
    """By instrument and capability; the capability is empty for what is said of the whole instrument."""
    _latest: dict[tuple[str, Measure], Reading] = field(default_factory=dict)
    _progress: dict[tuple[str, Measure], Progress] = field(default_factory=dict)
    _kept: dict[str, Reading] = field(default_factory=dict)
    _acts: dict[tuple[str, Measure], list[str]] = field(default_factory=dict)
    """Groups of the acts that gave a value, in their order, by instrument and measure."""
    _answered: set[str] = field(default_factory=set)
    _wave_sequence: int = 0

    def __post_init__(self) -> None:
        self.entries = entries(self.instruments)

    def take(self, event: InstrumentEvent) -> dict[str, Any] | None:
        """Note ``event``; return what goes to the GP's page at once, as a `vitals` message, if anything does."""
        match event:
            case Reading():
                return self._take_reading(event)
            case SensorChange():
                return self._take_change(event)
            case Progress():
                self._progress[event.instrument, event.measure] = event
                return progress_message(event)
            case WaveChunk():
                self._wave_sequence += 1
                return wave_message(event, self._wave_sequence)
            case Scan():
                return None

    @property
    def measured(self) -> bool:
        """Whether there is any number at all."""
        return any(reading.value is not None for reading in self._latest.values())

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

    def group_of(self, reading: Reading) -> tuple[Reading, ...]:
        """Find all readings with a value of the act of measuring that ``reading`` is part of, in their order."""
        if not reading.group:
            return (reading,)
        return tuple(each for each in self._kept.values() if each.group == reading.group and each.valid)

    def attempt(self, reading: Reading) -> int:
        """Tell which act of this visit ``reading`` came from, the first being 1; 0: it comes all the time."""
        acts = self._acts.get((reading.instrument, reading.measure), [])
        return acts.index(reading.group) + 1 if reading.group in acts else 0

    def repeated(self, now: datetime) -> Iterator[dict[str, Any]]:
        """Yield the messages that are sent every second, because the channel may lose any of them.

        Instruments come in the order of their numbers: the GP's page shows them in the order in which it hears of them.
        """
        number = {each.name: place for place, each in enumerate(self.instruments)}
        states = sorted(self._states.items(), key=lambda item: number.get(item[0][0], len(number)))
        yield from (self._sensor_message(change) for _, change in states)
        standing = (reading for reading in self._latest.values() if self._stands(reading, now))
        yield from (reading_message(reading, self.attempt(reading)) for reading in standing)

    def forget_result(self, entry: Entry) -> None:
        """Take the result away from the screen, to be measured anew; the GP may still accept it."""
        for measure in (*entry.guide.shown, *entry.guide.also):
            self._latest.pop((entry.name, measure), None)

    # ------------------------------------------------------------------------------------------ what is known now

    def change(self, entry: Entry) -> SensorChange | None:
        """Return the newest that was said of the state of ``entry``."""
        return self._states.get((entry.name, entry.capability)) or self._states.get((entry.name, ""))

    def state(self, entry: Entry) -> SensorState:
        change = self.change(entry)
        return change.state if change is not None else SensorState.CONNECTING

    def ever_answered(self, instrument: str) -> bool:
        """Tell whether the instrument has been heard of in this visit, so that 'unplugged' differs from 'missing'."""
        return instrument in self._answered

    def value(self, entry: Entry, measure: Measure, now: datetime) -> Reading | None:
        """Return the reading with a value that stands for ``measure`` now."""
        reading = self._latest.get((entry.name, measure))
        if reading is None or not reading.valid or not self._stands(reading, now):
            return None
        return reading

    def newest(self, entry: Entry, now: datetime) -> Reading | None:
        """Return the newest reading with a value that stands for ``entry`` now."""
        found = [self.value(entry, measure, now) for measure in entry.guide.shown]
        return max((each for each in found if each is not None), key=lambda each: each.measured_at, default=None)

    def has_result(self, entry: Entry, now: datetime) -> bool:
        """Tell whether everything that ``entry`` is there for has a value."""
        return all(self.value(entry, measure, now) is not None for measure in entry.guide.done_with)

    def progress(self, entry: Entry, now: datetime) -> Progress | None:
        """Return what shows that ``entry`` is at work, while it is."""
        if self.state(entry) not in BUSY:
            return None
        found = (self._progress.get((entry.name, measure)) for measure in entry.guide.progress)
        return next((each for each in found if each is not None and now - each.at <= PROGRESS_FRESH), None)

    def complete(self, now: datetime) -> bool:
        """Tell whether everything was measured."""
        return bool(self.entries) and all(self.has_result(entry, now) for entry in self.entries)

    # ------------------------------------------------------------------------------------------ inside

    def _take_reading(self, reading: Reading) -> dict[str, Any] | None:
        if not reading.instrument and len(self.instruments) == 1:
            reading = replace(reading, instrument=self.instruments[0].name)
        if self.marks != (reading.taken_by, reading.helped_by):
            reading = replace(reading, taken_by=self.marks[0], helped_by=self.marks[1])
        guide, key = self._guide(reading), (reading.instrument, reading.measure)
        if guide is not None and not guide.streams:
            stands = self._latest.get(key)
            if not reading.valid and stands is not None and stands.valid:
                return None  # a result stands until another takes its place
            if guide.positive and reading.value is not None and reading.value <= 0:
                return None  # the empty device
            self._begin_act(reading, guide)
        self._latest[key] = reading
        self._keep(reading)
        return reading_message(reading, self.attempt(reading))

    def _begin_act(self, reading: Reading, guide: Guide) -> None:
        """Let go of the rest of an earlier act; a result also ends what was said of a failure before it."""
        for measure in (*guide.shown, *guide.also):
            old = self._latest.get((reading.instrument, measure))
            if old is not None and old.group != reading.group:
                del self._latest[reading.instrument, measure]
        if reading.valid:
            for key, change in self._states.items():
                if key[0] == reading.instrument and change.state in _ENDED:
                    self._states[key] = replace(change, state=SensorState.READY, failure=None, at=reading.measured_at)

    def _take_change(self, change: SensorChange) -> dict[str, Any]:
        name = change.instrument
        if not change.capability:
            for key in [key for key in self._states if key[0] == name]:
                del self._states[key]
        self._states[name, change.capability] = change
        about = [each for each in self.entries if each.name == name and change.capability in ("", each.capability)]
        if change.state in AWAY:
            self._blank(name, about)
        else:
            self._answered.add(name)
        if change.state not in BUSY:
            for entry in about:
                for measure in entry.guide.progress:
                    self._progress.pop((name, measure), None)
        return self._sensor_message(change)

    def _blank(self, name: str, about: list[Entry]) -> None:
        """Let go of what came all the time; results stay."""
        for key in [key for key in self._latest if key[0] == name]:
            guides = [each.guide for each in self.entries if each.name == name and each.covers(key[1])]
            mine = not guides or any(each.covers(key[1]) for each in about)
            if mine and not self._latest[key].group and all(guide.streams for guide in guides):
                del self._latest[key]

    def _guide(self, reading: Reading) -> Guide | None:
        of_it = [each for each in self.entries if each.name == reading.instrument]
        return next((each.guide for each in of_it if each.covers(reading.measure)), None)

    def _stands(self, reading: Reading, now: datetime) -> bool:
        guide = self._guide(reading)
        fresh_s = FRESH_S if guide is None else guide.fresh_s
        return bool(reading.group) or fresh_s is None or now - reading.measured_at <= timedelta(seconds=fresh_s)

    def _keep(self, reading: Reading) -> None:
        self._kept[reading.id] = reading
        acts = self._acts.setdefault((reading.instrument, reading.measure), [])
        if reading.valid and reading.group and reading.group not in acts:
            acts.append(reading.group)
        if len(self._kept) > KEPT_READINGS:
            self._kept.pop(next(iter(self._kept)))

    def _sensor_message(self, change: SensorChange) -> dict[str, Any]:
        first = next((each.capability for each in self.entries if each.name == change.instrument), None)
        return sensor_message(change, change.capability or first)


def reading_message(reading: Reading, attempt: int = 0) -> dict[str, Any]:
    """Write a reading for the `vitals` channel; the value travels as the device's own digits."""
    return {
        "type": "reading",
        "id": reading.id,
        "instrument": reading.instrument,
        "group": reading.group,
        "measure": reading.measure,
        "value": None if reading.value is None else f"{reading.value:f}",
        "absent": reading.absent,
        "unit": reading.unit,
        "at": _iso(reading.measured_at),
        "flags": list(reading.flags),
        "device_time": None if reading.device_time is None else reading.device_time.isoformat(timespec="seconds"),
        "clock_offset_s": reading.clock_offset_s,
        "taken_by": reading.taken_by,
        "helped_by": reading.helped_by,
        "attempt": attempt,
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


def sensor_message(change: SensorChange, capability: str | None) -> dict[str, Any]:
    """Write an instrument's state for the `vitals` channel."""
    return {
        "type": "sensor",
        "instrument": change.instrument,
        "capability": capability,
        "state": change.state,
        "failure": change.failure,
        "at": _iso(change.at),
    }


def progress_message(progress: Progress) -> dict[str, Any]:
    """Write what shows that an instrument is at work for the `vitals` channel."""
    return {
        "type": "progress",
        "instrument": progress.instrument,
        "measure": progress.measure,
        "value": f"{progress.value:f}",
        "unit": progress.unit,
        "at": _iso(progress.at),
    }


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
