# SPDX-License-Identifier: EUPL-1.2
"""A visit's descriptor, as the desk sends it, and what became of the visit, as the record sees it. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise

from kiosk.record.context import (
    EncounterStatus,
    Identifier,
    Patient,
    Practitioner,
    Station,
    StatusSpan,
    VisitRecord,
)
from kiosk.signalling.descriptor import VisitDescriptor


def visit_of(
    descriptor: VisitDescriptor,
    station: Station,
    changes: Sequence[tuple[EncounterStatus, datetime]],
    *,
    end_reason: str = "",
) -> VisitRecord:
    """Make the record of a visit from its ``descriptor`` and its changes of status, in order, the last one current.

    The visit starts with its first status after *planned* and ends with *finished* or *cancelled*.
    """
    status = changes[-1][0] if changes else EncounterStatus.PLANNED
    over = status in (EncounterStatus.FINISHED, EncounterStatus.CANCELLED)
    lived = [at for name, at in changes if name is not EncounterStatus.PLANNED]
    who = descriptor.patient
    return VisitRecord(
        visit_id=descriptor.visit,
        patient=Patient(
            identifier=_identifier(who.identifier_system, who.identifier_value),
            name=who.name,
            birth_date=date.fromisoformat(who.birth_date) if who.birth_date else None,
        ),
        practitioner=Practitioner(
            name=descriptor.gp.name,
            identifier=_identifier(descriptor.gp.identifier_system, descriptor.gp.identifier_value),
        ),
        station=station,
        status=status,
        started_at=lived[0] if lived else None,
        ended_at=lived[-1] if over else None,
        history=_spans(changes),
        end_reason=end_reason,
    )


def _spans(changes: Sequence[tuple[EncounterStatus, datetime]]) -> tuple[StatusSpan, ...]:
    """Give each status that is over its span; the current one stands in Encounter.status."""
    return tuple(StatusSpan(status=name, start=at, end=end) for (name, at), (_, end) in pairwise(changes))


def _identifier(system: str, value: str) -> Identifier | None:
    return Identifier(system=system, value=value) if system and value else None
