# SPDX-License-Identifier: EUPL-1.2
"""A reading or a waveform strip as a FHIR R4 Observation. Pure; the codes come from `kiosk.record.codes`.

FHIR R4 vital-signs profiles and the HL7 PHD implementation guide 1.1.0 (PhdNumericObservation, PhdRtsaObservation). Who
took the reading goes beside it, after the source codes of the Danish municipalities (KL).
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kiosk.reading import AbsentReason, Flag, Reading, TakenBy
from kiosk.record import systems
from kiosk.record.coded import Form, MeasureRow
from kiosk.record.codes import ABSENT, CODES, OXIMETER_BITS
from kiosk.record.context import Identifier, VisitRecord
from kiosk.record.device_types import OXIMETER
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


def reading_identifier(visit: VisitRecord, reading: Reading) -> Identifier:
    """Name ``reading`` for conditional create; the name tells nothing about the patient."""
    row = CODES[reading.measure]
    unit = row.form(reading.unit).unit
    return measurement_identifier(
        visit, reading.device, row.mdc.code, instant(reading.measured_at), unit.key, reading.id
    )


def strip_identifier(visit: VisitRecord, strip: WaveStrip) -> Identifier:
    """Name ``strip`` for conditional create."""
    row = CODES[strip.measure]
    unit = row.forms[0].unit
    return measurement_identifier(visit, strip.device, row.mdc.code, instant(strip.started_at), unit.key, strip.id)


def observation_entry(name: Identifier) -> str:
    """Name the bundle entry of a measurement."""
    return f"Observation/{name.value}"


def reading_observation(visit: VisitRecord, reading: Reading, derived_from: Identifier | None = None) -> Resource:
    """Map ``reading``, or the reason it is absent, to an Observation in its own unit, digit for digit.

    ``derived_from`` names the measurement of the same act that it belongs to, such as a cuff's pulse to its pressure.
    """
    row = CODES[reading.measure]
    form = row.form(reading.unit)
    resource = observation(visit, row, form, reading_identifier(visit, reading), reading)
    resource["effectiveDateTime"] = instant(reading.measured_at)
    resource |= value_of(reading)
    if derived_from is not None:
        resource["derivedFrom"] = [reference(visit.visit_id, observation_entry(derived_from))]
    return resource


def strip_observation(visit: VisitRecord, strip: WaveStrip) -> Resource:
    """Map ``strip`` to an Observation with sampled data, tied to the number measured beside it."""
    row = CODES[strip.measure]
    form = row.forms[0]
    resource = observation(visit, row, form, strip_identifier(visit, strip), strip)
    resource["effectivePeriod"] = period(strip.started_at, strip.ended_at)
    resource["valueSampledData"] = sampled_data(strip, form.unit)
    if strip.beside is not None:
        beside = observation_entry(reading_identifier(visit, strip.beside))
        resource["derivedFrom"] = [reference(visit.visit_id, beside)]
    return resource


def value_of(reading: Reading) -> dict[str, Any]:
    """Write the number with its unit, or the reason it is absent; for an Observation or one of its components."""
    if reading.value is not None:
        unit = CODES[reading.measure].form(reading.unit).unit
        return {"valueQuantity": {"value": reading.value, "unit": unit.text, "system": systems.UCUM, "code": unit.ucum}}
    absent = reading.absent or AbsentReason.NOT_MEASURED
    return {"dataAbsentReason": plain_concept(systems.DATA_ABSENT, ABSENT[absent], absent.value)}


def observation(
    visit: VisitRecord, row: MeasureRow, form: Form, name: Identifier, taken: Reading | WaveStrip
) -> Resource:
    """Give everything an Observation of ours has, whatever its value; ``taken`` says by whom, how and with what."""
    contained = contained_patient(visit.patient)
    return {
        "resourceType": "Observation",
        "meta": {"profile": list(form.profiles)},
        **({"contained": contained} if contained else {}),
        "extension": [
            {"url": systems.GATEWAY_DEVICE, "valueReference": reference(visit.visit_id, "Device/station")},
            *_circumstances(row, taken),
        ],
        "identifier": [identifier(name)],
        "status": "final",
        "category": [
            plain_concept(systems.OBSERVATION_CATEGORY, row.category),
            plain_concept(systems.PHD_CATEGORY, "phd"),
        ],
        "code": {"coding": [coding(code) for code in row.codes(form)], "text": row.text},
        "subject": subject(visit),
        "encounter": reference(visit.visit_id, "Encounter"),
        "performer": _performers(visit, taken),
        "device": reference(visit.visit_id, instrument_entry(taken.device, visit.station)),
    }


def _circumstances(row: MeasureRow, taken: Reading | WaveStrip) -> list[dict[str, Any]]:
    """Say in extensions of ours what R4 has no element for."""
    said: list[dict[str, Any]] = [{"url": systems.TAKEN_BY, "valueCode": taken.taken_by.value}]
    if isinstance(taken, WaveStrip):
        return said
    if taken.helped_by is not None:
        said.append({"url": systems.HELPED_BY, "valueCode": taken.helped_by.value})
    return [*said, *_device_clock(taken), *(_flag(row, flag) for flag in taken.flags)]


def _performers(visit: VisitRecord, taken: Reading | WaveStrip) -> list[dict[str, Any]]:
    """Name who took it and then who helped; the same one is named once."""
    helper = taken.helped_by if isinstance(taken, Reading) else None
    return [_performer(visit, who) for who in dict.fromkeys((taken.taken_by, helper)) if who is not None]


def _performer(visit: VisitRecord, who: TakenBy) -> dict[str, Any]:
    if who is TakenBy.PATIENT:
        return subject(visit)
    return {"type": "Practitioner", "display": "Assistant at the station"}


def _device_clock(reading: Reading) -> list[dict[str, Any]]:
    """Say what the device's own clock showed, and how far it is ahead of the station's.

    The PHD guide has a coincident timestamp Observation for this. Its value needs a time zone, which a clock on a
    serial line does not tell; so the time stays text, as the device shows it.
    """
    parts: list[dict[str, Any]] = []
    if reading.device_time is not None:
        parts.append({"url": "time", "valueString": reading.device_time.replace(tzinfo=None).isoformat()})
    if reading.clock_offset_s is not None:
        ahead = {"value": Decimal(f"{reading.clock_offset_s:.3f}"), "unit": "s", "system": systems.UCUM, "code": "s"}
        parts.append({"url": "ahead", "valueQuantity": ahead})
    return [{"url": systems.DEVICE_CLOCK, "extension": parts}] if parts else []


def _flag(row: MeasureRow, flag: Flag) -> dict[str, Any]:
    """Say that the device set one quality flag.

    Not a component: R4's vital-signs profiles bind the values of components to units.
    """
    codes = [{"system": systems.DEVICE_FLAG, "code": flag.value}]
    if row.device_type == OXIMETER and flag in OXIMETER_BITS:
        codes.insert(0, {"system": systems.PHD_BITS, "code": OXIMETER_BITS[flag]})
    return {"url": systems.QUALITY, "valueCodeableConcept": {"coding": codes, "text": flag.value}}
