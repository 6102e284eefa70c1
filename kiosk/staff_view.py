# SPDX-License-Identifier: EUPL-1.2
"""What the staff screens need. Nothing in it is about a patient; names of devices and cables are shown as they are."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from kiosk.capability import Capability
from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check, Outcome, Reason
from kiosk.view import View
from kiosk.workbench import Outcome as Heard
from kiosk.workbench import PortKind, Verdict


class PortLine(Struct, frozen=True, kw_only=True):
    """A port on the screen: the cable and where it is plugged in, never a device as such."""

    address: str
    kind: PortKind
    cable: str = ""
    socket: str = ""
    """The USB socket, such as ``1-1.2``; of another port its node or address."""
    there: bool = True
    holder: Capability | None = None
    """What the instrument is for that has this port; None: it is free."""
    heard: Heard | None = None
    """What listening has found out; None: nobody has listened yet."""
    answered: str = ""
    """The device that answered, as its driver or the device itself calls it."""


class InstrumentLine(Struct, frozen=True, kw_only=True):
    """An instrument of the station. ``assigned``: set on this screen or by the command line, not by the settings."""

    name: str
    capability: Capability
    device: str
    port: PortLine
    assigned: bool


class DriverLine(Struct, frozen=True, kw_only=True):
    """A driver to choose. ``title`` and ``devices``: names, as the makers write them."""

    name: str
    title: str
    devices: str = ""
    sure: bool = False
    """Listening makes certain that it is this one."""


class SelfTestLine(Struct, frozen=True, kw_only=True):
    """How one check of the self-test ended. ``capability``: what the instrument is for, if it was one that is known."""

    check: Check
    outcome: Outcome
    reason: Reason = Reason.NONE
    name: str = ""
    capability: Capability | None = None


class Work(Struct, frozen=True, kw_only=True):
    """Something that takes a while. ``line``: the line settings that are being tried; empty: none are told."""

    share: float
    line: str = ""


class StaffPinView(View, frozen=True, kw_only=True, tag="staff-pin"):
    attempts_left: int
    wrong: bool = False
    practice: bool = False
    """A visit can be practised; that needs no PIN."""


class StaffView(View, frozen=True, kw_only=True, tag="staff"):
    """The instruments.

    ``looked``: they are known; ``said``: key of what has just happened (empty: nothing); ``undo``: it can be undone.
    """

    instruments: tuple[InstrumentLine, ...]
    looked: bool = True
    said: str = ""
    undo: bool = False


class StaffInstrumentView(View, frozen=True, kw_only=True, tag="staff-instrument"):
    instrument: InstrumentLine
    said: str = ""


class StaffPortsView(View, frozen=True, kw_only=True, tag="staff-ports"):
    """``wanted``: what the port is looked for; None: nothing in particular. ``work``: all are being listened at."""

    ports: tuple[PortLine, ...]
    looked: bool = True
    wanted: Capability | None = None
    work: Work | None = None


class StaffPortView(View, frozen=True, kw_only=True, tag="staff-port"):
    """``trouble``: why the port could not be opened. ``drivers``: who understands what comes, the surest first."""

    port: PortLine
    work: Work | None = None
    trouble: str = ""
    drivers: tuple[DriverLine, ...] = ()


class StaffKindsView(View, frozen=True, kw_only=True, tag="staff-kinds"):
    kinds: tuple[Capability, ...]


class StaffDriversView(View, frozen=True, kw_only=True, tag="staff-drivers"):
    kind: Capability
    drivers: tuple[DriverLine, ...]


class StaffCheckView(View, frozen=True, kw_only=True, tag="staff-check"):
    """A device is tried with a driver. ``problems``: keys of what is wrong; ``said``: why it was not saved."""

    port: PortLine
    driver: DriverLine
    capability: Capability
    waits: bool
    """The device says nothing until it has a result, so that somebody must measure now."""
    work: Work | None = None
    verdict: Verdict | None = None
    problems: tuple[str, ...] = ()
    said: str = ""
    saved: bool = False
    """It is this already."""


class StaffSelfTestView(View, frozen=True, kw_only=True, tag="staff-self-test"):
    """The last self-test, what failed first. ``at``: when it began; None: there was none. ``running``: one goes on."""

    lines: tuple[SelfTestLine, ...] = ()
    at: datetime | None = None
    fitness: Fitness | None = None
    running: bool = False


class StaffTouchView(View, frozen=True, kw_only=True, tag="staff-touch"):
    """A grid of fields, each to be touched once. ``left``: those that were not yet, from 0, by rows."""

    columns: int
    rows: int
    left: tuple[int, ...]
