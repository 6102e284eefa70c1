# SPDX-License-Identifier: EUPL-1.2
"""One peer connection of a call, on aiortc: the offer, the answer, the channels, and whether it lives.

The station is always the offerer. One transport for everything (max-bundle), the whole SDP at once. The machine in
`kiosk.call.machine` decides; this file only tells it what happened and does what follows.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from aiortc import (
    RTCBundlePolicy,
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.exceptions import InternalError, InvalidAccessError, InvalidStateError, OperationError
from aiortc.sdp import candidate_from_sdp

from kiosk.call.addresses import allow_loopback_where_there_is_nothing_else
from kiosk.call.channels import Channels
from kiosk.call.formats import prefer_all, use_formats
from kiosk.call.guard import Guard
from kiosk.call.intake import empty_at_once
from kiosk.call.machine import DEADLINE_S, STANDING, Event, Liveness, State, next_state
from kiosk.call.media import Media
from kiosk.call.path import NO_PATH, Path, path_of
from kiosk.call.session import Session
from kiosk.clock import Clock
from kiosk.log import EventLog
from kiosk.messages import Channel, IceServer, RemoteCandidate

CHECK_S = 0.25
HEARTBEAT_S = 0.5
CLOSE_S = 5.0
MAX_EARLY_CANDIDATES = 64
MAX_CANDIDATES = 256
"""Of one peer in all; ICE tries each with every address of ours, and keeps them."""
MAX_SDP_CHARS, MAX_SECTIONS = 64 * 1024, 8
"""A browser's answer has three sections and 5 to 10 kB; aiortc keeps a great deal for each section and line."""

BAD_SDP = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, OSError, ArithmeticError, RuntimeError,
    InvalidStateError, InvalidAccessError, InternalError, OperationError,
)  # fmt: skip
"""What aiortc raises for an SDP or a candidate that is not one: it parses without checking first.

`RuntimeError` is what a `StopIteration` becomes on its way out of a coroutine.
"""

_LOG = EventLog("call")


class FailReason(StrEnum):
    """Why no offer came about, or an answer was refused."""

    TIMEOUT = "timeout"
    """Gathering our addresses took too long."""
    BAD_SERVER = "bad-server"
    """A STUN or TURN server's address is not understood, or the network refused."""
    REPLACED = "replaced"
    """Hung up, or another offer was asked for, before this one was ready."""


@dataclass(frozen=True, kw_only=True)
class Ends:
    """What a connection is tied to. The callbacks are called in the event loop."""

    media: Callable[[Peer], Media]
    """Ties the connection's voice and picture to the room."""
    changed: Callable[[Peer, State], None]
    """A new state; the second argument is the one before."""
    arrived: Callable[[Peer, Channel, str], None]
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    """Starts a task whose failure ends the process."""


