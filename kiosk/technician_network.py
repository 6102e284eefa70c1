# SPDX-License-Identifier: EUPL-1.2
"""This side of the network, line by line: interfaces by kind with their addresses, the way out, who is asked for names.

Read from sysfs and procfs (sysfs-class-net, proc_net(5)), for the station's process has no netlink.
"""

from __future__ import annotations

import fcntl
import ipaddress
import socket
import struct
from collections.abc import Callable
from pathlib import Path

from kiosk.doctor.finding import Machine
from kiosk.selftest.report import Check, Result
from kiosk.settings import StationSettings
from kiosk.technician_view import Link, NetworkLine, Place

RESOLVERS = Path("/etc/resolv.conf")
_SIOCGIFADDR = 0x8915
_IFNAMSIZ = 16
_IFF_UP = 1
_RTF_GATEWAY = 0x2
_SCOPE_GLOBAL = "00"
_PLACES = {Check.BROKER: Place.BROKER, Check.DESK: Place.DESK, Check.TURN: Place.TURN}

Address = Callable[[str], str]
"""Gives the IPv4 address of an interface, empty where it has none."""


def ipv4_of(interface: str) -> str:
    """Ask the kernel (netdevice(7), SIOCGIFADDR)."""
    request = struct.pack(f"{_IFNAMSIZ}s24x", interface.encode()[: _IFNAMSIZ - 1])
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        try:
            answer = fcntl.ioctl(channel.fileno(), _SIOCGIFADDR, request)
        except OSError:
            return ""
    return socket.inet_ntoa(answer[20:24])


def here(machine: Machine, resolvers: Path = RESOLVERS, ipv4: Address = ipv4_of) -> tuple[NetworkLine, ...]:
    """Look at this side. Reads small files."""
    folder = machine.sys / "class" / "net"
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
    ipv6 = _ipv6(machine)
    lines = [
        _interface(folder / name, place, " ".join(filter(None, (ipv4(name), ipv6.get(name, "")))))
        for name in names
        if (place := _kind(folder / name)) is not None
    ]
    lines = lines or [NetworkLine(place=Place.WIRED, link=Link.NONE)]
    return (*lines, _route(machine), _names(resolvers))


def reached(result: Result, settings: StationSettings) -> NetworkLine:
    """Say how trying a server ended."""
    place = _PLACES[result.check]
    address = {
        Place.BROKER: f"{settings.broker.host}:{settings.broker.port}",
        Place.DESK: settings.desk.api_url,
        Place.TURN: " ".join(settings.self_test.turn),
    }[place]
    return NetworkLine(place=place, address=address, outcome=result.outcome, reason=result.reason)


def _kind(path: Path) -> Place | None:
    """Tell what an interface is; None for what is no way out of the machine: the loopback, bridges, tunnels."""
    mobile = "DEVTYPE=wwan" in _text(path / "uevent") or path.name.startswith(("ww", "ppp"))
    if mobile:
        return Place.MOBILE
    if "virtual" in path.resolve().parts:
        return None
    if (path / "wireless").is_dir() or (path / "phy80211").exists():
        return Place.WIRELESS
    return Place.WIRED if _text(path / "type").strip() == "1" else None


def _interface(path: Path, place: Place, address: str) -> NetworkLine:
    flags = _text(path / "flags").strip() or "0x0"
    if not int(flags, 16) & _IFF_UP:
        link = Link.OFF
    elif _text(path / "carrier").strip() != "1" and place is not Place.MOBILE:
        link = Link.NO_CABLE if place is Place.WIRED else Link.NOT_JOINED
    else:
        link = Link.UP if address else Link.NO_ADDRESS
    return NetworkLine(place=place, name=path.name, address=address, link=link)


def _ipv6(machine: Machine) -> dict[str, str]:
    """Find each interface's address that others can reach it by."""
    found: dict[str, str] = {}
    for line in _text(machine.proc / "net" / "if_inet6").splitlines():
        columns = line.split()
        if len(columns) == 6 and columns[3] == _SCOPE_GLOBAL:
            found.setdefault(columns[5], str(ipaddress.IPv6Address(int(columns[0], 16))))
    return found


def _route(machine: Machine) -> NetworkLine:
    """Find the preferred default route: that of the smallest metric."""
    rows = [line.split() for line in _text(machine.proc / "net" / "route").splitlines()[1:]]
    ways = [row for row in rows if len(row) >= 8 and row[1] == "00000000" and row[7] == "00000000"]
    if ways:
        best = min(ways, key=lambda row: int(row[6]))
        gateway = socket.inet_ntoa(struct.pack("=I", int(best[2], 16))) if int(best[3], 16) & _RTF_GATEWAY else ""
        return NetworkLine(place=Place.ROUTE, name=best[0], address=gateway, link=Link.UP)
    for line in _text(machine.proc / "net" / "ipv6_route").splitlines():
        row = line.split()
        if len(row) == 10 and row[0] == "0" * 32 and row[1] == "00" and row[9] != "lo":
            gateway = str(ipaddress.IPv6Address(int(row[4], 16)))
            return NetworkLine(place=Place.ROUTE, name=row[9], address=gateway, link=Link.UP)
    return NetworkLine(place=Place.ROUTE, link=Link.NO_ROUTE)


def _names(resolvers: Path) -> NetworkLine:
    rows = [line.split() for line in _text(resolvers).splitlines()]
    servers = [row[1] for row in rows if len(row) >= 2 and row[0] == "nameserver"]
    link = Link.UP if servers else Link.NO_SERVERS
    return NetworkLine(place=Place.NAMES, address=" ".join(servers), link=link)


def _text(path: Path) -> str:
    """Read a small file; what cannot be read (the carrier of an interface that is off) says nothing."""
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
