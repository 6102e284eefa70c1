# SPDX-License-Identifier: EUPL-1.2
"""What the screen's loop sleeps by: a touch, a key or a message wakes it at once, so that otherwise it need not turn.

A touch is known by the window system's connection, or without one by the devices themselves: whoever opens one reads
along, and takes nothing from Kivy and SDL.
"""

from __future__ import annotations

import ctypes
import os
import select
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from kiosk.log import EventLog

DEVICES = Path("/dev/input")
DRAIN_BYTES = 4096
_log = EventLog("ui.doorbell")


class Doorbell:
    """``connection``: a window system's, which somebody else reads; ``devices``: read here, only to hear of them."""

    def __init__(self, *, connection: int | None = None, devices: Iterable[Path] = ()) -> None:
        self._bell = os.eventfd(0, os.EFD_NONBLOCK | os.EFD_CLOEXEC)
        self._poll = select.epoll()
        self._poll.register(self._bell, select.EPOLLIN)
        self._connection = connection
        if connection is not None:
            self._poll.register(connection, select.EPOLLIN)
        self._devices: set[int] = set()
        for path in devices:
            self._listen(path)

    @property
    def hears_hands(self) -> bool:
        """Whether touches and keys wake: if not, somebody must look for them all the time."""
        return self._connection is not None or bool(self._devices)

    def ring(self) -> None:
        """Wake the loop; from any thread."""
        os.eventfd_write(self._bell, 1)

    def wait(self, seconds: float) -> bool:
        """Sleep so long, or until something happens; tell whether somebody did something."""
        hands = False
        for descriptor, event in self._poll.poll(seconds):
            if descriptor == self._bell:
                os.eventfd_read(self._bell)
            else:
                hands = True
                self._heard(descriptor, broken=bool(event & (select.EPOLLERR | select.EPOLLHUP)))
        return hands

    def close(self) -> None:
        """Let everything go but the connection, which is somebody else's."""
        self._poll.close()
        os.close(self._bell)
        for descriptor in self._devices:
            os.close(descriptor)
        self._devices.clear()

    def _listen(self, path: Path) -> None:
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as problem:
            _log.warning("no-device", reason=problem.strerror)
            return
        self._poll.register(descriptor, select.EPOLLIN)
        self._devices.add(descriptor)

    def _heard(self, descriptor: int, *, broken: bool) -> None:
        """Take what a device said off it; one that was unplugged is let go, else it would ring for ever."""
        if descriptor in self._devices:
            try:
                broken = not os.read(descriptor, DRAIN_BYTES) or broken
            except BlockingIOError:
                pass
            except OSError:
                broken = True
        if not broken:
            return
        self._poll.unregister(descriptor)
        if descriptor in self._devices:
            self._devices.discard(descriptor)
            os.close(descriptor)
        else:
            self._connection = None


def doorbell_for(window: Any) -> Doorbell:
    """Hang a doorbell for Kivy's ``window``: at X11's connection, or at the devices where there is no window system."""
    info = window.get_window_info()
    if type(info).__name__ != "WindowInfoX11":  # Wayland's has a display too, of another kind
        return Doorbell(devices=sorted(DEVICES.glob("event*")))
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XConnectionNumber.argtypes = [ctypes.c_void_p]
    return Doorbell(connection=int(x11.XConnectionNumber(info.display)))
