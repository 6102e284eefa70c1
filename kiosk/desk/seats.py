# SPDX-License-Identifier: EUPL-1.2
"""Who may join a visit besides the one it was made for: a colleague whom the GP hands over to, a third participant.

The link's secret is made by the GP's page. The station asks for the seat and hands on the broker's password, which is
derived from that secret; the desk never has the secret itself. The row comes before the right: a right without a row is
taken back when the desk meets the broker again.
"""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from kiosk import log
from kiosk.desk.answers import json_answer
from kiosk.desk.body import read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.rows import VisitRow, VisitState
from kiosk.desk.visits import Desk, Visits
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.roles import Role

MOST_SEATS = 4

_log = log.EventLog("seats")


class NewSeat(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`PUT /visits/{visit}/seats/{seat}`. ``password``: base64url of 32 bytes."""

    password: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{43}$")]


class Seats:
    """The seats of the desk's visits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, row: VisitRow, seat: str, password: str) -> None:
        """Let whoever has the password in. Raises `DeskError`: OVER, FULL or BROKER_AWAY."""
        if row.state is not VisitState.OPEN:
            raise DeskError("The visit is over.", reason=DeskReason.OVER)
        if seat not in row.seats and len(row.seats) >= MOST_SEATS:
            raise DeskError("The visit has links enough.", reason=DeskReason.FULL)
        seats = tuple(dict.fromkeys((*row.seats, seat)))
        self._desk.store.set_seats(row.id, seats)
        try:
            await self._desk.admin.add_gp(row.station, row.id, password, seat)
        except DeskError:
            self._desk.store.set_seats(row.id, row.seats)
            raise
        _log.info("seat-opened", visit=row.id, station=row.station)

    async def close(self, row: VisitRow, seat: str) -> None:
        """Let nobody in by that seat any more, and throw out who is there; closing it again changes nothing.

        If the broker is away the right goes when it is back.
        """
        self._desk.store.set_seats(row.id, tuple(each for each in row.seats if each != seat))
        try:
            await self._desk.admin.remove_gp(row.id, seat)
        except DeskError as problem:
            _log.warning("principal-left", visit=row.id, reason=problem.reason)
        _log.info("seat-closed", visit=row.id, station=row.station)


def add_seat_routes(app: web.Application, desk: Desk, visits: Visits, door: Doorkeeper) -> None:
    """Add the addresses of seats; only the visit's own station may use them."""
    seats = Seats(desk)

    def find(request: web.Request) -> VisitRow:
        door.let_in(request, Role.STATION)
        try:
            row = visits.get(request.match_info["visit"])
        except DeskError:
            door.let_in(request)  # which visits there are is nobody else's business
            raise
        door.let_in(request, Role.STATION, station=row.station)
        return row

    async def put(request: web.Request) -> web.Response:
        row = find(request)
        await seats.open(row, request.match_info["seat"], (await read_body(request, NewSeat)).password)
        return json_answer({"visit": row.id}, 201)

    async def delete(request: web.Request) -> web.Response:
        row = find(request)
        await seats.close(row, request.match_info["seat"])
        return json_answer({"visit": row.id})

    path = "/visits/{visit:[a-z2-7]{26}}/seats/"
    app.router.add_put(path + "{seat:g?[a-z2-7]{6}}", put)
    app.router.add_delete(path + "{seat:gp|g?[a-z2-7]{6}}", delete)
