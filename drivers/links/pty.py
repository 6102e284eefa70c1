# SPDX-License-Identifier: EUPL-1.2
"""The device's end of a pseudo-terminal: what a simulator plugs in, under a name of its choice.

The slave end is left to the host, so that "nobody has the port open" is visible: bytes sent then are lost, as on a real
line, instead of waiting as old readings in the kernel.
"""

from __future__ import annotations

import contextlib
import os
import select
import termios
import tty
from enum import StrEnum
from pathlib import Path

from kiosk.errors import KioskError

READ_BYTES = 4096


class PtyReason(StrEnum):
    """Why a simulator cannot be plugged in."""

    OCCUPIED = "occupied"
    """Something else than a symbolic link stands at the path."""
    NO_FOLDER = "no-folder"
    """The folder of the path is missing or may not be written."""


class PtyError(KioskError, OSError):
    """The link of a simulated device cannot be made."""


class PtyPort:
    """A pseudo-terminal that can be plugged in and out; ``path`` is a symbolic link to it while it is in."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._master: int | None = None
        self._slave_name = ""
        self._host_was_there = False

    @property
    def plugged(self) -> bool:
        return self._master is not None

    def plug(self) -> None:
        """Make the pseudo-terminal and its link. Raises `PtyError`."""
        if self.plugged:
            return
        master, slave = os.openpty()
        # Raw from the start: until a host sets its own mode the terminal would echo the device's bytes back to it.
        tty.setraw(slave)
        self._slave_name = os.ttyname(slave)
        os.close(slave)
        os.set_blocking(master, False)
        self._master = master
        self._host_was_there = False
        try:
            self._link()
        except PtyError:
            self.unplug()
            raise

    def unplug(self) -> None:
        """Take the device out: the host's open port hangs up and the link is gone."""
        if self._master is None:
            return
        os.close(self._master)
        self._master = None
        with contextlib.suppress(OSError):
            if self.path.readlink() == Path(self._slave_name):
                self.path.unlink()

    def host_present(self) -> bool:
        """Tell whether a program has the port open."""
        if self._master is None:
            return False
        poll = select.poll()
        poll.register(self._master, select.POLLIN)
        return not any(event & select.POLLHUP for _, event in poll.poll(0))

    def host_arrived(self) -> bool:
        """Tell whether a program opened the port since this was last asked."""
        present = self.host_present()
        arrived, self._host_was_there = present and not self._host_was_there, present
        return arrived

    def read(self) -> bytes:
        """Return what the host sent; nothing if it sent nothing or is not there."""
        if self._master is None:
            return b""
        try:
            return os.read(self._master, READ_BYTES)
        except OSError:
            return b""

    def write(self, data: bytes) -> int:
        """Send to the host; return how many bytes it will get. What nobody takes is lost."""
        if self._master is None or not data or not self.host_present():
            return 0
        try:
            return os.write(self._master, data)
        except BlockingIOError:
            return 0

    def line_speed(self) -> int | None:
        """Return the baud rate that the host set, if it is a usual one."""
        if self._master is None:
            return None
        speed = termios.tcgetattr(self._master)[5]
        usual = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
        return next((baud for baud in usual if getattr(termios, f"B{baud}") == speed), None)

    def _link(self) -> None:
        if self.path.exists() and not self.path.is_symlink():
            raise PtyError(
                f"{self.path} exists and is no link.", reason=PtyReason.OCCUPIED, hint="Choose another path."
            )
        new = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            new.symlink_to(self._slave_name)
            new.replace(self.path)
        except OSError as problem:
            new.unlink(missing_ok=True)
            raise PtyError(
                f"The link {self.path} cannot be made.",
                reason=PtyReason.NO_FOLDER,
                hint="Make its folder first, or choose another path.",
            ) from problem
