# SPDX-License-Identifier: EUPL-1.2
"""What a visit acts on: screens, instruments, the other processes, the broker, the record."""

from __future__ import annotations

import weakref
from typing import Protocol

from kiosk.assistants import Proof
from kiosk.capability import Command
from kiosk.drop_in import Petition
from kiosk.messages import Show, SoundLevel, Wave
from kiosk.ratings import Answers
from kiosk.reading import Reading
from kiosk.record.context import EncounterStatus
from kiosk.station.call_leg import LegOutside
from kiosk.station.memory import VisitMemory
from kiosk.station.outside_guest import GuestOutside


class Outside(LegOutside, GuestOutside, Protocol):
    """The world as the conductor sees it; the station's process is one, a test's recorder another."""

    def show(self, show: Show) -> None: ...

    def wave(self, wave: Wave) -> None: ...

    def sound_level(self, level: SoundLevel) -> None:
        """Show how loud the patient's microphone is."""
        ...

    def instruments(self, names: frozenset[str]) -> None:
        """Run just these instruments; whatever else runs is told to stop."""
        ...

    def tell(self, name: str, command: Command) -> None:
        """Tell a running instrument something, at once; raises `CommandError`."""
        ...

    def stop_all(self) -> None:
        """Tell every running instrument that can be stopped to stop, at once; never raises."""
        ...

    def open_folder(self) -> None:
        """Make the visit's folder and its rings."""
        ...

    def file(self, visit: VisitMemory, status: EncounterStatus, reading: Reading | None, cause: str) -> None:
        """File the visit's state and, if given, an accepted reading; `Conductor.filed` hears of it."""
        ...

    def visit_over(self, visit: str, cause: str) -> None:
        """Tell the desk, which closes the GP's way in. ``cause``: of `kiosk.desk.rows.Cause`."""
        ...

    def open_seat(self, visit: str, seat: str, password: str) -> None:
        """Ask the desk to let a colleague of the GP's or a guest in; `GpLine.seat_opened` hears whether it does."""
        ...

    def close_seat(self, visit: str, seat: str) -> None:
        """Tell the desk to let nobody in by that seat any more."""
        ...

    def ask_for_gp(self, request: str, petition: Petition) -> None:
        """Ask the clinic for somebody, and again until it is withdrawn; `DropIn.place` hears how many wait."""
        ...

    def withdraw(self, request: str, petition: Petition | None) -> None:
        """Nobody need come any more; ``petition``: somebody shall ring instead."""
        ...

    def verify_assistant(self, proof: Proof) -> None:
        """Have the desk check somebody who wants to help; `Assisting.ruled` or `Assisting.unheard` hears of it."""
        ...

    def practise(self, *, on: bool) -> None:
        """Put instruments to learn with in the place of the real ones, or the real ones back."""
        ...

    def rated(self, answers: Answers) -> None:
        """Hand in what somebody thinks of the visit, without saying which visit it was."""
        ...

    def print_sheet(self, visit: str, text: str) -> None:
        """Print ``text``; `Conductor.printed` is told whether the printer took it."""
        ...

    def erase(self, visit: weakref.ref[VisitMemory] | None) -> None:
        """Erase what the visit left; `Conductor.erased` is given the receipt."""
        ...

    def doubt_broker(self) -> None:
        """Ask whether the broker is still there, and connect anew if it does not answer at once."""
        ...

    def renew_broker(self) -> None:
        """Connect to the broker anew, at once: the path to it has gone."""
        ...

    def presence(self, *, in_visit: bool) -> None: ...
