# SPDX-License-Identifier: EUPL-1.2
"""Transaction and batch bundles, carried out on the store's rows (FHIR R4, *http*, transaction).

Three passes: who every entry is (conditions are looked up before anything is written), what refers to whom, then the
writing. A transaction is one database transaction; in a batch each entry is its own.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from kiosk.desk.fhir_kinds import KINDS, require
from kiosk.desk.fhir_problem import FhirProblem, FhirReason
from kiosk.desk.fhir_query import Query, parse_text
from kiosk.desk.fhir_rows import FhirRows, Row
from kiosk.record.fhir_json import Resource

MAX_ENTRIES = 200
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class _Planned:
    """An entry whose resource is known: a new one, an existing one to be written, or one to be left alone."""

    place: str
    kind: str
    id: str
    resource: Resource
    full_url: str
    leave: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}/{self.id}"


def execute(rows: FhirRows, bundle: Resource, now: str) -> Resource:
    """Carry ``bundle`` out and return the answering bundle; ``now`` is the FHIR instant that is noted.

    Raises FhirProblem for a transaction of which an entry fails, and for a body that is no such bundle.
    """
    entries = _entries(bundle)
    if bundle["type"] == "transaction":
        with rows.atomic():
            answers = _transact(rows, entries, list(range(len(entries))), now)
    else:
        answers = [_alone(rows, entry, place, now) for place, entry in enumerate(entries)]
    return {"resourceType": "Bundle", "type": f"{bundle['type']}-response", "entry": answers}


def _entries(bundle: Resource) -> list[Any]:
    if bundle.get("resourceType") != "Bundle" or bundle.get("type") not in ("transaction", "batch"):
        raise FhirProblem("Send a Bundle of type transaction or batch.", reason=FhirReason.INVALID)
    entries = bundle.get("entry", [])
    if not isinstance(entries, list):
        raise FhirProblem("The entries are not a list.", reason=FhirReason.INVALID, place="Bundle.entry")
    if len(entries) > MAX_ENTRIES:
        raise FhirProblem(f"At most {MAX_ENTRIES} entries are taken at once.", reason=FhirReason.TOO_LARGE)
    return entries


def _alone(rows: FhirRows, entry: Any, place: int, now: str) -> Resource:
    """Carry out one entry of a batch; its name is echoed so that the sender can match the answer."""
    name = entry.get("fullUrl") if isinstance(entry, dict) else None
    echo = {"fullUrl": name} if isinstance(name, str) else {}
    try:
        with rows.atomic():
            return {**echo, **_transact(rows, [entry], [place], now)[0]}
    except FhirProblem as problem:
        return {**echo, "response": {"status": str(problem.status), "outcome": problem.outcome()}}


def _transact(rows: FhirRows, entries: Sequence[Any], places: Sequence[int], now: str) -> list[Resource]:
    planned = [_plan(rows, entry, place) for entry, place in zip(entries, places, strict=True)]
    names = _names(planned)
    return [_write(rows, plan, names, now) for plan in planned]


def _plan(rows: FhirRows, entry: Any, number: int) -> _Planned:
    place = f"Bundle.entry[{number}]"
    try:
        resource, request = entry["resource"], entry["request"]
        method, url = request["method"], request["url"]
        full_url, none_exist = entry.get("fullUrl", ""), request.get("ifNoneExist", "")
    except (KeyError, TypeError, AttributeError):
        raise FhirProblem("An entry lacks its resource or request.", reason=FhirReason.INVALID, place=place) from None
    if not isinstance(resource, dict) or not all(isinstance(each, str) for each in (url, full_url, none_exist)):
        raise FhirProblem("An entry is malformed.", reason=FhirReason.INVALID, place=place)
    try:
        require(resource)
        kind, id_, leave = _identify(rows, resource["resourceType"], method, url, none_exist)
    except FhirProblem as problem:
        raise problem.at(place) from None
    return _Planned(place=place, kind=kind, id=id_, resource=resource, full_url=full_url, leave=leave)


def _identify(rows: FhirRows, kind: str, method: object, url: str, none_exist: str) -> tuple[str, str, bool]:
    """Return kind, id and whether the resource is there already and to be left alone."""
    path, _, query = url.partition("?")
    named, _, id_ = path.partition("/")
    if named != kind:
        raise FhirProblem("The address names another kind than the resource.", reason=FhirReason.INVALID)
    if method == "POST" and url == kind:
        there = _the_one(rows, parse_text(kind, none_exist)) if none_exist else None
        return kind, there or str(uuid.uuid4()), there is not None
    if method == "PUT" and query and not id_:
        return kind, _the_one(rows, parse_text(kind, query)) or str(uuid.uuid4()), False
    if method == "PUT" and not query and ID.fullmatch(id_):
        return kind, id_, False
    raise FhirProblem("Entries are POST to a kind, or PUT to an id or a condition.", reason=FhirReason.INVALID)


def _the_one(rows: FhirRows, query: Query) -> str | None:
    found = rows.search(query)
    if len(found) > 1:
        raise FhirProblem("A condition fits several resources.", reason=FhirReason.MULTIPLE_MATCHES)
    return found[0] if found else None


def _names(planned: Sequence[_Planned]) -> dict[str, str]:
    """Map every fullUrl to the address its resource gets. Two entries for one resource are an error."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for plan in planned:
        if plan.name in taken or (plan.full_url and plan.full_url in names):
            raise FhirProblem("Two entries are the same resource.", reason=FhirReason.INVALID, place=plan.place)
        taken.add(plan.name)
        if plan.full_url:
            names[plan.full_url] = plan.name
    return names


