# SPDX-License-Identifier: EUPL-1.2
"""The kinds of resources the desk keeps: what each must have and what it is found by. One table, pure functions.

Search parameters have the names and meanings of FHIR R4; dates are ranges (FHIR R4, *search*, date).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any

from kiosk.desk.fhir_problem import FhirProblem, FhirReason
from kiosk.record.fhir_json import Resource


class Match(Enum):
    """How a search parameter compares."""

    TOKEN = "token"
    REFERENCE = "reference"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Param:
    """A search parameter: how it compares and where its values stand. A ``private`` one names a person."""

    match: Match
    paths: tuple[str, ...]
    private: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """One kind of resource. ``required`` elements must be there; ``statuses`` are all that status may be."""

    required: tuple[str, ...] = ()
    statuses: frozenset[str] = frozenset()
    params: dict[str, Param]


_TOKEN, _REFERENCE, _DATE = Match.TOKEN, Match.REFERENCE, Match.DATE
_IDENTIFIER = Param(_TOKEN, ("identifier",))
_EVERY = {"_id": Param(_TOKEN, ("id",)), "_tag": Param(_TOKEN, ("meta.tag",))}
_STATUS = Param(_TOKEN, ("status",))
_SUBJECT = Param(_TOKEN, ("subject.identifier",), private=True)

KINDS: dict[str, Kind] = {
    "Encounter": Kind(
        required=("status", "class"),
        statuses=frozenset(
            {"planned", "arrived", "triaged", "in-progress", "onleave", "finished", "cancelled", "entered-in-error",
             "unknown"}
        ),
        params={
            **_EVERY, "identifier": _IDENTIFIER, "status": _STATUS, "subject:identifier": _SUBJECT,
            "patient:identifier": _SUBJECT, "location": Param(_REFERENCE, ("location.location",)),
            "date": Param(_DATE, ("period",)),
        },
    ),
    "Observation": Kind(
        required=("status", "code"),
        statuses=frozenset(
            ["registered", "preliminary", "final", "amended", "corrected", "cancelled", "entered-in-error", "unknown"]
        ),
        params={
            **_EVERY, "identifier": _IDENTIFIER, "status": _STATUS, "subject:identifier": _SUBJECT,
            "patient:identifier": _SUBJECT, "code": Param(_TOKEN, ("code.coding",)),
            "category": Param(_TOKEN, ("category.coding",)), "encounter": Param(_REFERENCE, ("encounter",)),
            "device": Param(_REFERENCE, ("device",)),
            "date": Param(_DATE, ("effectiveDateTime", "effectivePeriod", "effectiveInstant")),
        },
    ),
    "Device": Kind(
        statuses=frozenset(["active", "inactive", "entered-in-error", "unknown"]),
        params={**_EVERY, "identifier": _IDENTIFIER, "status": _STATUS, "type": Param(_TOKEN, ("type.coding",))},
    ),
    "Location": Kind(
        statuses=frozenset(["active", "suspended", "inactive"]),
        params={**_EVERY, "identifier": _IDENTIFIER, "status": _STATUS},
    ),
    "Provenance": Kind(
        required=("target", "recorded", "agent"),
        params={
            **_EVERY, "target": Param(_REFERENCE, ("target",)), "recorded": Param(_DATE, ("recorded",)),
            "agent": Param(_REFERENCE, ("agent.who",)),
        },
    ),
}  # fmt: skip

_WHEN = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d))?)?)?")
_ENDLESS = "9999-12-31T23:59:59.999999"


@dataclass(frozen=True, kw_only=True, slots=True)
class Indexed:
    """One value a resource is found by; dates use ``low`` and ``high`` (UTC, sortable as text)."""

    param: str
    system: str = ""
    value: str = ""
    low: str = ""
    high: str = ""


def kind_of(name: object) -> Kind:
    """Return the table's row for a resource type. Raises FhirProblem NOT_SUPPORTED."""
    kind = KINDS.get(name) if isinstance(name, str) else None
    if kind is None:
        raise FhirProblem("This kind of resource is not kept here.", reason=FhirReason.NOT_SUPPORTED)
    return kind


