# SPDX-License-Identifier: EUPL-1.2
"""The addresses of those who wait without an appointment: for stations, for staff's programs, and staff's page."""

from __future__ import annotations

from urllib.parse import urlsplit

import msgspec
from aiohttp import web

from kiosk.desk.answers import json_answer
from kiosk.desk.body import read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.public import utc
from kiosk.desk.request_page import PAGE_HEADERS, list_page, taken_page
from kiosk.desk.requests import Requests, Taking, Waiting
from kiosk.drop_in import Petition
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.descriptor import Gp
from kiosk.signalling.roles import Role

_ID = "{request:[a-z2-7]{26}}"
_OF_STATION = "/stations/{station:[a-z0-9][a-z0-9-]{0,62}}/requests/" + _ID
PAGE = "/waiting"


def add_request_routes(app: web.Application, requests: Requests, door: Doorkeeper) -> None:
    """Add the addresses of requests to the clinic's interface."""
    handlers = _Handlers(requests, door)
    app.router.add_put(_OF_STATION, handlers.put)
    app.router.add_delete(_OF_STATION, handlers.drop)
    app.router.add_get("/requests", handlers.list)
    app.router.add_post(f"/requests/{_ID}/take", handlers.take)
    app.router.add_post(f"/requests/{_ID}/close", handlers.close)
    app.router.add_get(PAGE, handlers.page)
    app.router.add_post(f"{PAGE}/{_ID}/take", handlers.take_by_page)
    app.router.add_post(f"{PAGE}/{_ID}/close", handlers.close_by_page)


class _Handlers:
    """One method for each address; each names the roles that may use it."""

    def __init__(self, requests: Requests, door: Doorkeeper) -> None:
        self._requests = requests
        self._door = door

    async def put(self, request: web.Request) -> web.Response:
        station = self._station(request)
        petition = await read_body(request, Petition)
        return json_answer({"place": self._requests.put(station, request.match_info["request"], petition)})

    async def drop(self, request: web.Request) -> web.Response:
        station = self._station(request)
        self._requests.drop(station, request.match_info["request"])
        return json_answer({"station": station})

    async def list(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return json_answer({"requests": [_described(each) for each in self._requests.list()]})

    async def take(self, request: web.Request) -> web.Response:
        self._staff(request)
        made = await self._requests.take(request.match_info["request"], await read_body(request, Taking))
        return json_answer({"visit": made.visit, "link": made.link, "expires": utc(made.expires)}, 201)

    async def close(self, request: web.Request) -> web.Response:
        self._staff(request)
        self._requests.close(request.match_info["request"])
        return json_answer({"request": request.match_info["request"]})

    async def page(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return _html(list_page(self._requests.list(), PAGE))

    async def take_by_page(self, request: web.Request) -> web.Response:
        self._staff(request)
        form = await request.post()
        try:
            taking = msgspec.convert({"gp": {"name": str(form.get("name", "")).strip()}}, Taking)
        except msgspec.ValidationError:
            raise DeskError("The name is too long.", reason=DeskReason.MALFORMED) from None
        if not taking.gp.name:
            return _html(list_page(self._requests.list(), PAGE, "Write your name: the patient is told it."), 400)
        try:
            made = await self._requests.take(request.match_info["request"], Taking(gp=Gp(name=taking.gp.name)))
        except DeskError as problem:
            return _html(list_page(self._requests.list(), PAGE, str(problem)), 409)
        return _html(taken_page(made.link, PAGE))

    async def close_by_page(self, request: web.Request) -> web.Response:
        self._staff(request)
        try:
            self._requests.close(request.match_info["request"])
        except DeskError as problem:
            return _html(list_page(self._requests.list(), PAGE, str(problem)), 409)
        raise web.HTTPSeeOther(PAGE)

    def _station(self, request: web.Request) -> str:
        station = request.match_info["station"]
        self._door.let_in(request, Role.STATION, station=station)
        return station

    def _staff(self, request: web.Request) -> None:
        """Let staff in who mean it: a browser shows its certificate for any site's forms."""
        self._door.let_in(request, Role.OPERATOR)
        origin = request.headers.get("Origin")
        if origin is not None and urlsplit(origin).netloc != request.host:
            raise DeskError("Another site asked for that.", reason=DeskReason.FORBIDDEN)


def _described(waiting: Waiting) -> dict[str, object]:
    row, petition = waiting.row, waiting.petition
    return {
        "request": row.id,
        "station": row.station,
        "station_name": waiting.station_name,
        "state": row.state.value,
        "since": utc(row.asked_at),
        "reason": petition.reason.value,
        "language": petition.language,
        "phone": petition.phone,
    }


def _html(text: str, status: int = 200) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=PAGE_HEADERS)
