# SPDX-License-Identifier: EUPL-1.2
"""A whole little world on one machine: a clinic, one enrolled station with its three processes, an oximeter on a wire.

Nothing in it is special but its addresses: the station is enrolled by the same code as one in a village, and its
processes are the ones systemd would start.
"""

from __future__ import annotations

import base64
import contextlib
import os
import secrets
import shutil
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from kiosk.environment import ENVIRONMENT
from kiosk.identity import Identity
from kiosk.selftest.settings import SelfTestSection
from kiosk.settings import (
    CameraSection,
    ExaminationCameraSection,
    InstrumentEntry,
    PanelSection,
    ProbeSection,
    SoundSection,
    StationSettings,
    VisitSection,
)
from kiosk.settings_text import to_toml
from kiosk.staff_settings import StaffSection
from kiosk.supervisor import Program, Supervisor, kiosk_command
from provisioning.demo.clinic import HOST, Clinic, CreatedVisit

STATION_ID = "slussfors-1"
OXIMETER = "oximeter"
CALL_NICENESS = -5
"""As in `systemd/kiosk-call.service`: late sound is lost sound."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Simulated:
    """One more instrument: its name in the settings, its driver, how its simulator is called."""

    name: str
    driver: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class WorldPlan:
    """What differs between a demo, a test and a developer's desk."""

    folder: Path
    """Where logs and stores go; nothing of a visit may be found there."""
    driver: str = "contec_9byte"
    scenario: str = "no-finger"
    spo2: int = 97
    pulse: int = 72
    camera: CameraSection = CameraSection(kind="test")
    sound: SoundSection = SoundSection(kind="speech")
    panel: PanelSection = PanelSection(fullscreen=False)
    visit: VisitSection = VisitSection()
    more: tuple[Simulated, ...] = ()
    """Instruments besides the oximeter."""
    staff: StaffSection = StaffSection()
    self_test: SelfTestSection = SelfTestSection(at="")
    """Only on demand: a demo or a bench must not be disturbed."""
    set_up: bool = True
    """The settings name the instruments; False: only their ports, for staff to set them up at the screen."""
    environment: Mapping[str, str] | None = None
    """Environment of the ui, e.g. of a virtual display; None: ours."""
    stage: bool = True
    sections: Mapping[str, object] = field(default_factory=dict)
    """Further sections of the station's settings, by name."""
    station_module: str = "kiosk"
    """What is run as the station's command line: a test has one with pins of its own."""
    station_broker_port: int = 0
    """Where the station finds the broker, if not at its own port: a test stands in between."""
    gp_broker_port: int = 0
    """The same for GPs' browsers."""


