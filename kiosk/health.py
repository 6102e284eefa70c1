# SPDX-License-Identifier: EUPL-1.2
"""Telling systemd how a process is: sd_notify(3) and its watchdog, without a library.

Where no service manager listens, nothing happens.
"""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Mapping

from kiosk.clock import Clock, SystemClock
from kiosk.log import EventLog

_LOG = EventLog("health")


def notify(state: str) -> None:
    """Send ``state`` (`READY=1`, `STOPPING=1`, `WATCHDOG=1`, …) to the service manager, if there is one."""
    address = os.environ.get("NOTIFY_SOCKET", "")
    if not address:
        return
    if address.startswith("@"):
        address = "\0" + address[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as channel:
        channel.setblocking(False)
        try:
            channel.sendto(state.encode(), address)
        except OSError as problem:
            _LOG.warning("notify-failed", error=type(problem).__name__)


class Watchdog:
    """Pings the service manager as long as the work loop says that it lives.

    A process whose loop hangs stops pinging and is killed and started anew. Call `alive` from the work itself, at least
    as often as `interval_s`, and run `run` beside it.
    """

    def __init__(self, clock: Clock | None = None, environ: Mapping[str, str] = os.environ) -> None:
        self._clock = clock or SystemClock()
        self._alive_s = self._clock.monotonic_s()
        self.interval_s = _interval_s(environ)
        """Seconds between pings: half of what the manager allows; None without a watchdog."""

    def alive(self) -> None:
        """Say that the work goes on."""
        self._alive_s = self._clock.monotonic_s()

    @property
    def due(self) -> bool:
        """Tell whether the work gave a sign of life within the last interval."""
        return self.interval_s is not None and self._clock.monotonic_s() - self._alive_s <= self.interval_s

    async def run(self) -> None:
        """Ping until cancelled; return at once where nobody watches."""
        while self.interval_s is not None:
            if self.due:
                notify("WATCHDOG=1")
            await asyncio.sleep(self.interval_s)


def _interval_s(environ: Mapping[str, str]) -> float | None:
    allowed_us = environ.get("WATCHDOG_USEC", "")
    watched = environ.get("WATCHDOG_PID", "")
    if not allowed_us.isdecimal() or int(allowed_us) == 0 or (watched and watched != str(os.getpid())):
        return None
    return int(allowed_us) / 2e6
