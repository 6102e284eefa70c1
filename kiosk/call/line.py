# SPDX-License-Identifier: EUPL-1.2
"""The line to the GP: at most two connections, because a new one is made before the old one is broken.

`shown` is the one whose picture, voice and messages count; `coming` is being set up and takes its place once it is
connected. An old one that still lives stays a moment longer as `leaving`, so that neither end is without a picture
before the new one has come.
"""

from __future__ import annotations

import asyncio
import gc
import weakref
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from msgspec import structs

from kiosk.call.addresses import only
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.gauge import Gauge
from kiosk.call.machine import TOLD, State
from kiosk.call.media import Media
from kiosk.call.peer import Ends, FailReason, Peer
from kiosk.call.report import read_page
from kiosk.call.sound.card import Samples
from kiosk.call.statistics import CallStatistics, PageStatistics
from kiosk.clock import Clock
from kiosk.messages import (
    Channel,
    Connection,
    DataArrived,
    DropOffer,
    MakeOffer,
    Message,
    Offer,
    OfferFailed,
    SendData,
    TakeAnswer,
    TakeCandidates,
)

HANDOVER_S = 1.0
"""How long a living connection stays after the one that replaces it is connected."""


class Room(Protocol):
    """What a line is tied to: `kiosk.call.studio.Studio` for the GP's."""

    @property
    def echo_return_loss_db(self) -> float | None: ...

    def media(
        self,
        show: Callable[[CapturedFrame], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> Media: ...

    def in_call(self, on: bool) -> None: ...

    def set_voice(self, source: Callable[[], Samples] | None) -> None: ...

    def show(self, picture: CapturedFrame) -> None: ...

    def blank_remote(self) -> None: ...


class Line:
    """Makes, replaces and closes connections.

    ``tell`` sends a message to the station; ``counted`` takes the figures of the GP's page.
    """

    def __init__(
        self,
        studio: Room,
        clock: Clock,
        tell: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        counted: Callable[[PageStatistics], None] = lambda _: None,
    ) -> None:
        self._counted = counted
        self._studio, self._clock, self._tell, self._spawn = studio, clock, tell, spawn
        self._shown: Peer | None = None
        self._coming: Peer | None = None
        self._leaving: Peer | None = None
        self._pictured: Peer | None = None
        self._handover: asyncio.TimerHandle | None = None
        self._kept_to: frozenset[str] = frozenset()
        self._gauge: Gauge | None = None
        self._attempts = 0
        self._was_connected = False
        self._ended: weakref.WeakSet[Peer] = weakref.WeakSet()

    @property
    def busy(self) -> bool:
        """Tell whether there is any connection."""
        return self._shown is not None or self._coming is not None

    @property
    def shown(self) -> Peer | None:
        """The connection that counts."""
        return self._shown

    @property
    def address(self) -> str:
        """The address of ours that the call leaves by; empty without a call."""
        return self._shown.path.address if self._shown is not None else ""

    @property
    def statistics(self) -> CallStatistics | None:
        """What the line itself knows of this second; None without a call that was ever connected."""
        shown = self._shown
        if shown is None:
            return CallStatistics(attempts=self._attempts) if self._was_connected else None
        path = shown.path
        media = CallStatistics() if self._gauge is None else self._gauge.second(self._clock.monotonic_s())
        return structs.replace(
            media,
            connected=shown.state is not State.LOST,
            silent_s=shown.silent_s,
            path_local=path.local,
            path_remote=path.remote,
            connections=1 + (self._coming is not None),
            attempts=self._attempts,
            echo_return_loss_db=self._studio.echo_return_loss_db,
        )

    def make_offer(self, request: MakeOffer) -> None:
        """Begin a connection; another one that is not connected yet is given up for it."""
        if self._coming is not None:
            self._coming.close()
        ends = Ends(
            media=lambda peer: self._studio.media(lambda picture: self._show(peer, picture), self._spawn),
            changed=self._changed,
            arrived=self._arrived,
            spawn=self._spawn,
        )
        self._coming = Peer(request.call_id, request.ice_servers, ends, self._clock)
        self._attempts += 1
        self._studio.in_call(True)
        kept_to, self._kept_to = self._kept_to, frozenset()
        self._spawn(self._offer(self._coming, kept_to))

    def keep_next_to(self, addresses: frozenset[str]) -> None:
        """Let the next connection use these addresses of ours alone."""
        self._kept_to = addresses

    def drop_offer(self, request: DropOffer) -> None:
        """Give up a connection that is not connected yet; one that is stays."""
        if self._coming is not None and self._coming.call_id == request.call_id:
            self._coming.close()

    def take_answer(self, answer: TakeAnswer) -> None:
        """Give an answer to the connection it is for; one for another connection is dropped."""
        for peer in self._peers(answer.call_id):
            self._spawn(peer.answer(answer.sdp))

    def take_candidates(self, message: TakeCandidates) -> None:
        """Give candidates to the connection they are for."""
        for peer in self._peers(message.call_id):
            self._spawn(peer.candidates(message.candidates))

    def send(self, message: SendData) -> None:
        """Send on a data channel of the shown connection; dropped where there is none."""
        if self._shown is not None:
            self._shown.send(message.channel, message.data)

    def hang_up(self) -> None:
        """Close everything and blank the GP's picture."""
        self._attempts = 0
        self._was_connected = False
        for peer in (self._coming, self._shown, self._leaving):
            if peer is not None:
                peer.close()
        self._studio.blank_remote()

    async def closed(self) -> None:
        """Wait until what was closed has ended."""
        for peer in tuple(self._ended):
            await peer.closed()

    def retell(self) -> None:
        """Tell a station that came back how each connection stands."""
        for peer in (self._shown, self._coming):
            if peer is not None and peer.state in TOLD:
                self._tell(Connection(call_id=peer.call_id, state=TOLD[peer.state]))

    # ------------------------------------------------------------------------------------------------ from peers

    async def _offer(self, peer: Peer, kept_to: frozenset[str]) -> None:
        only.set(kept_to)  # a task's own context
        sdp = await peer.offer()
        if sdp is None:
            self._tell(OfferFailed(call_id=peer.call_id, reason=peer.reason or FailReason.REPLACED))
        else:
            self._tell(Offer(call_id=peer.call_id, sdp=sdp))

    def _changed(self, peer: Peer, before: State) -> None:
        old: Peer | None = None
        if peer.state is State.CONNECTED and peer is self._coming:
            old, self._shown, self._coming = self._shown, peer, None
            self._was_connected = True
            self._hear(peer)
        elif peer.state is State.CLOSED:
            self._forget(peer)
        if peer.state in TOLD and before is not State.OFFERING:
            self._tell(Connection(call_id=peer.call_id, state=TOLD[peer.state]))
        if old is not None:
            self._leave(old)

    def _hear(self, peer: Peer) -> None:
        if peer.session is not None:
            self._studio.set_voice(peer.session.play)
            self._gauge = Gauge(peer.session, self._clock.monotonic_s())

    def _leave(self, old: Peer) -> None:
        """Let the replaced connection go: a living one a little later."""
        self._left()
        if old.state is not State.CONNECTED:
            old.close()
            return
        self._leaving = old
        self._handover = asyncio.get_running_loop().call_later(HANDOVER_S, self._left)

    def _left(self) -> None:
        if self._handover is not None:
            self._handover.cancel()
            self._handover = None
        old, self._leaving = self._leaving, None
        if old is not None:
            old.close()

    def _forget(self, peer: Peer) -> None:
        self._ended.add(peer)
        if peer is self._leaving:
            self._leaving = None
        if peer is self._coming:
            self._coming = None
        if peer is self._pictured:
            self._pictured = None
        if peer is self._shown:
            self._shown = self._gauge = None  # which has all that is left of the GP's voice and picture
            self._studio.set_voice(None)
            self._studio.blank_remote()
        self._studio.in_call(self.busy)
        self._spawn(self._clear(peer))

    @staticmethod
    async def _clear(peer: Peer) -> None:
        """Give back the memory of a connection that has ended: what was said in it, too, is overwritten then.

        Its parts know each other, and nothing else in a call makes Python look for such circles.
        """
        await peer.closed()
        del peer
        gc.collect()

    def _arrived(self, peer: Peer, channel: Channel, data: str) -> None:
        figures = read_page(data) if channel is Channel.CONTROL else None
        if figures is not None:
            self._counted(figures)
        elif peer is self._shown or (self._shown is None and peer is self._coming):
            self._tell(DataArrived(channel=channel, data=data))

    def _show(self, peer: Peer, picture: CapturedFrame) -> None:
        """Show a picture of the connection that counts, or of the leaving one until the first of those."""
        if peer is self._shown:
            self._pictured = peer
        if peer is self._shown or (peer is self._leaving and self._pictured is not self._shown):
            self._studio.show(picture)

    def _peers(self, call_id: str) -> list[Peer]:
        return [peer for peer in (self._coming, self._shown) if peer is not None and peer.call_id == call_id]
