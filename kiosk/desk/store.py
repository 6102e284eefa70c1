# SPDX-License-Identifier: EUPL-1.2
"""The desk's store: SQLite, one file, readable by its owner only.

No name, number, code or secret is ever written to it: a visit's particulars are sealed to the station before they get
here, and even that is overwritten (`secure_delete`) when the visit is over. Why somebody waits without an appointment,
and the number she wants to be rung at, are sealed with a key that the desk derives from its own.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import date, datetime
from pathlib import Path

from kiosk.desk.rows import Cause, RequestRow, RequestState, StationRow, VisitRow, VisitState
from kiosk.errors import DeskError

DATABASE_FILE = "desk.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS station (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, address TEXT NOT NULL, phone TEXT NOT NULL, thumbprint TEXT NOT NULL,
    encryption_jwk TEXT NOT NULL, enrolled_at TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS visit (
    id TEXT PRIMARY KEY, station TEXT NOT NULL, starts_at TEXT NOT NULL, ends_at TEXT NOT NULL,
    created_at TEXT NOT NULL, state TEXT NOT NULL, over_at TEXT, sealed TEXT NOT NULL, code_tag TEXT NOT NULL,
    cause TEXT NOT NULL DEFAULT '', seats TEXT NOT NULL DEFAULT 'gp') STRICT;
CREATE TABLE IF NOT EXISTS self_test (station TEXT PRIMARY KEY, at TEXT NOT NULL, report TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS rating (
    station TEXT NOT NULL, day TEXT NOT NULL, question TEXT NOT NULL, stars INTEGER NOT NULL, count INTEGER NOT NULL,
    PRIMARY KEY (station, day, question, stars)) STRICT;
CREATE TABLE IF NOT EXISTS request (
    id TEXT PRIMARY KEY, station TEXT NOT NULL, state TEXT NOT NULL, asked_at TEXT NOT NULL, heard_at TEXT NOT NULL,
    content BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS visit_by_state ON visit (state, ends_at);
"""
_ADDED = {"cause": "''", "seats": "'gp'"}
"""Columns of a visit that a store of before does not have, with what stood there unsaid."""


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA secure_delete = ON").fetchall()
        database.execute("PRAGMA synchronous = FULL")
        database.executescript(_SCHEMA)
        known = {row["name"] for row in database.execute("PRAGMA table_info(visit)")}
        for name in (each for each in _ADDED if each not in known):
            database.execute(f"ALTER TABLE visit ADD COLUMN {name} TEXT NOT NULL DEFAULT {_ADDED[name]}")
    except sqlite3.Error:
        database.close()
        raise
    return database


