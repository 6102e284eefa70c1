# SPDX-License-Identifier: EUPL-1.2
"""What a technician is doing at the staff screen: its pages, what leads from one to another, what was found. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.capability import Assignment, Capability
from kiosk.messages import Action
from kiosk.station.technician_session import TechnicianSession
from kiosk.workbench import DriverView, Finding, PortKind, PortView, Trial


class Page(StrEnum):
    """Where in the staff screen somebody is."""

    INSTRUMENTS = "instruments"
    INSTRUMENT = "instrument"
    """One that exists."""
    PORTS = "ports"
    PORT = "port"
    """One, at which may be listened."""
    KINDS = "kinds"
    """What devices are for."""
    DRIVERS = "drivers"
    """The devices of one kind."""
    CHECK = "check"
    """A device is tried; then it may be kept."""
    SELF_TEST = "self-test"
    """How the last self-test went."""
    TOUCH = "touch"
    """The touch panel is tried, field by field."""
    STATION = "station"
    """The station itself; which page of it, says the technician's own session."""


_P, _A = Page, Action

TABLE: dict[tuple[Page, Action], Page] = {
    (_P.INSTRUMENTS, _A.STAFF_INSTRUMENT): _P.INSTRUMENT,
    (_P.INSTRUMENTS, _A.STAFF_NEW): _P.PORTS,
    (_P.INSTRUMENTS, _A.STAFF_UNDO): _P.INSTRUMENTS,
    (_P.INSTRUMENT, _A.STAFF_PORTS): _P.PORTS,
    (_P.INSTRUMENT, _A.STAFF_CHECK): _P.CHECK,
    (_P.INSTRUMENT, _A.STAFF_REMOVE): _P.INSTRUMENT,
    (_P.INSTRUMENT, _A.STAFF_BACK): _P.INSTRUMENTS,
    (_P.PORTS, _A.STAFF_LISTEN): _P.PORTS,
    (_P.PORTS, _A.STAFF_STOP): _P.PORTS,
    (_P.PORTS, _A.STAFF_PORT): _P.PORT,
    (_P.PORTS, _A.STAFF_BACK): _P.INSTRUMENTS,
    (_P.PORT, _A.STAFF_LISTEN): _P.PORT,
    (_P.PORT, _A.STAFF_STOP): _P.PORT,
    (_P.PORT, _A.STAFF_KINDS): _P.KINDS,
    (_P.PORT, _A.STAFF_DRIVER): _P.CHECK,
    (_P.PORT, _A.STAFF_BACK): _P.PORTS,
    (_P.KINDS, _A.STAFF_KIND): _P.DRIVERS,
    (_P.KINDS, _A.STAFF_BACK): _P.PORT,
    (_P.DRIVERS, _A.STAFF_DRIVER): _P.CHECK,
    (_P.DRIVERS, _A.STAFF_BACK): _P.KINDS,
    (_P.CHECK, _A.STAFF_CHECK): _P.CHECK,
    (_P.CHECK, _A.STAFF_STOP): _P.CHECK,
    (_P.CHECK, _A.STAFF_SAVE): _P.CHECK,
    (_P.CHECK, _A.STAFF_BACK): _P.PORT,
    (_P.INSTRUMENTS, _A.STAFF_SELF_TEST): _P.SELF_TEST,
    (_P.SELF_TEST, _A.STAFF_RUN): _P.SELF_TEST,
    (_P.SELF_TEST, _A.STAFF_TOUCH): _P.TOUCH,
    (_P.SELF_TEST, _A.STAFF_BACK): _P.INSTRUMENTS,
    (_P.TOUCH, _A.STAFF_FIELD): _P.TOUCH,
    (_P.TOUCH, _A.STAFF_TOUCH_END): _P.SELF_TEST,
    (_P.TOUCH, _A.STAFF_BACK): _P.SELF_TEST,
    (_P.INSTRUMENTS, _A.STAFF_STATION): _P.STATION,
    (_P.STATION, _A.STAFF_STATION): _P.STATION,
    (_P.STATION, _A.STAFF_DO): _P.STATION,
    (_P.STATION, _A.STAFF_BACK): _P.INSTRUMENTS,
}
"""Where a tap leads. What was kept or forgotten leads to the instruments, once that has been done."""

NAMES = {
    Capability.PULSE_OXIMETRY: "oximeter",
    Capability.BLOOD_PRESSURE: "cuff",
    Capability.BODY_WEIGHT: "scale",
    Capability.BODY_HEIGHT: "height",
    Capability.BODY_COMPOSITION: "body-scale",
    Capability.BLOOD_GLUCOSE: "glucose",
    Capability.BODY_TEMPERATURE: "thermometer",
    Capability.ELECTROCARDIOGRAPHY: "ecg",
    Capability.RESPIRATION: "breath",
    Capability.CODE_READING: "reader",
}
"""What an instrument is called that is set up on the screen, where nobody can type."""


class Way(StrEnum):
    """How staff have shown that they are."""

    PIN = "pin"
    KEY = "key"
    """The key switch of the cabinet."""
    CODE = "code"
    """A code that the desk has signed."""


