# SPDX-License-Identifier: EUPL-1.2
"""What a technician needs to set instruments up, from a screen or a command line; found by entry point, never imported.

A staff screen shows `Workbench.ports` and `Workbench.drivers`, listens with `Workbench.probe`, tries a device with
`Workbench.test`, has the choice looked at with `Workbench.check`, and puts it into `kiosk.assignments.AssignmentFile`.
It counts when the shelf is made anew: at once from the screen, else at the station's next start.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from kiosk.capability import Assignment, Capability
from kiosk.clock import Clock
from kiosk.errors import KioskError

ENTRY_POINT_GROUP = "halsorum.workbenches"


class PortKind(StrEnum):
    """What sort of port it is."""

    USB = "usb"
    BUILT_IN = "built-in"
    CONSOLE = "console"
    """The system's own console; only by request."""
    BY_HAND = "by-hand"
    """Named by a person: a port in the network, or a path that the machine does not list."""
    HID = "hid"
    """A USB adapter that is no serial port although a serial device hangs on it; it cannot be used."""


class Outcome(StrEnum):
    """What listening at a port has found out."""

    FOUND = "found"
    """A driver is certain."""
    UNSURE = "unsure"
    """A driver understands something, or several understand the same."""
    SILENT = "silent"
    """Nothing arrived at any line setting."""
    TEXT = "text"
    """Lines of text arrive that no driver knows."""
    GARBAGE = "garbage"
    """Bytes arrive that no driver understands."""
    NOT_OPEN = "not-open"
    """The port could not be opened."""


class Verdict(StrEnum):
    """How the trial of a device with a driver ended."""

    MEASURES = "measures"
    """It answers, and a value came."""
    ANSWERS = "answers"
    """It answers; no value came, which is right while nobody measures."""
    WAITS = "waits"
    """It said nothing, as such devices do until they have a result."""
    FAILS = "fails"


class Problem(StrEnum):
    """What a trial has found to be wrong, or worth knowing."""

    PORT = "port"
    """The port cannot be opened, or went away."""
    SILENT = "silent"
    OTHER_DEVICE = "other-device"
    """Bytes come, but not those of this driver."""
    PACE = "pace"
    """Frames are lost on the way."""
    NOISE = "noise"
    """Too many bytes fit nothing."""
    CLOCK = "clock"
    """The device's clock is far off."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PortView:
    """One port that is there. ``address`` is what an assignment keeps; ``words`` names the cable, never the device.

    ``instrument``: the name of the instrument that has it, empty if it is free. ``cable`` and ``socket``: parts of the
    words, for a screen with other words; empty where there are none.
    """

    address: str
    node: str
    words: str
    instrument: str = ""
    kind: PortKind = PortKind.BY_HAND
    cable: str = ""
    socket: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A driver that understands what arrives. ``told``: maker and model, if the device said; never a serial number."""

    driver: str
    sure: bool
    told: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """What listening at a port has found out, the surest driver first. ``trouble``: why it could not be opened."""

    port: str
    outcome: Outcome
    candidates: tuple[Candidate, ...] = ()
    trouble: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """How a device did with a driver."""

    verdict: Verdict
    problems: tuple[Problem, ...] = ()


Tell = Callable[[float, str], None]
"""Takes how much is done, 0 to 1, and the line settings that are being tried."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DriverView:
    """One driver: what it is called, what it is for, and how sure its facts are."""

    name: str
    title: str
    grade: str
    devices: tuple[str, ...]
    capabilities: tuple[Capability, ...]
    line: str
    waits: bool = False
    """The device says nothing until it has a result."""


class Workbench(Protocol):
    """Ports, drivers and whether they go together. Only `probe` and `test` open anything."""

    def ports(self, instruments: Sequence[Assignment] = ()) -> tuple[PortView, ...]:
        """List the ports that are there; ``instruments`` are those of the station."""
        ...

    def drivers(self) -> tuple[DriverView, ...]:
        """List the drivers."""
        ...

    def locate(self, port: str) -> Path | None:
        """Return what an address leads to now: a device node or a file; None for one on the network.

        Raises `KioskError`: not an address, missing, or ambiguous.
        """
        ...

    def check(
        self, assignment: Assignment, instruments: Sequence[Assignment] = (), *, absent: bool = False
    ) -> Assignment:
        """Return ``assignment`` as it is to be kept, its port by a name that survives renumbering.

        ``absent``: the port need not be there now. Raises `KioskError`: unknown driver, a port that is none or is not
        there, or one that another of the ``instruments`` has.
        """
        ...

    def hid_bridges(self) -> tuple[PortView, ...]:
        """List the adapters that look like ports to a person and are none."""
        ...

    async def probe(self, port: str, clock: Clock, tell: Tell) -> Finding:
        """Find out what hangs on ``port``: listen, and ask what every driver asks at a new port; never start a cuff.

        Takes a minute or two at most; ends early when a driver is certain. Cancel it to stop; the port is then closed.
        """
        ...

    async def test(self, assignment: Assignment, clock: Clock, tell: Tell) -> Trial:
        """Try the device at a port with a driver, without telling it to start a measurement.

        Cancel it to stop. Raises `KioskError` for an unknown driver, or a port or line settings that cannot be any.
        """
        ...


def workbench(kind: str = "serial") -> Workbench:
    """Find the workbench installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: type[Workbench] = entry.load()
        return factory()
    raise KioskError(
        f"No workbench of kind '{kind}' is installed.",
        hint="Run ./run once to install the project's parts.",
    )
