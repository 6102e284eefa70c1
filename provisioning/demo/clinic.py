# SPDX-License-Identifier: EUPL-1.2
"""A whole clinic on loopback: authority, broker, desk and registrar on free ports. Nothing about it is special but its
addresses; the demo and the tests use it alike, and stations enrol in it through the same code as anywhere.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import os
import socket
import ssl
from contextlib import AsyncExitStack, ExitStack, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import msgspec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.clock import Clock, SystemClock
from kiosk.desk.app import RunningDesk, running_desk
from kiosk.desk.client import DeskClient
from kiosk.desk_settings import DeskBrokerSection, DeskListenSection, DeskSettings
from kiosk.errors import DeadlineError
from kiosk.identity import AUTHORITY_FILE, Identity
from kiosk.record.systems import VISIT_ID
from kiosk.settings import StationSettings
from kiosk.signalling.descriptor import Gp, Patient
from kiosk.signalling.roles import Role
from provisioning.broker import BrokerPlan, running_broker
from provisioning.ca import Authority
from provisioning.enrol import enrol
from provisioning.registrar import Registrar, running_registrar
from provisioning.registrar_settings import RegistrarSection, RegistrarSettings
from provisioning.ticket import parse_ticket

HOST = "localhost"
ADDRESS = "127.0.0.1"
START_DEADLINE_S = 15.0
DEMO_PATIENT = Patient(
    identifier_system="http://electronichealth.se/identifier/personnummer",
    identifier_value="191212121212",  # the Swedish tax agency's own example of a test person
    name="Tolvan Tolvansson",
    birth_date="1912-12-12",
)
DEMO_GP = Gp(name="Dr Ingrid Berg")


@dataclass(frozen=True, kw_only=True, slots=True)
class CreatedVisit:
    """What staff are told once."""

    visit: str
    code: str
    link: str
    expires: str


class Clinic:
    """Use as an async context manager: everything serves inside the block and is stopped after it.

    ``page``: folder of the built GP page, the installation's own by default.
    """

    def __init__(
        self, folder: Path, *, page: Path | None = None, clock: Clock | None = None, clinic: str = "Vårdcentralen Norr"
    ) -> None:
        self.folder = folder
        self._clock = clock or SystemClock()
        self._page = page or Path()
        self._name = clinic
        self._stack = AsyncExitStack()
        ports = free_ports(5)
        self.broker_port, self.gp_port, self._public_port, self._api_port, self._registrar_port = ports
        self.public_url = f"https://{HOST}:{self._public_port}"
        self.api_url = f"https://{HOST}:{self._api_port}"
        self.broker_url = f"wss://{HOST}:{self.gp_port}/mqtt"
        self.registrar_url = f"https://{HOST}:{self._registrar_port}"
        self._last_station = ""
        self.broker: asyncio.subprocess.Process
        self.authority: Authority
        self.desk: RunningDesk
        self.registrar: Registrar

    async def __aenter__(self) -> Clinic:
        async with AsyncExitStack() as stack:
            self._certify()
            self.broker = await stack.enter_async_context(running_broker(self.broker_plan))
            self.desk = await stack.enter_async_context(running_desk(self.desk_settings, self._clock))
            self.registrar = await stack.enter_async_context(running_registrar(self.registrar_settings, self._clock))
            await self._broker_here()
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def authority_file(self) -> Path:
        """The authority's certificate, for browsers and other clients."""
        return self.folder / "ca" / AUTHORITY_FILE

    @property
    def broker_plan(self) -> BrokerPlan:
        return BrokerPlan(
            folder=self.folder / "broker",
            identity=self.folder / "broker-identity",
            station_port=self.broker_port,
            gp_port=self.gp_port,
            desk_name="desk:desk",
            bind=ADDRESS,
        )

    @property
    def desk_settings(self) -> DeskSettings:
        return DeskSettings(
            desk=DeskListenSection(
                host=ADDRESS,
                public_port=self._public_port,
                api_port=self._api_port,
                public_url=self.public_url,
                identity=self.folder / "desk-identity",
                store=self.folder / "desk-store",
                page=self._page,
                clinic=self._name,
            ),
            broker=DeskBrokerSection(host=HOST, port=self.broker_port, relay_to=self.broker_url),
        )

    @property
    def registrar_settings(self) -> RegistrarSettings:
        return RegistrarSettings(
            registrar=RegistrarSection(
                host=ADDRESS,
                port=self._registrar_port,
                public_url=self.registrar_url,
                identity=self.folder / "registrar-identity",
                authority=self.folder / "ca",
                store=self.folder / "registrar-store",
                desk_api_url=self.api_url,
                broker_host=HOST,
                broker_port=self.broker_port,
            )
        )

    @property
    def operator_folder(self) -> Path:
        """Identity of a member of staff, for `kiosk visit --identity`."""
        return self.folder / "operator-identity"

    @property
    def operator_tls(self) -> ssl.SSLContext:
        """TLS settings of a member of staff."""
        return Identity.load(self.operator_folder).client_tls()

    def operator(self) -> DeskClient:
        """Make a client of the desk's interface as a member of staff; a context manager."""
        return DeskClient(self.api_url, self.operator_tls)

    async def enrol_station(
        self, station: str, name: str, address: str, phone: str, *, base: StationSettings | None = None
    ) -> StationSettings:
        """Enrol a station by ticket; return its settings, which name its identity folder (``station.identity``)."""
        section = msgspec.structs.replace(
            (base or StationSettings()).station, id=station, name=name, address=address, phone=phone
        )
        ticket = self.registrar.ticket(section, base)
        settings = await enrol(parse_ticket(str(ticket)), self.folder / "stations" / station, replace=True)
        self._last_station = station
        return settings

    async def create_visit(
        self,
        station: str = "",
        *,
        patient: Patient = DEMO_PATIENT,
        gp: Gp = DEMO_GP,
        language: str = "sv",
        starts_at: datetime | None = None,
        minutes: float = 30,
    ) -> CreatedVisit:
        """Make a visit as staff do; it starts now, at the station enrolled last, unless told otherwise."""
        start = starts_at or datetime.now(UTC)
        wanted: dict[str, Any] = {
            "station": station or self._last_station,
            "patient": patient,
            "gp": gp,
            "starts_at": start,
            "ends_at": start + timedelta(minutes=minutes),
            "language": language,
        }
        async with self.operator() as desk:
            return CreatedVisit(**await desk.create_visit(wanted))

    async def record(self, visit: str) -> Any:
        """Fetch what was filed in a visit: a FHIR searchset bundle."""
        async with self.operator() as desk:
            found = await desk.call("GET", f"/fhir/Encounter?identifier={quote(f'{VISIT_ID}|{visit}')}")
            (entry,) = found.get("entry", ())
            return await desk.call("GET", f"/fhir/Encounter/{entry['resource']['id']}/$everything")

    def pids(self) -> dict[str, int]:
        """Process numbers by name; desk and registrar run in this process."""
        return {"broker": self.broker.pid, "desk": os.getpid()}

    @property
    def authority_spki(self) -> str:
        """Fingerprint of the authority's key as Chromium takes it: base64 SHA-256."""
        key = self.authority.certificate.public_key()
        der = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return base64.b64encode(hashlib.sha256(der).digest()).decode()

    async def _broker_here(self) -> None:
        try:
            async with asyncio.timeout(START_DEADLINE_S):
                await self.desk.broker_here.wait()
        except TimeoutError:
            raise DeadlineError("The desk does not reach the broker.", hint="See the broker's log.") from None

    def _certify(self) -> None:
        self.authority = Authority.create(self.folder / "ca", "Halsorum demonstration", self._clock)
        issue = self.authority.issue_identity
        issue(self.folder / "broker-identity", Role.SERVER, "broker", (HOST, ADDRESS))
        issue(self.folder / "desk-identity", Role.DESK, "desk", (HOST, ADDRESS))
        issue(self.folder / "registrar-identity", Role.REGISTRAR, "registrar", (HOST, ADDRESS))
        issue(self.operator_folder, Role.OPERATOR, "reception")


def free_ports(count: int) -> tuple[int, ...]:
    """Find ports on loopback that nobody listens on; all are held until all are found, so that they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(closing(socket.socket())) for _ in range(count)]
        for each in sockets:
            each.bind((ADDRESS, 0))
        return tuple(each.getsockname()[1] for each in sockets)
