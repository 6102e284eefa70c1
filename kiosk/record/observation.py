# SPDX-License-Identifier: EUPL-1.2
"""A reading or a waveform strip as a FHIR R4 Observation. Pure; the codes come from `kiosk.record.codes`.

FHIR R4 vital-signs profiles (oxygensat, heartrate) and the HL7 PHD implementation guide 1.1.0 (PhdNumericObservation,
PhdRtsaObservation). Who took the reading goes beside it, after the source codes of the Danish municipalities (KL).
"""

from __future__ import annotations

from typing import Any

from kiosk.reading import Device, Flag, Reading, TakenBy
from kiosk.record import systems
from kiosk.record.codes import ABSENT, CODES, OXIMETER_BITS, MeasureRow
from kiosk.record.context import Identifier, VisitRecord
from kiosk.record.fhir_json import Resource
from kiosk.record.parts import (
    coding,
    contained_patient,
    identifier,
    instant,
    instrument_entry,
    measurement_identifier,
    period,
    plain_concept,
    reference,
    subject,
)
from kiosk.record.waveform import WaveStrip, sampled_data

_ABSENT_SYSTEM = systems.DATA_ABSENT


def reading_identifier(visit: VisitRecord, reading: Reading) -> Identifier:
    """Name ``reading`` for conditional create; the name tells nothing about the patient."""
    row = CODES[reading.measure]
    return measurement_identifier(
        visit, reading.device, row.mdc.code, instant(reading.measured_at), str(row.unit.mdc), reading.id
    )


def strip_identifier(visit: VisitRecord, strip: WaveStrip) -> Identifier:
    """Name ``strip`` for conditional create."""
    row = CODES[strip.measure]
    return measurement_identifier(
        visit, strip.device, row.mdc.code, instant(strip.started_at), str(row.unit.mdc), strip.id
    )


def observation_entry(name: Identifier) -> str:
    """Name the bundle entry of a measurement."""
    return f"Observation/{name.value}"


def reading_observation(visit: VisitRecord, reading: Reading) -> Resource:
    """Map ``reading``, or the reason it is absent, to an Observation. The number keeps the device's digits."""
    row = CODES[reading.measure]
    name = reading_identifier(visit, reading)
    resource = _common(visit, row, name, reading.device, reading.taken_by)
    resource["effectiveDateTime"] = instant(reading.measured_at)
    if reading.value is not None:
        resource["valueQuantity"] = {
            "value": reading.value,
            "unit": row.unit.text,
            "system": systems.UCUM,
            "code": row.unit.ucum,
        }
    elif reading.absent is not None:
        resource["dataAbsentReason"] = plain_concept(_ABSENT_SYSTEM, ABSENT[reading.absent], reading.absent.value)
    if reading.flags:
        resource["component"] = [_flag(flag) for flag in reading.flags]
    return resource


def strip_observation(visit: VisitRecord, strip: WaveStrip) -> Resource:
    """Map ``strip`` to an Observation with sampled data, tied to the number measured beside it."""
    row = CODES[strip.measure]
    resource = _common(visit, row, strip_identifier(visit, strip), strip.device, strip.taken_by)
    resource["effectivePeriod"] = period(strip.started_at, strip.ended_at)
    resource["valueSampledData"] = sampled_data(strip, row.unit)
    if strip.beside is not None:
        beside = observation_entry(reading_identifier(visit, strip.beside))
        resource["derivedFrom"] = [reference(visit.visit_id, beside)]
    return resource


def _common(visit: VisitRecord, row: MeasureRow, name: Identifier, device: Device, taken_by: TakenBy) -> dict[str, Any]:
    """Give everything an Observation of ours has, whatever its value."""
    contained = contained_patient(visit.patient)
    return {
        "resourceType": "Observation",
        "meta": {"profile": list(row.profiles)},
        **({"contained": contained} if contained else {}),
        "extension": [
            {
                "url": systems.GATEWAY_DEVICE,
                "valueReference": reference(visit.visit_id, "Device/station"),
            },
            {"url": systems.TAKEN_BY, "valueCode": taken_by.value},
        ],
        "identifier": [identifier(name)],
        "status": "final",
        "category": [
            plain_concept(systems.OBSERVATION_CATEGORY, row.category),
            plain_concept(systems.PHD_CATEGORY, "phd"),
        ],
        "code": {"coding": [coding(code) for code in row.codes], "text": row.text},
        "subject": subject(visit),
        "encounter": reference(visit.visit_id, "Encounter"),
        "performer": [_performer(visit, taken_by)],
        "device": reference(visit.visit_id, instrument_entry(device, visit.station)),
    }


def _performer(visit: VisitRecord, taken_by: TakenBy) -> dict[str, Any]:
    if taken_by is TakenBy.PATIENT:
        return subject(visit)
    return {"type": "Practitioner", "display": "Assistant at the station"}


def _flag(flag: Flag) -> dict[str, Any]:
    """Make the component that carries one quality flag: set, as the device says it."""
    codes = [{"system": systems.DEVICE_FLAG, "code": flag.value}]
    if flag in OXIMETER_BITS:
        codes.insert(0, {"system": systems.PHD_BITS, "code": OXIMETER_BITS[flag]})
    return {
        "code": {"coding": codes, "text": flag.value},
        "valueCodeableConcept": plain_concept(systems.YES_NO, "Y"),
    }
