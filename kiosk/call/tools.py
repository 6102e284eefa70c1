# SPDX-License-Identifier: EUPL-1.2
"""What the GP can do with the patient's cameras and voice: the station's orders go in, reports come out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from kiosk.call.line import Line
from kiosk.call.send.still import LABEL, DataChannel, StillSender
from kiosk.call.studio import Studio
from kiosk.clock import Clock
from kiosk.messages import (
    CameraReport,
    CancelStill,
    ChooseCamera,
    Message,
    SetTorch,
    SetVoice,
    TakeStill,
    ToCall,
    Zoom,
)


class Tools:
    """The GP's hand on the studio. ``stills.rate_bps`` may be set to what the line can spare."""

    def __init__(
        self,
        studio: Studio,
        line: Line,
        tell: Callable[[Message], None],
        spawn: Callable[[Coroutine[Any, Any, None]], asyncio.Task[None]],
        clock: Clock,
    ) -> None:
        self._studio, self._line, self._tell, self._spawn = studio, line, tell, spawn
        self.stills = StillSender(studio.take_still, self._channel, tell, spawn, clock)
        self._told: CameraReport | None = None

    def take(self, message: ToCall) -> None:
        """Obey one order; any other message is none of these."""
        match message:
            case Zoom():
                self._studio.zoom(message.x, message.y, message.scale)
            case ChooseCamera():
                self._studio.choose_camera(message.camera)
            case TakeStill():
                self.stills.start(message.id)
            case CancelStill():
                self.stills.cancel(message.id)
            case SetTorch():
                self._spawn(self._studio.set_torch(message.on))
            case SetVoice():
                self._studio.set_stethoscope(message.stethoscope)
            case _:
                pass

    def report(self, *, anew: bool = False) -> None:
        """Tell the station how things stand, if that has changed; ``anew``: in any case."""
        report = self._studio.camera_report
        if anew or report != self._told:
            self._told = report
            self._tell(report)

    def reset(self) -> None:
        """The call is over: nothing of it is left for the next patient."""
        self.stills.stop()
        self._studio.reset_tools()

    def _channel(self) -> DataChannel | None:
        peer = self._line.shown
        return peer.channel(LABEL) if peer is not None else None
