# SPDX-License-Identifier: EUPL-1.2
"""What the kernel tells of links, addresses and routes, and what a change means for a call."""

from __future__ import annotations

import asyncio
import json
import socket
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.netlink import (
    NLMSG_DONE,
    RTM_NEWADDR,
    RTM_NEWLINK,
    RTM_NEWROUTE,
    Address,
    Link,
    Route,
    dump_request,
    finished,
    records,
)
from kiosk.call.network import NO_WAYS, STEADY_S, Network, PathWatch, Ways, read_ways, ways_of
from kiosk.clock import ManualClock
from kiosk.messages import PathChange

WIFI, MOBILE = 3, 4
V4, V6 = int(socket.AF_INET), int(socket.AF_INET6)
HOME, ROAD = "192.168.1.7", "10.80.0.9"


def message(kind: int, body: bytes) -> bytes:
    data = struct.pack("=IHHII", 16 + len(body), kind, 0, 1, 0) + body
    return data + bytes(-len(data) % 4)


def attribute(kind: int, value: bytes) -> bytes:
    data = struct.pack("=HH", 4 + len(value), kind) + value
    return data + bytes(-len(data) % 4)


def link(index: int, flags: int = 0x1 | 0x40) -> bytes:
    return message(RTM_NEWLINK, struct.pack("=BxHiII", 0, 1, index, flags, 0))


def address(text: str, index: int, *, flags: int = 0) -> bytes:
    family = V6 if ":" in text else V4
    local = attribute(2, socket.inet_pton(family, text))
    return message(RTM_NEWADDR, struct.pack("=BBBBI", family, 24, flags, 0, index) + local)


def route(index: int, metric: int | None, *, family: int = V4, bits: int = 0, table: int = 254) -> bytes:
    attributes = attribute(4, struct.pack("=i", index))
    attributes += b"" if metric is None else attribute(6, struct.pack("=I", metric))
    return message(RTM_NEWROUTE, struct.pack("=8BI", family, bits, 0, 0, table, 3, 0, 1, 0) + attributes)


def test_links_addresses_and_default_routes_are_read() -> None:
    data = link(WIFI) + link(1, 0x1 | 0x8 | 0x40) + address(HOME, WIFI) + address("fd00::7", WIFI) + route(WIFI, 600)
    assert list(records(data)) == [
        Link(WIFI, True), Link(1, False), Address(HOME, WIFI), Address("fd00::7", WIFI), Route(V4, WIFI, 600),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "data",
    [
        address("169.254.3.4", WIFI), address("fe80::1", WIFI), address("127.0.0.1", 1), address("::1", 1),
        address("fd00::7", WIFI, flags=0x40), address("fd00::7", WIFI, flags=0x08), route(WIFI, 600, bits=24),
        route(WIFI, 600, table=255), route(WIFI, 600, family=7), message(99, bytes(40)), b"", b"\1" * 15,
        message(RTM_NEWROUTE, b"\2"), message(RTM_NEWADDR, bytes(8)),
    ],
)  # fmt: skip
def test_what_is_of_no_use_or_broken_is_left_out(data: bytes) -> None:
    assert list(records(data)) == []


@given(data=st.binary(max_size=300))
def test_no_bytes_harm(data: bytes) -> None:
    list(records(data))
    finished(data)
    list(records(message(RTM_NEWADDR, data) + message(RTM_NEWROUTE, data) + message(RTM_NEWLINK, data)))


def test_the_end_of_a_dump_is_known() -> None:
    assert finished(link(1) + message(NLMSG_DONE, bytes(4))) and finished(b"")
    assert not finished(link(1))
    assert len(dump_request(18, 1)) == 32


def test_ways_are_addresses_on_running_links_and_the_route_with_the_least_metric() -> None:
    data = (
        link(WIFI) + link(MOBILE) + link(5, 0x1) + address(HOME, WIFI) + address(ROAD, MOBILE) + address("10.9.9.9", 5)
        + route(MOBILE, 700) + route(WIFI, 600) + route(5, 1) + route(MOBILE, None, family=V6)
    )  # fmt: skip
    ways = ways_of(list(records(data)))
    assert ways.interfaces == {HOME: WIFI, ROAD: MOBILE}, "a link without a carrier is no way"
    assert ways.preferred == {V4: WIFI, V6: MOBILE}
    assert ways.is_preferred(HOME) and not ways.is_preferred(ROAD)
    assert ways.best == {HOME}
    assert ways.index_to_send_by(ROAD) == MOBILE
    assert Ways(interfaces={HOME: WIFI}, preferred={}).index_to_send_by(HOME) == 0, "there is nothing to choose"


BOTH = Ways(interfaces={HOME: WIFI, ROAD: MOBILE}, preferred={V4: WIFI})
ONLY_MOBILE = Ways(interfaces={ROAD: MOBILE}, preferred={V4: MOBILE})


