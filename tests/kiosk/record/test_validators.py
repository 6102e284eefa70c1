# SPDX-License-Identifier: EUPL-1.2
"""The filed record before two validators that know nothing of this project, and before our own table."""

from __future__ import annotations

import copy
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from kiosk.reading import Flag, Measure, TakenBy
from kiosk.record import systems
from kiosk.record.check import check_bundle
from kiosk.record.context import EncounterStatus, Filing, Patient
from kiosk.record.fhir import transaction
from kiosk.record.fhir_json import Resource
from tests.kit.fhir_validators import (
    validate_many_with_medplum,
    validate_with_fhir_resources,
    validate_with_medplum,
)
from tests.kit.record_samples import NINE, filing, one_of_each, pressure_act, taken, visit

Break = Callable[[Resource], None]


def _first(bundle: Resource, kind: str) -> Any:
    return next(e["resource"] for e in bundle["entry"] if e["resource"]["resourceType"] == kind)


def _drop(kind: str, key: str) -> Break:
    return lambda bundle: _first(bundle, kind).pop(key)


def _put(kind: str, *path: str | int, value: object) -> Break:
    def apply(bundle: Resource) -> None:
        at = _first(bundle, kind)
        for step in path[:-1]:
            at = at[step]
        at[path[-1]] = value

    return apply


# what is broken, how, and who must see it: f = fhir.resources, m = medplum, o = our own table
BROKEN: dict[str, tuple[Break, str]] = {
    "profile's code missing": (_put("Observation", "code", "coding", 0, "code", value="9999-9"), "mo"),
    "wrong SNOMED code": (_put("Observation", "code", "coding", 2, "code", value="1234567"), "o"),
    "wrong MDC code": (_put("Observation", "code", "coding", 3, "code", value="150457"), "o"),
    "effective time missing": (_drop("Observation", "effectiveDateTime"), "mo"),
    "effective time without zone": (_put("Observation", "effectiveDateTime", value="2026-11-23T09:00:00"), "fo"),
    "wrong unit": (_put("Observation", "valueQuantity", "code", value="/min"), "o"),
    "unit of another system": (_put("Observation", "valueQuantity", "system", value="http://example.org"), "o"),
    "value missing": (_drop("Observation", "valueQuantity"), "mo"),
    "value as text": (_put("Observation", "valueQuantity", "value", value="ninety"), "fmo"),
    "unknown field": (_put("Observation", "colour", value="red"), "fm"),
    "status missing": (_drop("Observation", "status"), "fmo"),
    "status unheard of": (_put("Observation", "status", value="weird"), "o"),
    "category missing": (_drop("Observation", "category"), "mo"),
    "gateway missing": (_drop("Observation", "extension"), "o"),
    "device missing": (_drop("Observation", "device"), "o"),
    "device is a place": (lambda b: _point_device_at_location(b), "mo"),
    "subject missing": (_drop("Observation", "subject"), "mo"),
    "class of the visit": (_put("Encounter", "class", "code", value="AMB"), "o"),
    "visit without class": (_drop("Encounter", "class"), "fmo"),
    "visit's status unheard of": (_put("Encounter", "status", value="over"), "o"),
    "provenance without target": (_drop("Provenance", "target"), "fmo"),
    "reference to nowhere": (_put("Observation", "encounter", "reference", value="urn:uuid:0"), "mo"),
}


_NO_KIND = {"systemType": {"coding": [{"system": systems.MDC, "code": "1"}]}}
PANEL_BROKEN: dict[str, tuple[Break, str]] = {
    "diastolic missing": (lambda b: _first(b, "Observation")["component"].pop(1), "mo"),
    "systolic twice": (lambda b: _components(b).append(_components(b)[0]), "mo"),
    "component unknown": (_put("Observation", "component", 2, "code", "coding", 1, "code", value="150456"), "o"),
    "component's code wrong": (_put("Observation", "component", 0, "code", "coding", 0, "code", value="8462-4"), "mo"),
    "component's unit wrong": (_put("Observation", "component", 0, "valueQuantity", "code", value="mmHg"), "o"),
    "unit the profile forbids": (_put("Observation", "component", 0, "valueQuantity", "code", value="kPa"), "o"),
    "component without value": (lambda b: _components(b)[0].pop("valueQuantity"), "mo"),
    "value beside the components": (_put("Observation", "valueInteger", value=127), "o"),
    "panel's profile missing": (lambda b: _first(b, "Observation")["meta"]["profile"].pop(0), "o"),
    "panel's SNOMED code wrong": (_put("Observation", "code", "coding", 1, "code", value="271649006"), "o"),
    "device of no kind": (lambda b: b["entry"][3]["resource"]["specialization"][0].update(_NO_KIND), "o"),
}
HALF = ((Measure.SYSTOLIC, "127"), (Measure.DIASTOLIC, None))


