# SPDX-License-Identifier: EUPL-1.2
"""What the GP accepted, as one FHIR R4 transaction. Pure: no I/O, no clock; the same filing gives the same bundle.

Everything in it can be sent twice without harm: Encounter, Location and Devices are conditional updates by identifier,
Observations and Provenance conditional creates. No URL in it carries anything about a person.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from kiosk.reading import Device, Measure, Reading
from kiosk.record.coded import Shape
from kiosk.record.codes import CODES
from kiosk.record.context import Filing, Identifier
from kiosk.record.device import gateway, instrument
from kiosk.record.device_types import BY_CAPABILITY
from kiosk.record.encounter import encounter, location, visit_identifier
from kiosk.record.fhir_json import Resource
from kiosk.record.observation import (
    observation_entry,
    reading_identifier,
    reading_observation,
    strip_identifier,
    strip_observation,
)
from kiosk.record.panel import act_key, panels
from kiosk.record.parts import entry_uuid, instrument_entry, instrument_identifier, station_identifier
from kiosk.record.provenance import filing_identifier, provenance
from kiosk.record.waveform import WaveStrip


def transaction(filing: Filing) -> Resource:
    """Build the transaction bundle of ``filing``; without readings it files the visit alone."""
    measured = _measurements(filing)
    entries = [*_visit_entries(filing), *_instrument_entries(filing)]
    entries += [
        _create(filing, observation_entry(name), resource, f"identifier={_token(name)}") for name, resource in measured
    ]
    if measured:
        entries.append(_provenance_entry(filing, [name for name, _ in measured]))
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _measurements(filing: Filing) -> list[tuple[Identifier, Resource]]:
    """Map what was measured: each act with a cuff as one panel, every other number and strip by itself."""
    visit = filing.visit
    readings = _readings(filing)
    acts = panels(readings)
    mapped = [(panel.identifier(visit), panel.observation(visit)) for panel in acts.values()]
    for reading in readings:
        if CODES[reading.measure].shape is Shape.QUANTITY:
            panel = acts.get(act_key(reading)) if reading.measure is Measure.CUFF_PULSE else None
            beside = None if panel is None else panel.identifier(visit)
            mapped.append((reading_identifier(visit, reading), reading_observation(visit, reading, beside)))
    mapped += [(strip_identifier(visit, strip), strip_observation(visit, strip)) for strip in filing.strips]
    return mapped


def _readings(filing: Filing) -> list[Reading]:
    """Give every number to be filed once; a strip points at its number, so the number is filed with it."""
    beside = [strip.beside for strip in filing.strips if strip.beside is not None]
    fileable = [reading for reading in (*filing.readings, *beside) if reading.measure in CODES]
    return list({reading_identifier(filing.visit, reading).value: reading for reading in fileable}.values())


def _visit_entries(filing: Filing) -> list[Resource]:
    visit = filing.visit
    station = station_identifier(visit.station)
    return [
        _update(filing, "Encounter", encounter(visit), visit_identifier(visit)),
        _update(filing, "Location", location(visit), station),
        _update(filing, "Device/station", gateway(visit.station), station),
    ]


def _instrument_entries(filing: Filing) -> list[Resource]:
    station = filing.visit.station
    used: dict[str, tuple[Device, set[int]]] = {}
    everything: list[Reading | WaveStrip] = [*_readings(filing), *filing.strips]
    for taken in everything:
        _, kinds = used.setdefault(instrument_entry(taken.device, station), (taken.device, set()))
        kinds |= _kinds(filing, taken)
    return [
        _update(filing, name, instrument(device, station, sorted(kinds)), instrument_identifier(device, station))
        for name, (device, kinds) in used.items()
    ]


def _kinds(filing: Filing, taken: Reading | WaveStrip) -> set[int]:
    """Tell what kinds of device an instrument is: all of them every time, or each filing would replace the last."""
    kinds = {CODES[taken.measure].device_type}
    if isinstance(taken, Reading):
        for known in filing.instruments:
            if known.name == taken.instrument:
                kinds |= {BY_CAPABILITY[each] for each in known.capabilities if each in BY_CAPABILITY}
    return kinds


def _provenance_entry(filing: Filing, names: list[Identifier]) -> Resource:
    resource = provenance(filing, names, [observation_entry(name) for name in names])
    return _create(filing, "Provenance", resource, f"_tag={_token(filing_identifier(filing, names))}")


def _update(filing: Filing, name: str, resource: Resource, key: Identifier) -> Resource:
    """Make the entry that creates or updates the one resource with that identifier."""
    url = f"{resource['resourceType']}?identifier={_token(key)}"
    return _entry(filing, name, resource, {"method": "PUT", "url": url})


def _create(filing: Filing, name: str, resource: Resource, if_none_exist: str) -> Resource:
    """Make the entry that creates the resource unless it is already there."""
    request = {"method": "POST", "url": resource["resourceType"], "ifNoneExist": if_none_exist}
    return _entry(filing, name, resource, request)


def _entry(filing: Filing, name: str, resource: Resource, request: dict[str, str]) -> dict[str, Any]:
    return {"fullUrl": entry_uuid(filing.visit.visit_id, name), "resource": resource, "request": request}


def _token(key: Identifier) -> str:
    return f"{key.system}|{quote(key.value, safe='/')}"
