# SPDX-License-Identifier: EUPL-1.2
"""The registrar's open tickets: hashed, single use, minutes of life. The command line writes, the server reads."""

from __future__ import annotations

import os
import sqlite3
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from kiosk.clock import Clock
from kiosk.errors import ProvisioningError, ProvisioningReason
from provisioning.ticket import new_token, token_digest

DATABASE_FILE = "tickets.sqlite3"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS ticket (
    digest TEXT PRIMARY KEY, station TEXT NOT NULL, settings TEXT NOT NULL, expires_at REAL NOT NULL) STRICT;
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenTicket:
    """What a token stands for. ``settings``: the station's TOML."""

    digest: str
    station: str
    settings: str
    expires_at: float


class TicketStore:
    """Open tickets in one file, readable by its owner only."""

    def __init__(self, folder: Path, clock: Clock) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / DATABASE_FILE
        self._clock = clock
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._database = sqlite3.connect(path, isolation_level=None)
            self._database.row_factory = sqlite3.Row
            self._database.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as problem:
            raise ProvisioningError(
                f"The registrar's store {path} cannot be used.", hint="Check the folder's owner and the space left."
            ) from problem

    def close(self) -> None:
        """Close the file; may be called again."""
        self._database.close()

    def issue(self, station: str, settings: str, life: timedelta) -> str:
        """Make a ticket for ``station`` and return its token; an earlier one for the same station is void."""
        token = new_token()
        expires_at = (self._clock.now() + life).timestamp()
        self._database.execute("DELETE FROM ticket WHERE station = ?", (station,))
        self._database.execute(
            "INSERT INTO ticket VALUES (?, ?, ?, ?)", (token_digest(token), station, settings, expires_at)
        )
        return token

    def take(self, token: str) -> OpenTicket:
        """Use a ticket up and return what it stands for; raises `ProvisioningError` (BAD_TICKET)."""
        now = self._clock.now().timestamp()
        self._database.execute("DELETE FROM ticket WHERE expires_at <= ?", (now,))
        row = self._database.execute(
            "DELETE FROM ticket WHERE digest = ? RETURNING *", (token_digest(token),)
        ).fetchone()
        if row is None:
            raise ProvisioningError(
                "That ticket is not valid: it was used, it is too old, or it is another registrar's.",
                reason=ProvisioningReason.BAD_TICKET,
                hint="Ask for a new one: `kiosk registrar ticket`.",
            )
        return OpenTicket(**dict(row))

    def put_back(self, ticket: OpenTicket) -> None:
        """Make a ticket good again whose enrolment failed through no fault of the station."""
        values = (ticket.digest, ticket.station, ticket.settings, ticket.expires_at)
        self._database.execute("INSERT OR IGNORE INTO ticket VALUES (?, ?, ?, ?)", values)
