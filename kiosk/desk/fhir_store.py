# SPDX-License-Identifier: EUPL-1.2
"""The desk's FHIR R4 store: what stations file, and nothing else. Asynchronous face of `kiosk.desk.fhir_rows`.

All work is done in one thread of its own, so that requests wait for each other and the loop never waits for a disk.
A request that is cancelled half-way is still carried out whole or not at all.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.desk.fhir_bundle import execute
from kiosk.desk.fhir_kinds import kind_of
from kiosk.desk.fhir_problem import FhirProblem, FhirReason
from kiosk.desk.fhir_query import parse
from kiosk.desk.fhir_rows import FhirRows, Row
from kiosk.record.fhir_json import Resource

Result = TypeVar("Result")


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """The answer to a search: all that fit, counted, and the first of them."""

    total: int
    resources: tuple[Resource, ...]


class FhirStore:
    """Keep resources in the SQLite file ``path``, or in memory for None. Use as an async context manager.

    Every method raises FhirProblem; UNAVAILABLE means that the file could not be read or written.
    """

    def __init__(self, path: Path | None, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="fhir-store")
        self._rows: FhirRows | None = None

    async def __aenter__(self) -> FhirStore:
        await self.open()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def open(self) -> None:
        """Open the file, making it and its tables if need be."""
        self._rows = await self._in_thread(lambda: FhirRows(self._path))

    async def close(self) -> None:
        """Finish what is running and close the file; calling twice does no harm."""
        rows, self._rows = self._rows, None
        if rows is not None:
            await self._in_thread(rows.close)
        self._thread.shutdown(wait=False)

    async def execute(self, bundle: Resource) -> Resource:
        """Carry out a transaction or batch and return the answering bundle."""
        now = self._clock.now().astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return await self._with_rows(lambda rows: execute(rows, bundle, now))

    async def read(self, kind: str, id_: str) -> Resource:
        """Return one resource; NOT_FOUND if there is none."""
        kind_of(kind)
        return (await self._with_rows(lambda rows: _there(rows, kind, id_))).resource

    async def search(self, kind: str, pairs: Iterable[tuple[str, str]], *, private: bool = False) -> Page:
        """Return what fits decoded parameters, newest first; ``private`` allows those that name a person."""
        query = parse(kind, pairs, private=private)

        def look(rows: FhirRows) -> Page:
            ids = rows.search(query)
            found = [_there(rows, kind, id_).resource for id_ in ids[: query.count]]
            return Page(total=len(ids), resources=tuple(found))

        return await self._with_rows(look)

    async def everything(self, encounter_id: str) -> list[Resource]:
        """Return a visit whole: its Encounter, what refers to it, who vouches for that, and what all of it names."""
        return await self._with_rows(lambda rows: _everything(rows, encounter_id))

    async def _with_rows(self, work: Callable[[FhirRows], Result]) -> Result:
        rows = self._rows
        if rows is None:
            raise FhirProblem("The store is not open.", reason=FhirReason.UNAVAILABLE)
        return await self._in_thread(lambda: work(rows))

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thread, work)
        except (sqlite3.Error, OSError) as problem:
            raise FhirProblem(
                "The store could not be read or written; look at its disk.", reason=FhirReason.UNAVAILABLE
            ) from problem


def _there(rows: FhirRows, kind: str, id_: str) -> Row:
    row = rows.get(kind, id_)
    if row is None:
        raise FhirProblem("There is no such resource.", reason=FhirReason.NOT_FOUND)
    return row


def _everything(rows: FhirRows, encounter_id: str) -> list[Resource]:
    names = [f"Encounter/{_there(rows, 'Encounter', encounter_id).id}"]
    names += [f"{kind}/{id_}" for kind, id_ in rows.pointing_at(names[0])]
    vouched = [rows.pointing_at(name) for name in names[1:]]
    names += [f"{kind}/{id_}" for found in vouched for kind, id_ in found if kind == "Provenance"]
    for name in tuple(names):
        kind, _, id_ = name.partition("/")
        names += rows.targets_of(kind, id_)
    found = (rows.get(*name.split("/", 1)) for name in dict.fromkeys(names) if "/" in name)
    return [row.resource for row in found if row is not None]
