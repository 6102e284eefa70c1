# SPDX-License-Identifier: EUPL-1.2
"""A FHIR search as conditions on the store's index. Pure. An unknown parameter is refused, never ignored:
ignoring one would answer with more than was asked for (FHIR R4, *search*, handling errors)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl

from kiosk.desk.fhir_kinds import Match, Param, kind_of, time_range
from kiosk.desk.fhir_problem import FhirProblem, FhirReason

MAX_COUNT = 200
_PREFIXED = re.compile(r"(eq|lt|gt|le|ge)?(\d.*)")
_DATE_SQL = {
    "eq": ("low >= ? AND high <= ?", (0, 1)),
    "lt": ("low < ?", (0,)),
    "gt": ("high > ?", (1,)),
    "le": ("low <= ?", (1,)),
    "ge": ("high >= ?", (0,)),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """One parameter: rows of the index with that name that fit any of ``sql``'s alternatives."""

    param: str
    sql: str
    values: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Query:
    """A search in one kind: all conditions hold; at most ``count`` resources are given."""

    kind: str
    conditions: tuple[Condition, ...]
    count: int = MAX_COUNT


def parse(kind: str, pairs: Iterable[tuple[str, str]], *, private: bool = True) -> Query:
    """Make a query of decoded parameters.

    ``private`` says whether parameters that name a person are taken: not from a URL, which ends up in logs.
    Raises FhirProblem: NOT_SUPPORTED for the kind, INVALID for a parameter.
    """
    params = kind_of(kind).params
    conditions: list[Condition] = []
    count = MAX_COUNT
    for name, text in pairs:
        if name == "_count":
            count = _count(text)
        elif name in params:
            conditions.append(_condition(name, params[name], text, private))
        else:
            raise FhirProblem("A search parameter is not known for this kind.", reason=FhirReason.INVALID)
    return Query(kind=kind, conditions=tuple(conditions), count=count)


def parse_text(kind: str, query: str) -> Query:
    """Make a query of a URL's query part, as conditional requests carry it; it must have a condition."""
    parsed = parse(kind, parse_qsl(query, keep_blank_values=True, max_num_fields=10))
    if not parsed.conditions:
        raise FhirProblem("A condition is empty.", reason=FhirReason.INVALID)
    return parsed


def _count(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise FhirProblem("_count is not a number.", reason=FhirReason.INVALID)
    return min(int(text), MAX_COUNT)


def _condition(name: str, param: Param, text: str, private: bool) -> Condition:
    if param.private and not private:
        raise FhirProblem(
            "A parameter names a person; send it in the body of POST _search, not in the address.",
            reason=FhirReason.INVALID,
        )
    if not text:
        raise FhirProblem("A search parameter is empty.", reason=FhirReason.INVALID)
    make = {Match.TOKEN: _token, Match.REFERENCE: _reference, Match.DATE: _date}[param.match]
    parts = [make(each) for each in text.split(",")]
    sql = " OR ".join(f"({part})" for part, _ in parts)
    return Condition(param=name, sql=sql, values=tuple(value for _, values in parts for value in values))


def _token(text: str) -> tuple[str, tuple[str, ...]]:
    system, bar, value = text.rpartition("|")
    if not bar:
        return "value = ?", (value,)
    return ("system = ? AND value = ?", (system, value)) if value else ("system = ?", (system,))


def _reference(text: str) -> tuple[str, tuple[str, ...]]:
    if "/" in text:
        return "value = ?", (text,)
    return "substr(value, instr(value, '/') + 1) = ?", (text,)


def _date(text: str) -> tuple[str, tuple[str, ...]]:
    found = _PREFIXED.fullmatch(text)
    if found is None:
        raise FhirProblem("A date's prefix is not known.", reason=FhirReason.INVALID)
    sql, which = _DATE_SQL[found[1] or "eq"]
    edges = time_range(found[2])
    return sql, tuple(edges[place] for place in which)
