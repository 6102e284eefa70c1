# SPDX-License-Identifier: EUPL-1.2
"""Small pieces every resource is made of: codings, references, instants, identifiers, and names for bundle entries."""

from __future__ import annotations

import hashlib
import uuid
from datetime import UTC, datetime
from typing import Any

from kiosk.reading import Device
from kiosk.record import systems
from kiosk.record.coded import Code
from kiosk.record.context import Identifier, Patient, Practitioner, Station, VisitRecord
from kiosk.record.fhir_json import Resource

_ENTRY_NAMESPACE = uuid.UUID("6f1c6f5e-7d0a-5c0e-9a52-3d6a3f0a7b11")


def coding(code: Code) -> dict[str, str]:
    """Make a Coding."""
    return {"system": code.system, "code": code.code, "display": code.display}


def concept(code: Code, text: str = "") -> dict[str, Any]:
    """Make a CodeableConcept of one coding."""
    return {"coding": [coding(code)], **({"text": text} if text else {})}


def plain_concept(system: str, code: str, text: str = "") -> dict[str, Any]:
    """Make a CodeableConcept of one coding without a display."""
    return {"coding": [{"system": system, "code": code}], **({"text": text} if text else {})}


def instant(at: datetime) -> str:
    """Write a time as FHIR does, to the millisecond, in UTC: the zone it was noted in says nothing clinical."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def period(start: datetime, end: datetime | None) -> dict[str, str]:
    """Make a Period; an open one has no end."""
    return {"start": instant(start), **({"end": instant(end)} if end is not None else {})}


def identifier(value: Identifier) -> dict[str, str]:
    """Make an Identifier."""
    return {"system": value.system, "value": value.value}


def clean(text: str) -> str:
    """Take out what a FHIR string may not have: control characters, and blanks that stand alone or in rows.

    Instruments give their names over serial lines; anything can stand there.
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def entry_uuid(visit_id: str, name: str) -> str:
    """Name an entry of a visit's bundle; the same entry has the same name every time it is built."""
    return f"urn:uuid:{uuid.uuid5(_ENTRY_NAMESPACE, f'{visit_id}/{name}')}"


def reference(visit_id: str, name: str) -> dict[str, str]:
    """Refer to another entry of the visit's bundle."""
    return {"reference": entry_uuid(visit_id, name)}


def subject(visit: VisitRecord) -> dict[str, Any]:
    """Refer to the patient: by identifier, or to the contained Patient where there is none."""
    patient = visit.patient
    link: dict[str, Any] = {"type": "Patient"}
    if patient.identifier is None:
        link["reference"] = "#patient"
    else:
        link["identifier"] = identifier(patient.identifier)
    name = clean(patient.name)
    return {**link, **({"display": name} if name else {})}


def contained_patient(patient: Patient) -> list[Resource]:
    """Give the Patient a resource must carry itself because nothing outside identifies the person."""
    if patient.identifier is not None:
        return []
    resource: Resource = {"resourceType": "Patient", "id": "patient"}
    if clean(patient.name):
        resource["name"] = [{"text": clean(patient.name)}]
    if patient.birth_date is not None:
        resource["birthDate"] = patient.birth_date.isoformat()
    return [resource]


def practitioner(who: Practitioner) -> dict[str, Any]:
    """Refer to the GP or nurse by identifier and name, or by role where neither is known."""
    link: dict[str, Any] = {"type": "Practitioner", "display": clean(who.name) or "Practitioner"}
    return {**link, **({"identifier": identifier(who.identifier)} if who.identifier else {})}


def station_identifier(station: Station) -> Identifier:
    """Name the station, as a place and as a device."""
    return Identifier(system=systems.STATION_ID, value=station.id)


def instrument_identifier(device: Device, station: Station) -> Identifier:
    """Name an instrument: maker, model and serial; without a serial, by the station and port it hangs on."""
    if clean(device.serial):
        return Identifier(system=systems.INSTRUMENT_ID, value=_joined(device.maker, device.model, device.serial))
    port = device.port.rsplit("/", 1)[-1]
    return Identifier(system=systems.INSTRUMENT_ID, value=_joined(station.id, device.driver, port))


def instrument_entry(device: Device, station: Station) -> str:
    """Name the bundle entry of an instrument."""
    return f"Device/{instrument_identifier(device, station).value}"


def measurement_identifier(visit: VisitRecord, device: Device, *parts: str) -> Identifier:
    """Name a measurement for conditional create: a hash of device, patient and ``parts``.

    After the PHD implementation guide 1.1.0, *The Observation Identifier*: the same measurement sent again has the
    same name. ``parts`` must hold something random (the reading's id): from the other parts alone a patient's number
    could be found by trying all of them.
    """
    patient = visit.patient.identifier
    who = f"{patient.system}|{patient.value}" if patient else visit.visit_id
    text = "\x1f".join((instrument_identifier(device, visit.station).value, who, *parts))
    return Identifier(system=systems.READING_ID, value=hashlib.sha256(text.encode()).hexdigest())


def _joined(*parts: str) -> str:
    """Join into one token without blanks or the characters a search would read as its own."""
    return "/".join("".join(c if c.isascii() and (c.isalnum() or c in "-._") else "-" for c in part) for part in parts)