class Peer:
    """The connection for ``call_id``."""

    def __init__(self, call_id: str, servers: Sequence[IceServer], ends: Ends, clock: Clock) -> None:
        allow_loopback_where_there_is_nothing_else()
        use_formats()
        self.session: Session | None = None
        self.call_id = call_id
        self.state = State.IDLE
        self.reason: FailReason | None = None
        self._servers, self._ends, self._clock = servers, ends, clock
        self._connection: RTCPeerConnection | None = None
        self._channels: Channels | None = None
        self._guard: Guard | None = None
        self._extra: dict[str, RTCDataChannel] = {}
        self._live = Liveness(clock.monotonic_s())
        self._early: list[RemoteCandidate] = []
        self._candidates = 0
        self._answered = False
        self._gathering: asyncio.Future[str] | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None

    async def offer(self) -> str | None:
        """Gather addresses and return the complete SDP; None if that failed (`reason` says why)."""
        if not self._happen(Event.MAKE):
            self.reason = FailReason.REPLACED
            return None
        self._gathering = asyncio.ensure_future(self._gather())
        try:
            async with asyncio.timeout(DEADLINE_S[State.OFFERING]):
                sdp = await asyncio.shield(self._gathering)
        except TimeoutError:
            self._fail(FailReason.TIMEOUT, Event.TIMEOUT)
            return None
        except BAD_SDP as problem:
            _LOG.error("offer-failed", problem)
            self._fail(FailReason.BAD_SERVER, Event.FAILED)
            return None
        if self.state is not State.OFFERING:
            self.reason = self.reason or FailReason.REPLACED
            return None
        self._happen(Event.GATHERED)
        return sdp

    async def answer(self, sdp: str) -> None:
        """Take the GP's answer. One that is malformed is logged and ignored: a good one may follow."""
        if self.state is not State.OFFERED or self._connection is None:
            _LOG.warning("answer-ignored", state=self.state)
            return
        try:
            if len(sdp) > MAX_SDP_CHARS or sdp.count("\nm=") > MAX_SECTIONS:
                raise ValueError("too long")
            await self._connection.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        except BAD_SDP as problem:
            _LOG.error("answer-refused", problem)
            return
        self._answered = True
        self._live.heard(self._clock.monotonic_s())
        self._happen(Event.ANSWERED)
        early, self._early = self._early, []
        await self.candidates(early)
        self._check_up()

    async def candidates(self, candidates: Sequence[RemoteCandidate]) -> None:
        """Take more of the GP's addresses; those that come before the answer wait for it."""
        if self._connection is None or self.state is State.CLOSED:
            return
        if not self._answered:
            self._early = [*self._early, *candidates][:MAX_EARLY_CANDIDATES]
            return
        for each in candidates[: MAX_CANDIDATES - self._candidates]:
            self._candidates += 1
            await self._add(self._connection, each)

    def send(self, channel: Channel, data: str) -> bool:
        """Send on a data channel; False if it was dropped."""
        return self._channels is not None and self._channels.send(channel, data)

    @property
    def silent_s(self) -> float:
        """Seconds since anything arrived."""
        return self._live.silent_s(self._clock.monotonic_s())

    @property
    def path(self) -> Path:
        """How the packets go now."""
        return path_of(self._connection) if self.state in STANDING else NO_PATH

    def channel(self, label: str) -> RTCDataChannel | None:
        """Return a reliable data channel beside the call's own, opened on first use; None while not connected."""
        if self.state is not State.CONNECTED or self._connection is None:
            return None
        if label not in self._extra:
            self._extra[label] = self._connection.createDataChannel(label)
        return self._extra[label]

    def close(self) -> None:
        """Close the connection; may be called again."""
        self._happen(Event.CLOSE)

    async def closed(self) -> None:
        """Wait until everything the connection started has ended."""
        while self._tasks:
            await asyncio.wait(self._tasks, timeout=CLOSE_S)

    # ------------------------------------------------------------------------------------------------ the inside

    async def _gather(self) -> str:
        servers = [
            RTCIceServer(urls=list(each.urls), username=each.username or None, credential=each.credential or None)
            for each in self._servers
        ]
        connection = RTCPeerConnection(RTCConfiguration(iceServers=servers, bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
        self._connection = connection
        for kind in ("audio", "video"):
            prefer_all(connection.addTransceiver(kind, direction="sendrecv"))
        self.session = Session(connection, self._ends.media(self), self._clock)
        self._channels = Channels(connection, self._data, self._heartbeat, self._check_up)
        self._guard = Guard(connection, self.close)
        connection.on("connectionstatechange", self._connection_changed)
        await connection.setLocalDescription(await connection.createOffer())
        empty_at_once(connection)
        return str(connection.localDescription.sdp)

    async def _add(self, connection: RTCPeerConnection, candidate: RemoteCandidate) -> None:
        text = candidate.candidate.removeprefix("a=").removeprefix("candidate:")
        if not text.strip():
            return  # the end of candidates
        try:
            parsed = candidate_from_sdp(text)
            # Everything is bundled on the first m-line; aiortc drops candidates that name another.
            parsed.sdpMid, parsed.sdpMLineIndex = connection.getTransceivers()[0].mid, 0
            await connection.addIceCandidate(parsed)
        except BAD_SDP as problem:
            _LOG.warning("candidate-ignored", error=type(problem).__name__)

    def _connection_changed(self) -> None:
        if self._connection is None:
            return
        if self._connection.connectionState in ("failed", "closed"):
            self._happen(Event.FAILED)
        else:
            self._check_up()

    def _check_up(self) -> None:
        up = self._connection is not None and self._connection.connectionState == "connected"
        if up and self._channels is not None and self._channels.open and self._happen(Event.UP):
            self._live.heard(self._clock.monotonic_s())
            self._spawn(self._watch())

    def _data(self, channel: Channel, data: str) -> None:
        self._heartbeat()
        self._ends.arrived(self, channel, data)

    def _heartbeat(self) -> None:
        self._live.heard(self._clock.monotonic_s())

    async def _watch(self) -> None:
        """Send heartbeats and look for life, until the connection is closed."""
        beat_s = 0.0
        while self.state in STANDING and self._connection is not None and self._channels:
            now_s = self._clock.monotonic_s()
            self._live.look(now_s)
            if now_s - beat_s >= HEARTBEAT_S:
                beat_s = now_s
                self._channels.beat(int(self._clock.now().timestamp() * 1000))
            if self.session is not None:
                self._live.counted(self.session.receiving.statistics.packets, now_s)
            dead = self._connection.connectionState != "connected" or self._live.silent(now_s)
            self._happen(Event.SILENT if dead else Event.HEARD)
            await asyncio.sleep(CHECK_S)

    def _fail(self, reason: FailReason, event: Event) -> None:
        self.reason = self.reason or reason
        self._happen(event)

    def _happen(self, event: Event) -> bool:
        """Follow the table; False if ``event`` means nothing now."""
        state = next_state(self.state, event)
        if state is None:
            return False
        before, self.state = self.state, state
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if state in DEADLINE_S and state is not State.OFFERING:
            self._timer = asyncio.get_running_loop().call_later(DEADLINE_S[state], self._happen, Event.TIMEOUT)
        _LOG.info("peer", from_state=before, state=state, action=event)
        if state is State.CLOSED:
            self._spawn(self._end())
        self._ends.changed(self, before)
        return True

    async def _end(self) -> None:
        if self._gathering is not None:  # sockets it opens after the close would stay open
            await asyncio.wait([self._gathering], timeout=CLOSE_S)
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            async with asyncio.timeout(CLOSE_S):
                if self.session is not None:
                    await self.session.close()
                await connection.close()
        except (TimeoutError, ConnectionError) as problem:
            _LOG.warning("close-failed", error=type(problem).__name__)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = self._ends.spawn(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