def test_an_address_in_use_that_goes_is_gone_and_any_other_is_not() -> None:
    assert PathWatch(BOTH).changed(ONLY_MOBILE, HOME) is PathChange.GONE
    assert PathWatch(BOTH).changed(NO_WAYS, HOME) is PathChange.GONE
    assert PathWatch(BOTH).changed(Ways(interfaces={HOME: WIFI}, preferred={V4: WIFI}), HOME) is None
    assert PathWatch(BOTH).changed(BOTH, HOME) is None
    assert PathWatch(BOTH).changed(ONLY_MOBILE, "") is PathChange.BACK, "another route is news for the broker's line"
    assert PathWatch(BOTH).changed(ONLY_MOBILE, "203.0.113.1") is PathChange.BACK, "an address we never knew"


def test_a_way_that_comes_is_back() -> None:
    watch = PathWatch(NO_WAYS)
    assert watch.changed(ONLY_MOBILE, "") is PathChange.BACK
    assert watch.changed(BOTH, ROAD) is PathChange.BACK


def test_the_preferred_way_is_returned_to_when_it_has_stood_for_a_while() -> None:
    watch = PathWatch(BOTH)
    assert [watch.step(now_s, ROAD) for now_s in range(int(STEADY_S))] == [None] * int(STEADY_S)
    assert watch.step(STEADY_S, ROAD) is PathChange.BETTER
    assert watch.step(STEADY_S + 60, ROAD) is None, "told once"
    assert watch.step(STEADY_S + 61, HOME) is None
    watch.step(200.0, ROAD)
    assert watch.step(200.0 + STEADY_S, ROAD) is PathChange.BETTER, "after another fall-back, again"


def test_a_preferred_way_that_comes_and_goes_is_not_returned_to() -> None:
    watch = PathWatch(BOTH)
    for start_s in range(0, 100, 10):
        watch.changed(BOTH, ROAD)
        assert watch.step(float(start_s), ROAD) is None
        assert watch.step(start_s + 5.0, ROAD) is None
        watch.changed(ONLY_MOBILE, ROAD)
        assert watch.step(start_s + 6.0, ROAD) is None


async def test_where_the_kernel_says_nothing_nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object) -> socket.socket:
        raise PermissionError("no netlink here")

    monkeypatch.setattr(socket, "socket", refuse)
    network = Network(ManualClock(), lambda: "", lambda change: pytest.fail(change))
    network.open()
    network.tick()
    network.close()
    assert network.ways == NO_WAYS


def test_this_machine_s_ways_can_be_read() -> None:
    ways = read_ways()
    assert all(index > 0 for index in ways.interfaces.values())


# ------------------------------------------------------------------------------------------------ with a real kernel

SCRIPT = """
import asyncio, json, subprocess, sys
from kiosk.call.network import Network
from kiosk.clock import SystemClock

def ip(line):
    subprocess.run(["ip", *line.split()], check=True)

async def main():
    told = asyncio.Queue()
    used = ""
    network = Network(SystemClock(), lambda: used, told.put_nowait)
    for line in ("link set lo up", "link add wlan0 type veth peer name a0", "link add wwan0 type veth peer name b0",
                 "link set a0 up", "link set b0 up", "link set wwan0 up", "address add 10.80.0.9/24 dev wwan0",
                 "route add default via 10.80.0.1 dev wwan0 metric 700"):
        ip(line)
    network.open()
    said = [sorted(network.ways.interfaces)]
    async def next_change():
        said.append(str(await asyncio.wait_for(told.get(), 5)))
    ip("link set wlan0 up")
    ip("address add 192.168.1.7/24 dev wlan0")
    ip("route add default via 192.168.1.1 dev wlan0 metric 600")
    await next_change()
    while len(network.ways.interfaces) < 2 or network.ways.best != {"192.168.1.7"}:
        await asyncio.sleep(0.05)
    while not told.empty():
        told.get_nowait()
    used = "192.168.1.7"
    ip(sys.argv[1])
    await next_change()
    said.append(sorted(network.ways.best))
    network.close()
    print(json.dumps(said))

asyncio.run(asyncio.wait_for(main(), 15))
"""


def may_make_namespaces() -> bool:
    try:
        return subprocess.run(["unshare", "--net", "ip", "link"], capture_output=True, timeout=10).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


needs_namespaces = pytest.mark.skipif(
    not may_make_namespaces(), reason="needs the right to make network namespaces, and `ip`"
)


@needs_namespaces
@pytest.mark.system
@pytest.mark.parametrize("how", ["address del 192.168.1.7/24 dev wlan0", "link set wlan0 down", "link set a0 down"])
async def test_wi_fi_that_goes_is_noticed_at_once_and_the_modem_is_next(how: str) -> None:
    """The address taken away, the interface switched off, the carrier lost."""
    process = await asyncio.create_subprocess_exec(
        "unshare", "--net", sys.executable, "-c", SCRIPT, how,
        stdout=asyncio.subprocess.PIPE, cwd=Path(__file__).parents[3],
    )  # fmt: skip
    output, _ = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 0
    assert json.loads(output) == [["10.80.0.9"], "back", "gone", ["10.80.0.9"]]
