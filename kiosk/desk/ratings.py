# SPDX-License-Identifier: EUPL-1.2
"""How visits are rated, at the desk: counts by station and day. Nothing here leads to a visit or a person."""

from __future__ import annotations

from aiohttp import web

from kiosk.desk.answers import json_answer
from kiosk.desk.body import read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.visits import Desk
from kiosk.errors import DeskError, DeskReason
from kiosk.ratings import Answers
from kiosk.signalling.roles import Role

_PATH = "/stations/{station:[a-z0-9][a-z0-9-]{0,62}}/ratings"


def add_rating_routes(app: web.Application, desk: Desk, door: Doorkeeper) -> None:
    """Add the addresses of the ratings to the clinic's interface."""
    handlers = _Handlers(desk, door)
    app.router.add_post(_PATH, handlers.take)
    app.router.add_get(_PATH, handlers.show)


class _Handlers:
    """One method for each address; each names the roles that may use it."""

    def __init__(self, desk: Desk, door: Doorkeeper) -> None:
        self._desk = desk
        self._door = door

    async def take(self, request: web.Request) -> web.Response:
        station = request.match_info["station"]
        self._door.let_in(request, Role.STATION, station=station)
        given = await read_body(request, Answers)
        if not given.sound:
            raise DeskError("A question is answered twice.", reason=DeskReason.MALFORMED)
        day = self._desk.clock.now().date()
        for answer in given.answers:
            self._desk.store.count_rating(station, day, answer.question, answer.stars)
        return json_answer({"station": station}, 201)

    async def show(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR, Role.REGISTRAR)
        station = request.match_info["station"]
        if self._desk.store.station(station) is None:
            raise DeskError("There is no such station.", reason=DeskReason.UNKNOWN_STATION)
        return json_answer({"station": station, "ratings": self._desk.store.ratings(station)})
