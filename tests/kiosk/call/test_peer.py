# SPDX-License-Identifier: EUPL-1.2
"""A peer is not harmed by what a stranger writes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kiosk.call.cameras.camera_off import camera_off
from kiosk.call.latest import Latest
from kiosk.call.machine import State
from kiosk.call.media import Media
from kiosk.call.peer import MAX_EARLY_CANDIDATES, Ends, FailReason, Peer
from kiosk.clock import SystemClock
from kiosk.messages import Channel, IceServer, RemoteCandidate
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.wait import until

LINES = st.lists(
    st.one_of(
        st.sampled_from(
            ["m=audio 9 UDP/TLS/RTP/SAVPF 96", "m=video 0 UDP/TLS/RTP/SAVPF 97", "m=application 9 X webrtc-datachannel",
             "a=mid:0", "a=mid:7", "a=rtpmap:96 opus/x/2", "a=rtpmap:", "a=fmtp:97", "a=fmtp:97 x", "a=setup:active",
             "a=setup:nobody", "a=ice-ufrag:x", "a=ice-pwd:", "a=rtcp-mux", "a=ssrc:1", "a=ssrc:x cname:", "a=rtcp:x",
             "a=group:BUNDLE", "a=group:BUNDLE 9 9", "a=extmap:x y", "a=sctp-port:x", "a=sctpmap:1", "a=candidate:1 1",
             "a=fingerprint:sha-256", "a=fingerprint:md5 00", "a=rtcp-fb:", "a=ssrc-group:FID 1", "a=msid-semantic:",
             "c=IN", "v=", "m=", "m=audio", "m=audio x y", "a=", "=", "\x00"]
        ),
        st.text(max_size=20),
    ),
    max_size=3,
)  # fmt: skip


class Call:
    """A peer with nothing around it."""

    def __init__(self, *servers: IceServer) -> None:
        self.arrived: list[str] = []
        self.states: list[State] = []
        self.tasks: set[asyncio.Task[None]] = set()
        ends = Ends(
            media=self._media,
            changed=lambda peer, before: self.states.append(peer.state),
            arrived=self._arrived,
            spawn=self._spawn,
        )
        self.peer = Peer("one", servers, ends, SystemClock())

    async def close(self) -> None:
        self.peer.close()
        await asyncio.wait_for(self.peer.closed(), 8)
        for task in self.tasks:
            if not task.cancelled():
                task.result()

    def _arrived(self, peer: Peer, channel: Channel, data: str) -> None:
        self.arrived.append(data)

    def _media(self, peer: Peer) -> Media:
        return Media(
            pictures=Latest(),
            still=camera_off(320, 180),
            fps=30,
            show=lambda picture: None,
            sent=lambda width, height: None,
            listen=lambda ear: None,
            spawn=self._spawn,
        )

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self.tasks.add(task)
        return task


@pytest.fixture
async def call() -> AsyncIterator[Call]:
    call = Call()
    yield call
    await call.close()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), lines=LINES)
def test_a_mangled_answer_never_breaks_a_peer(data: st.DataObject, lines: list[str]) -> None:
    async def run() -> None:
        call, gp = Call(), Gp()
        try:
            offer = await call.peer.offer()
            assert offer is not None
            answer = (await gp.answer(offer)).splitlines()
            start = data.draw(st.integers(0, len(answer)))
            end = data.draw(st.integers(start, min(start + 4, len(answer))))
            await call.peer.answer("\r\n".join([*answer[:start], *lines, *answer[end:]]) + "\r\n")
            assert call.peer.state in (State.OFFERED, State.CONNECTING, State.CONNECTED)
        finally:
            await call.close()
            await gp.close()

    asyncio.run(run())


async def test_an_answer_with_any_lines_missing_never_breaks_a_peer() -> None:
    gp, model = Gp(), Call()
    offer = await model.peer.offer()
    assert offer is not None
    answer = (await gp.answer(offer)).splitlines()
    await gp.close()
    await model.close()
    for start in range(0, len(answer), 2):
        call = Call()
        await call.peer.offer()
        await call.peer.answer("\r\n".join([*answer[:start], *answer[start + 4 :]]) + "\r\n")
        assert call.peer.state in (State.OFFERED, State.CONNECTING)
        await call.close()


@settings(max_examples=60, deadline=None)
@given(texts=st.lists(st.text(max_size=60) | st.lists(st.text(max_size=4), min_size=8, max_size=12).map(" ".join)))
@example(["candidate:1 1 udp 1 999.1.1.1 5 typ host", "candidate:1 1 tcp 1 127.0.0.1 9 typ host tcptype active"])
@example(["candidate:1 1 udp 1 nobody.local 5 typ host", "candidate:1 1 udp -1 :: 99999999 typ prflx raddr x rport y"])
def test_mangled_candidates_never_break_a_peer(texts: list[str]) -> None:
    async def run() -> None:
        call, gp = Call(), Gp()
        mangled = [RemoteCandidate(candidate=text) for text in texts]
        try:
            offer = await call.peer.offer()
            assert offer is not None
            await call.peer.candidates(mangled * MAX_EARLY_CANDIDATES)
            await call.peer.answer(await gp.answer(offer))
            await call.peer.candidates(mangled)
            assert call.peer.state in (State.CONNECTING, State.CONNECTED)
        finally:
            await call.close()
            await gp.close()

    asyncio.run(run())


async def test_the_offer_is_complete_and_bundled(call: Call) -> None:
    offer = await call.peer.offer()
    assert offer is not None
    assert [line.split()[0] for line in offer.splitlines() if line.startswith("m=")] == [
        "m=audio", "m=video", "m=application",
    ]  # fmt: skip
    assert "a=end-of-candidates" in offer and "a=group:BUNDLE 0 1 2" in offer and "typ host" in offer
    assert {line.split()[0] for line in offer.splitlines() if line.startswith("a=rtpmap")} == {
        "a=rtpmap:96", "a=rtpmap:110", "a=rtpmap:97", "a=rtpmap:98", "a=rtpmap:99", "a=rtpmap:100",
        "a=rtpmap:101", "a=rtpmap:102", "a=rtpmap:103",
    }  # fmt: skip
    assert call.states == [State.OFFERING, State.OFFERED]


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
async def test_closing_while_gathering_is_a_failed_offer_and_leaves_no_socket(turns: int) -> None:
    """``turns`` of the loop pass before the close: it may come before anything has begun."""
    before = len(list(Path("/proc/self/fd").iterdir()))
    call = Call()
    offering = asyncio.create_task(call.peer.offer())
    for _ in range(turns):
        await asyncio.sleep(0)
    call.peer.close()
    assert await asyncio.wait_for(offering, 8) is None
    assert call.peer.reason is FailReason.REPLACED
    await call.close()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


async def test_a_server_that_does_not_answer_does_not_hold_the_offer_up() -> None:
    call = Call(IceServer(urls=("stun:192.0.2.254:3478",)))
    offer = await asyncio.wait_for(call.peer.offer(), 6.5)
    assert (offer is None) == (call.peer.reason is FailReason.TIMEOUT)
    await call.close()


async def test_nothing_is_sent_without_a_connection_and_a_full_channel_drops(call: Call) -> None:
    assert not call.peer.send(Channel.CONTROL, "x")
    offer = await call.peer.offer()
    assert offer is not None
    gp = Gp()
    await call.peer.answer(await gp.answer(offer))
    await gp.connected()
    await until(lambda: call.peer.state is State.CONNECTED)
    results = [call.peer.send(Channel.VITALS, "x" * 1000) for _ in range(100)]
    assert results[0] and not results[-1]
    gp.channels["control"].send("x" * 100_000)
    gp.channels["control"].send(b"\xff\xfe")
    gp.channels["control"].send('{"type":"heartbeat","t":1}')
    gp.channels["text"].send("last")
    await until(lambda: "last" in call.arrived)
    await until(lambda: len(call.arrived) == 2)
    assert call.arrived[0] == "\ufffd\ufffd" or call.arrived[1] == "\ufffd\ufffd"
    await gp.close()


async def test_a_second_answer_is_ignored(call: Call) -> None:
    offer = await call.peer.offer()
    assert offer is not None
    gp = Gp()
    answer = await gp.answer(offer)
    await call.peer.answer(answer)
    await call.peer.answer(answer)
    await call.peer.answer("rubbish")
    await until(lambda: call.peer.state is State.CONNECTED)
    await gp.close()
