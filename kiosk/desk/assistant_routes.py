# SPDX-License-Identifier: EUPL-1.2
"""The addresses of the assistants: staff make, list and remove them, a station has somebody checked."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from kiosk.assistants import Proof
from kiosk.desk.answers import json_answer
from kiosk.desk.assistant_rows import AssistantRows
from kiosk.desk.assistants import Assistants
from kiosk.desk.body import read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.visits import Desk
from kiosk.errors import DeskError, DeskReason
from kiosk.signalling.roles import Role

_PATH = "/assistants"
_ONE = _PATH + "/{number:[0-9]{4}}"
_VERIFY = "/stations/{station:[a-z0-9][a-z0-9-]{0,62}}/assistant"


def add_assistant_routes(app: web.Application, desk: Desk, door: Doorkeeper) -> None:
    """Add the addresses of the assistants to the clinic's interface."""
    rows = AssistantRows(desk.settings.desk.store)
    handlers = _Handlers(Assistants(rows, desk.identity, desk.clock), door)
    app.router.add_get(_PATH, handlers.list)
    app.router.add_post(_PATH, handlers.add)
    app.router.add_post(_ONE + "/renew", handlers.renew)
    app.router.add_delete(_ONE, handlers.remove)
    app.router.add_post(_VERIFY, handlers.verify)

    async def close(_: web.Application) -> None:
        rows.close()

    app.on_cleanup.append(close)


class _Handlers:
    """One method for each address; each names the roles that may use it."""

    def __init__(self, assistants: Assistants, door: Doorkeeper) -> None:
        self._assistants = assistants
        self._door = door

    async def list(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return json_answer({"assistants": self._assistants.list()})

    async def add(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return json_answer(asdict(await self._assistants.add()), 201)

    async def renew(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        return json_answer(asdict(await self._assistants.renew(request.match_info["number"])))

    async def remove(self, request: web.Request) -> web.Response:
        self._door.let_in(request, Role.OPERATOR)
        number = request.match_info["number"]
        self._assistants.remove(number)
        return json_answer({"number": number})

    async def verify(self, request: web.Request) -> web.Response:
        station = request.match_info["station"]
        self._door.let_in(request, Role.STATION, station=station)
        proof = await read_body(request, Proof)
        if not proof.sound:
            raise DeskError("Show a badge, or a number and a PIN.", reason=DeskReason.MALFORMED)
        return json_answer(await self._assistants.verify(station, proof))
