# SPDX-License-Identifier: EUPL-1.2
"""What a connection's media come from and go to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.latest import Latest
from kiosk.call.send.pictures.hardware_feed import HardwareFeed
from kiosk.call.sound.card import Samples


class Ear(Protocol):
    """What hears the microphone."""

    def hear(self, samples: Samples) -> None:
        """Take 20 ms that ended just now; called in the event loop."""
        ...

    def set_stethoscope(self, on: bool) -> None:
        """Be told that every sound counts, or speech."""
        ...


@dataclass(frozen=True, kw_only=True)
class Media:
    """What a session's media come from and go to. ``show`` is called in the event loop."""

    pictures: Latest[CapturedFrame]
    still: CapturedFrame
    fps: float
    show: Callable[[CapturedFrame], None]
    sent: Callable[[int, int], None]
    """The size of each picture that was encoded."""
    listen: Callable[[Ear], None]
    """Gives the ear every 20 ms of the microphone, as long as it exists."""
    spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]]
    hardware: HardwareFeed | None = None
    """Pictures that the camera's board encodes, where it can."""
    most_bps: int | None = None
    """The most that the connection may send, picture and all; None: as much as is of use."""
