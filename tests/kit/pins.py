# SPDX-License-Identifier: EUPL-1.2
"""The station's process on a machine whose pins are gpiozero's simulated ones, which a test drives over a socket.

``python -m tests.kit.pins station --config FILE`` is ``kiosk station --config FILE``; beside the configuration a socket
takes a pin and its level, as ``GPIO17 low``.
"""

from __future__ import annotations

import asyncio
import socket
import sys
import threading
from pathlib import Path

from gpiozero import Device
from gpiozero.pins.mock import MockFactory

from kiosk.cli import main

SOCKET = "pins.sock"
PRESS_S = 0.12
BETWEEN_S = 0.15
"""Longer than the filter against trembling hands that tests set."""


class Pins:
    """The test's hand on the pins of the station whose configuration lies in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / SOCKET

    def set(self, pin: str, *, high: bool) -> None:
        """Give a pin a level."""
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ours:
            ours.sendto(f"{pin} {'high' if high else 'low'}".encode(), str(self._path))

    async def press(self, pin: str) -> None:
        """Press a switch that pulls its pin down, and let it go, at a person's pace."""
        self.set(pin, high=False)
        await asyncio.sleep(PRESS_S)
        self.set(pin, high=True)
        await asyncio.sleep(BETWEEN_S)


def _drive(factory: MockFactory, wires: socket.socket) -> None:
    while True:
        name, level = wires.recv(64).decode().split()
        pin = factory.pin(name)
        (pin.drive_high if level == "high" else pin.drive_low)()


def _run() -> int:
    factory = Device.pin_factory = MockFactory()
    config = Path(sys.argv[sys.argv.index("--config") + 1])
    path = config.with_name(SOCKET)
    path.unlink(missing_ok=True)
    wires = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    wires.bind(str(path))
    threading.Thread(target=_drive, args=(factory, wires), daemon=True).start()
    return main() or 0


if __name__ == "__main__":
    sys.exit(_run())
