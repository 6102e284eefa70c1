# SPDX-License-Identifier: EUPL-1.2
"""The clinic's interface: visits, stations and the record, by client certificate only."""

from __future__ import annotations

from typing import Annotated

from aiohttp import web
from msgspec import Meta, Struct

from kiosk.desk.answers import errors_and_headers, json_answer
from kiosk.desk.assistant_routes import add_assistant_routes
from kiosk.desk.body import MAX_BODY_BYTES, read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.fhir_routes import MAX_BODY_BYTES as MAX_RECORD_BYTES
from kiosk.desk.fhir_routes import add_fhir_routes
from kiosk.desk.fhir_store import FhirStore
from kiosk.desk.public import utc
from kiosk.desk.ratings import add_rating_routes
from kiosk.desk.record_page import RECORD_HEADERS, record_page
from kiosk.desk.request_routes import add_request_routes
from kiosk.desk.requests import Requests
from kiosk.desk.rows import Cause, Ending, VisitRow, VisitState
from kiosk.desk.seats import add_seat_routes
from kiosk.desk.self_tests import add_self_test_routes
from kiosk.desk.stations import NewStation, Stations
from kiosk.desk.visits import Desk, NewVisit, Visits
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.commands import VisitQueue
from kiosk.signalling.roles import Role

_VISIT = "/visits/{visit:[a-z2-7]{26}}"
_STATION = "/stations/{station:[a-z0-9][a-z0-9-]{0,62}}"


class Wait(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long a patient waits still; `POST /visits/{visit}/queue`. ``place``: 1 is next."""

    place: Annotated[int, Meta(ge=1, le=99)]
    wait_s: Annotated[int, Meta(ge=0, le=24 * 3600)]


class Ended(Struct, frozen=True, kw_only=True):
    """What a station says of a visit's end; `POST /visits/{visit}/end`."""

    cause: Cause = Cause.NONE


def api_app(desk: Desk, visits: Visits, stations: Stations, record: FhirStore, requests: Requests) -> web.Application:
    """Make the application of the mutual-TLS listener."""
    door = Doorkeeper(desk.store)
    handlers = _Handlers(desk, visits, stations, record, door)
    app = web.Application(middlewares=[errors_and_headers], client_max_size=max(MAX_BODY_BYTES, MAX_RECORD_BYTES))
    app.router.add_post("/visits", handlers.create_visit)
    app.router.add_get("/visits", handlers.list_visits)
    app.router.add_get(_VISIT, handlers.show_visit)
    app.router.add_post(_VISIT + "/cancel", handlers.cancel_visit)
    app.router.add_post(_VISIT + "/end", handlers.end_visit)
    app.router.add_post(_VISIT + "/queue", handlers.queue_visit)
    app.router.add_get("/stations", handlers.list_stations)
    app.router.add_put(_STATION, handlers.put_station)
    app.router.add_delete(_STATION, handlers.revoke_station)
    add_self_test_routes(app, desk, door)
    add_rating_routes(app, desk, door)
    add_assistant_routes(app, desk, door)
    add_seat_routes(app, desk, visits, door)
    add_request_routes(app, requests, door)
    app.router.add_get("/record/{visit:[a-z2-7]{26}}", handlers.show_record)
    app.router.add_get("/healthz", handlers.health)
    add_fhir_routes(app, record, door.may_use_record)
    return app


class _Handlers:
    """One method for each address; each names the roles that may use it."""

    def __init__(self, desk: Desk, visits: Visits, stations: Stations, record: FhirStore, door: Doorkeeper) -> None:
        self._desk = desk
        self._visits = visits
        self._stations = stations
        self._record = record
        self._door = door

    async def create_visit(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        made = await self._visits.create(await read_body(request, NewVisit))
        answer = {"visit": made.visit, "code": made.code, "link": made.link, "expires": utc(made.expires)}
        return json_answer(answer, 201)

    async def list_visits(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return json_answer([self._describe(row) for row in self._desk.store.visits()])

    async def show_visit(self, request: web.Request) -> web.Response:
        return json_answer(self._describe(self._visit(request, Role.OPERATOR, Role.STATION)))

    async def cancel_visit(self, request: web.Request) -> web.Response:
        row = self._visit(request, Role.OPERATOR)
        return json_answer(self._describe(await self._visits.end(row.id, Ending.CLINIC_CANCELLED)))

    async def end_visit(self, request: web.Request) -> web.Response:
        row = self._visit(request, Role.STATION)
        ended = await read_body(request, Ended) if request.can_read_body else Ended()
        return json_answer(self._describe(await self._visits.end(row.id, Ending.STATION_ENDED, ended.cause)))

    async def queue_visit(self, request: web.Request) -> web.Response:
        row = self._visit(request, Role.OPERATOR)
        wait = await read_body(request, Wait)
        if row.state is not VisitState.OPEN:
            raise DeskError("The visit is over.", reason=DeskReason.OVER)
        await self._desk.courier.order(row.station, VisitQueue(visit=row.id, place=wait.place, wait_s=wait.wait_s))
        return json_answer(self._describe(row), 202)

    async def list_stations(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR, Role.REGISTRAR)
        return json_answer(self._stations.list())

    async def put_station(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.REGISTRAR)
        row = await self._stations.put(request.match_info["station"], await read_body(request, NewStation))
        return json_answer({"id": row.id, "enrolled_at": utc(row.enrolled_at)})

    async def revoke_station(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR, Role.REGISTRAR)
        await self._stations.revoke(request.match_info["station"])
        return json_answer({"id": request.match_info["station"]})

    async def show_record(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        page = await record_page(self._record, request.match_info["visit"])
        return web.Response(text=page, content_type="text/html", charset="utf-8", headers=RECORD_HEADERS)

    async def health(self, _: web.Request) -> web.Response:
        return json_answer({"ok": True})

    def _visit(self, request: web.Request, *roles: Role) -> VisitRow:
        """Find the visit of a request whose caller may see it. A station learns of its own visits only."""
        caller = self._door.let_in(request, *roles)
        try:
            row = self._visits.get(request.match_info["visit"])
        except DeskError:
            if caller.role is Role.STATION:
                self._door.let_in(request)
            raise
        self._door.let_in(request, *roles, station=row.station)
        return row

    def _describe(self, row: VisitRow) -> dict[str, object]:
        return {
            "visit": row.id,
            "station": row.station,
            "state": row.state.value,
            "cause": row.cause.value,
            "starts_at": utc(row.starts_at),
            "ends_at": utc(row.ends_at),
            "delivered": self._desk.courier.delivered(row.id),
        }
