# SPDX-License-Identifier: EUPL-1.2
"""When the *camera on* light shines: while the camera is open, and whenever that is in doubt. Pure.

The call process opens and closes the camera and reports it (`Sources`). Between what it was asked and what it reports
there is doubt, and so there is while it is away: the light then shines. It is the station's best knowledge; a light
that no software can contradict is wired to the camera's own supply.
"""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.messages import HangUp, MakeOffer, Message, Preview, SetMedia, Sources, SourceState

LINGER_S = 1.0
"""The camera's thread reports that it stops; the device is closed a moment later."""


@dataclass(slots=True)
class CameraLight:
    """Follows what the call process is asked and what it reports. ``reported``: None while it is away."""

    reported: SourceState | None = None
    _previewing: bool = False
    _calling: bool = False
    _sent: bool = True
    _open_s: float = -LINGER_S

    def asked(self, message: Message, now_s: float) -> None:
        """Note what the call process was asked."""
        self._note(now_s)
        match message:
            case Preview():
                self._previewing = message.on
            case MakeOffer():
                self._calling = True
            case HangUp():
                self._calling = False
            case SetMedia():
                self._sent = message.camera
            case _:
                pass

    def heard(self, sources: Sources, now_s: float) -> None:
        """Note what the call process reports."""
        self._note(now_s)
        self.reported = sources.camera

    def lost(self) -> None:
        """The call process is away; whether its camera is open nobody knows."""
        self.reported = None

    def shines(self, now_s: float) -> bool:
        """Tell whether the light is on at ``now_s``."""
        return self._may_be_open or now_s - self._open_s < LINGER_S

    def _note(self, now_s: float) -> None:
        if self._may_be_open:
            self._open_s = now_s

    @property
    def _may_be_open(self) -> bool:
        wanted = (self._previewing or self._calling) and self._sent
        match self.reported:
            case None | SourceState.OK:
                return True
            case SourceState.OFF | SourceState.FAILED:
                return wanted
            case SourceState.MISSING:
                return False
