# SPDX-License-Identifier: EUPL-1.2
"""The desk as one process: two HTTPS listeners, a session at the broker, and a broom."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from aiohttp import web

from kiosk import log
from kiosk.clock import Clock
from kiosk.desk.api import api_app
from kiosk.desk.broker_admin import BrokerAdmin
from kiosk.desk.broker_link import DeskLink, DeskListener
from kiosk.desk.courier import Courier
from kiosk.desk.fhir_store import FhirStore
from kiosk.desk.public import public_app
from kiosk.desk.relay import Relay
from kiosk.desk.requests import Requests
from kiosk.desk.rows import VisitRow, VisitState
from kiosk.desk.stations import Stations
from kiosk.desk.store import DeskStore
from kiosk.desk.visits import Desk, Visits
from kiosk.desk_settings import DeskSettings
from kiosk.errors import DeskError, SettingsError
from kiosk.identity import CERTIFICATE_FILE, KEY_FILE, Identity
from kiosk.signalling.roles import Role
from kiosk.signalling.topics import Topics

RECORD_FILE = "record.sqlite3"
SWEEP_S = 30.0
SHUTDOWN_S = 5.0

_log = log.EventLog("desk")


@dataclass(frozen=True, kw_only=True, slots=True)
class RunningDesk:
    """A desk that serves. ``broker_here`` is set while it is connected to the broker."""

    broker_here: asyncio.Event
    stations: Stations
    visits: Visits
    courier: Courier
    tasks: tuple[asyncio.Task[None], ...]

    async def wait(self) -> None:
        """Wait until a part stops, which none should; raises what it stopped with."""
        done, _ = await asyncio.wait(self.tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()


@asynccontextmanager
async def running_desk(settings: DeskSettings, clock: Clock) -> AsyncIterator[RunningDesk]:
    """Serve until the block is left. Raises `KioskError` if identity, store, page or a port is not usable."""
    identity = Identity.load(settings.desk.identity).require(Role.DESK)
    topics = Topics(settings.broker.namespace)
    async with AsyncExitStack() as stack:
        store = DeskStore(settings.desk.store)
        stack.callback(store.close)
        record = await stack.enter_async_context(FhirStore(settings.desk.store / RECORD_FILE, clock))
        parts = _Parts(settings, identity, store, topics, clock)
        await _listen(stack, settings, identity, parts, record)
        tasks = tuple(
            asyncio.create_task(work)
            for work in (parts.link.run(), parts.courier.run(), _sweep(parts.visits, parts.requests))
        )
        for task in tasks:
            stack.push_async_callback(_stop, task)
        _log.info("serving", port=settings.desk.public_port)
        yield RunningDesk(
            broker_here=parts.link.connected,
            stations=parts.stations,
            visits=parts.visits,
            courier=parts.courier,
            tasks=tasks,
        )


class _Parts:
    """Wires the desk's parts to each other."""

    def __init__(
        self, settings: DeskSettings, identity: Identity, store: DeskStore, topics: Topics, clock: Clock
    ) -> None:
        self._store = store
        self._clock = clock
        self.link = DeskLink(
            host=settings.broker.host,
            port=settings.broker.port,
            topics=topics,
            tls=identity.client_tls(),
            listener=DeskListener(
                connected=self._connected,
                presence=lambda kiosk, presence: self.courier.presence(kiosk, presence),
                answer=lambda kiosk, correlation, answer: self.courier.answer(kiosk, correlation, answer),
            ),
        )
        self.courier = Courier(self.link.command, self._due, clock, timedelta(seconds=settings.desk.lead_s))
        self.desk = Desk(
            settings=settings,
            identity=identity,
            store=store,
            admin=BrokerAdmin(self.link.control, topics),
            courier=self.courier,
            clock=clock,
        )
        self.visits = Visits(self.desk)
        self.stations = Stations(self.desk, self.visits)
        self.requests = Requests(self.desk, self.visits)

    async def _connected(self) -> None:
        await self.visits.reconcile()
        self.courier.broker_back()

    def _due(self) -> list[VisitRow]:
        """Visits to deliver, and cancellations that a station may still need to hear of."""
        now = self._clock.now()
        rows = self._store.visits(VisitState.OPEN, VisitState.CANCELLED)
        return [row for row in rows if row.state is VisitState.OPEN or row.ends_at > now]


async def _listen(
    stack: AsyncExitStack, settings: DeskSettings, identity: Identity, parts: _Parts, record: FhirStore
) -> None:
    section = settings.desk
    apps = (
        (
            public_app(parts.desk, parts.visits, Relay(settings, identity.client_tls())),
            _public_tls(settings, identity),
            section.public_port,
        ),
        (
            api_app(parts.desk, parts.visits, parts.stations, record, parts.requests),
            identity.server_tls(client_certificates=True),
            section.api_port,
        ),
    )
    for app, tls, port in apps:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_S)
        await runner.setup()
        stack.push_async_callback(runner.cleanup)
        try:
            await web.TCPSite(runner, section.host, port, ssl_context=tls).start()
        except OSError as problem:
            raise DeskError(
                f"The desk cannot listen on {section.host} port {port}.",
                hint="Another program may use it; choose another port.",
            ) from problem


def _public_tls(settings: DeskSettings, identity: Identity) -> ssl.SSLContext:
    folder = settings.desk.public_identity
    if folder == Path():
        return identity.server_tls(client_certificates=False)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(folder / CERTIFICATE_FILE, folder / KEY_FILE)
    except (OSError, ssl.SSLError) as problem:
        raise SettingsError(
            f"Key or certificate in {folder} cannot be used.", hint="See `desk.public_identity`."
        ) from problem
    return context


async def _sweep(visits: Visits, requests: Requests) -> None:
    while True:
        requests.sweep()
        await visits.sweep()
        await asyncio.sleep(SWEEP_S)


async def _stop(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
