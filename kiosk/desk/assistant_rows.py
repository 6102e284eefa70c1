# SPDX-License-Identifier: EUPL-1.2
"""What the desk keeps of assistants: a number each, hashes of PIN and badge, and wrong tries. No name: whose number it
is the clinic knows."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from kiosk.desk.tries import Tries
from kiosk.errors import DeskError

DATABASE_FILE = "assistants.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS assistant (
    number TEXT PRIMARY KEY, pin_hash TEXT NOT NULL, badge_hash TEXT NOT NULL UNIQUE, made_at TEXT NOT NULL,
    used_at TEXT) STRICT;
CREATE TABLE IF NOT EXISTS tries (
    subject TEXT PRIMARY KEY, wrong INTEGER NOT NULL, at TEXT, locked_until TEXT) STRICT;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class AssistantRow:
    """An assistant. ``pin_hash`` as `kiosk.staff_pin` writes it; ``badge_hash``: SHA-256, hexadecimal."""

    number: str
    pin_hash: str
    badge_hash: str
    made_at: datetime
    used_at: datetime | None = None


class AssistantRows:
    """Rows in, rows out. Every call is a transaction of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / DATABASE_FILE
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.row_factory = sqlite3.Row
            self._database.execute("PRAGMA secure_delete = ON").fetchall()
            self._database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as problem:
            raise DeskError(
                f"The desk's store {path} cannot be used.", hint="Check the folder's owner and the space left."
            ) from problem

    def close(self) -> None:
        """Close the file; may be called again."""
        self._database.close()

    def put(self, row: AssistantRow) -> None:
        """Add an assistant, or replace what is known of one."""
        values = (row.number, row.pin_hash, row.badge_hash, _text(row.made_at), _text(row.used_at))
        self._database.execute("INSERT OR REPLACE INTO assistant VALUES (?, ?, ?, ?, ?)", values)

    def delete(self, number: str) -> bool:
        """Forget an assistant; tell whether she was known."""
        return self._database.execute("DELETE FROM assistant WHERE number = ?", (number,)).rowcount > 0

    def all(self) -> list[AssistantRow]:
        """List the assistants by number."""
        return [_assistant(row) for row in self._database.execute("SELECT * FROM assistant ORDER BY number")]

    def by_number(self, number: str) -> AssistantRow | None:
        row = self._database.execute("SELECT * FROM assistant WHERE number = ?", (number,)).fetchone()
        return None if row is None else _assistant(row)

    def by_badge(self, badge_hash: str) -> AssistantRow | None:
        row = self._database.execute("SELECT * FROM assistant WHERE badge_hash = ?", (badge_hash,)).fetchone()
        return None if row is None else _assistant(row)

    def used(self, number: str, at: datetime) -> None:
        """Note when she was last let in."""
        self._database.execute("UPDATE assistant SET used_at = ? WHERE number = ?", (_text(at), number))

    def tries(self, subject: str) -> Tries:
        row = self._database.execute("SELECT * FROM tries WHERE subject = ?", (subject,)).fetchone()
        if row is None:
            return Tries()
        return Tries(wrong=row["wrong"], at=_moment(row["at"]), locked_until=_moment(row["locked_until"]))

    def put_tries(self, subject: str, tries: Tries) -> None:
        """Keep what was tried; nothing is kept of a subject that nothing was tried of."""
        if tries.wrong == 0:
            self._database.execute("DELETE FROM tries WHERE subject = ?", (subject,))
            return
        values = (subject, tries.wrong, _text(tries.at), _text(tries.locked_until))
        self._database.execute("INSERT OR REPLACE INTO tries VALUES (?, ?, ?, ?)", values)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="microseconds")


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _assistant(row: sqlite3.Row) -> AssistantRow:
    return AssistantRow(
        number=row["number"],
        pin_hash=row["pin_hash"],
        badge_hash=row["badge_hash"],
        made_at=datetime.fromisoformat(row["made_at"]),
        used_at=_moment(row["used_at"]),
    )