class World:
    """The running world. Made by `open_world`."""

    def __init__(self, plan: WorldPlan, clinic: Clinic, programs: Supervisor, runtime: Path) -> None:
        self.plan = plan
        self.clinic = clinic
        self.programs = programs
        self.runtime = runtime
        self.config = runtime / "station.toml"

    @property
    def stage_socket(self) -> Path:
        return self.runtime / "stage.sock"

    @property
    def probe_socket(self) -> Path:
        return self.runtime / "probe.sock"

    @property
    def oximeter_port(self) -> Path:
        return self.port(OXIMETER)

    def port(self, name: str) -> Path:
        """Where the simulated instrument called ``name`` is plugged in."""
        return self.runtime / name

    @property
    def station_runtime(self) -> Path:
        return self.runtime / "station"

    async def start(self) -> None:
        """Enrol the station and start everything on it."""
        await self._enrol()
        await self.plug_in()
        await self.start_station()
        await self.programs.start(replace(self._program("call", "call"), niceness=CALL_NICENESS))
        await self.start_ui()

    async def start_station(self) -> None:
        program = self._program("station", "station")
        arguments = tuple(self.plan.station_module if each == "kiosk" else each for each in program.arguments)
        await self.programs.start(replace(program, arguments=arguments))

    async def start_ui(self) -> None:
        stage = ("--stage", str(self.stage_socket)) if self.plan.stage else ()
        await self.programs.start(self._program("ui", "ui", *stage, environment=self.plan.environment or {}))

    async def plug_in(self) -> None:
        """Start every instrument's simulator, each on a pseudo-terminal of its own."""
        for each in self.plan.more:
            await self._simulate(each.name, each.driver, *each.options)
        await self._simulate(
            OXIMETER, self.plan.driver,
            "--scenario", self.plan.scenario, "--spo2", str(self.plan.spo2), "--pulse", str(self.plan.pulse),
        )  # fmt: skip

    async def oximeter(self, line: str) -> None:
        """Change the simulated situation, e.g. `finger in`."""
        await self.tell(OXIMETER, line)

    async def tell(self, name: str, line: str) -> None:
        """Change the situation of one simulated instrument."""
        await self.programs.tell(name, line)

    async def kill(self, name: str) -> None:
        """Let one of the processes die."""
        await self.programs.kill(name)

    def pids(self) -> dict[str, int]:
        """Process numbers by name, of the station and of the clinic."""
        own = {name: self.programs.pid(name) for name in ("station", "call", "ui", OXIMETER)}
        return {name: pid for name, pid in own.items() if pid is not None}

    async def book(self, *, minutes: float = 30) -> CreatedVisit:
        """Make a visit for this station, as staff do."""
        return await self.clinic.create_visit(STATION_ID, minutes=minutes)

    @property
    def trusted_spki(self) -> str:
        """Hashes of the clinic's server keys, for a browser that is to trust just these."""
        folders = (self.clinic.desk_settings.desk.identity, self.clinic.broker_plan.identity)
        return ",".join(_spki(Identity.load(folder).certificate) for folder in folders)

    async def _simulate(self, name: str, driver: str, *options: str) -> None:
        arguments = kiosk_command("devices", "simulate", driver, "--link", str(self.port(name)), *options)
        log = self.plan.folder / f"{name}.log"
        await self.programs.start(Program(name=name, arguments=arguments, log_file=log, commands=True))

    def _program(self, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> Program:
        command = kiosk_command(arguments[0], "--config", str(self.config), *arguments[1:])
        log = self.plan.folder / f"{name}.log"
        return Program(name=name, arguments=command, environment={**ENVIRONMENT, **(environment or {})}, log_file=log)

    async def _enrol(self) -> None:
        settings = await self.clinic.enrol_station(
            STATION_ID, name="Bystugan i Slussfors", address="Byvägen 4, 923 98 Slussfors", phone="0952-123 45"
        )
        settings = self._here(settings)
        self.station_runtime.mkdir(mode=0o750)
        self.config.write_text(to_toml(settings), encoding="utf-8")

    def _here(self, settings: StationSettings) -> StationSettings:
        """Fit the enrolled settings to this machine."""
        plan = self.plan
        station = msgspec.structs.replace(settings.station, runtime=self.station_runtime)
        port = plan.station_broker_port or settings.broker.port
        plugged = ((OXIMETER, plan.driver), *((each.name, each.driver) for each in plan.more))
        entries = tuple(
            InstrumentEntry(name=name, driver=driver, port=str(self.port(name))) for name, driver in plugged
        )
        ports = tuple(entry.port for entry in entries) if not plan.set_up else ()
        return msgspec.structs.replace(
            settings,
            station=station,
            broker=msgspec.structs.replace(settings.broker, port=port),
            camera=plan.camera,
            examination_camera=ExaminationCameraSection(kind="test"),
            sound=plan.sound,
            panel=plan.panel,
            visit=plan.visit,
            probe=ProbeSection(socket=str(self.probe_socket)),
            staff=msgspec.structs.replace(plan.staff, ports=ports),
            self_test=plan.self_test,
            instruments=entries if plan.set_up else (),
            **plan.sections,
        )


@contextlib.asynccontextmanager
async def open_world(plan: WorldPlan) -> AsyncIterator[World]:
    """Start a world, and take it down again whatever happens."""
    plan.folder.mkdir(parents=True, exist_ok=True)
    runtime = _runtime_folder()
    try:
        clinic = Clinic(plan.folder / "clinic")
        if plan.gp_broker_port:
            clinic.broker_url = f"wss://{HOST}:{plan.gp_broker_port}/mqtt"
        async with clinic, Supervisor() as programs:
            world = World(plan, clinic, programs, runtime)
            await world.start()
            yield world
    finally:
        shutil.rmtree(runtime, ignore_errors=True)


def _runtime_folder() -> Path:
    """Make a folder on tmpfs, as /run/halsorum is on a station. Its name is short: sockets allow 107 bytes."""
    base = Path(os.environ.get("XDG_RUNTIME_DIR") or "/dev/shm")
    folder = (base if base.is_dir() and os.access(base, os.W_OK) else Path("/tmp")) / f"halsorum-{secrets.token_hex(4)}"
    folder.mkdir(mode=0o700)
    return folder


def _spki(certificate: x509.Certificate) -> str:
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(spki)
    return base64.b64encode(digest.finalize()).decode("ascii")
