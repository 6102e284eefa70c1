# SPDX-License-Identifier: EUPL-1.2
"""What we rest on in aioice: the addresses gathered, the interface packets leave by, and the path that was chosen."""

from __future__ import annotations

import asyncio
import socket
import struct
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aioice import ice, turn

from kiosk.call import addresses
from kiosk.call.addresses import IP_UNICAST_IF, LOOPBACK, OwnInterface, allow_loopback_where_there_is_nothing_else, only
from kiosk.call.path import NO_PATH, path_of
from kiosk.call.statistics import PathKind

HOME, ROAD = "192.168.1.7", "10.80.0.9"


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the machine has, as aioice would find it."""
    found = [HOME, ROAD]
    monkeypatch.setattr(ice, "get_host_addresses", lambda _four, _six: found)
    allow_loopback_where_there_is_nothing_else.cache_clear()
    allow_loopback_where_there_is_nothing_else()
    yield found
    allow_loopback_where_there_is_nothing_else.cache_clear()


def test_the_loopback_is_gathered_where_there_is_nothing_else(gathering: list[str]) -> None:
    assert ice.get_host_addresses(True, True) == [HOME, ROAD]
    gathering.clear()
    assert ice.get_host_addresses(True, True) == [LOOPBACK]


async def test_a_connection_can_be_kept_to_some_addresses_and_no_other_is(gathering: list[str]) -> None:
    async def gather(kept_to: frozenset[str]) -> list[str]:
        only.set(kept_to)
        await asyncio.sleep(0)
        return list(ice.get_host_addresses(True, True))

    kept, usual, gone = await asyncio.gather(
        *(asyncio.create_task(gather(each)) for each in (frozenset({ROAD}), frozenset[str](), frozenset({"10.1.1.1"})))
    )
    assert kept == [ROAD]
    assert usual == [HOME, ROAD] and gone == [HOME, ROAD], "addresses that are gone must not leave us without any"
    assert ice.get_host_addresses(True, True) == [HOME, ROAD]


@pytest.mark.parametrize("address", [LOOPBACK, "::1"])
async def test_packets_leave_by_the_interface_of_their_address(address: str) -> None:
    index = socket.if_nametoindex("lo")
    asked: list[str] = []

    def index_of(found: str) -> int:
        asked.append(found)
        return index

    own = OwnInterface(index_of)
    own.install()
    try:
        gatherer = ice.Connection(ice_controlling=True)
        candidates = await gatherer.get_component_candidates(1, [address])
        (protocol,) = gatherer._protocols
        channel = protocol.transport.get_extra_info("socket")
        six = address == "::1"
        level, option = (socket.IPPROTO_IPV6, addresses.IPV6_UNICAST_IF) if six else (socket.IPPROTO_IP, IP_UNICAST_IF)
        assert channel.getsockopt(level, option) == socket.htonl(index)
        assert asked == [address] and candidates[0].host == address
        await gatherer.close()
    finally:
        own.remove()
    plain = ice.Connection(ice_controlling=True)
    await plain.get_component_candidates(1, [LOOPBACK])
    assert plain._protocols[0].transport.get_extra_info("socket").getsockopt(socket.IPPROTO_IP, IP_UNICAST_IF) == 0
    await plain.close()
    assert asked == [address]


def test_the_option_is_what_the_kernel_s_header_says() -> None:
    assert (IP_UNICAST_IF, addresses.IPV6_UNICAST_IF) == (50, 76)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as channel:
        channel.setsockopt(socket.IPPROTO_IP, IP_UNICAST_IF, struct.pack("!I", socket.if_nametoindex("lo")))


# ------------------------------------------------------------------------------------------------ the path


def connection(pair: Any) -> Any:
    """As much of an `RTCPeerConnection` as the path is looked up in."""
    agent = SimpleNamespace(_nominated={} if pair is None else {1: pair})
    return SimpleNamespace(
        sctp=SimpleNamespace(transport=SimpleNamespace(transport=SimpleNamespace(_connection=agent)))
    )


async def test_there_is_no_path_before_one_was_chosen() -> None:
    assert path_of(None) == NO_PATH
    assert path_of(SimpleNamespace(sctp=None)) == NO_PATH  # type: ignore[arg-type]
    assert path_of(connection(None)) == NO_PATH


async def test_the_path_of_two_real_agents_is_told() -> None:
    ours, theirs = ice.Connection(ice_controlling=True), ice.Connection(ice_controlling=False)
    for agent, other in ((ours, theirs), (theirs, ours)):
        agent._local_candidates = await agent.get_component_candidates(1, [LOOPBACK])
        agent._local_candidates_end = True
        other.remote_username, other.remote_password = agent.local_username, agent.local_password
    for agent, other in ((ours, theirs), (theirs, ours)):
        await agent.add_remote_candidate(other.local_candidates[0])
        await agent.add_remote_candidate(None)
    await asyncio.wait_for(asyncio.gather(ours.connect(), theirs.connect()), 5)
    path = path_of(connection(ours._nominated[1]))
    assert (path.address, path.local, path.remote) == (LOOPBACK, PathKind.HOST, PathKind.HOST)
    await asyncio.gather(ours.close(), theirs.close())


async def test_behind_a_relay_our_own_address_is_that_of_the_socket_towards_it() -> None:
    inner = SimpleNamespace(transport=SimpleNamespace(get_extra_info={"sockname": (HOME, 5)}.get))
    relayed = turn.TurnTransport.__new__(turn.TurnTransport)
    relayed.__dict__["_TurnTransport__inner_protocol"] = inner
    local = SimpleNamespace(type="relay")
    pair = SimpleNamespace(
        protocol=SimpleNamespace(transport=relayed, local_candidate=local),
        remote_candidate=SimpleNamespace(type="something-new"),
    )
    path = path_of(connection(pair))
    assert (path.address, path.local, path.remote) == (HOME, PathKind.RELAY, PathKind.UNKNOWN)
    assert "_TurnTransport__inner_protocol" in turn.TurnTransport.__init__.__code__.co_names
