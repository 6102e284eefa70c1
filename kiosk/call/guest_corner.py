# SPDX-License-Identifier: EUPL-1.2
"""What of the room a third participant has: hears and sees it like the GP, is mixed into the loudspeaker and set small
into the GP's picture. Nothing that the GP's connection is given or counts changes by it.

Her picture has an encoder of its own, at most `PICTURE_BPS`: a narrow line of hers never makes the GP's smaller. It is
sent only while the line to the GP has so much more than it needs that both fit.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.media import Media
from kiosk.call.sound.card import Samples
from kiosk.call.studio import Studio

PICTURE_BPS = 500_000
"""Of the connection with voice and picture: 640×360, good from 350 kb/s."""
VOICE_BPS = 130_000
"""With voice alone, headers and an older frame in each packet and all."""
PICTURE_FROM_BPS, PICTURE_BELOW_BPS = 900_000, 700_000
"""What the line to the GP takes, for a picture to be sent to the third participant, too; and for it to go on."""
STEADY_S = 3
"""Seconds for which it takes that much before the picture is sent."""


class PictureGate:
    """Whether the third participant is sent a picture; asked once a second. Pure."""

    def __init__(self) -> None:
        self.open = False
        self._rich = 0

    def second(self, target_bps: int) -> bool:
        """Take what the line to the GP takes in this second."""
        self._rich = self._rich + 1 if target_bps >= PICTURE_FROM_BPS else 0
        self.open = target_bps >= PICTURE_BELOW_BPS if self.open else self._rich >= STEADY_S
        return self.open


class GuestCorner:
    """The room as `kiosk.call.line.Line` sees it, for a third participant."""

    echo_return_loss_db: float | None = None

    def __init__(self, studio: Studio) -> None:
        self._studio = studio

    def media(
        self,
        show: Callable[[CapturedFrame], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
    ) -> Media:
        """Tie a new connection to the room."""
        return self._studio.guest_media(show, spawn, most_bps=VOICE_BPS)

    def in_call(self, on: bool) -> None:
        """There is a third participant only while there is a GP, who keeps the devices running."""

    def set_voice(self, source: Callable[[], Samples] | None) -> None:
        """Mix what ``source`` gives into the loudspeaker; None: nothing."""
        self._studio.set_guest_voice(source)

    def show(self, picture: CapturedFrame) -> None:
        """Show a picture of hers, small in the GP's."""
        self._studio.show_guest(picture)

    def blank_remote(self) -> None:
        """Take her picture away."""
        self._studio.hide_guest()
