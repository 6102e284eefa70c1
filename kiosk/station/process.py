# SPDX-License-Identifier: EUPL-1.2
"""The station process: the one place that wires the visit to the socket, the broker, the instruments and the record."""

from __future__ import annotations

import asyncio
import weakref
from datetime import datetime
from functools import partial
from importlib.metadata import version

from kiosk import health, log, prompts_ring
from kiosk.assistants import Grant, Proof, Ruling
from kiosk.capability import Command, has_shelf, shelf_factory
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.desk.client import DeskClient
from kiosk.doctor.finding import Machine, Subject
from kiosk.drop_in import Petition
from kiosk.identity import Identity
from kiosk.ipc import socket_path
from kiosk.messages import Message, Rings, Role, Show, SoundLevel, Tap, Wave
from kiosk.ratings import Answers
from kiosk.reading import InstrumentEvent, Reading, Scan, SensorChange
from kiosk.record.context import EncounterStatus
from kiosk.record.fhir_json import Resource
from kiosk.record.sender import RecordSender
from kiosk.settings import StationSettings
from kiosk.signalling import events
from kiosk.signalling.descriptor import VisitDescriptor, open_sealed
from kiosk.signalling.topics import Topics
from kiosk.site import site_of
from kiosk.station.asking import Asking, AskingParts
from kiosk.station.bookings import Bookings
from kiosk.station.broker_link import BrokerLink, BrokerListener, address_of
from kiosk.station.cabinet_link import make_cabinet_link
from kiosk.station.conductor import Conductor, ConductorParts
from kiosk.station.erasure import VisitFolder, pictures_blank, write_receipt
from kiosk.station.errands import Errands
from kiosk.station.filing import FilingQueue
from kiosk.station.gp_line import GpLine
from kiosk.station.gp_session import sessions_of
from kiosk.station.hub import Hub
from kiosk.station.measuring import Measuring
from kiosk.station.memory import VisitMemory
from kiosk.station.offers import Offers
from kiosk.station.printer import Printer
from kiosk.station.scans import Scans
from kiosk.station.self_testing import SelfTesting, SelfTestingParts
from kiosk.station.staff import Staff
from kiosk.station.taps import Taps
from kiosk.station.technician_room import make_technician_room
from kiosk.station.timers import Timers
from kiosk.station.workroom import Workroom, WorkroomParts, instruments_of
from kiosk.technician_view import TechnicianPage
from kiosk.workbench import workbench

TICK_S = 0.25
FILING_DEADLINE_S = 20.0

_log = log.EventLog("station")


