# SPDX-License-Identifier: EUPL-1.2
"""Instruments to learn with: the station's own drivers, each on the pseudo-terminal of its own simulator.

Nothing real is opened. A station without instruments, and devices without a simulator, get the usual ones in their
place, so that there is always something to measure with.
"""

from __future__ import annotations

import asyncio
import secrets
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from drivers.links.pty import PtyPort
from drivers.registry import find, simulated
from drivers.shelf import SerialShelf
from drivers.simulation.run import Simulation, Style, scenario
from kiosk.capability import Assignment, Capability, Command, Instrument
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent

SCENARIO = "visit"
"""What a device does by itself, where it knows how a visit goes."""
USUAL = (
    Assignment(name="oximeter", driver="contec_9byte", port=""),
    Assignment(name="cuff", driver="suntech_nibp", port=""),
    Assignment(name="scale", driver="marsden_m430", port=""),
)


class PracticeShelf:
    """Fulfils `kiosk.capability.Shelf`; takes the station's assignments and leaves their ports alone."""

    def __init__(self, assignments: Sequence[Assignment], clock: Clock) -> None:
        chosen = [each for each in assignments if _can_be_practised(each)] or list(USUAL)
        self.folder = Path(tempfile.gettempdir()) / f"halsorum-practice-{secrets.token_hex(8)}"
        ports = [self.folder / f"{number}" for number in range(len(chosen))]
        self._chosen = [replace(each, port=str(port), line="") for each, port in zip(chosen, ports, strict=True)]
        self._shelf = SerialShelf(self._chosen, clock)

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        return self._shelf.instruments

    async def run(self, deliver: Callable[[InstrumentEvent], None], names: frozenset[str] | None = None) -> None:
        """Be the devices and measure with them, until cancelled."""
        wanted = [each for each in self._chosen if names is None or each.name in names]
        simulations = [_simulation(each) for each in wanted]
        self.folder.mkdir(mode=0o700)
        try:
            async with asyncio.TaskGroup() as group:
                for simulation in simulations:
                    group.create_task(simulation.run())
                group.create_task(self._shelf.run(deliver, names))
        finally:
            self.folder.rmdir()  # each simulation has taken its link away

    def tell(self, name: str, command: Command) -> None:
        self._shelf.tell(name, command)

    def stop_all(self) -> None:
        self._shelf.stop_all()


def _can_be_practised(assignment: Assignment) -> bool:
    """Tell whether it measures and has a simulator."""
    if find(assignment.driver).capabilities == (Capability.CODE_READING,):
        return False
    try:
        simulated(assignment.driver)
    except KioskError:
        return False
    return True


def _simulation(assignment: Assignment) -> Simulation:
    device = simulated(assignment.driver).make("")
    name = SCENARIO if SCENARIO in device.scenarios else ""
    style = Style(line=find(assignment.driver).line)
    return Simulation(device, PtyPort(Path(assignment.port)), scenario(device, name), style)