class DeskStore:
    """Rows in, rows out. Every call is a transaction of its own and takes well under a millisecond."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / DATABASE_FILE
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = _opened(path)
        except (OSError, sqlite3.Error) as problem:
            raise DeskError(
                f"The desk's store {path} cannot be used.", hint="Check the folder's owner and the space left."
            ) from problem

    def close(self) -> None:
        """Close the file; may be called again."""
        self._database.close()

    def put_station(self, row: StationRow) -> None:
        """Add a station or replace what is known of it."""
        values = (row.id, row.name, row.address, row.phone, row.thumbprint, row.encryption_jwk, _text(row.enrolled_at))
        self._database.execute(f"INSERT OR REPLACE INTO station VALUES ({_marks(values)})", values)

    def delete_station(self, station: str) -> bool:
        """Forget a station; tell whether it was known."""
        self._database.execute("DELETE FROM self_test WHERE station = ?", (station,))
        self._database.execute("DELETE FROM rating WHERE station = ?", (station,))
        self._database.execute("DELETE FROM request WHERE station = ?", (station,))
        return self._database.execute("DELETE FROM station WHERE id = ?", (station,)).rowcount > 0

    def station(self, station: str) -> StationRow | None:
        row = self._database.execute("SELECT * FROM station WHERE id = ?", (station,)).fetchone()
        return None if row is None else _station(row)

    def stations(self) -> list[StationRow]:
        """List the stations by id."""
        return [_station(row) for row in self._database.execute("SELECT * FROM station ORDER BY id")]

    def put_self_test(self, station: str, at: datetime, report: str) -> None:
        """Keep a station's last self-test in place of the one before."""
        self._database.execute("INSERT OR REPLACE INTO self_test VALUES (?, ?, ?)", (station, _text(at), report))

    def self_test(self, station: str) -> str | None:
        """Return the last report of a station, as JSON."""
        row = self._database.execute("SELECT report FROM self_test WHERE station = ?", (station,)).fetchone()
        return None if row is None else str(row["report"])

    def count_rating(self, station: str, day: date, question: str, stars: int) -> None:
        """Count one answer more."""
        self._database.execute(
            "INSERT INTO rating VALUES (?, ?, ?, ?, 1) ON CONFLICT DO UPDATE SET count = count + 1",
            (station, day.isoformat(), str(question), stars),
        )

    def ratings(self, station: str) -> list[dict[str, object]]:
        """List how often each answer was given, by day, question and stars."""
        rows = self._database.execute(
            "SELECT day, question, stars, count FROM rating WHERE station = ? ORDER BY day, question, stars", (station,)
        )
        return [dict(row) for row in rows]

    def put_request(self, row: RequestRow) -> None:
        """Add who waits without an appointment, or replace what is known of her."""
        values = (row.id, row.station, row.state.value, _text(row.asked_at), _text(row.heard_at), row.sealed)
        self._database.execute(f"INSERT OR REPLACE INTO request VALUES ({_marks(values)})", values)

    def request(self, request: str) -> RequestRow | None:
        row = self._database.execute("SELECT * FROM request WHERE id = ?", (request,)).fetchone()
        return None if row is None else _request(row)

    def requests(self, *states: RequestState) -> list[RequestRow]:
        """List the requests in one of ``states``, whoever asked first before the others."""
        rows = self._database.execute(
            f"SELECT * FROM request WHERE state IN ({_marks(states)}) ORDER BY asked_at, id",
            [state.value for state in states],
        )
        return [_request(row) for row in rows]

    def forget_requests(self, over_before: datetime) -> None:
        """Delete what is left of requests that have been over since ``over_before``."""
        self._database.execute(
            "DELETE FROM request WHERE state = ? AND heard_at < ?", (RequestState.OVER.value, _text(over_before))
        )

    def add_visit(self, row: VisitRow) -> None:
        """Add a visit."""
        values = (row.id, row.station, _text(row.starts_at), _text(row.ends_at), _text(row.created_at), row.state.value,
                  _text(row.over_at), row.sealed, row.code_tag, row.cause.value, " ".join(row.seats))  # fmt: skip
        self._database.execute(f"INSERT INTO visit VALUES ({_marks(values)})", values)

    def visit(self, visit: str) -> VisitRow | None:
        row = self._database.execute("SELECT * FROM visit WHERE id = ?", (visit,)).fetchone()
        return None if row is None else _visit(row)

    def visits(self, *states: VisitState) -> list[VisitRow]:
        """List the visits in one of ``states`` (none given: all), by their start."""
        wanted = states or tuple(VisitState)
        rows = self._database.execute(
            f"SELECT * FROM visit WHERE state IN ({_marks(wanted)}) ORDER BY starts_at, id",
            [state.value for state in wanted],
        )
        return [_visit(row) for row in rows]

    def code_tags(self, station: str) -> set[str]:
        """List the code tags of a station's open visits."""
        rows = self._database.execute(
            "SELECT code_tag FROM visit WHERE station = ? AND state = ?", (station, VisitState.OPEN.value)
        )
        return {row["code_tag"] for row in rows}

    def end_visit(self, visit: str, state: VisitState, over_at: datetime, cause: Cause = Cause.NONE) -> None:
        """Note that a visit is over, and overwrite what was only needed while it was open."""
        self._database.execute(
            "UPDATE visit SET state = ?, over_at = ?, cause = ?, sealed = '', code_tag = '' WHERE id = ?",
            (state.value, _text(over_at), cause.value, visit),
        )

    def set_seats(self, visit: str, seats: tuple[str, ...]) -> None:
        """Note whose links open a visit."""
        self._database.execute("UPDATE visit SET seats = ? WHERE id = ?", (" ".join(seats), visit))

    def drop_visit(self, visit: str) -> None:
        """Take back a visit that could not be made."""
        self._database.execute("DELETE FROM visit WHERE id = ?", (visit,))

    def forget_visits(self, over_before: datetime) -> int:
        """Delete the rows of visits that have been over since ``over_before``; return how many."""
        return self._database.execute("DELETE FROM visit WHERE over_at < ?", (_text(over_before),)).rowcount


def _marks(values: tuple[object, ...]) -> str:
    return ", ".join("?" * len(values))


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="microseconds")


def _station(row: sqlite3.Row) -> StationRow:
    return StationRow(**{**dict(row), "enrolled_at": datetime.fromisoformat(row["enrolled_at"])})


def _request(row: sqlite3.Row) -> RequestRow:
    return RequestRow(
        id=row["id"],
        station=row["station"],
        state=RequestState(row["state"]),
        asked_at=datetime.fromisoformat(row["asked_at"]),
        heard_at=datetime.fromisoformat(row["heard_at"]),
        sealed=row["content"],
    )


def _visit(row: sqlite3.Row) -> VisitRow:
    return VisitRow(
        **{
            **dict(row),
            "starts_at": datetime.fromisoformat(row["starts_at"]),
            "ends_at": datetime.fromisoformat(row["ends_at"]),
            "created_at": datetime.fromisoformat(row["created_at"]),
            "state": VisitState(row["state"]),
            "cause": Cause(row["cause"]),
            "seats": tuple(str(row["seats"]).split()),
            "over_at": None if row["over_at"] is None else datetime.fromisoformat(row["over_at"]),
        }
    )