def _point_device_at_location(bundle: Resource) -> None:
    place = next(e["fullUrl"] for e in bundle["entry"] if e["resource"]["resourceType"] == "Location")
    _first(bundle, "Observation")["device"] = {"reference": place}


def _components(bundle: Resource) -> Any:
    return _first(bundle, "Observation")["component"]


def _broken(name: str) -> Resource:
    if name in BROKEN:
        bundle = copy.deepcopy(transaction(filing()))
        BROKEN[name][0](bundle)
    else:
        bundle = copy.deepcopy(transaction(Filing(visit=visit(), accepted_at=NINE, readings=pressure_act())))
        PANEL_BROKEN[name][0](bundle)
    return bundle


@pytest.fixture(scope="module")
def medplum() -> dict[str, list[str]]:
    """What medplum says about every broken bundle, from one start of Node."""
    names = [*BROKEN, *PANEL_BROKEN]
    return dict(zip(names, validate_many_with_medplum([_broken(name) for name in names]), strict=True))


@pytest.mark.parametrize("status", EncounterStatus)
def test_record_is_valid_in_every_state(status: EncounterStatus) -> None:
    bundle = transaction(filing(status))
    assert validate_with_fhir_resources(bundle) == []
    assert check_bundle(bundle) == []


def test_record_is_valid_for_medplum() -> None:
    finished = transaction(filing(EncounterStatus.FINISHED))
    alone = transaction(Filing(visit=visit(), accepted_at=NINE))
    assert validate_many_with_medplum([transaction(filing()), finished, alone]) == [[], [], []]


def test_every_measure_in_every_unit_is_valid() -> None:
    helped = pressure_act(
        flags=(Flag.FROM_MEMORY, Flag.WEAK_SIGNAL), device_time=datetime(2026, 11, 23, 10, 1), clock_offset_s=-58.5,
        taken_by=TakenBy.PATIENT, helped_by=TakenBy.ASSISTANT,
    )  # fmt: skip
    halves = tuple(taken(measure, digits, 900, group="b") for measure, digits in HALF)
    bundles = [
        transaction(Filing(visit=visit(), accepted_at=NINE, readings=readings))
        for readings in (one_of_each(), helped, halves, helped[1:2], helped[2:3], helped[3:])
    ]
    assert [validate_with_fhir_resources(bundle) for bundle in bundles] == [[]] * len(bundles)
    assert [check_bundle(bundle) for bundle in bundles] == [[]] * len(bundles)
    assert validate_many_with_medplum(bundles) == [[]] * len(bundles)


def test_record_of_a_patient_without_number_is_valid() -> None:
    from dataclasses import replace

    nameless = replace(filing(), visit=replace(visit(), patient=Patient(name="Nomen Nescio", birth_date=NINE.date())))
    bundle = transaction(nameless)
    assert validate_with_fhir_resources(bundle) == []
    assert validate_with_medplum(bundle) == []
    assert check_bundle(bundle) == []


@pytest.mark.parametrize("name", [*BROKEN, *PANEL_BROKEN])
def test_fault_is_seen(name: str, medplum: dict[str, list[str]]) -> None:
    seen = "f" if validate_with_fhir_resources(_broken(name)) else ""
    seen += "m" if medplum[name] else ""
    seen += "o" if check_bundle(_broken(name)) else ""
    assert seen == {**BROKEN, **PANEL_BROKEN}[name][1]


def test_findings_quote_no_value() -> None:
    bundle = transaction(filing())
    _first(bundle, "Observation")["valueQuantity"]["value"] = Decimal("12345.678")
    _first(bundle, "Observation")["valueQuantity"]["code"] = "SECRET"
    _first(bundle, "Observation")["status"] = "SECRET"
    assert check_bundle(bundle)
    assert "SECRET" not in str(check_bundle(bundle))
    assert "12345" not in str(check_bundle(bundle))
