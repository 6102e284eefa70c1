# SPDX-License-Identifier: EUPL-1.2
"""The line to a third participant, beside the one to the GP: the same connections, a corner of the same room."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from msgspec import structs

from kiosk.call.guest_corner import PICTURE_BPS, VOICE_BPS, GuestCorner, PictureGate
from kiosk.call.line import Line
from kiosk.call.studio import Studio
from kiosk.clock import Clock
from kiosk.messages import (
    DataArrived,
    DropOffer,
    HangUp,
    MakeOffer,
    Message,
    SendData,
    TakeAnswer,
    TakeCandidates,
    ToCall,
)


class GuestLine:
    """``tell`` sends a message to the station."""

    def __init__(
        self,
        studio: Studio,
        clock: Clock,
        tell: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> None:
        self._line = Line(GuestCorner(studio), clock, lambda message: tell(_from_guest(message)), spawn)
        self._gate = PictureGate()
        self._ids: set[str] = set()

    def take(self, message: ToCall) -> bool:
        """Act on a message of the station that is about the third participant; tell whether it was."""
        match message:
            case MakeOffer() if message.guest:
                self._ids.add(message.call_id)
                self._line.make_offer(message)
            case SendData() if message.guest:
                self._line.send(message)
            case HangUp() if message.guest:
                self.hang_up()
            case DropOffer() if message.call_id in self._ids:
                self._line.drop_offer(message)
            case TakeAnswer() if message.call_id in self._ids:
                self._line.take_answer(message)
            case TakeCandidates() if message.call_id in self._ids:
                self._line.take_candidates(message)
            case _:
                return False
        return True

    def second(self, target_bps: int | None) -> None:
        """Give her a picture, or none, by what the line to the GP takes."""
        peer = self._line.shown
        if peer is None or peer.session is None:
            self._gate = PictureGate()
            return
        picture = self._gate.second(target_bps or 0)
        peer.session.sending.limit(PICTURE_BPS if picture else VOICE_BPS, picture=picture)

    def hang_up(self) -> None:
        """Close her connections."""
        self._ids.clear()
        if self._line.busy:
            self._line.hang_up()

    def retell(self) -> None:
        """Tell a station that came back how each connection stands."""
        self._line.retell()

    async def closed(self) -> None:
        """Wait until what was closed has ended."""
        await self._line.closed()


def _from_guest(message: Message) -> Message:
    return structs.replace(message, guest=True) if isinstance(message, DataArrived) else message