class Said(StrEnum):
    """What has just happened, for a sentence."""

    NOTHING = ""
    SAVED = "saved"
    REMOVED = "removed"
    UNDONE = "undone"
    PORT_TAKEN = "port-taken"
    """Another instrument has this port."""
    PORT_GONE = "port-gone"
    """The port is no longer there."""
    NOT_SAVED = "not-saved"
    """It could not be kept: the disk is full, or read-only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Seen:
    """What is plugged in and assigned. ``there``: addresses that lead somewhere now."""

    ports: tuple[PortView, ...]
    drivers: tuple[DriverView, ...]
    instruments: tuple[Assignment, ...]
    assigned: frozenset[str]
    there: frozenset[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """A change that is being made. ``before``: what was assigned to ``name``; ``said``: what it is, once done."""

    name: str
    before: Assignment | None
    said: Said


@dataclass(frozen=True, kw_only=True, slots=True)
class Job:
    """Something that takes a while, at these ports. ``shares``: how far it is at each."""

    shares: dict[str, float]
    line: str = ""

    @property
    def share(self) -> float:
        return min(self.shares.values(), default=0.0)


@dataclass(kw_only=True, slots=True)
class StaffSession:
    """Everything of one stay; made anew for the next."""

    page: Page = Page.INSTRUMENTS
    way: Way = Way.PIN
    looked: bool = False
    """It is known what is plugged in and assigned."""
    ports: tuple[PortView, ...] = ()
    drivers: dict[str, DriverView] = field(default_factory=dict)
    instruments: tuple[Assignment, ...] = ()
    """Those that count."""
    assigned: frozenset[str] = frozenset()
    """Names of those that were set at the station rather than by the settings file."""
    there: frozenset[str] = frozenset()
    """Addresses that lead somewhere now."""
    findings: dict[str, Finding] = field(default_factory=dict)
    name: str = ""
    """The instrument that is looked at; empty: a new one."""
    port: str = ""
    driver: str = ""
    kind: Capability | None = None
    trial: Trial | None = None
    job: Job | None = None
    said: Said = Said.NOTHING
    change: Change | None = None
    """What is being changed now."""
    undo: Change | None = None
    """The last change, if it can be undone."""
    grid: tuple[int, int] = (1, 1)
    """Columns and rows of the touch grid."""
    left: frozenset[int] = frozenset()
    """Its fields that nobody has touched yet."""
    technician: TechnicianSession = field(default_factory=TechnicianSession)

    def go(self, action: Action) -> bool:
        """Go where ``action`` leads; tell whether it means anything on this page."""
        page = TABLE.get((self.page, action))
        if page is None:
            return False
        self.page = page
        self.said = Said.NOTHING
        return True

    def saw(self, seen: Seen) -> None:
        """Take what is plugged in and assigned now; what was heard at a port that is gone is forgotten."""
        self.looked = True
        self.ports, self.there = seen.ports, seen.there
        self.drivers = {view.name: view for view in seen.drivers}
        self.instruments, self.assigned = seen.instruments, seen.assigned
        here = {view.address for view in seen.ports}
        self.findings = {port: finding for port, finding in self.findings.items() if port in here}

    def begin(self, name: str, said: Said) -> None:
        """Note that an assignment is being changed."""
        before = self.instrument(name) if name in self.assigned else None
        self.change = Change(name=name, before=before, said=said)

    def done(self) -> None:
        """Note that the change has been made; an undone one is not to be undone again."""
        if self.change is None:
            return
        self.said = self.change.said
        self.undo = None if self.said is Said.UNDONE else self.change
        self.change = None
        self.page = Page.INSTRUMENTS

    def instrument(self, name: str) -> Assignment | None:
        return next((each for each in self.instruments if each.name == name), None)

    def port_view(self, address: str) -> PortView | None:
        return next((each for each in self.ports if each.address == address), None)

    def listenable(self) -> tuple[str, ...]:
        """Name the ports at which is listened when all are: nobody asked for the console, and HID is no port."""
        return tuple(each.address for each in self.ports if each.kind not in (PortKind.CONSOLE, PortKind.HID))

    def capability_of(self, driver: str) -> Capability:
        """What a device is for, first of all. A driver that no longer exists reads codes at most."""
        view = self.drivers.get(driver)
        return view.capabilities[0] if view is not None else Capability.CODE_READING

    @property
    def kinds(self) -> tuple[Capability, ...]:
        """List what there are devices for."""
        able = {capability for view in self.drivers.values() for capability in view.capabilities}
        return tuple(capability for capability in Capability if capability in able)

    def wish(self) -> Assignment:
        """Say what is to be kept.

        Its name is that of the instrument that was chosen, or of the one of the same kind that has this port; else one
        that is free.
        """
        kind = self.capability_of(self.driver)
        holder = self.instrument(self.holder(self.port))
        same = holder is not None and self.capability_of(holder.driver) is kind
        name = self.name or (holder.name if holder is not None and same else self._free_name(NAMES[kind]))
        now = self.instrument(name)
        if now is not None and (now.driver, now.port) == (self.driver, self.port):
            return now
        return Assignment(name=name, driver=self.driver, port=self.port)

    def holder(self, address: str) -> str:
        """Name the instrument that has a port; empty if it is free."""
        view = self.port_view(address)
        return view.instrument if view is not None else ""

    def _free_name(self, base: str) -> str:
        taken = {each.name for each in self.instruments}
        names = (base, *(f"{base}-{number}" for number in range(2, len(taken) + 3)))
        return next(name for name in names if name not in taken)
