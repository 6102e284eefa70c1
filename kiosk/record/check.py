# SPDX-License-Identifier: EUPL-1.2
"""The project's own check of a bundle: codes, units and patterns, from the tables. Pure.

General validators let a wrong UCUM unit, a status nobody knows or text among the samples pass (measured on
fhir.resources 8.3 and @medplum/core 5.2). This one knows little of FHIR and all of `kiosk.record.codes`.
A finding names the place and the rule; it never quotes a value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kiosk.record import systems
from kiosk.record.coded import Form, MeasureRow, Shape
from kiosk.record.codes import ABSENT, BLOOD_PRESSURE, BY_MDC, CODES, PANEL, PANEL_ALWAYS
from kiosk.record.context import EncounterStatus
from kiosk.record.device_types import GATEWAY, SIMPLE_MDS, SPECIALIZATIONS
from kiosk.record.fhir_json import Resource

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
_SAMPLES = re.compile(r"(-?\d+(\.\d+)?|[EUL])( (-?\d+(\.\d+)?|[EUL]))*")
_ENCOUNTER_STATES = frozenset(status.value for status in EncounterStatus)
_DEVICE_TYPES = frozenset({GATEWAY.code, SIMPLE_MDS.code})
_SPECIALIZATIONS = frozenset(code.code for code in SPECIALIZATIONS.values())
_COMPONENTS = {CODES[measure].mdc.code: CODES[measure] for measure in PANEL}
_ALWAYS = frozenset(CODES[measure].mdc.code for measure in PANEL_ALWAYS)


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A rule that does not hold. ``entry`` is the place in the bundle, ``path`` the element."""

    entry: int
    resource: str
    path: str
    rule: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """``holds`` is given every value found at ``path`` (dots go down; lists are gone through)."""

    path: str
    holds: Callable[[list[Any]], bool]
    says: str


def _one(values: list[Any]) -> bool:
    return len(values) == 1


def _some(values: list[Any]) -> bool:
    return bool(values)


def _none(values: list[Any]) -> bool:
    return not values


def _all_match(pattern: re.Pattern[str]) -> Callable[[list[Any]], bool]:
    return lambda values: all(isinstance(value, str) and pattern.fullmatch(value) for value in values)


def _has(*wanted: str) -> Callable[[list[Any]], bool]:
    return lambda values: all(item in values for item in wanted)


def _only(allowed: frozenset[str]) -> Callable[[list[Any]], bool]:
    return lambda values: bool(values) and all(value in allowed for value in values)


def _all_of(allowed: frozenset[str]) -> Callable[[list[Any]], bool]:
    return lambda values: all(value in allowed for value in values)


def _numbers(values: list[Any]) -> bool:
    return bool(values) and all(isinstance(v, int | Decimal) and not isinstance(v, bool) for v in values)


