# SPDX-License-Identifier: EUPL-1.2
"""The visit as a FHIR R4 Encounter of class VR, and the station as its Location. Pure."""

from __future__ import annotations

from typing import Any

from kiosk.record import systems
from kiosk.record.coded import Code
from kiosk.record.context import EncounterStatus, Identifier, StatusSpan, VisitRecord
from kiosk.record.fhir_json import Resource
from kiosk.record.parts import (
    clean,
    coding,
    concept,
    contained_patient,
    identifier,
    period,
    practitioner,
    reference,
    station_identifier,
    subject,
)

VIRTUAL = Code(system=systems.ACT_CODE, code="VR", display="virtual")
_ATTENDER = Code(system=systems.PARTICIPATION, code="ATND", display="attender")
_AT_LOCATION = {EncounterStatus.PLANNED: "planned", EncounterStatus.FINISHED: "completed",
                EncounterStatus.CANCELLED: "completed"}  # fmt: skip


def visit_identifier(visit: VisitRecord) -> Identifier:
    """Name the visit."""
    return Identifier(system=systems.VISIT_ID, value=visit.visit_id)


def encounter(visit: VisitRecord) -> Resource:
    """Map the visit: real start and end, the way its status went, who met whom and where."""
    contained = contained_patient(visit.patient)
    return {
        "resourceType": "Encounter",
        **({"contained": contained} if contained else {}),
        **({"extension": [_end_reason(visit)]} if visit.end_reason else {}),
        "identifier": [identifier(visit_identifier(visit))],
        "status": visit.status.value,
        **({"statusHistory": [_span(span) for span in visit.history]} if visit.history else {}),
        "class": coding(VIRTUAL),
        "subject": subject(visit),
        "participant": [_participant(visit)],
        **({"appointment": [_appointment(visit)]} if visit.booking_id else {}),
        **_period(visit),
        "location": [_location(visit)],
    }


def location(visit: VisitRecord) -> Resource:
    """Map the station as a place."""
    station = visit.station
    address = clean(station.address)
    return {
        "resourceType": "Location",
        "identifier": [identifier(station_identifier(station))],
        "status": "active",
        "name": clean(station.name) or station.id,
        "mode": "instance",
        **({"address": {"text": address}} if address else {}),
    }


def _period(visit: VisitRecord) -> dict[str, Any]:
    if visit.started_at is None:
        return {}
    return {"period": period(visit.started_at, visit.ended_at)}


def _span(span: StatusSpan) -> dict[str, Any]:
    return {"status": span.status.value, "period": period(span.start, span.end)}


def _participant(visit: VisitRecord) -> dict[str, Any]:
    return {"type": [concept(_ATTENDER)], **_period(visit), "individual": practitioner(visit.practitioner)}


def _location(visit: VisitRecord) -> dict[str, Any]:
    state = _AT_LOCATION.get(visit.status, "active")
    return {"location": reference(visit.visit_id, "Location"), "status": state, **_period(visit)}


def _appointment(visit: VisitRecord) -> dict[str, Any]:
    booking = Identifier(system=systems.BOOKING_ID, value=visit.booking_id)
    return {"type": "Appointment", "identifier": identifier(booking)}


def _end_reason(visit: VisitRecord) -> dict[str, str]:
    return {"url": systems.END_REASON, "valueCode": visit.end_reason}
