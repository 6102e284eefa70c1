# SPDX-License-Identifier: EUPL-1.2
"""For staff: the station's ports, and one of them: what hangs on it."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.staff_view import DriverLine, PortLine, StaffPortsView, StaffPortView
from kiosk.workbench import Outcome, PortKind
from ui.touch.screens.staff_base import StaffScreen
from ui.touch.staff_words import advice, port_name, port_sign, port_state
from ui.touch.widgets.button import Kind
from ui.touch.widgets.choices import Choice, Sign


class StaffPorts(StaffScreen):
    chooses = Action.STAFF_PORT

    def make(self) -> None:
        self.put_back()
        self.listen = self.step("listen", self.words("staff.listen-all"), Action.STAFF_LISTEN, Kind.PRIMARY)
        self.stop = self.step("stop", self.words("staff.stop"), Action.STAFF_STOP)

    def show(self, view: StaffPortsView) -> None:
        words = self.words
        title = words("staff.ports")
        if view.wanted is not None:
            title = words("staff.ports-for", kind=words(f"staff.kind.{view.wanted}"))
        text = "" if view.ports else words("staff.no-ports" if view.looked else "please-wait")
        self.say(title, words("staff.listening") if view.work is not None else text, view.work)
        usable = any(each.kind is not PortKind.HID for each in view.ports)
        self.offer(*((self.stop,) if view.work is not None else (self.listen,) if usable else ()))
        self.choices.show([self._choice(number, each) for number, each in enumerate(view.ports, start=1)])

    def _choice(self, number: int, port: PortLine) -> Choice:
        return Choice(
            ident=f"port-{number}",
            title=port_name(port, self.words),
            detail=port_state(port, self.words),
            sign=port_sign(port),
            value=port.address if port.kind is not PortKind.HID else None,
        )


class StaffPort(StaffScreen):
    chooses = Action.STAFF_DRIVER
    text_share = 0.5

    def make(self) -> None:
        self.put_back()
        self.listen = self.step("listen", self.words("staff.listen"), Action.STAFF_LISTEN, Kind.PRIMARY)
        self.stop = self.step("stop", self.words("staff.stop"), Action.STAFF_STOP)
        self.kinds = self.step("kinds", self.words("staff.choose-device"), Action.STAFF_KINDS)

    def show(self, view: StaffPortView) -> None:
        self.say(port_name(view.port, self.words), self._sentence(view), view.work)
        busy = view.work is not None
        self.listen.wear(Kind.SECONDARY if view.drivers else Kind.PRIMARY)
        self.offer(self.stop) if busy else self.offer(self.listen, self.kinds)
        self.choices.show([] if busy else [self._choice(each) for each in view.drivers])

    def _sentence(self, view: StaffPortView) -> str:
        words = self.words
        if view.work is not None:
            return words("staff.listening-at", line=view.work.line) if view.work.line else words("staff.listening")
        if view.port.heard is None:
            return words("staff.listen-first")
        if view.port.heard is Outcome.FOUND:
            return words("staff.advice.found", device=view.port.answered)
        return advice(view.port.heard, view.port.answered, view.trouble, words)

    def _choice(self, driver: DriverLine) -> Choice:
        return Choice(
            ident=f"driver-{driver.name}",
            title=driver.title,
            detail=driver.devices,
            sign=Sign.GOOD if driver.sure else Sign.NONE,
            value=driver.name,
        )
