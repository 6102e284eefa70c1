# SPDX-License-Identifier: EUPL-1.2
"""The stations' self-tests at the desk: the last report of each, what of it a GP's page is told, and asking for one."""

from __future__ import annotations

from typing import Any

import msgspec
from aiohttp import web

from kiosk import log
from kiosk.desk.answers import json_answer
from kiosk.desk.body import read_body
from kiosk.desk.caller import Doorkeeper
from kiosk.desk.store import DeskStore
from kiosk.desk.visits import Desk
from kiosk.errors import DeskError, DeskReason
from kiosk.selftest.consequences import closed_by, fitness_of
from kiosk.selftest.report import Report
from kiosk.signalling.commands import SelfTestRun
from kiosk.signalling.roles import Role

_PATH = "/stations/{station:[a-z0-9][a-z0-9-]{0,62}}/selftest"
_log = log.EventLog("self-tests")


def add_self_test_routes(app: web.Application, desk: Desk, door: Doorkeeper) -> None:
    """Add the addresses of the self-test to the clinic's interface."""
    handlers = _Handlers(desk, door)
    app.router.add_post(_PATH, handlers.take)
    app.router.add_get(_PATH, handlers.show)
    app.router.add_post(_PATH + "/run", handlers.run)


def last_report(store: DeskStore, station: str) -> Report | None:
    """Return a station's last report; None if there is none that this version can read."""
    kept = store.self_test(station)
    try:
        return None if kept is None else msgspec.json.decode(kept, type=Report)
    except msgspec.DecodeError:
        return None


def summary(store: DeskStore, station: str) -> dict[str, Any] | None:
    """Sum up a station's last self-test for a list or a GP's page; None if there is none.

    ``at``: when it began; ``fitness``: ready, degraded or unavailable; ``closed``: kinds of visit that cannot begin;
    ``results``: check, outcome, reason and, for an instrument, its name.
    """
    report = last_report(store, station)
    if report is None:
        return None
    return {
        "at": report.at,
        "fitness": fitness_of(report.results),
        "closed": sorted(closed_by(report.results)),
        "results": [
            {"check": each.check, "outcome": each.outcome, "reason": each.reason, "name": each.name}
            for each in report.results
        ],
    }


class _Handlers:
    """One method for each address; each names the roles that may use it."""

    def __init__(self, desk: Desk, door: Doorkeeper) -> None:
        self._desk = desk
        self._door = door

    async def take(self, request: web.Request) -> web.Response:
        station = request.match_info["station"]
        self._door.let_in(request, Role.STATION, station=station)
        report = await read_body(request, Report)
        if not report.sound:
            raise DeskError("The report contradicts itself.", reason=DeskReason.MALFORMED)
        self._desk.store.put_self_test(station, report.at, msgspec.json.encode(report).decode())
        fitness = fitness_of(report.results)
        _log.info("self-test", station=station, state=fitness, count=len(report.failed))
        return json_answer({"station": station, "fitness": fitness}, 201)

    async def show(self, request: web.Request) -> web.Response:
        station = self._known(request, Role.OPERATOR, Role.REGISTRAR)
        report = last_report(self._desk.store, station)
        return json_answer({"station": station, "summary": summary(self._desk.store, station), "report": report})

    async def run(self, request: web.Request) -> web.Response:
        station = self._known(request, Role.OPERATOR)
        await self._desk.courier.order(station, SelfTestRun())
        return json_answer({"station": station}, 202)

    def _known(self, request: web.Request, *roles: Role) -> str:
        self._door.let_in(request, *roles)
        station = request.match_info["station"]
        if self._desk.store.station(station) is None:
            raise DeskError("There is no such station.", reason=DeskReason.UNKNOWN_STATION)
        return station