class Station:
    """A station's process. Implements `conductor.Outside` and `hub.Listener`."""

    def __init__(self, settings: StationSettings, identity: Identity, clock: Clock) -> None:
        self._settings = settings
        self._identity = identity
        self._clock = clock
        self._version = version("halsorum")
        self._since: datetime = clock.now()
        self._folder = VisitFolder(settings.station.runtime)
        self._hub = Hub(socket_path(settings.station.runtime), self)
        self._desk = DeskClient(settings.desk.api_url, identity.client_tls())
        self._printer = Printer(settings.printer.queue)
        self._errands = Errands(self._desk, identity, self._printer, self._printed, self._assistant_checked, clock)
        self._subject = Subject(settings=settings, identity=identity, machine=Machine(), clock=clock)
        self._asking = Asking(AskingParts(desk=self._desk, station=identity.name, clock=clock, heard=self._waits))
        self._site = site_of(settings)
        self._assignments = instruments_of(self._site)
        self._measuring = Measuring(shelf_factory("serial")(self._assignments, clock), self._instrument_said)
        bookings, able = Bookings(self._unseal, sessions_of(identity, clock)), self._measuring.instruments
        parts = ConductorParts(settings=settings, bookings=bookings, outside=self, clock=clock, instruments=able)
        self._conductor = Conductor(parts)
        self._conductor.memory.staff.practice = has_shelf("practice")
        self._taps = Taps(self._conductor)
        self._scans = Scans(self._conductor, self._taps)
        self._line = GpLine(self._conductor)
        self._errands.seat_opened = self._line.seat_opened
        self._asking.told = self._errands.end_told = self._conductor.parting.told
        self._timers = Timers(self._conductor)
        self._workroom = self._make_workroom()
        to_ui = partial(self._hub.send, Role.UI)
        self._technician_room = make_technician_room(self._conductor, self._subject, to_ui, self._close_camera)
        self._staff = self._workroom.staff = Staff(self._conductor, self._workroom, self._technician_room.technician)
        self._technician_room.wait_at(self._staff.door, self._scans)
        self._cabinet = make_cabinet_link(settings, self._conductor, self._taps, self._staff, to_ui)
        self._record = RecordSender(settings.desk.api_url, identity.client_tls())
        self._self_testing = self._make_self_testing()
        self._filing = FilingQueue(settings.station, self._version, self._send_record, self._filed, clock)
        self._broker = self._make_broker_link()

    async def run(self) -> None:
        """Run until cancelled. A visit that a crash cut short is erased first."""
        self._folder.erase()
        prompts_ring.make_folder(self._settings.station.runtime)
        watchdog = health.Watchdog()
        async with self._hub, self._desk, self._record, self._self_testing, asyncio.TaskGroup() as parts:
            parts.create_task(self._broker.run())
            parts.create_task(self._tick(watchdog))
            parts.create_task(watchdog.run())
            self.presence(in_visit=False)
            self._cabinet.open()
            health.notify("READY=1")

    async def stop(self) -> None:
        """Erase what a visit under way has left."""
        try:
            for part in (self._workroom, self._technician_room, self._measuring, self._asking):
                await part.settle()
        finally:
            self._cabinet.close()
            self._folder.erase()

    def arrived(self, role: Role) -> None:
        """A process is (back) here: tell it everything."""
        if not self._folder.gone:
            self._hub.send(role, self._rings())
        if role is Role.CALL:
            self._line.process_arrived()
        else:
            self._hub.send(role, self._technician_room.fit)
            self._hub.send(role, self._conductor.screen())
        self._self_testing.arrived()

    def left(self, role: Role) -> None:
        if role is Role.CALL:
            self._line.process_left()
            self._cabinet.call_process_left()

    def said(self, role: Role, message: Message) -> None:
        self._self_testing.heard(message)
        if role is Role.UI and isinstance(message, Tap):
            self._conductor.practice.heard(message)
            if not (self._staff.take(message) or self._conductor.assisting.take(message)):
                self._taps.take(message)
        elif role is Role.CALL:
            self._line.report(message)
            self._cabinet.heard(message)
            self._technician_room.heard(message)

    def show(self, show: Show) -> None:
        self._hub.send(Role.UI, show)
        self._cabinet.update()
        self._staff.update()
        self._self_testing.update()

    def wave(self, wave: Wave) -> None:
        self._hub.send(Role.UI, wave)

    def sound_level(self, level: SoundLevel) -> None:
        self._hub.send(Role.UI, level)

    def to_call(self, message: Message) -> None:
        self._hub.send(Role.CALL, message)
        self._cabinet.asked(message)

    def to_gp(self, visit: str, content: events.Content, passport: str = "") -> None:
        self._broker.publish(visit, content, passport)

    def to_guest(self, visit: str, seat: str, content: events.Content, passport: str = "") -> None:
        self._broker.publish_to_guest(visit, seat, content, passport)

    def open_folder(self) -> None:
        self._folder.make()
        for role in Role:
            self._hub.send(role, self._rings())

    def file(self, visit: VisitMemory, status: EncounterStatus, reading: Reading | None, cause: str) -> None:
        self._filing.put(visit, status, reading, cause)

    def visit_over(self, visit: str, cause: str) -> None:
        self._errands.report_end(visit, cause)

    def open_seat(self, visit: str, seat: str, password: str) -> None:
        self._errands.open_seat(visit, seat, password)

    def close_seat(self, visit: str, seat: str) -> None:
        self._errands.close_seat(visit, seat)

    def ask_for_gp(self, request: str, petition: Petition) -> None:
        self._asking.ask(request, petition)

    def withdraw(self, request: str, petition: Petition | None) -> None:
        self._asking.withdraw(request, petition)

    def verify_assistant(self, proof: Proof) -> None:
        self._errands.verify_assistant(proof)

    def practise(self, *, on: bool) -> None:
        kind = "practice" if on else "serial"
        self._measuring.replace(shelf_factory(kind)(self._assignments, self._clock))
        self._conductor.instruments = self._measuring.instruments

    def rated(self, answers: Answers) -> None:
        self._errands.report_ratings(answers)

    def print_sheet(self, visit: str, text: str) -> None:
        self._errands.print_sheet(visit, text)

    def presence(self, *, in_visit: bool) -> None:
        self._broker.presence(
            state="in-visit" if in_visit else "online",
            since=self._since,
            version=self._version,
            devices=[assignment.driver for assignment in self._assignments],
        )

    def doubt_broker(self) -> None:
        self._broker.doubt()

    def renew_broker(self) -> None:
        self._broker.renew()

    def instruments(self, names: frozenset[str]) -> None:
        self._measuring.run(names)

    def tell(self, name: str, command: Command) -> None:
        self._cabinet.may_tell(command)
        self._measuring.tell(name, command)

    def stop_all(self) -> None:
        self._measuring.stop_all()

    def erase(self, visit: weakref.ref[VisitMemory] | None) -> None:
        self._errands.start(self._erase(visit))

    def _instrument_said(self, event: InstrumentEvent) -> None:
        self._cabinet.instrument_said(event)
        if isinstance(event, Scan):
            self._scans.take(event)
            return
        if isinstance(event, SensorChange):
            self._scans.heard(event)
        self._conductor.instrument(event)

    async def _tick(self, watchdog: health.Watchdog) -> None:
        while True:
            self._staff.tick()
            self._timers.tick()
            self._self_testing.tick()
            self._scans.look()
            self._cabinet.update()
            watchdog.alive()
            await asyncio.sleep(TICK_S)

    async def _erase(self, visit: weakref.ref[VisitMemory] | None) -> None:
        await self._filing.settle()
        await self._measuring.settle()
        await self._printer.settle()
        blank = await pictures_blank(self._folder, lambda: self._hub.present(Role.CALL), self._clock)
        self._folder.erase()
        if not self._hub.present(Role.UI):
            prompts_ring.overwrite_left(prompts_ring.prompts_path(self._settings.station.runtime))
        self._conductor.erased(write_receipt(self._folder, visit, pictures_blank=blank))

    async def _close_camera(self) -> None:
        """Erase what a technician has seen, unless a visit has made the folder anew, or she looks again."""
        await pictures_blank(self._folder, lambda: self._hub.present(Role.CALL), self._clock)
        memory = self._conductor.memory
        if memory.visit is None and memory.staff.session.technician.page is not TechnicianPage.CAMERA:
            self._folder.erase()

    def _rings(self) -> Rings:
        return Rings(own=str(self._folder.own_ring), remote=str(self._folder.remote_ring))

    async def _send_record(self, bundle: Resource) -> None:
        await self._record.send(bundle, Deadline.after(self._clock, FILING_DEADLINE_S))

    def _printed(self, visit: str, ok: bool) -> None:
        self._conductor.parting.printed(visit, ok=ok)

    def _assistant_checked(self, visit: str, ruling: Ruling | None, grant: Grant | None) -> None:
        if ruling is None:
            self._conductor.assisting.unheard(visit)
        else:
            self._conductor.assisting.ruled(visit, ruling, grant)

    def _filed(self, reading_id: str, ok: bool, reason: str) -> None:
        self._conductor.filed(reading_id, ok=ok, reason=reason)

    def _unseal(self, sealed: str) -> VisitDescriptor:
        return open_sealed(sealed, self._identity.encryption_key, self._identity.authority)

    def _make_workroom(self) -> Workroom:
        parts = WorkroomParts(
            settings=self._settings.staff,
            site=self._site,
            bench=workbench(),
            clock=self._clock,
            free=self._measuring.settle,
            apply=self._apply_assignments,
            self_test=lambda: self._self_testing.wanted_by_staff(),
            touched=lambda missed: self._self_testing.touched(missed),
        )
        return Workroom(parts)

    def _apply_assignments(self) -> None:
        """Let what a technician has just assigned count."""
        self._assignments = instruments_of(self._site)
        self._measuring.replace(shelf_factory("serial")(self._assignments, self._clock))
        self._conductor.instruments = self._measuring.instruments
        self._measuring.run(self._conductor.running)
        self.presence(in_visit=self._conductor.memory.visit is not None)

    def _make_self_testing(self) -> SelfTesting:
        parts = SelfTestingParts(
            conductor=self._conductor,
            subject=self._subject,
            desk=self._desk,
            bench=workbench(),
            software=self._version,
            present=self._hub.present,
            ask=lambda role, message: self.to_call(message) if role is Role.CALL else self._hub.send(role, message),
            assignments=lambda: self._assignments,
            free=self._measuring.settle,
            resume=lambda: self._measuring.run(self._conductor.running),
        )
        return SelfTesting(parts)

    def _make_broker_link(self) -> BrokerLink:
        address = address_of(self._settings.broker, self._identity)
        kiosk, test = self._identity.name, self._self_testing.ordered
        offers = Offers(conductor=self._conductor, kiosk=kiosk, unseal=self._unseal, test=test)
        heard, guest = self._line.event, self._conductor.inviting.event
        listener = BrokerListener(here=self._broker_here, command=offers.take, event=heard, guest=guest)
        return BrokerLink(address, Topics(self._settings.broker.namespace), self._identity.name, listener)

    def _waits(self, request: str, place: int) -> None:
        self._conductor.drop_in.place(request, place)

    def _broker_here(self, here: bool) -> None:
        self._conductor.broker(here=here)