def require(resource: Resource) -> None:
    """Check what the table asks of ``resource``. Raises FhirProblem UNPROCESSABLE."""
    name = resource.get("resourceType")
    kind = kind_of(name)
    if not isinstance(resource.get("meta", {}), dict):
        raise FhirProblem("meta is not an object.", reason=FhirReason.UNPROCESSABLE, place=f"{name}.meta")
    for element in kind.required:
        if not resource.get(element):
            raise FhirProblem(
                "A required element is missing.", reason=FhirReason.UNPROCESSABLE, place=f"{name}.{element}"
            )
    if kind.statuses and "status" in resource and str(resource["status"]) not in kind.statuses:
        raise FhirProblem(
            "The status is not one that FHIR knows.", reason=FhirReason.UNPROCESSABLE, place=f"{name}.status"
        )


def index(resource: Resource) -> Iterator[Indexed]:
    """Give everything ``resource`` is found by."""
    for name, param in kind_of(resource["resourceType"]).params.items():
        for path in param.paths:
            for value in at(resource, path):
                yield from _INDEXERS[param.match](name, value)


def at(value: Any, path: str) -> list[Any]:
    """Collect every value at ``path``; lists on the way are gone through."""
    if isinstance(value, list):
        return [found for item in value for found in at(item, path)]
    if not path:
        return [value]
    step, _, rest = path.partition(".")
    return at(value[step], rest) if isinstance(value, dict) and step in value else []


def time_range(text: object) -> tuple[str, str]:
    """Return the first and the last microsecond of a FHIR date or time, in UTC. Raises FhirProblem INVALID."""
    found = _WHEN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise FhirProblem("A date is not written as FHIR does.", reason=FhirReason.INVALID)
    year, month, day, hour, minute, second, fraction, zone = found.groups()
    try:
        start = datetime(int(year), int(month or 1), int(day or 1), int(hour or 0), int(minute or 0), int(second or 0))
        start += timedelta(microseconds=int(f"{(fraction or '.0')[1:]:0<6}"[:6]))
        start = start.replace(tzinfo=UTC) - _offset(zone)
        end = start + _precision(start, month, day, hour, second, fraction) - timedelta(microseconds=1)
    except (ValueError, OverflowError):
        raise FhirProblem("There is no such date.", reason=FhirReason.INVALID) from None
    return _sortable(start), _sortable(end)


def _precision(
    start: datetime, month: str | None, day: str | None, hour: str | None, second: str | None, fraction: str | None
) -> timedelta:
    if month is None:
        return start.replace(year=start.year + 1) - start
    if day is None:
        return (start.replace(day=1) + timedelta(days=32)).replace(day=1) - start
    if hour is None:
        return timedelta(days=1)
    if second is None:
        return timedelta(minutes=1)
    return timedelta(microseconds=10 ** max(0, 7 - len(fraction))) if fraction else timedelta(seconds=1)


def _offset(zone: str | None) -> timedelta:
    if zone is None or zone == "Z":
        return timedelta()
    hours, minutes = int(zone[1:3]), int(zone[4:6])
    if hours > 14 or minutes > 59:
        raise ValueError("no such zone")
    return (-1 if zone[0] == "-" else 1) * timedelta(hours=hours, minutes=minutes)


def _sortable(moment: datetime) -> str:
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds")


def _index_token(param: str, value: Any) -> Iterator[Indexed]:
    if isinstance(value, dict):
        code = value.get("code", value.get("value"))
        if isinstance(code, str):
            yield Indexed(param=param, system=str(value.get("system", "")), value=code)
    elif isinstance(value, str):
        yield Indexed(param=param, value=value)


def _index_reference(param: str, value: Any) -> Iterator[Indexed]:
    if isinstance(value, dict) and isinstance(value.get("reference"), str):
        yield Indexed(param=param, value=value["reference"])


def _index_date(param: str, value: Any) -> Iterator[Indexed]:
    if isinstance(value, str):
        low, high = time_range(value)
        yield Indexed(param=param, low=low, high=high)
    elif isinstance(value, dict):
        low = time_range(value["start"])[0] if "start" in value else ""
        high = time_range(value["end"])[1] if "end" in value else _ENDLESS
        yield Indexed(param=param, low=low, high=high)


_INDEXERS = {Match.TOKEN: _index_token, Match.REFERENCE: _index_reference, Match.DATE: _index_date}