def _write(rows: FhirRows, plan: _Planned, names: dict[str, str], now: str) -> Resource:
    before = rows.get(plan.kind, plan.id)
    if plan.leave and before is not None:
        return _answer(before, created=False)
    try:
        body = _resolved(rows, plan.resource, names)
        _refuse_dangling(rows, body, set(names.values()) | {plan.name})
        row = rows.put(plan.kind, plan.id, _stripped(body), now)
    except FhirProblem as problem:
        raise problem.at(plan.place) from None
    return _answer(row, created=before is None)


def _answer(row: Row, *, created: bool) -> Resource:
    return {
        "response": {
            "status": "201 Created" if created else "200 OK",
            "location": f"{row.kind}/{row.id}/_history/{row.version}",
            "etag": f'W/"{row.version}"',
            "lastModified": row.updated,
        }
    }


def _resolved(rows: FhirRows, value: Any, names: dict[str, str]) -> Any:
    """Copy ``value`` with references to entries and conditional references put right."""
    if isinstance(value, list):
        return [_resolved(rows, item, names) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: _resolved(rows, item, names) for key, item in value.items()}
    target = copy.get("reference")
    if isinstance(target, str):
        copy["reference"] = names.get(target) or _looked_up(rows, target)
    return copy


def _looked_up(rows: FhirRows, target: str) -> str:
    kind, mark, query = target.partition("?")
    if not mark or kind not in KINDS:
        return target
    found = _the_one(rows, parse_text(kind, query))
    if found is None:
        raise FhirProblem("A conditional reference fits nothing.", reason=FhirReason.MULTIPLE_MATCHES)
    return f"{kind}/{found}"


def _refuse_dangling(rows: FhirRows, body: Any, coming: set[str]) -> None:
    """Refuse references to entries that are not in the bundle and to resources of ours that do not exist."""
    if isinstance(body, list):
        for item in body:
            _refuse_dangling(rows, item, coming)
    elif isinstance(body, dict):
        target = body.get("reference")
        if isinstance(target, str) and target not in coming:
            _refuse_unknown_target(rows, target)
        for item in body.values():
            _refuse_dangling(rows, item, coming)


def _refuse_unknown_target(rows: FhirRows, target: str) -> None:
    if target.startswith("urn:"):
        raise FhirProblem("A reference names no entry of the bundle.", reason=FhirReason.INVALID)
    kind, slash, id_ = target.partition("/")
    if slash and kind in KINDS and rows.get(kind, id_) is None:
        raise FhirProblem("A reference names a resource that is not here.", reason=FhirReason.UNPROCESSABLE)


def _stripped(resource: Resource) -> Resource:
    """Take out what the store keeps itself."""
    meta = {k: v for k, v in (resource.get("meta") or {}).items() if k not in ("versionId", "lastUpdated")}
    body = {key: value for key, value in resource.items() if key not in ("id", "meta")}
    return {**body, "meta": meta} if meta else body
