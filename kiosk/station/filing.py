# SPDX-License-Identifier: EUPL-1.2
"""Filing what the GP accepted: one transaction after the other, in order, to the clinic's FHIR endpoint.

What could not be filed is reported, and nothing is kept: the GP may accept again, or the reading is lost with the
visit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from datetime import date, datetime, timedelta
from typing import Any

from kiosk import log
from kiosk.clock import Clock
from kiosk.reading import Reading
from kiosk.record.codes import CODES
from kiosk.record.context import (
    EncounterStatus,
    Filing,
    Identifier,
    Patient,
    Practitioner,
    Station,
    StatusSpan,
    VisitRecord,
)
from kiosk.record.fhir import transaction
from kiosk.record.sender import RecordError
from kiosk.settings import StationSection
from kiosk.station.memory import VisitMemory

SETTLE_DEADLINE_S = 8.0
"""How long erasure waits for what is under way."""

ACT_LENGTH = timedelta(seconds=30)
"""The numbers of one act come together; an instrument that started anew may use the name of an old group again."""

_log = log.EventLog("filing")

Send = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]
Filed = Callable[[str, bool, str], None]


class FilingQueue:
    """The transactions of the visit going on."""

    def __init__(self, station: StationSection, version: str, send: Send, filed: Filed, clock: Clock) -> None:
        self._station = Station(id=station.id, name=station.name, address=station.address, software_version=version)
        self._send = send
        self._filed = filed
        self._clock = clock
        self._last: asyncio.Task[None] | None = None

    def put(self, visit: VisitMemory, status: EncounterStatus, reading: Reading | None, cause: str) -> None:
        """File the visit's state and the act of measuring an accepted reading is part of, after what is under way."""
        now = self._clock.now()
        act = () if reading is None else whole_act(visit, reading)
        if reading is not None and not act:
            self._filed(reading.id, False, "unknown")
            return
        filing = Filing(
            visit=visit_record(visit, self._station, status, cause, now),
            accepted_at=now,
            readings=act,
            instruments=visit.vitals.instruments,
        )
        reading_id = "" if reading is None else reading.id
        self._last = asyncio.create_task(self._file(transaction(filing), reading_id, self._last))

    async def settle(self) -> bool:
        """Wait for what is under way, give it up after a while; tell whether nothing was given up."""
        if self._last is None:
            return True
        done, waiting = await asyncio.wait({self._last}, timeout=SETTLE_DEADLINE_S)
        for task in waiting:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._last = None
        return bool(done)

    async def _file(self, bundle: dict[str, Any], reading_id: str, before: asyncio.Task[None] | None) -> None:
        if before is not None:
            await asyncio.gather(before, return_exceptions=True)
        try:
            await self._send(bundle)
        except RecordError as problem:
            _log.error("not-filed", problem)
            if reading_id:
                self._filed(reading_id, False, str(problem.reason or ""))
        else:
            _log.info("filed")
            if reading_id:
                self._filed(reading_id, True, "")


def whole_act(visit: VisitMemory, reading: Reading) -> tuple[Reading, ...]:
    """Give everything that was measured together with ``reading`` and may be filed: what is accepted is the act."""
    together = {each.id: each for each in (reading, *visit.vitals.group_of(reading))}
    return tuple(
        each
        for each in together.values()
        if each.instrument == reading.instrument
        and abs(each.measured_at - reading.measured_at) <= ACT_LENGTH
        and each.measure in CODES
    )


def visit_record(
    visit: VisitMemory, station: Station, status: EncounterStatus, cause: str, now: datetime
) -> VisitRecord:
    """Describe the visit as the record needs it."""
    descriptor = visit.descriptor
    ended = now if status in (EncounterStatus.FINISHED, EncounterStatus.CANCELLED) else None
    return VisitRecord(
        visit_id=descriptor.visit,
        patient=Patient(
            identifier=_identifier(descriptor.patient.identifier_system, descriptor.patient.identifier_value),
            name=descriptor.patient.name,
            birth_date=date.fromisoformat(descriptor.patient.birth_date) if descriptor.patient.birth_date else None,
        ),
        practitioner=_practitioner(visit),
        station=station,
        status=status,
        started_at=visit.met_at or visit.arrived_at,
        ended_at=ended,
        history=_history(visit, status, ended),
        end_reason=cause,
    )


def _practitioner(visit: VisitMemory) -> Practitioner:
    """Name the GP; of a colleague who took over only what she is called is known."""
    gp = visit.descriptor.gp
    if visit.session.given_name:
        return Practitioner(name=visit.session.given_name)
    return Practitioner(name=visit.gp_name, identifier=_identifier(gp.identifier_system, gp.identifier_value))


def _history(visit: VisitMemory, status: EncounterStatus, ended: datetime | None) -> tuple[StatusSpan, ...]:
    """The statuses the visit went through before its present one."""
    met = visit.met_at
    spans = [StatusSpan(status=EncounterStatus.ARRIVED, start=visit.arrived_at, end=met or ended)]
    if met is not None and status is EncounterStatus.FINISHED:
        spans.append(StatusSpan(status=EncounterStatus.IN_PROGRESS, start=met, end=ended))
    return tuple(spans)


def _identifier(system: str, value: str) -> Identifier | None:
    return Identifier(system=system, value=value) if system and value else None
