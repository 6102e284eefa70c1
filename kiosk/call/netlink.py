# SPDX-License-Identifier: EUPL-1.2
"""The part of rtnetlink that tells of links, addresses and default routes: bytes in, records out. No I/O.

Layout: linux/netlink.h (`struct nlmsghdr`), linux/rtnetlink.h (`struct rtmsg`, `struct rtattr`), linux/if_addr.h
(`struct ifaddrmsg`), linux/if_link.h; everything in the machine's own byte order. See netlink(7), rtnetlink(7).
"""

from __future__ import annotations

import ipaddress
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass

GROUPS = 0x1 | 0x10 | 0x40 | 0x100 | 0x400
"""RTMGRP_LINK, _IPV4_IFADDR, _IPV4_ROUTE, _IPV6_IFADDR, _IPV6_ROUTE."""
RTM_NEWLINK, RTM_GETLINK, RTM_NEWADDR, RTM_GETADDR, RTM_NEWROUTE, RTM_GETROUTE = 16, 18, 20, 22, 24, 26
DUMPS = (RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE)
NLMSG_ERROR, NLMSG_DONE = 2, 3
NLM_F_REQUEST, NLM_F_DUMP = 0x1, 0x300
IFF_UP, IFF_LOOPBACK, IFF_RUNNING = 0x1, 0x8, 0x40
IFA_ADDRESS, IFA_LOCAL = 1, 2
RTA_OIF, RTA_PRIORITY, RTA_MULTIPATH = 4, 6, 9
RT_TABLE_MAIN, RTN_UNICAST = 254, 1
IFA_F_TENTATIVE, IFA_F_DADFAILED = 0x40, 0x08
MAX_MESSAGES = 10_000
IPV6_DEFAULT_METRIC = 1024

_HEADER = struct.Struct("=IHHII")
_ATTRIBUTE = struct.Struct("=HH")
_LINK = struct.Struct("=BxHiII")
_ADDRESS = struct.Struct("=BBBBI")
_ROUTE = struct.Struct("=8BI")
_INDEX = struct.Struct("=i")
_METRIC = struct.Struct("=I")
_NEXT_HOP = struct.Struct("=HBBi")


@dataclass(frozen=True, slots=True)
class Link:
    """An interface. ``running``: it is up, has a carrier, and is not the loopback."""

    index: int
    running: bool


@dataclass(frozen=True, slots=True)
class Address:
    """An address of this machine that can be used."""

    address: str
    index: int


@dataclass(frozen=True, slots=True)
class Route:
    """A default route: the interface it goes by, and its metric (less is preferred)."""

    family: int
    index: int
    metric: int


def dump_request(kind: int, number: int) -> bytes:
    """Write the request for everything of ``kind``, e.g. `RTM_GETADDR`."""
    body = bytes(16)  # struct ifinfomsg, the longest of the three; all zero asks for every family
    return _HEADER.pack(_HEADER.size + len(body), kind, NLM_F_REQUEST | NLM_F_DUMP, number, 0) + body


def finished(data: bytes) -> bool:
    """Tell whether ``data`` holds the end of a dump, or is an error."""
    return any(kind in (NLMSG_DONE, NLMSG_ERROR) for kind, _ in _messages(data)) or len(data) < _HEADER.size


def records(data: bytes) -> Iterator[Link | Address | Route]:
    """Read what one datagram tells; what is malformed or of no interest is left out."""
    for kind, body in _messages(data):
        try:
            record = _record(kind, body)
        except struct.error:
            continue
        if record is not None:
            yield record


def _messages(data: bytes) -> Iterator[tuple[int, bytes]]:
    start = 0
    for _ in range(MAX_MESSAGES):
        if start + _HEADER.size > len(data):
            return
        length, kind, _flags, _number, _port = _HEADER.unpack_from(data, start)
        if length < _HEADER.size or start + length > len(data):
            return
        yield kind, data[start + _HEADER.size : start + length]
        start += (length + 3) & ~3


def _record(kind: int, body: bytes) -> Link | Address | Route | None:
    if kind == RTM_NEWLINK:
        _family, _type, index, flags, _change = _LINK.unpack_from(body)
        wanted = IFF_UP | IFF_RUNNING
        return Link(index, flags & wanted == wanted and not flags & IFF_LOOPBACK)
    if kind == RTM_NEWADDR:
        return _address(body)
    return _route(body) if kind == RTM_NEWROUTE else None


def _address(body: bytes) -> Address | None:
    family, _bits, flags, _scope, index = _ADDRESS.unpack_from(body)
    attributes = _attributes(body[_ADDRESS.size :])
    packed = attributes.get(IFA_LOCAL) or attributes.get(IFA_ADDRESS) or b""
    size = {int(socket.AF_INET): 4, int(socket.AF_INET6): 16}.get(family)
    unusable = family == socket.AF_INET6 and flags & (IFA_F_TENTATIVE | IFA_F_DADFAILED)
    if len(packed) != size or unusable:
        return None
    address = ipaddress.ip_address(packed)
    return None if address.is_link_local or address.is_loopback else Address(str(address), index)


def _route(body: bytes) -> Route | None:
    family, bits, _source, _tos, table, _protocol, _scope, kind, _flags = _ROUTE.unpack_from(body)
    if bits or table != RT_TABLE_MAIN or kind != RTN_UNICAST or family not in (socket.AF_INET, socket.AF_INET6):
        return None
    attributes = _attributes(body[_ROUTE.size :])
    if RTA_OIF in attributes:
        (index,) = _INDEX.unpack_from(attributes[RTA_OIF])
    elif RTA_MULTIPATH in attributes:
        index = _NEXT_HOP.unpack_from(attributes[RTA_MULTIPATH])[3]
    else:
        return None
    usual = IPV6_DEFAULT_METRIC if family == socket.AF_INET6 else 0
    (metric,) = _METRIC.unpack_from(attributes.get(RTA_PRIORITY, _METRIC.pack(usual)))
    return Route(family, index, metric)


def _attributes(data: bytes) -> dict[int, bytes]:
    found: dict[int, bytes] = {}
    start = 0
    while start + _ATTRIBUTE.size <= len(data):
        length, kind = _ATTRIBUTE.unpack_from(data, start)
        if length < _ATTRIBUTE.size or start + length > len(data):
            break
        found[kind & 0x3FFF] = data[start + _ATTRIBUTE.size : start + length]
        start += (length + 3) & ~3
    return found
