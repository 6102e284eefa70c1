# SPDX-License-Identifier: EUPL-1.2
"""What is wrong and concerns the screen of a state. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from kiosk.messages import Notice, NoticeKey, SourceState
from kiosk.reading import SensorState
from kiosk.station.entries import Entry
from kiosk.station.guest import Phase
from kiosk.station.instrument_views import in_trouble
from kiosk.station.memory import Memory, VisitMemory
from kiosk.visit.machine import FOR_STAFF, MEASURING, State
from kiosk.visit.steps import VisitKind

SECOND_GP_NOTICE_S = 30.0
HANDED_OVER_NOTICE_S = 20.0
GUEST_NOTICE_S = 20.0
_COMING = (Phase.READY, Phase.JOINING)
REMARK_S = 12.0
EMERGENCY_S = 30.0
"""How long it is said that the emergency stop was pressed."""

_CAMERA_MATTERS = frozenset({State.WAITING, State.GP_ABSENT, State.CALL, State.RECONNECTING})
_BROKER_MATTERS = frozenset(State) - FOR_STAFF - {State.UNAVAILABLE, State.GOODBYE, State.ERASED}
_INSTRUMENT_NOTICES = {
    SensorState.GARBAGE: NoticeKey.INSTRUMENT_GARBAGE,
    SensorState.SILENT: NoticeKey.INSTRUMENT_MISSING,
}
_STAYING_REMARKS = frozenset({NoticeKey.EMERGENCY_STOPPED, NoticeKey.INSTRUMENT_NOT_STOPPED})
"""What is said on every screen; any other remark is over with the screen it was made on."""


@dataclass(frozen=True, slots=True)
class Moment:
    """The time a view is made for: wall clock and monotonic."""

    now: datetime
    now_s: float


def notices(state: State, memory: Memory, moment: Moment) -> tuple[Notice, ...]:
    """List what is wrong and concerns this screen."""
    found = _remark(state, memory, moment)
    found += [Notice(key=key) for key in memory.room.notices(state)]
    if memory.visit is not None and memory.visit.kind is VisitKind.PRACTICE:
        found.append(Notice(key=NoticeKey.PRACTICE))
    if not memory.broker_here and state in _BROKER_MATTERS:
        found.append(Notice(key=NoticeKey.BROKER_AWAY))
    if state in _CAMERA_MATTERS:
        found += [Notice(key=key) for key in _source_notices(memory)]
    visit = memory.visit
    if visit is not None and state in MEASURING:
        found += _instrument_notices(visit, moment)
        found += [Notice(key=key) for key in _visit_notices(visit, moment)]
    if visit is not None and state in _CAMERA_MATTERS:
        found += _hand_over_notices(visit, moment)
        found += _guest_notices(visit, moment)
    return tuple(found)


def _remark(state: State, memory: Memory, moment: Moment) -> list[Notice]:
    remark = memory.remark
    if remark is None or (remark.state is not state and remark.key not in _STAYING_REMARKS):
        return []
    stands_s = EMERGENCY_S if remark.key in _STAYING_REMARKS else REMARK_S
    if moment.now_s - remark.at_s >= stands_s:
        return []
    return [Notice(key=remark.key, instrument=remark.instrument)]


def _source_notices(memory: Memory) -> list[NoticeKey]:
    gone = (SourceState.MISSING, SourceState.FAILED)
    keys = [NoticeKey.CAMERA_MISSING] if memory.camera in gone else []
    return [*keys, NoticeKey.MICROPHONE_MISSING] if memory.microphone in gone else keys


def _instrument_notices(visit: VisitMemory, moment: Moment) -> list[Notice]:
    """Name each instrument that is in trouble once, by the first thing it is there for."""
    found: dict[str, Notice] = {}
    for entry in visit.vitals.entries:
        key = _instrument_notice(visit, entry)
        if key is not None and entry.name not in found and in_trouble(visit.vitals, entry, moment.now):
            found[entry.name] = Notice(key=key, instrument=entry.guide.title)
    return list(found.values())


def _instrument_notice(visit: VisitMemory, entry: Entry) -> NoticeKey | None:
    state = visit.vitals.state(entry)
    if state is SensorState.UNPLUGGED:
        seen = visit.vitals.ever_answered(entry.name)
        return NoticeKey.INSTRUMENT_UNPLUGGED if seen else NoticeKey.INSTRUMENT_MISSING
    return _INSTRUMENT_NOTICES.get(state)


def _hand_over_notices(visit: VisitMemory, moment: Moment) -> list[Notice]:
    """Say who comes in the GP's place, and who has come."""
    successor, since_s = visit.session.successor, visit.handed_over_at_s
    if successor is not None and visit.session.successor_here:
        return [Notice(key=NoticeKey.COLLEAGUE_COMES, name=successor.name)]
    if since_s is not None and moment.now_s - since_s < HANDED_OVER_NOTICE_S:
        return [Notice(key=NoticeKey.COLLEAGUE_CAME, name=visit.gp_name)]
    return []


def _guest_notices(visit: VisitMemory, moment: Moment) -> list[Notice]:
    """Say that a third participant comes, has come, or has gone; words by her role, for no name is known."""
    guest = visit.guest
    if guest is None:
        left = visit.guest_left
        lately = left is not None and moment.now_s - left[1] < GUEST_NOTICE_S
        return [Notice(key=NoticeKey.GUEST_LEFT, role=left[0])] if left is not None and lately else []
    if guest.phase in _COMING:
        return [Notice(key=NoticeKey.GUEST_COMES, role=guest.role)]
    keys = {Phase.JOINED: NoticeKey.GUEST_CAME, Phase.LEFT: NoticeKey.GUEST_LEFT}
    if guest.phase not in keys or moment.now_s - guest.changed_at_s >= GUEST_NOTICE_S:
        return []
    return [Notice(key=keys[guest.phase], role=guest.role)]


def _visit_notices(visit: VisitMemory, moment: Moment) -> list[NoticeKey]:
    keys = [NoticeKey.SIGNATURE] if visit.signature_problem else []
    if visit.second_gp_at_s is not None and moment.now_s - visit.second_gp_at_s < SECOND_GP_NOTICE_S:
        keys.append(NoticeKey.SECOND_GP)
    if visit.filing_failed:
        keys.append(NoticeKey.FILING_FAILED)
    return keys
