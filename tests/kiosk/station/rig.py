# SPDX-License-Identifier: EUPL-1.2
"""A station in memory: the real conductor with a clock made by hand; everything it sends out is written down."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, TypeVar

import msgspec

from kiosk.assistants import Proof
from kiosk.capability import Capability, Command, CommandError, CommandReason, Instrument
from kiosk.clock import ManualClock
from kiosk.drop_in import Petition
from kiosk.messages import (
    Action,
    CallView,
    Channel,
    Connection,
    ConnectionState,
    DataArrived,
    InstrumentView,
    MakeOffer,
    MeasureView,
    Message,
    Offer,
    ReceiptLine,
    SendData,
    Show,
    SoundLevel,
    Tap,
    View,
    Wave,
)
from kiosk.ratings import Answers
from kiosk.reading import Reading
from kiosk.record.context import EncounterStatus
from kiosk.settings import StationSection, StationSettings
from kiosk.signalling.descriptor import Gp, Patient, VisitDescriptor
from kiosk.signalling.events import Content
from kiosk.signalling.jws import Signer, b64url
from kiosk.station.bookings import Bookings
from kiosk.station.conductor import Conductor, ConductorParts
from kiosk.station.erasure import Receipt
from kiosk.station.gp_line import GpLine
from kiosk.station.gp_session import GpSession
from kiosk.station.memory import VisitMemory
from kiosk.station.scans import Scans
from kiosk.station.taps import Taps
from kiosk.station.timers import Timers
from kiosk.visit.machine import State
from tests.kit.gp_browser import GpBrowser

VISIT = "abcdefghijklmnopqrstuvwxyz"
CODE = "471108"
PROOF_KEY = bytes(range(32))
STATION_SDP = "v=0\r\na=fingerprint:sha-256 " + ":".join(["CD"] * 32) + "\r\n"

Sent = TypeVar("Sent")


@dataclass(frozen=True)
class Filed:
    status: EncounterStatus
    reading: Reading | None
    cause: str


class Recorder:
    """Everything that goes out, in order; a `conductor.Outside`."""

    def __init__(self) -> None:
        self.shown: list[Show] = []
        self.waves: list[Wave] = []
        self.levels: list[float] = []
        self.call: list[Message] = []
        self.gp: list[tuple[Content, str]] = []
        self.guest: list[tuple[str, Content]] = []
        """What went to third participants, by their seats."""
        self.filed: list[Filed] = []
        self.ended: list[str] = []
        self.causes: list[str] = []
        self.ratings: list[Answers] = []
        self.printed: list[str] = []
        self.proofs: list[Proof] = []
        self.practising = False
        self.petitions: list[tuple[str, Petition]] = []
        self.withdrawn: list[tuple[str, Petition | None]] = []
        self.running: frozenset[str] = frozenset()
        self.told: list[tuple[str, Command]] = []
        self.stops = 0
        self.deaf: frozenset[str] = frozenset()
        """Instruments that take no command."""
        self.erasures: list[weakref.ref[VisitMemory] | None] = []
        self.in_visit = False
        self.seats: list[tuple[str, str]] = []
        """Seats of the visit that were opened, with their passwords; ``seats_closed``: those that were closed."""
        self.seats_closed: list[str] = []
        self.broker_doubts = self.broker_renewals = 0

    def show(self, show: Show) -> None:
        self.shown.append(show)

    def wave(self, wave: Wave) -> None:
        self.waves.append(wave)

    def sound_level(self, level: SoundLevel) -> None:
        self.levels.append(level.level_db)

    def to_call(self, message: Message) -> None:
        self.call.append(message)

    def to_gp(self, visit: str, content: Content, passport: str = "") -> None:
        self.gp.append((content, passport))

    def to_guest(self, visit: str, seat: str, content: Content, passport: str = "") -> None:
        self.guest.append((seat, content))

    def doubt_broker(self) -> None:
        self.broker_doubts += 1

    def renew_broker(self) -> None:
        self.broker_renewals += 1

    def instruments(self, names: frozenset[str]) -> None:
        self.running = names

    def tell(self, name: str, command: Command) -> None:
        if name in self.deaf:
            raise CommandError("It is deaf.", reason=CommandReason.NOT_CONNECTED)
        self.told.append((name, command))

    def stop_all(self) -> None:
        self.stops += 1

    def open_folder(self) -> None:
        pass

    def file(self, visit: VisitMemory, status: EncounterStatus, reading: Reading | None, cause: str) -> None:
        self.filed.append(Filed(status, reading, cause))

    def visit_over(self, visit: str, cause: str) -> None:
        self.ended.append(visit)
        self.causes.append(cause)

    def rated(self, answers: Answers) -> None:
        self.ratings.append(answers)

    def open_seat(self, visit: str, seat: str, password: str) -> None:
        self.seats.append((seat, password))

    def close_seat(self, visit: str, seat: str) -> None:
        self.seats_closed.append(seat)

    def ask_for_gp(self, request: str, petition: Petition) -> None:
        self.petitions.append((request, petition))

    def withdraw(self, request: str, petition: Petition | None) -> None:
        self.withdrawn.append((request, petition))

    def verify_assistant(self, proof: Proof) -> None:
        self.proofs.append(proof)

    def practise(self, *, on: bool) -> None:
        self.practising = on

    def print_sheet(self, visit: str, text: str) -> None:
        self.printed.append(text)

    def erase(self, visit: weakref.ref[VisitMemory] | None) -> None:
        self.erasures.append(visit)

    def presence(self, *, in_visit: bool) -> None:
        self.in_visit = in_visit


OXIMETER = Instrument(name="oximeter", capabilities=(Capability.PULSE_OXIMETRY,))


class Rig:
    """A station, its patient's finger and its GP's browser."""

    def __init__(self, signer: Signer, instruments: tuple[Instrument, ...] = (OXIMETER,)) -> None:
        self.clock = ManualClock()
        self.outside = Recorder()
        self.descriptors: dict[str, VisitDescriptor] = {}
        self.signer = signer
        settings = StationSettings(
            station=StationSection(name="Bystugan", phone="0123-456 78"),
        )
        bookings = Bookings(self.descriptors.__getitem__, self._session)
        self.conductor = Conductor(
            ConductorParts(
                settings=settings, bookings=bookings, outside=self.outside, clock=self.clock, instruments=instruments
            )
        )
        self.taps = Taps(self.conductor)
        self.scans = Scans(self.conductor, self.taps)
        self.line = GpLine(self.conductor)
        self.timers = Timers(self.conductor)
        self.gp = GpBrowser(VISIT, PROOF_KEY)

    def _session(self, descriptor: VisitDescriptor) -> GpSession:
        return GpSession(
            visit=descriptor.visit, proof_key=PROOF_KEY, kiosk="station-one", signer=self.signer, clock=self.clock
        )

    # ------------------------------------------------------------------------------------------ what happens

    def open(self) -> Rig:
        """Broker and call process are there, a visit is booked."""
        self.conductor.broker(here=True)
        self.line.process_arrived()
        self.book()
        return self

    def book(self, *, minutes: float = 60) -> None:
        now = self.clock.now()
        self.descriptors["sealed"] = VisitDescriptor(
            visit=VISIT,
            kiosk="station-one",
            code=CODE,
            starts_at=now,
            ends_at=now + timedelta(minutes=minutes),
            proof_key=b64url(PROOF_KEY),
            language="sv",
            patient=Patient(
                identifier_system="http://electronichealth.se/identifier/personnummer",
                identifier_value="191212121212",
                name="Tolvan Tolvansson",
                birth_date="1912-12-12",
            ),
            gp=Gp(name="Dr Vera Läkare"),
            clinic="Slussfors hälsocentral",
        )
        self.conductor.bookings.deliver("sealed")

    def tap(self, action: Action, value: str = "") -> None:
        tap = Tap(action=action, value=value)
        self.conductor.practice.heard(tap)
        if not self.conductor.assisting.take(tap):
            self.taps.take(tap)

    def wait(self, seconds: float, step_s: float = 0.25) -> None:
        """Let time pass as the process does: tick by tick."""
        passed = 0.0
        while passed < seconds:
            self.clock.advance(min(step_s, seconds - passed))
            passed += step_s
            self.timers.tick()

    def to(self, state: State) -> Rig:
        """Walk the happy path from where it is until ``state``."""
        for _ in range(len(State)):
            if self.state is state:
                return self
            before = self.state
            self._on[before]()
            assert self.state is not before, f"nothing leads on from {before}"
        raise AssertionError(f"the happy path does not lead to {state}")

    @property
    def _on(self) -> dict[State, Callable[[], object]]:
        """What leads on from each step."""
        taps: dict[State, tuple[Action, str]] = {
            State.ATTRACT: (Action.START, ""),
            State.LANGUAGE: (Action.CHOOSE_LANGUAGE, "nb"),
            State.PURPOSE: (Action.CHOOSE_PURPOSE, "booked"),
            State.DROP_IN: (Action.CHOOSE_REASON, "fever"),
            State.ACUTE: (Action.CONTINUE, ""),
            State.CODE: (Action.ENTER_CODE, CODE),
            State.WHO_FOR: (Action.CHOOSE_PERSON, "self"),
            State.COMPANY: (Action.CHOOSE_COMPANY, "alone"),
            State.CONSENT: (Action.CONSENT, ""),
            State.CALL: (Action.END, ""),
            **dict.fromkeys((State.HOW_TO, State.PREPARE, State.MEASURE, State.REVIEW), (Action.CONTINUE, "")),
            **dict.fromkeys((State.SUMMARY, State.RATING), (Action.CONTINUE, "")),
            **dict.fromkeys((State.GOODBYE, State.ERASED, State.CLEANING), (Action.DONE, "")),
        }
        ways: dict[State, Callable[[], object]] = {
            state: partial(self.tap, action, value) for state, (action, value) in taps.items()
        }
        return {**ways, State.WAITING: self.connect}

    def greet(self) -> None:
        self.line.event(VISIT, self.gp.ready(self.clock.now()))

    def connect(self) -> None:
        """The GP's page greets, is invited, answers, and media flow."""
        self.greet()
        self.finish_attempt()

    def finish_attempt(self) -> None:
        call_id = self.last_call(MakeOffer).call_id
        self.line.report(Offer(call_id=call_id, sdp=STATION_SDP))
        self.line.event(VISIT, self.gp.answer(self.clock.now(), call_id))
        self.line.report(Connection(call_id=call_id, state=ConnectionState.CONNECTED))

    def lose_line(self) -> None:
        self.line.report(Connection(call_id=self.last_call(MakeOffer).call_id, state=ConnectionState.LOST))

    def gp_says(self, **message: Any) -> None:
        data = msgspec.json.encode(message).decode()
        self.line.report(DataArrived(channel=Channel.CONTROL, data=data))

    # ------------------------------------------------------------------------------------------ what is seen

    @property
    def state(self) -> State:
        return self.conductor.state

    def at(self, state: State) -> bool:
        return self.conductor.state is state

    @property
    def screen(self) -> Show:
        return self.conductor.screen()

    def shows(self, view: View) -> bool:
        return self.screen.view == view

    @property
    def notices(self) -> list[str]:
        return [notice.key.value for notice in self.screen.notices]

    def last_call(self, kind: type[Sent]) -> Sent:
        return next(each for each in reversed(self.outside.call) if isinstance(each, kind))

    def sent_to_gp(self, kind: type[Sent]) -> list[Sent]:
        return [content for content, _ in self.outside.gp if isinstance(content, kind)]

    def vitals(self, kind: str = "") -> list[dict[str, Any]]:
        """What went to the GP's page on the `vitals` channel."""
        sent = [each for each in self.outside.call if isinstance(each, SendData) and each.channel is Channel.VITALS]
        messages: list[dict[str, Any]] = [msgspec.json.decode(each.data) for each in sent]
        return [message for message in messages if kind in ("", message["type"])]

    def instrument(self, number: int = 1) -> InstrumentView:
        """Look at an instrument on the screen."""
        view = self.screen.view
        assert isinstance(view, MeasureView | CallView)
        return view.instruments[number - 1]

    def numbers(self, number: int = 1) -> tuple[str, ...]:
        """Read an instrument's numbers off the screen, empty where there is none."""
        return tuple(value.text for value in self.instrument(number).values)

    def control(self, kind: str) -> list[dict[str, Any]]:
        """What went to the GP's page on the `control` channel."""
        to_gp = [each for each in self.outside.call if isinstance(each, SendData) and not each.guest]
        sent = [each for each in to_gp if each.channel is Channel.CONTROL]
        return [message for message in (msgspec.json.decode(each.data) for each in sent) if message["type"] == kind]

    def finish_erasure(self, *, ok: bool = True) -> None:
        self.conductor.erased(Receipt(lines=(ReceiptLine(check="memory", ok=ok),)))
