# SPDX-License-Identifier: EUPL-1.2
"""What a technician needs to set instruments up, from a screen or a command line; found by entry point, never imported.

A staff screen shows `Workbench.ports` and `Workbench.drivers`, has the choice looked at with `Workbench.check`, and
puts it into `kiosk.assignments.AssignmentFile`. It counts when the shelf is made anew: at the station's next start.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import Protocol

from kiosk.capability import Assignment, Capability
from kiosk.errors import KioskError

ENTRY_POINT_GROUP = "halsorum.workbenches"


@dataclass(frozen=True, kw_only=True, slots=True)
class PortView:
    """One port that is there. ``address`` is what an assignment keeps; ``words`` names the cable, never the device.

    ``instrument``: the name of the instrument that has it, empty if it is free.
    """

    address: str
    node: str
    words: str
    instrument: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class DriverView:
    """One driver: what it is called, what it is for, and how sure its facts are."""

    name: str
    title: str
    grade: str
    devices: tuple[str, ...]
    capabilities: tuple[Capability, ...]
    line: str


class Workbench(Protocol):
    """Ports, drivers and whether they go together; looks, and opens nothing."""

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


def workbench(kind: str = "serial") -> Workbench:
    """Find the workbench installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: type[Workbench] = entry.load()
        return factory()
    raise KioskError(
        f"No workbench of kind '{kind}' is installed.",
        hint="Run ./run once to install the project's parts.",
    )
