# SPDX-License-Identifier: EUPL-1.2
"""The stations of a clinic: announced by the registrar, revoked by it or by staff."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from msgspec import Meta, Struct

from kiosk import log
from kiosk.desk.rows import Ending, StationRow, VisitState
from kiosk.desk.self_tests import summary
from kiosk.desk.visits import Desk, Visits
from kiosk.errors import DeskError, DeskReason, KioskError
from kiosk.signalling.topics import check_station_name

_log = log.EventLog("stations")

Words = Annotated[str, Meta(max_length=200)]


class NewStation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the registrar announces; `PUT /stations/{id}`. ``encryption_jwk`` is the public key alone."""

    thumbprint: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]
    encryption_jwk: dict[str, Any]
    name: Words = ""
    address: Words = ""
    phone: Words = ""


class Stations:
    """The desk's stations."""

    def __init__(self, desk: Desk, visits: Visits) -> None:
        self._desk = desk
        self._visits = visits

    async def put(self, station: str, wanted: NewStation) -> StationRow:
        """Take in a station, or a new certificate of one; raises `DeskError`.

        With a new certificate the old connection is thrown out, and visits that were made for the old keys are
        cancelled: nobody could open them, and the GPs' links name the old certificate.
        """
        _check_name(station)
        row = StationRow(
            id=station,
            name=wanted.name,
            address=wanted.address,
            phone=wanted.phone,
            thumbprint=wanted.thumbprint,
            encryption_jwk=_public_key(wanted.encryption_jwk),
            enrolled_at=self._desk.clock.now(),
        )
        known = self._desk.store.station(station)
        if known is not None and known.thumbprint != wanted.thumbprint:
            await self._desk.admin.remove_station(station)
            await self._cancel_visits(station)
        await self._desk.admin.add_station(station)
        self._desk.store.put_station(row)
        _log.info("enrolled", station=station)
        return row

    async def revoke(self, station: str) -> None:
        """Take every right from a station at once; raises `DeskError` (UNKNOWN_STATION, BROKER_AWAY).

        If the broker is away the desk refuses the station all the same, and the broker does once it is back.
        """
        if not self._desk.store.delete_station(station):
            raise DeskError("There is no such station.", reason=DeskReason.UNKNOWN_STATION)
        await self._cancel_visits(station)
        _log.info("revoked", station=station)
        await self._desk.admin.remove_station(station)

    def list(self) -> list[dict[str, object]]:
        """Describe every station and how it is now."""
        return [self._describe(row) for row in self._desk.store.stations()]

    async def _cancel_visits(self, station: str) -> None:
        for row in self._desk.store.visits(VisitState.OPEN):
            if row.station == station:
                await self._visits.end(row.id, Ending.CLINIC_CANCELLED)

    def _describe(self, row: StationRow) -> dict[str, object]:
        presence = self._desk.courier.presence_of(row.id)
        return {
            "id": row.id,
            "name": row.name,
            "address": row.address,
            "phone": row.phone,
            "state": presence.state,
            "since": presence.since,
            "enrolled_at": row.enrolled_at.isoformat(timespec="seconds"),
            "thumbprint": row.thumbprint,
            "self_test": summary(self._desk.store, row.id),
        }


def _check_name(station: str) -> None:
    try:
        check_station_name(station)
    except KioskError as problem:
        raise DeskError("A station cannot have that id.", reason=DeskReason.MALFORMED) from problem


def _public_key(jwk: dict[str, Any]) -> str:
    problem = DeskError("The encryption key is not a public P-256 key.", reason=DeskReason.MALFORMED)
    if "d" in jwk or jwk.get("crv") != "P-256":
        raise problem
    try:
        key = ECKey.import_key(jwk)
    except (JoseError, ValueError, TypeError, KeyError):
        raise problem from None
    return msgspec.json.encode(key.as_dict(private=False)).decode()
