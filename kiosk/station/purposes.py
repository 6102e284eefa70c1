# SPDX-License-Identifier: EUPL-1.2
"""What one can come for at a station just now, and why not for more. Pure."""

from __future__ import annotations

from datetime import datetime

from kiosk.drop_in import is_open, next_opening
from kiosk.messages import Closed, PurposeView
from kiosk.selftest.consequences import closed_by
from kiosk.settings import StationSettings
from kiosk.station.memory import Memory
from kiosk.visit.steps import VisitKind


def wanted(settings: StationSettings) -> tuple[VisitKind, ...]:
    """List what the station is there for, in order."""
    return tuple(VisitKind(kind) for kind in settings.visit.kinds)


def purposes(settings: StationSettings, memory: Memory, now: datetime) -> PurposeView:
    """Make the view; ``now`` is brought to local time, which is the one the hours of the settings mean."""
    local = now.astimezone()
    closed = why_closed(settings, memory, local)
    shut = _shut(memory) | ({VisitKind.DROP_IN} if closed is not Closed.NONE else frozenset())
    return PurposeView(
        kinds=tuple(kind for kind in wanted(settings) if kind not in shut),
        closed=closed,
        opens_at=next_opening(settings.drop_in.hours, local) if closed is Closed.HOURS else None,
    )


def why_closed(settings: StationSettings, memory: Memory, local: datetime) -> Closed:
    """Tell why nobody can be met without an appointment; NONE where it is not offered at all."""
    if VisitKind.DROP_IN not in wanted(settings):
        return Closed.NONE
    if not memory.broker_here:
        return Closed.CLINIC
    if VisitKind.DROP_IN in _shut(memory):
        return Closed.STATION
    return Closed.NONE if is_open(settings.drop_in.hours, local) else Closed.HOURS


def nothing_to_choose(settings: StationSettings) -> bool:
    """Tell whether one comes with a code or not at all."""
    return wanted(settings) == (VisitKind.BOOKED,)


def _shut(memory: Memory) -> frozenset[VisitKind]:
    report = memory.self_test.report
    return closed_by(report.results) if report is not None else frozenset()
