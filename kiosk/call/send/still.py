# SPDX-License-Identifier: EUPL-1.2
"""Sends a still picture on a data channel of its own, in small pieces, and no quicker than the call can bear.

Everything of a connection shares one queue: what waits there of the picture, a reading or a word waits behind. So
little is put there at a time. A picture that was on its way when the connection was replaced begins anew on the next
one. It is in memory only, and forgotten as soon as it is sent.

On the channel: a JSON object ``{"type": "still", "id", "bytes", "width", "height"}``, then the bytes of the JPEG in
binary messages; ``{"type": "abort", "id"}`` ends one that is not whole.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Protocol

import msgspec
from aiortc.exceptions import InvalidStateError

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.still import StillPicture, still_picture
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.log import EventLog
from kiosk.messages import Message, StillReason, StillReport, StillState

LABEL = "still"
PIECE_BYTES = 8 << 10
MOST_UNSENT_BYTES = 2 * PIECE_BYTES
RATE_BPS = 1_000_000
"""Until somebody who knows the line says otherwise."""
LEAST_RATE_BPS = 50_000
SEND_S = 180.0
STALL_S = 20.0
"""How long nothing may leave before it is given up."""
POLL_S = 0.02
NEXT_CONNECTION_S = 0.2

_LOG = EventLog("still")
_REASONS = {
    CameraReason.BUSY: StillReason.BUSY,
    CameraReason.TOO_SLOW: StillReason.TOO_SLOW,
}


class DataChannel(Protocol):
    """What is used of a data channel."""

    @property
    def readyState(self) -> str: ...  # the WebRTC name

    @property
    def bufferedAmount(self) -> int: ...

    def send(self, data: bytes | str) -> None: ...


class StillSender:
    """At most one picture at a time. ``channel`` gives the channel of the connection that counts, None: there is none.

    ``tell`` is given every `StillReport`. ``rate_bps`` may be set at any time.
    """

    def __init__(
        self,
        take: Callable[[], Awaitable[CapturedFrame]],
        channel: Callable[[], DataChannel | None],
        tell: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        clock: Clock,
    ) -> None:
        self._take, self._channel, self._tell, self._spawn, self._clock = take, channel, tell, spawn, clock
        self.rate_bps = RATE_BPS
        self._id = ""
        self._outcome = (StillState.CANCELLED, StillReason.NONE)
        self._begun = False
        self._task: asyncio.Task[None] | None = None

    def start(self, id_: str) -> None:
        """Take a picture and send it as ``id_``."""
        if self._task is not None:
            self._tell(StillReport(id=id_, state=StillState.FAILED, reason=StillReason.BUSY))
            return
        self._id, self._outcome, self._begun = id_, (StillState.CANCELLED, StillReason.NONE), False
        self._task = self._spawn(self._work(id_))
        self._task.add_done_callback(lambda _: self._over())

    def cancel(self, id_: str) -> None:
        """Stop sending that picture; one that is not on its way is cancelled already."""
        if self._task is not None and id_ == self._id:
            self._task.cancel()

    def stop(self) -> None:
        """Forget any picture: the call is over."""
        if self._task is not None:
            self._task.cancel()

    async def _work(self, id_: str) -> None:
        self._outcome = await self._take_and_send(id_)

    def _over(self) -> None:
        """Tell how it ended: also of one that was cancelled before it began."""
        (state, reason), id_ = self._outcome, self._id
        self._task, self._id = None, ""
        if self._begun and state is not StillState.SENT:
            self._abort(id_)
        _LOG.info("still", state=state, reason=reason)
        self._tell(StillReport(id=id_, state=state, reason=reason))

    async def _take_and_send(self, id_: str) -> tuple[StillState, StillReason]:
        try:
            frame = await self._take()
        except CameraError as problem:
            reason = _REASONS.get(CameraReason(problem.reason or CameraReason.ABSENT), StillReason.NO_CAMERA)
            return StillState.FAILED, reason
        self._tell(StillReport(id=id_, state=StillState.TAKEN))
        picture = await asyncio.to_thread(still_picture, frame)
        if picture is None:
            return StillState.FAILED, StillReason.TOO_LARGE
        if await self._send(id_, picture):
            return StillState.SENT, StillReason.NONE
        return StillState.FAILED, StillReason.TOO_SLOW

    async def _send(self, id_: str, picture: StillPicture) -> bool:
        """Send it on whichever connection counts; False if none carried it in time."""
        deadline = Deadline.after(self._clock, SEND_S)
        stall = Deadline.after(self._clock, STALL_S)
        while not deadline.expired and not stall.expired:
            channel = self._channel()
            if channel is None or channel.readyState != "open":
                await asyncio.sleep(NEXT_CONNECTION_S)
                continue
            if await self._send_on(channel, id_, picture, deadline):
                return True
            if channel.readyState == "open":  # it is the line that is too slow
                return False
            stall = Deadline.after(self._clock, STALL_S)
        return False

    async def _send_on(self, channel: DataChannel, id_: str, picture: StillPicture, deadline: Deadline) -> bool:
        head = {"type": LABEL, "id": id_, "bytes": len(picture.jpeg), "width": picture.width, "height": picture.height}
        try:
            self._begun = True
            channel.send(msgspec.json.encode(head).decode())
            for at in range(0, len(picture.jpeg), PIECE_BYTES):
                piece = picture.jpeg[at : at + PIECE_BYTES]
                channel.send(piece)
                await asyncio.sleep(8 * len(piece) / max(self.rate_bps, LEAST_RATE_BPS))
                if not await self._drained(channel, MOST_UNSENT_BYTES, deadline):
                    return False
            return await self._drained(channel, 0, deadline)
        except (InvalidStateError, ConnectionError):
            return False

    async def _drained(self, channel: DataChannel, most_bytes: int, deadline: Deadline) -> bool:
        """Wait until no more than ``most_bytes`` wait; False if the channel closes or does not move."""
        stall = Deadline.after(self._clock, STALL_S)
        while channel.bufferedAmount > most_bytes:
            if channel.readyState != "open" or stall.expired or deadline.expired:
                return False
            await asyncio.sleep(POLL_S)
        return channel.readyState == "open"

    def _abort(self, id_: str) -> None:
        channel = self._channel()
        if channel is None or channel.readyState != "open":
            return
        try:
            channel.send(msgspec.json.encode({"type": "abort", "id": id_}).decode())
        except (InvalidStateError, ConnectionError):
            return
