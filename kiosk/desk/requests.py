# SPDX-License-Identifier: EUPL-1.2
"""Who waits at a station without an appointment: asked for by the station, taken by somebody on duty.

Nobody knows who it is. Why she comes and the number she wants to be rung at stand in the store only sealed, only until
the request is over, and in no log. A request that is not heard of any more is over: its station tells it again and
again.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Annotated

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from msgspec import Meta, Struct

from kiosk import log
from kiosk.desk.rows import RequestRow, RequestState
from kiosk.desk.visits import Desk, MadeVisit, NewVisit, Visits
from kiosk.drop_in import Petition
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.descriptor import Gp, Patient

SILENT_AFTER = timedelta(seconds=60)
"""A station tells every ten seconds that somebody still waits."""
RING_WITHIN = timedelta(days=3)
"""After which a number that nobody has rung is deleted."""
REMEMBERED = timedelta(days=1)
"""How long it is known that a request was over, so that its station cannot bring it back."""
_NONCE_BYTES = 12

_log = log.EventLog("requests")


class Taking(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who takes a request, and for how long; `POST /requests/{request}/take`. The patient may be known by then."""

    gp: Gp
    minutes: Annotated[int, Meta(ge=5, le=240)] = 45
    patient: Patient = Patient(identifier_system="", identifier_value="", name="")


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """A request as staff see it."""

    row: RequestRow
    petition: Petition
    station_name: str


class Requests:
    """The desk's requests."""

    def __init__(self, desk: Desk, visits: Visits) -> None:
        self._desk = desk
        self._visits = visits
        self._seal = AESGCM(desk.identity.derive("requests without an appointment"))

    def put(self, station: str, request: str, petition: Petition) -> int:
        """Take in what a station asks, or that it still asks; return the place in the queue, 0 for a number to ring.

        Raises `DeskError`: OVER for one that is over, FORBIDDEN for one of another station.
        """
        known, now = self._of_station(station, request), self._desk.clock.now()
        if known is not None and known.state is not RequestState.WAITING:
            if known.state is RequestState.RING and petition.phone:
                return 0  # the number once more, because the answer to the first was lost
            raise DeskError("The request is over.", reason=DeskReason.OVER)
        if known is None:
            self._only_one(station, now)
            _log.info("asked", station=station)
        self._desk.store.put_request(
            RequestRow(
                id=request,
                station=station,
                state=RequestState.RING if petition.phone else RequestState.WAITING,
                asked_at=known.asked_at if known is not None else now - timedelta(seconds=petition.waited_s),
                heard_at=now,
                sealed=self._sealed(request, petition),
            )
        )
        waiting = [row.id for row in self._desk.store.requests(RequestState.WAITING)]
        return waiting.index(request) + 1 if request in waiting else 0

    def drop(self, station: str, request: str) -> None:
        """The patient has left; dropping what is over, or was never heard of, changes nothing."""
        row = self._of_station(station, request)
        if row is None or row.state is RequestState.WAITING:
            now = self._desk.clock.now()
            gone = RequestRow(id=request, station=station, state=RequestState.OVER, asked_at=now, heard_at=now,
                              sealed=b"")  # fmt: skip
            self._desk.store.put_request(gone)

    def list(self) -> list[Waiting]:
        """List who waits, whoever came first before the others, and then whom to ring."""
        self._sweep_silent()
        found = []
        for state in (RequestState.WAITING, RequestState.RING):
            for row in self._desk.store.requests(state):
                petition = self._opened(row)
                station = self._desk.store.station(row.station)
                if petition is not None and station is not None:
                    found.append(Waiting(row=row, petition=petition, station_name=station.name))
        return found

    async def take(self, request: str, taking: Taking) -> MadeVisit:
        """Give the one who waits a visit with ``taking.gp``; only one can take her. Raises `DeskError`."""
        row = self._open_row(request, RequestState.WAITING)
        petition, now = self._opened(row), self._desk.clock.now()
        if petition is None:
            raise DeskError("The request cannot be read.", reason=DeskReason.OVER)
        self._over(row)  # before anything is waited for: nobody else can take her meanwhile
        wanted = NewVisit(
            station=row.station,
            patient=taking.patient,
            gp=taking.gp,
            starts_at=now,
            ends_at=now + timedelta(minutes=taking.minutes),
            language=petition.language,
            request=request,
        )
        try:
            made = await self._visits.create(wanted)
        except DeskError:
            self._desk.store.put_request(row)
            raise
        _log.info("taken", station=row.station)
        return made

    def close(self, request: str) -> None:
        """Somebody has been rung, or need not be; raises `DeskError` for what is over already."""
        self._over(self._open_row(request, RequestState.WAITING, RequestState.RING))

    def sweep(self) -> None:
        """End what is not heard of any more, and forget what has long been over."""
        now, store = self._desk.clock.now(), self._desk.store
        self._sweep_silent()
        for row in store.requests(RequestState.RING):
            if row.heard_at + RING_WITHIN <= now:
                _log.warning("not-rung", station=row.station)
                self._over(row)
        store.forget_requests(now - REMEMBERED)

    def _sweep_silent(self) -> None:
        now = self._desk.clock.now()
        for row in self._desk.store.requests(RequestState.WAITING):
            if row.heard_at + SILENT_AFTER <= now:
                self._over(row)

    def _only_one(self, station: str, now: datetime) -> None:
        """Only one person sits at a station: who waited there before has gone."""
        for row in self._desk.store.requests(RequestState.WAITING):
            if row.station == station:
                self._over(replace(row, heard_at=now))

    def _over(self, row: RequestRow) -> None:
        now = self._desk.clock.now()
        self._desk.store.put_request(replace(row, state=RequestState.OVER, heard_at=now, sealed=b""))

    def _of_station(self, station: str, request: str) -> RequestRow | None:
        row = self._desk.store.request(request)
        if row is not None and row.station != station:
            raise DeskError("That request is another station's.", reason=DeskReason.FORBIDDEN)
        return row

    def _open_row(self, request: str, *states: RequestState) -> RequestRow:
        row = self._desk.store.request(request)
        if row is None or row.state not in states:
            raise DeskError("Somebody else has taken that request, or it is over.", reason=DeskReason.OVER)
        return row

    def _sealed(self, request: str, petition: Petition) -> bytes:
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + self._seal.encrypt(nonce, msgspec.json.encode(petition), request.encode())

    def _opened(self, row: RequestRow) -> Petition | None:
        try:
            clear = self._seal.decrypt(row.sealed[:_NONCE_BYTES], row.sealed[_NONCE_BYTES:], row.id.encode())
            return msgspec.json.decode(clear, type=Petition)
        except (InvalidTag, ValueError):
            return None  # written by a desk with another key, or by another version