_SUBJECT = (
    _Rule("subject", _one, "names its patient"),
    _Rule("subject.type", _has("Patient"), "is about a patient"),
)
_RULES: dict[str, tuple[_Rule, ...]] = {
    "Observation": (
        *_SUBJECT,
        _Rule("status", _has("final"), "is final"),
        _Rule("identifier.system", _has(systems.READING_ID), "has the identifier that stops duplicates"),
        _Rule("identifier.value", _all_match(re.compile("[0-9a-f]{64}")), "has a hash as identifier"),
        _Rule("category.coding.code", _has("phd"), "is marked as a device's own measurement"),
        _Rule("encounter.reference", _one, "belongs to a visit"),
        _Rule("device.reference", _one, "names its instrument"),
        _Rule("performer", _some, "says who took it"),
        _Rule("extension.url", _has(systems.GATEWAY_DEVICE, systems.TAKEN_BY), "names the station and the taker"),
        _Rule("effectiveDateTime", _all_match(_INSTANT), "has a time with its zone"),
        _Rule("effectivePeriod.start", _all_match(_INSTANT), "has a start with its zone"),
        _Rule("effectivePeriod.end", _all_match(_INSTANT), "has an end with its zone"),
    ),
    "Encounter": (
        *_SUBJECT,
        _Rule("status", _only(_ENCOUNTER_STATES), "has a status of a visit"),
        _Rule("class.system", _has(systems.ACT_CODE), "has a class of ActCode"),
        _Rule("class.code", _has("VR"), "is a virtual encounter"),
        _Rule("identifier.system", _has(systems.VISIT_ID), "has the visit's identifier"),
        _Rule("statusHistory.status", lambda v: _none(v) or _only(_ENCOUNTER_STATES)(v), "had statuses of a visit"),
        _Rule("period.start", _all_match(_INSTANT), "has a start with its zone"),
        _Rule("period.end", _all_match(_INSTANT), "has an end with its zone"),
        _Rule("location.location.reference", _one, "is at one place"),
        _Rule("participant.individual", _one, "has one practitioner"),
    ),
    "Device": (
        _Rule("identifier", _some, "has an identifier"),
        _Rule("type.coding.system", _has(systems.MDC), "has an MDC type"),
        _Rule("type.coding.code", _only(_DEVICE_TYPES), "is an instrument or a gateway"),
        _Rule("specialization.systemType.coding.code", _all_of(_SPECIALIZATIONS), "is of a known kind"),
    ),
    "Location": (
        _Rule("identifier.system", _has(systems.STATION_ID), "has the station's identifier"),
        _Rule("name", _one, "has a name"),
    ),
    "Provenance": (
        _Rule("target.reference", _some, "has a target"),
        _Rule("recorded", lambda v: _one(v) and _all_match(_INSTANT)(v), "has a time with its zone"),
        _Rule("agent.type.coding.code", _has("assembler", "verifier"), "names station and practitioner"),
    ),
}  # fmt: skip
_QUANTITY_RULES = (
    _Rule("valueQuantity.value", _numbers, "has a number"),
    _Rule("valueQuantity.system", _has(systems.UCUM), "has a UCUM unit"),
)
_SAMPLES_RULES = (
    _Rule("valueSampledData.data", _all_match(_SAMPLES), "has decimals or E, U, L between single blanks"),
    _Rule("valueSampledData.period", _numbers, "has a period"),
    _Rule("valueSampledData.origin.system", _has(systems.UCUM), "has a UCUM unit"),
    _Rule("effectivePeriod.start", _one, "has a start"),
)
_ABSENT_RULES = (
    _Rule("dataAbsentReason.coding.system", _has(systems.DATA_ABSENT), "has a reason of FHIR"),
    _Rule("dataAbsentReason.coding.code", _only(frozenset(ABSENT.values())), "has a known reason"),
)
_AT_A_TIME = (_Rule("effectiveDateTime", _one, "has a time"),)
_UNIT_AT = {Shape.QUANTITY: "valueQuantity.code", Shape.SAMPLES: "valueSampledData.origin.code"}
_TARGETS: dict[tuple[str, str], str] = {
    ("Observation", "device.reference"): "Device",
    ("Observation", "encounter.reference"): "Encounter",
    ("Observation", "extension.valueReference.reference"): "Device",
    ("Observation", "derivedFrom.reference"): "Observation",
    ("Encounter", "location.location.reference"): "Location",
    ("Provenance", "target.reference"): "Observation",
}


def check_bundle(bundle: Resource) -> list[Finding]:
    """Check every resource of ``bundle`` against the tables; return what does not hold."""
    entries = bundle.get("entry", [])
    names = {entry.get("fullUrl"): entry["resource"]["resourceType"] for entry in entries}
    findings: list[Finding] = []
    for number, entry in enumerate(entries):
        resource = entry["resource"]
        for path, rule in _broken(resource, names):
            findings.append(Finding(entry=number, resource=resource["resourceType"], path=path, rule=rule))
    return findings


def _broken(resource: Resource, names: dict[str | None, str]) -> Iterator[tuple[str, str]]:
    kind = resource["resourceType"]
    if kind not in _RULES:
        yield "resourceType", "is a kind of resource that is filed"
        return
    yield from _apply(_RULES[kind], resource)
    yield from _references(resource, names)
    if kind == "Observation":
        yield from _observation(resource)


def _apply(rules: tuple[_Rule, ...], resource: Resource) -> Iterator[tuple[str, str]]:
    for rule in rules:
        if not rule.holds(_at(resource, rule.path)):
            yield rule.path, rule.says


def _at(value: Any, path: str) -> list[Any]:
    """Collect every value at ``path``; lists on the way are gone through."""
    if isinstance(value, list):
        return [found for item in value for found in _at(item, path)]
    if not path:
        return [value]
    step, _, rest = path.partition(".")
    return _at(value[step], rest) if isinstance(value, dict) and step in value else []


def _observation(resource: Resource) -> Iterator[tuple[str, str]]:
    row = _row(resource, BY_MDC)
    if row is None or (row.shape is Shape.COMPONENT and row is not BLOOD_PRESSURE):
        yield "code.coding", "has the MDC code of one known measure"
        return
    if row.category not in _at(resource, "category.coding.code"):
        yield "category", "has its measure's category"
    yield from _apply(_AT_A_TIME if row.shape is not Shape.SAMPLES else (), resource)
    if row is BLOOD_PRESSURE:
        yield from _panel(row, resource)
    else:
        yield from _measured(row, resource, row.shape)


