# SPDX-License-Identifier: EUPL-1.2
"""The clinic's assistants at the desk: made and removed by staff, checked for stations, locked after wrong tries."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kiosk import log
from kiosk.assistants import NUMBER_DIGITS, PIN_DIGITS, Grant, Proof, Ruling, Verdict, sign_grant
from kiosk.clock import Clock
from kiosk.desk.assistant_rows import AssistantRow, AssistantRows
from kiosk.desk.tries import OF_NUMBER, OF_STATION, Limit, Tries
from kiosk.errors import DeskError, DeskReason, SettingsError
from kiosk.signalling.jws import Signer
from kiosk.staff_pin import ITERATIONS, StaffPin, keep, read

LONGEST = timedelta(hours=4)
"""How long a grant counts; it ends with the visit anyway."""
MOST = 5000
"""More assistants than that would make guessing a number worth while."""

_log = log.EventLog("assistants")


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeAssistant:
    """What is told once: number and PIN, and the code for a badge."""

    number: str
    pin: str = field(repr=False)
    badge: str = field(repr=False)


class Assistants:
    """The desk's assistants. Hashing a PIN takes a while and is done on a thread."""

    def __init__(self, rows: AssistantRows, desk: Signer, clock: Clock, *, iterations: int = ITERATIONS) -> None:
        self._rows = rows
        self._desk = desk
        self._clock = clock
        self._iterations = iterations
        nobody = StaffPin(iterations=iterations, salt=secrets.token_bytes(16), digest=secrets.token_bytes(32))
        self._nobody = str(nobody)

    async def add(self) -> MadeAssistant:
        """Make an assistant; raises `DeskError` (FULL)."""
        taken = {row.number for row in self._rows.all()}
        if len(taken) >= MOST:
            raise DeskError("There are too many assistants.", reason=DeskReason.FULL, hint="Remove those who left.")
        number = next(each for each in iter(_new_number, "") if each not in taken)
        return await self._make(number)

    async def renew(self, number: str) -> MadeAssistant:
        """Give her another PIN and another badge; the old ones count no more, and nothing is locked."""
        self._known(number)
        made = await self._make(number)
        self._rows.put_tries(_of_number(number), Tries())
        return made

    def remove(self, number: str) -> None:
        """Forget her; raises `DeskError` (UNKNOWN_ASSISTANT)."""
        if not self._rows.delete(number):
            raise _unknown()
        _log.info("removed")

    def list(self) -> list[dict[str, object]]:
        """Describe every assistant: ``number``, ``made_at``, ``used_at``, ``locked_s``."""
        now = self._clock.now()
        return [
            {
                "number": row.number,
                "made_at": _iso(row.made_at),
                "used_at": None if row.used_at is None else _iso(row.used_at),
                "locked_s": self._rows.tries(_of_number(row.number)).locked_s(now),
            }
            for row in self._rows.all()
        ]

    async def verify(self, station: str, proof: Proof) -> Ruling:
        """Check what somebody shows at ``station``."""
        limits = {_of_station(station): OF_STATION}
        if proof.number:
            limits[_of_number(proof.number)] = OF_NUMBER
        if waits := self._waits(limits):
            return Ruling(verdict=Verdict.LOCKED, locked_s=waits)
        now = self._clock.now()
        for subject, limit in limits.items():
            self._rows.put_tries(subject, self._rows.tries(subject).counted(now, limit))
        row = await self._found(proof)
        if row is None:
            return self._wrong(station, limits)
        self._rows.put_tries(_of_station(station), self._rows.tries(_of_station(station)).taken_back())
        self._rows.put_tries(_of_number(row.number), Tries())
        self._rows.used(row.number, self._clock.now())
        _log.info("granted", station=station)
        grant = Grant(station=station, visit=proof.visit, until=self._clock.now() + LONGEST)
        return Ruling(verdict=Verdict.GRANTED, grant=sign_grant(grant, self._desk))

    def _wrong(self, station: str, limits: dict[str, Limit]) -> Ruling:
        waits = self._waits(limits)
        _log.warning("wrong", station=station, state="locked" if waits else "open")
        if waits:
            return Ruling(verdict=Verdict.LOCKED, locked_s=waits)
        left = min(self._rows.tries(subject).left(limit) for subject, limit in limits.items())
        return Ruling(verdict=Verdict.WRONG, attempts_left=left)

    def _waits(self, limits: dict[str, Limit]) -> int:
        now = self._clock.now()
        return max(self._rows.tries(subject).locked_s(now) for subject in limits)

    async def _found(self, proof: Proof) -> AssistantRow | None:
        """Find whose proof it is. A number that nobody has takes as long as one with another PIN."""
        if proof.badge:
            return self._rows.by_badge(_badge_hash(proof.badge))
        row = self._rows.by_number(proof.number)
        kept = read(row.pin_hash if row is not None else self._nobody)
        fits = kept is not None and await asyncio.to_thread(kept.fits, proof.pin)
        if row is None or not fits:
            return None
        return self._rows.by_number(proof.number)  # she may have been removed meanwhile

    async def _make(self, number: str) -> MadeAssistant:
        pin, kept = await asyncio.to_thread(_new_pin, self._iterations)
        badge = "HRA-" + base64.b32encode(secrets.token_bytes(20)).decode("ascii")
        row = AssistantRow(number=number, pin_hash=str(kept), badge_hash=_badge_hash(badge), made_at=self._clock.now())
        self._rows.put(row)
        _log.info("made")
        return MadeAssistant(number=number, pin=pin, badge=badge)

    def _known(self, number: str) -> AssistantRow:
        row = self._rows.by_number(number)
        if row is None:
            raise _unknown()
        return row


def _unknown() -> DeskError:
    return DeskError("There is no such assistant.", reason=DeskReason.UNKNOWN_ASSISTANT)


def _of_station(station: str) -> str:
    return f"station {station}"


def _of_number(number: str) -> str:
    return f"number {number}"


def _new_number() -> str:
    return f"{secrets.randbelow(10**NUMBER_DIGITS):0{NUMBER_DIGITS}d}"


def _new_pin(iterations: int) -> tuple[str, StaffPin]:
    """Choose a PIN that is not among the first anybody tries."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        try:
            return pin, keep(pin, iterations)
        except SettingsError:
            continue


def _badge_hash(badge: str) -> str:
    return hashlib.sha256(badge.encode()).hexdigest()


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
