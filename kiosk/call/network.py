# SPDX-License-Identifier: EUPL-1.2
"""The machine's ways out: its addresses and default routes, read from the kernel and watched (rtnetlink(7)).

`Ways` is what there is at a moment, `PathWatch` (pure) tells what a change means for a call, `Network` reads. Where the
kernel does not let us look, nothing ever changes, and a lost path is noticed by its silence alone.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable
from dataclasses import dataclass

from kiosk.call.netlink import DUMPS, GROUPS, Address, Link, Route, dump_request, finished, records
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.messages import PathChange

SETTLE_S = 0.15
"""A change comes as a handful of messages; they are looked at together."""
STEADY_S = 10.0
"""How long the preferred way must stand before a call that lives on another moves back to it: Wi-Fi at the edge of its
reach comes and goes."""
DUMP_DEADLINE_S = 0.5
MAX_DUMP_BYTES = 1 << 20
RECEIVE_BYTES = 1 << 16

_LOG = EventLog("network")


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """``interfaces``: the interface (by index) of every usable address; ``preferred``: the interface of the default
    route with the least metric, per family (`socket.AF_INET`, `socket.AF_INET6`).
    """

    interfaces: dict[str, int]
    preferred: dict[int, int]

    def index_to_send_by(self, address: str) -> int:
        """Return the interface of ``address`` where there is more than one to choose from, else 0."""
        return self.interfaces.get(address, 0) if len(set(self.interfaces.values())) > 1 else 0

    @property
    def best(self) -> frozenset[str]:
        """Addresses on the preferred interface of their family."""
        wanted = set(self.preferred.items())
        return frozenset(each for each, index in self.interfaces.items() if (family_of(each), index) in wanted)

    def is_preferred(self, address: str) -> bool:
        """Tell whether ``address`` is on the preferred interface of its family, or there is none to prefer."""
        best = self.preferred.get(family_of(address))
        return best is None or self.interfaces.get(address) == best


NO_WAYS = Ways(interfaces={}, preferred={})


def family_of(address: str) -> int:
    return int(socket.AF_INET6 if ":" in address else socket.AF_INET)


def ways_of(found: list[Link | Address | Route]) -> Ways:
    """Sum up what the kernel told: addresses on links that are up, and the best default routes over such links."""
    up = {each.index for each in found if isinstance(each, Link) and each.running}
    interfaces = {each.address: each.index for each in found if isinstance(each, Address) and each.index in up}
    best: dict[int, Route] = {}
    for each in found:
        if isinstance(each, Route) and each.index in up:
            before = best.get(each.family)
            if before is None or each.metric < before.metric:
                best[each.family] = each
    return Ways(interfaces=interfaces, preferred={family: route.index for family, route in best.items()})


class PathWatch:
    """Tells what a change of the ways means for a call. Times are monotonic seconds."""

    def __init__(self, ways: Ways) -> None:
        self.ways = ways
        self._better_since_s: float | None = None
        self._told_better = ""

    def changed(self, ways: Ways, used: str) -> PathChange | None:
        """Take the new ways; ``used`` is the address a call leaves by, empty if there is none or it is not known."""
        before, self.ways = self.ways, ways
        if used and used in before.interfaces and used not in ways.interfaces:
            return PathChange.GONE
        news = ways.interfaces.items() - before.interfaces.items() or ways.preferred.items() - before.preferred.items()
        return PathChange.BACK if news else None

    def step(self, now_s: float, used: str) -> PathChange | None:
        """Let time pass; tell once when the preferred way has stood for `STEADY_S` and the call uses another."""
        if not used or used not in self.ways.interfaces or self.ways.is_preferred(used):
            self._better_since_s, self._told_better = None, ""
            return None
        if self._better_since_s is None:
            self._better_since_s = now_s
        if self._told_better == used or now_s - self._better_since_s < STEADY_S:
            return None
        self._told_better = used
        return PathChange.BETTER


class Network:
    """Watches the kernel. ``used`` gives the address a call leaves by; ``tell`` is given what changed."""

    def __init__(self, clock: Clock, used: Callable[[], str], tell: Callable[[PathChange], None]) -> None:
        self._clock, self._used, self._tell = clock, used, tell
        self._watch = PathWatch(NO_WAYS)
        self._socket: socket.socket | None = None
        self._settling: asyncio.TimerHandle | None = None

    @property
    def ways(self) -> Ways:
        return self._watch.ways

    def open(self) -> None:
        """Begin to watch; where that is not allowed, log it once and see nothing."""
        try:
            self._socket = _listener()
            self._watch = PathWatch(read_ways())
        except OSError as problem:
            _LOG.warning("not-watched", kind=type(problem).__name__)
            self.close()
            return
        asyncio.get_running_loop().add_reader(self._socket, self._readable)

    def tick(self) -> None:
        """Let time pass; to be called about once a second."""
        change = self._watch.step(self._clock.monotonic_s(), self._used())
        if change is not None:
            self._say(change)

    def close(self) -> None:
        """Stop watching; may be called again."""
        if self._settling is not None:
            self._settling.cancel()
            self._settling = None
        if self._socket is not None:
            with contextlib.suppress(RuntimeError):
                asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None

    def _readable(self) -> None:
        """What is told matters less than that something is: it is read anew as a whole."""
        if self._socket is None:
            return
        with contextlib.suppress(OSError):  # ENOBUFS: more was told than fits, which is news enough
            self._socket.recv(RECEIVE_BYTES)
        if self._settling is None:
            self._settling = asyncio.get_running_loop().call_later(SETTLE_S, self._settled)

    def _settled(self) -> None:
        self._settling = None
        try:
            ways = read_ways()
        except OSError as problem:
            _LOG.warning("not-read", kind=type(problem).__name__)
            return
        change = self._watch.changed(ways, self._used())
        if change is not None:
            self._say(change)

    def _say(self, change: PathChange) -> None:
        _LOG.info("path-changed", kind=change)
        self._tell(change)


def _listener() -> socket.socket:
    channel = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW | socket.SOCK_NONBLOCK, socket.NETLINK_ROUTE)
    try:
        channel.bind((0, GROUPS))
    except OSError:
        channel.close()
        raise
    return channel


def read_ways() -> Ways:
    """Ask the kernel, which answers at once, for links, addresses and routes. Raises `OSError`."""
    found: list[Link | Address | Route] = []
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE) as channel:
        channel.settimeout(DUMP_DEADLINE_S)
        for number, kind in enumerate(DUMPS, start=1):
            channel.send(dump_request(kind, number))
            read = 0
            while read < MAX_DUMP_BYTES:
                data = channel.recv(RECEIVE_BYTES)
                read += len(data)
                found.extend(records(data))
                if finished(data):
                    break
    return ways_of(found)
