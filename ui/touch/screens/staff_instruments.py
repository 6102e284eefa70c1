# SPDX-License-Identifier: EUPL-1.2
"""For staff: the station's instruments, and one of them."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.staff_view import InstrumentLine, StaffInstrumentView, StaffView
from ui.touch.screens.staff_base import StaffScreen
from ui.touch.staff_words import instrument_state, port_name, port_state
from ui.touch.widgets.button import Kind
from ui.touch.widgets.choices import Choice, Sign

NEW = "staff-new"


class StaffInstruments(StaffScreen):
    chooses = Action.STAFF_INSTRUMENT

    def make(self) -> None:
        self.leave_button = self.step("leave", self.words("staff.leave"), Action.LEAVE, Kind.LEAVE)
        self.undo = self.step("undo", self.words("staff.undo"), Action.STAFF_UNDO)
        self.test = self.step("self-test", self.words("staff.self-test"), Action.STAFF_SELF_TEST)
        self.station = self.step("station", self.words("technician.open"), Action.STAFF_STATION)
        self.new = self.step("new", self.words("staff.new"), Action.STAFF_NEW, Kind.PRIMARY)

    def show(self, view: StaffView) -> None:
        text = self.words(f"staff.said.{view.said}") if view.said else ""
        if not text and not view.instruments:
            text = self.words("staff.none" if view.looked else "please-wait")
        self.say(self.words("staff.title"), text)
        self.offer(self.undo if view.undo else self.test, self.station, self.new)
        self.choices.show([self._choice(each) for each in view.instruments])

    def _choice(self, line: InstrumentLine) -> Choice:
        return Choice(
            ident=f"instrument-{line.name}",
            title=self.words(f"staff.kind.{line.capability}"),
            detail=instrument_state(line, self.words),
            sign=Sign.GOOD if line.port.there else Sign.TROUBLE,
            value=line.name,
        )


class StaffInstrument(StaffScreen):
    text_share = 1.0

    def make(self) -> None:
        self.put_back()
        self.remove = self.step("remove", self.words("staff.remove"), Action.STAFF_REMOVE, Kind.LEAVE)
        self.ports = self.step("ports", self.words("staff.other-port"), Action.STAFF_PORTS)
        self.check = self.step("check", self.words("staff.check"), Action.STAFF_CHECK, Kind.PRIMARY)

    def show(self, view: StaffInstrumentView) -> None:
        line, words = view.instrument, self.words
        source = words("staff.set-here" if line.assigned else "staff.set-by-settings")
        where = words("staff.hangs-on", port=port_name(line.port, words))
        state = "" if line.port.there else port_state(line.port, words)
        said = words(f"staff.said.{view.said}") if view.said else ""
        self.say(
            words(f"staff.kind.{line.capability}"), "\n".join(filter(None, (said, line.device, where, state, source)))
        )
        self.offer(*((self.remove,) if line.assigned else ()), self.ports, self.check)
