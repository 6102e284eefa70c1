# SPDX-License-Identifier: EUPL-1.2
"""An instrument as the screens show it, out of its guide and of what it said. Pure."""

from __future__ import annotations

from datetime import datetime

from kiosk.capability import Command
from kiosk.messages import InstrumentView, ValueView
from kiosk.reading import UNITS, Failure, Measure, SensorState
from kiosk.station.entries import Entry
from kiosk.station.vitals import BUSY, Vitals

SQUEEZING = frozenset({SensorState.MEASURING, SensorState.UNSTABLE})
"""States in which there may be air in a cuff; one that is only looked up in its memory is ``searching``."""
_STARTABLE = frozenset({SensorState.READY, SensorState.STOPPED, SensorState.FAILED})
_TROUBLE = frozenset(
    {SensorState.SENSOR_FAULT, SensorState.GARBAGE, SensorState.SILENT, SensorState.UNPLUGGED, SensorState.FAILED}
)


def views(vitals: Vitals, now: datetime) -> tuple[InstrumentView, ...]:
    """Make a view of every numbered way of measuring."""
    return tuple(_view(vitals, entry, now) for entry in vitals.entries)


def in_trouble(vitals: Vitals, entry: Entry, now: datetime) -> bool:
    """Tell whether ``entry`` cannot measure, though it is meant to and has no result yet.

    A state that belongs to the usual course, such as a meter that waits to be plugged in, is no trouble.
    """
    state = vitals.state(entry)
    if state is SensorState.FAILED:
        return not vitals.has_result(entry, now)
    return state in _TROUBLE and not entry.guide.has_step(state) and not _stands(vitals, entry, now)


def squeezing(vitals: Vitals) -> Entry | None:
    """Return the entry whose cuff may be squeezing somebody now and can be stopped."""
    able = (entry for entry in vitals.entries if entry.guide.cuff and Command.STOP in entry.commands)
    return next((entry for entry in able if vitals.state(entry) in SQUEEZING), None)


def commands(entry: Entry, state: SensorState) -> tuple[Command, ...]:
    """List what ``entry`` can be told in ``state``."""
    if state in BUSY:
        return (Command.STOP,) if Command.STOP in entry.commands else ()
    return (Command.START,) if Command.START in entry.commands and state in _STARTABLE else ()


def _view(vitals: Vitals, entry: Entry, now: datetime) -> InstrumentView:
    state, guide = vitals.state(entry), entry.guide
    done = _stands(vitals, entry, now)
    step = guide.step(state)
    by_hand = Command.START not in entry.commands and step.by_hand
    rests = done and not guide.streams and state is not SensorState.FAILED
    return InstrumentView(
        name=entry.name,
        number=entry.number,
        capability=entry.capability,
        state=state,
        title=guide.title,
        step=guide.done if rests else (by_hand or step.text),
        picture=step.picture,
        advice=_advice(vitals, entry),
        retake=_retake(entry, state, done=done),
        values=tuple(_value(vitals, entry, measure, now) for measure in guide.shown),
        progress=_progress(vitals, entry, now),
        commands=commands(entry, state),
        waves=guide.wave is not None,
        trouble=in_trouble(vitals, entry, now),
        done=done,
    )


def _stands(vitals: Vitals, entry: Entry, now: datetime) -> bool:
    return vitals.has_result(entry, now) and not _under_way(entry, vitals.state(entry))


def _under_way(entry: Entry, state: SensorState) -> bool:
    """Tell whether a new result is on its way; until it is there no number is shown, lest it be taken for the new."""
    return state is SensorState.UNSTABLE or (entry.guide.cuff and state in SQUEEZING)


def _advice(vitals: Vitals, entry: Entry) -> str:
    change = vitals.change(entry)
    if change is None or change.state is not SensorState.FAILED:
        return ""
    return entry.guide.advice(change.failure or Failure.UNKNOWN)


def _retake(entry: Entry, state: SensorState, *, done: bool) -> str:
    if entry.guide.streams or (state in SQUEEZING and entry.guide.cuff):
        return ""
    again = Command.START in entry.commands and state in (SensorState.FAILED, SensorState.STOPPED)
    return entry.guide.retake if done or again else ""


def _value(vitals: Vitals, entry: Entry, measure: Measure, now: datetime) -> ValueView:
    reading = None if _under_way(entry, vitals.state(entry)) else vitals.value(entry, measure, now)
    if reading is None or reading.value is None:
        return ValueView(measure=measure, unit=UNITS[measure][0])
    return ValueView(measure=measure, text=f"{reading.value:f}", unit=reading.unit)


def _progress(vitals: Vitals, entry: Entry, now: datetime) -> ValueView | None:
    progress = vitals.progress(entry, now)
    if progress is None:
        return None
    return ValueView(measure=progress.measure, text=f"{progress.value:f}", unit=progress.unit)