def _row(coded: Resource, rows: Mapping[str, MeasureRow]) -> MeasureRow | None:
    """Find the row of an Observation or a component by its MDC code."""
    codings = [item for item in _at(coded, "code.coding") if isinstance(item, dict)]
    found = [item["code"] for item in codings if item.get("system") == systems.MDC and item.get("code") in rows]
    return rows[found[0]] if len(found) == 1 else None


def _measured(row: MeasureRow, coded: Resource, shape: Shape) -> Iterator[tuple[str, str]]:
    """Check codes and value of an Observation or a component against one of its measure's forms."""
    forms = [form for form in row.forms if _codes_fit(row, form, coded)]
    if not forms:
        yield "code.coding", "has every code of its measure and no other"
    if not any(_has(*form.profiles)(_at(coded, "meta.profile")) for form in forms or row.forms):
        yield "meta.profile", "claims its measure's profiles"
    yield from _value(forms or list(row.forms), shape, coded)


def _codes_fit(row: MeasureRow, form: Form, coded: Resource) -> bool:
    present = [(item.get("system"), item.get("code")) for item in _at(coded, "code.coding") if isinstance(item, dict)]
    return sorted(map(str, present)) == sorted(str((code.system, code.code)) for code in row.codes(form))


def _value(forms: list[Form], shape: Shape, coded: Resource) -> Iterator[tuple[str, str]]:
    values = [key for key in coded if key.startswith("value")]
    if "dataAbsentReason" in coded:
        if values:
            yield "value", "is not there beside the reason it is absent"
        yield from _apply(_ABSENT_RULES, coded)
        return
    if values != [shape.value]:
        yield "value", "has the kind of value of its measure, or a reason it is absent"
        return
    yield from _apply(_QUANTITY_RULES if shape is Shape.QUANTITY else _SAMPLES_RULES, coded)
    claimed = _at(coded, "meta.profile")
    units = [[form.unit.ucum] for form in forms if "meta" not in coded or set(form.profiles) <= set(claimed)]
    if _at(coded, _UNIT_AT[shape]) not in units:
        yield _UNIT_AT[shape], "has a UCUM unit of its measure, its codes and its profiles"


def _panel(row: MeasureRow, resource: Resource) -> Iterator[tuple[str, str]]:
    """Check the blood pressure panel: its own codes, and each component as the measure it is."""
    claimed = _at(resource, "meta.profile")
    if any(key.startswith("value") for key in resource):
        yield "value", "is in the panel's components"
    if not any(_has(*form.profiles)(claimed) for form in row.forms):
        yield "meta.profile", "claims its measure's profiles"
    if not any(_codes_fit(row, form, resource) for form in row.forms):
        yield "code.coding", "has every code of its measure and no other"
    components = [item for item in resource.get("component", ()) if isinstance(item, dict)]
    rows = [_row(component, _COMPONENTS) for component in components]
    present = {each.mdc.code for each in rows if each is not None}
    if len(present) != len(rows) or not present >= _ALWAYS:
        yield "component", "has systolic and diastolic and nothing twice or unknown"
    for each, component in zip(rows, components, strict=True):
        if each is not None:
            for path, rule in _measured(each, component, Shape.QUANTITY):
                yield f"component.{path}", rule
    bound = row.forms[0]
    if bound.profiles[0] in claimed and set(_at(resource, "component.valueQuantity.code")) - {bound.unit.ucum}:
        yield "component.valueQuantity.code", "has the unit its profile binds"


def _references(resource: Resource, names: dict[str | None, str]) -> Iterator[tuple[str, str]]:
    inner = {f"#{item}" for item in _at(resource, "contained.id")}
    for target in _all_references(resource):
        if target.startswith("urn:") and target not in names:
            yield "reference", "points at an entry of the bundle"
        elif target.startswith("#") and target not in inner:
            yield "reference", "points at a resource it contains"
    for (kind, path), wanted in _TARGETS.items():
        if kind == resource["resourceType"]:
            for target in _at(resource, path):
                if (names.get(target) or str(target).partition("/")[0]) != wanted:
                    yield path, f"points at a {wanted}"


def _all_references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for item in value.values():
            yield from _all_references(item)
    elif isinstance(value, list):
        for item in value:
            yield from _all_references(item)
