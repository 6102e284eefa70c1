# SPDX-License-Identifier: EUPL-1.2
"""Resources in SQLite: bodies, what they are found by, and what they point at. Synchronous; one thread uses it.

Deleted and overwritten content is zeroed in the file (`secure_delete`) and there is no write-ahead log to keep copies.
Another database needs these dozen methods and nothing else of the store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kiosk.desk.fhir_kinds import index
from kiosk.desk.fhir_query import Query
from kiosk.record.fhir_json import Resource, dumps, loads

_SCHEMA = """
CREATE TABLE IF NOT EXISTS resource (
    kind TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, updated TEXT NOT NULL, body BLOB NOT NULL,
    PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS found_by (
    kind TEXT NOT NULL, id TEXT NOT NULL, param TEXT NOT NULL, system TEXT NOT NULL, value TEXT NOT NULL,
    low TEXT NOT NULL, high TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS found_by_value ON found_by (kind, param, value);
CREATE INDEX IF NOT EXISTS found_by_owner ON found_by (kind, id);
CREATE TABLE IF NOT EXISTS points_at (kind TEXT NOT NULL, id TEXT NOT NULL, target TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS points_at_target ON points_at (target);
CREATE INDEX IF NOT EXISTS points_at_owner ON points_at (kind, id);
"""
_PRAGMAS = ("journal_mode = DELETE", "synchronous = FULL", "secure_delete = ON", "temp_store = MEMORY")


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """A stored resource without the meta that the store itself keeps."""

    kind: str
    id: str
    version: int
    updated: str
    body: Resource

    @property
    def resource(self) -> Resource:
        """The resource as it is given out, with id, version and time of the last change."""
        meta = {**self.body.get("meta", {}), "versionId": str(self.version), "lastUpdated": self.updated}
        rest = {key: value for key, value in self.body.items() if key not in ("resourceType", "meta")}
        return {"resourceType": self.kind, "id": self.id, "meta": meta, **rest}


class FhirRows:
    """The tables. ``path`` of None keeps everything in memory."""

    def __init__(self, path: Path | None) -> None:
        if path is not None:
            path.touch(mode=0o600, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", isolation_level=None, check_same_thread=False, timeout=5.0)
        try:
            for pragma in _PRAGMAS:
                self._db.execute(f"PRAGMA {pragma}")
            self._db.executescript(_SCHEMA)
        except sqlite3.Error:
            self.close()
            raise

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def atomic(self) -> Iterator[None]:
        """Do all of what is inside, or nothing."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    def get(self, kind: str, id_: str) -> Row | None:
        """Return one resource."""
        found = self._db.execute(
            "SELECT kind, id, version, updated, body FROM resource WHERE kind = ? AND id = ?", (kind, id_)
        ).fetchone()
        return _row(found) if found else None

    def put(self, kind: str, id_: str, body: Resource, updated: str) -> Row:
        """Write a resource, as version 1 or the next one; unchanged content stays what it was."""
        before = self.get(kind, id_)
        data = dumps(body)
        if before is not None and dumps(before.body) == data:  # as bytes: 97 and 97.0 are not the same
            return before
        row = Row(kind=kind, id=id_, version=(before.version if before else 0) + 1, updated=updated, body=body)
        self._db.execute(
            "INSERT OR REPLACE INTO resource VALUES (?, ?, ?, ?, ?)", (kind, id_, row.version, updated, data)
        )
        self._reindex(row)
        return row

    def search(self, query: Query) -> list[str]:
        """Return the ids of every resource that fits ``query``, the newest first."""
        sql = "SELECT id FROM resource WHERE kind = ?"
        values: list[str] = [query.kind]
        for condition in query.conditions:
            # the text of a condition comes from the table of kinds alone; what was asked for is bound
            sql += f" AND id IN (SELECT id FROM found_by WHERE kind = ? AND param = ? AND ({condition.sql}))"
            values += [query.kind, condition.param, *condition.values]
        return [id_ for (id_,) in self._db.execute(f"{sql} ORDER BY updated DESC, id", values)]

    def pointing_at(self, target: str) -> list[tuple[str, str]]:
        """Return kind and id of everything that refers to ``target`` (``Type/id``)."""
        return list(
            self._db.execute("SELECT DISTINCT kind, id FROM points_at WHERE target = ? ORDER BY kind, id", (target,))
        )

    def targets_of(self, kind: str, id_: str) -> list[str]:
        """Return what a resource refers to."""
        found = self._db.execute(
            "SELECT DISTINCT target FROM points_at WHERE kind = ? AND id = ? ORDER BY target", (kind, id_)
        )
        return [target for (target,) in found]

    def _reindex(self, row: Row) -> None:
        owner = (row.kind, row.id)
        self._db.execute("DELETE FROM found_by WHERE kind = ? AND id = ?", owner)
        self._db.execute("DELETE FROM points_at WHERE kind = ? AND id = ?", owner)
        found = [(*owner, i.param, i.system, i.value, i.low, i.high) for i in index({**row.body, "id": row.id})]
        self._db.executemany("INSERT INTO found_by VALUES (?, ?, ?, ?, ?, ?, ?)", found)
        self._db.executemany("INSERT INTO points_at VALUES (?, ?, ?)", [(*owner, t) for t in references(row.body)])


def references(value: object) -> Iterable[str]:
    """Give every literal reference in ``value``."""
    if isinstance(value, dict):
        if isinstance(value.get("reference"), str):
            yield value["reference"]
        for item in value.values():
            yield from references(item)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)


def _row(columns: tuple[str, str, int, str, bytes]) -> Row:
    kind, id_, version, updated, body = columns
    return Row(kind=kind, id=id_, version=version, updated=updated, body=loads(body))
