# SPDX-License-Identifier: EUPL-1.2
"""For staff: what of the station itself can be seen to; and starting it anew."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.power import Restart
from kiosk.station.technician_session import Deed
from kiosk.technician_view import RestartView, StationView, Told
from ui.touch.screens.staff_base import StaffScreen
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.choices import Choice


class StaffStation(StaffScreen):
    """The list of pages."""

    chooses = Action.STAFF_STATION

    def make(self) -> None:
        self.put_back()
        self.choices.columns, self.choices.row_mm = 3, 20.0

    def show(self, view: StationView) -> None:
        words = self.words
        self.say(words("technician.title"), "")
        self.choices.show(
            [
                Choice(
                    ident=f"page-{page}",
                    title=words(f"technician.page.{page}"),
                    detail=words(f"technician.about.{page}"),
                    value=page.value,
                )
                for page in view.pages
            ]
        )


class TechnicianScreen(StaffScreen):
    """Base of the pages: what is done on them is a deed."""

    def deed(self, ident: str, text: str, deed: Deed, how: str = "", kind: Kind = Kind.SECONDARY) -> Button:
        """Make a button that does something on this page."""
        return self.button(ident, text, lambda: self.do(deed, how), kind=kind)

    def do(self, deed: Deed, how: str = "") -> None:
        """Have something done."""
        self.send(Action.STAFF_DO, f"{deed}={how}" if how else deed.value)


class StaffRestart(TechnicianScreen):
    """Starting the programs anew, or the machine; a second question first."""

    text_share = 1.0

    def make(self) -> None:
        self.put_back()
        self.programs = self._way(Restart.PROGRAMS)
        self.machine = self._way(Restart.MACHINE)

    def _way(self, what: Restart) -> Button:
        words = self.words
        ident = f"technician.restart.{what}"

        def ask() -> None:
            self.ask(ident, (words(ident), lambda: self.do(Deed.RESTART, what.value)), words("technician.no"))

        return self.button(f"restart-{what}", words(ident), ask, kind=Kind.END)

    def show(self, view: RestartView) -> None:
        words = self.words
        told = view.told if view.able else Told.UNMANAGED
        text = words(f"technician.told.{told}") if told else words("technician.restart.text")
        self.say(words("technician.page.restart"), text)
        busy = told is Told.RESTARTING
        self.offer(*((self.programs, self.machine) if view.able and not busy else ()))
