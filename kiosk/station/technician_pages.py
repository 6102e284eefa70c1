# SPDX-License-Identifier: EUPL-1.2
"""What the technician's pages share: the way to the station, and how one of them looks from outside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import msgspec

from kiosk.fitting import Fitting
from kiosk.messages import Fit, Message
from kiosk.settings import StationSettings
from kiosk.station.conductor import Conductor
from kiosk.station.room import NOBODY_HERE
from kiosk.station.technician_hands import TechnicianHands
from kiosk.station.technician_session import Deed, TechnicianSession
from kiosk.technician_view import Told
from kiosk.touch_map import IDENTITY


class Page(Protocol):
    """A page that does something while it is shown."""

    @property
    def deeds(self) -> dict[Deed, Callable[[str], None]]:
        """What can be done on it."""
        ...

    def begin(self) -> None:
        """It is shown."""
        ...

    def end(self) -> None:
        """It is not shown any more."""
        ...

    def tick(self, now_s: float) -> None:
        """Let time pass."""
        ...

    def heard(self, message: Message) -> None:
        """Take what the call process says."""
        ...


@dataclass(slots=True)
class Fitter:
    """Keeps how the parts fit together. ``settings``: those of the file, before anything was measured."""

    conductor: Conductor
    hands: TechnicianHands
    settings: StationSettings

    @property
    def session(self) -> TechnicianSession:
        return self.conductor.memory.staff.session.technician

    def load(self, fitting: Fitting) -> None:
        """Let ``fitting`` count."""
        memory = self.conductor.memory
        memory.fitting = fitting
        self.conductor.settings = fitting.apply(self.settings)
        if self.conductor.state in NOBODY_HERE:
            memory.preferences = msgspec.structs.replace(memory.preferences, volume_step=fitting.volume)
        self.look()

    def look(self) -> None:
        """Have the session show what counts now."""
        self.session.fitting = self.conductor.memory.fitting
        self.session.kept_mm = self.conductor.settings.panel.width_mm

    def fit(self) -> Fit:
        """Say what the screens' process must know."""
        panel = self.conductor.settings.panel
        touch = self.conductor.memory.fitting.touch or IDENTITY
        return Fit(width_mm=panel.width_mm, viewing_mm=panel.viewing_mm, touch=touch)

    def change(self, fitting: Fitting, told: Told = Told.KEPT) -> None:
        """Keep ``fitting`` in place of what is kept; it counts once it is on the disk."""
        self.session.before = self.session.fitting if told is Told.KEPT else None
        self.hands.keep(fitting, told)

    def undo(self, _: str = "") -> None:
        """Go back to what was kept before."""
        if self.session.before is not None:
            self.change(self.session.before, Told.UNDONE)

    def kept(self, fitting: Fitting | None, told: Told) -> None:
        """Hear what became of it; None: it could not be kept."""
        session = self.session
        if fitting is None:
            session.told, session.before = Told.NOT_KEPT, None
        else:
            self.load(fitting)
            session.told = told
        self.hands.tell_screen(self.fit())
