# SPDX-License-Identifier: EUPL-1.2
"""Fulfils `kiosk.workbench.Workbench`: ports, drivers, and whether they go together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from drivers.bench import trial
from drivers.bench.probe_plan import waits_for_result
from drivers.links.inventory import HERE, Roots, SerialPort, hid_bridges, resolve, serial_ports, stable_address
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import NetworkAddress, PathAddress, TraceAddress, parse_address, parse_line
from drivers.registry import find, names, score
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.workbench import DriverView, Finding, PortKind, PortView, Tell, Trial


class WorkbenchReason(StrEnum):
    """Why an assignment is not kept."""

    PORT_TAKEN = "port-taken"
    """Another instrument has this port."""


class PortTakenError(KioskError, ValueError):
    """Two instruments cannot hang on one port."""


class SerialWorkbench:
    """The workbench of serial instruments."""

    def __init__(self, roots: Roots = HERE) -> None:
        self._roots = roots

    def ports(self, instruments: Sequence[Assignment] = ()) -> tuple[PortView, ...]:
        """List the ports that are there; ``instruments`` are those of the station."""
        holders = {self._place(each.port): each.name for each in instruments}
        return tuple(
            _port_view(port, holders.get(str(Path(port.node).resolve()), "")) for port in serial_ports(self._roots)
        )

    def hid_bridges(self) -> tuple[PortView, ...]:
        """List the adapters that look like ports to a person and are none."""
        return tuple(
            PortView(
                address="",
                node="",
                words=bridge.words,
                kind=PortKind.HID,
                cable=bridge.cable,
                socket=bridge.usb.location,
            )
            for bridge in hid_bridges(self._roots)
        )

    async def probe(self, port: str, clock: Clock, tell: Tell) -> Finding:
        """Find out what hangs on ``port``, see `kiosk.workbench.Workbench.probe`."""
        return await trial.probe(port, clock, tell)

    async def test(self, assignment: Assignment, clock: Clock, tell: Tell) -> Trial:
        """Try the device at a port with a driver, see `kiosk.workbench.Workbench.test`."""
        return await trial.test(assignment, clock, tell)

    def drivers(self) -> tuple[DriverView, ...]:
        """List the drivers."""
        return tuple(_driver_view(name) for name in names())

    def locate(self, port: str) -> Path | None:
        """Return what an address leads to now; None for one on the network. Raises `AddressError`, `LinkError`."""
        address = parse_address(port)
        if isinstance(address, NetworkAddress):
            return None
        path = Path(address.file if isinstance(address, TraceAddress) else resolve(address, self._roots))
        if not path.exists():
            raise LinkError(port, LinkReason.MISSING)
        return path

    def check(
        self, assignment: Assignment, instruments: Sequence[Assignment] = (), *, absent: bool = False
    ) -> Assignment:
        """Return the assignment as it is to be kept. Raises `KioskError`, see `kiosk.workbench.Workbench.check`."""
        find(assignment.driver)
        address = parse_address(assignment.port)
        if assignment.line:
            parse_line(assignment.line)
        if not absent:
            self.locate(assignment.port)
        kept = assignment
        if isinstance(address, PathAddress):
            kept = replace(assignment, port=stable_address(address.path, self._roots))
        place = self._place(kept.port)
        for other in instruments:
            if other.name != kept.name and self._place(other.port) == place:
                raise PortTakenError(
                    f"Instrument '{other.name}' has port {other.port} already.",
                    reason=WorkbenchReason.PORT_TAKEN,
                    hint=f"Choose another port, or free it: kiosk devices unassign {other.name}",
                )
        return kept

    def _place(self, port: str) -> str:
        """Return something that is equal for two ways to write one port."""
        try:
            path = self.locate(port)
        except KioskError:
            return port
        return port if path is None else str(path.resolve())


def _driver_view(name: str) -> DriverView:
    facts, driver = score(name), find(name)
    return DriverView(
        name=str(name),
        title=facts.title,
        grade=facts.grade,
        devices=facts.devices,
        capabilities=driver.capabilities,
        line=str(driver.line),
        waits=waits_for_result(driver),
    )


def _port_view(port: SerialPort, instrument: str) -> PortView:
    kind = PortKind.USB if port.usb is not None else PortKind.CONSOLE if port.console else PortKind.BUILT_IN
    return PortView(
        address=port.address,
        node=port.node,
        words=port.words,
        instrument=instrument,
        kind=kind,
        cable=port.cable,
        socket=port.usb.location if port.usb is not None else "",
    )
