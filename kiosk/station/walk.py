# SPDX-License-Identifier: EUPL-1.2
"""Which steps the visit has that goes on, and which of them have nothing to show just now. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from kiosk.capability import Capability, Instrument
from kiosk.drop_in import ACUTE
from kiosk.settings import StationSettings
from kiosk.station.entries import entries
from kiosk.station.memory import Memory, VisitMemory
from kiosk.station.purposes import nothing_to_choose
from kiosk.visit.machine import Event, State
from kiosk.visit.steps import VisitKind, steps_of

PREPARATIONS: dict[str, frozenset[Capability]] = {
    "rest": frozenset({Capability.BLOOD_PRESSURE}),
    "sleeve": frozenset({Capability.BLOOD_PRESSURE}),
    "hands": frozenset({Capability.PULSE_OXIMETRY, Capability.BLOOD_GLUCOSE}),
    "nails": frozenset({Capability.PULSE_OXIMETRY}),
    "shoes": frozenset({Capability.BODY_WEIGHT, Capability.BODY_HEIGHT}),
}
"""What to do before anything is measured, in order, and for which instruments."""


def steps(settings: StationSettings, memory: Memory) -> tuple[State, ...]:
    """Return the steps of this visit; before it is known whose it is, those of a booked one."""
    left_out = (State(step) for step in settings.visit.left_out)
    return steps_of(memory.visit.kind if memory.visit is not None else VisitKind.BOOKED, left_out)


def preparations(instruments: Iterable[Instrument]) -> tuple[str, ...]:
    """List what to do before these instruments are used, as keys."""
    present = {entry.capability for entry in entries(instruments)}
    return tuple(key for key, of in PREPARATIONS.items() if of & present)


def late_s(settings: StationSettings, visit: VisitMemory | None) -> float:
    """Return how long one waits until one is told that nobody has come yet."""
    return settings.visit.gp_late_s if visit is None or visit.has_room else settings.drop_in.take_s


def passing(state: State, settings: StationSettings, memory: Memory) -> Event | None:
    """Return the event that passes a step with nothing to show; None: there is something."""
    if state is State.CLEANING:
        return None if memory.visited and settings.visit.cleaning_s > 0 else Event.CLEANED
    visit = memory.visit
    if state is State.PURPOSE:
        return Event.CONTINUE if nothing_to_choose(settings) else None
    empty = _EMPTY.get(state)
    return Event.CONTINUE if visit is not None and empty is not None and empty(visit) else None


def _nothing_to_prepare(visit: VisitMemory) -> bool:
    return not preparations(visit.vitals.instruments)


def _nothing_measured(visit: VisitMemory) -> bool:
    return not visit.vitals.measured


def _nothing_written(visit: VisitMemory) -> bool:
    return visit.words.summary is None


def _nothing_to_rate(visit: VisitMemory) -> bool:
    return visit.kind is not VisitKind.MEASURE_ONLY and visit.met_at is None


def _not_acute(visit: VisitMemory) -> bool:
    return visit.reason not in ACUTE


_EMPTY: dict[State, Callable[[VisitMemory], bool]] = {
    State.ACUTE: _not_acute,
    State.PREPARE: _nothing_to_prepare,
    State.REVIEW: _nothing_measured,
    State.SUMMARY: _nothing_written,
    State.RATING: _nothing_to_rate,
}
