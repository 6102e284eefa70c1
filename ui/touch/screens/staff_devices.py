# SPDX-License-Identifier: EUPL-1.2
"""For staff: which device it is, out of all the station knows; and whether it does as it should."""

from __future__ import annotations

from kiosk.messages import Action
from kiosk.staff_view import StaffCheckView, StaffDriversView, StaffKindsView
from kiosk.workbench import Verdict
from ui.touch.screens.staff_base import StaffScreen
from ui.touch.staff_words import port_name
from ui.touch.widgets.button import Kind
from ui.touch.widgets.choices import Choice


class StaffKinds(StaffScreen):
    chooses = Action.STAFF_KIND

    def show(self, view: StaffKindsView) -> None:
        words = self.words
        self.say(words("staff.kinds"), "")
        self.choices.show(
            [Choice(ident=f"kind-{kind}", title=words(f"staff.kind.{kind}"), value=kind.value) for kind in view.kinds]
        )


class StaffDrivers(StaffScreen):
    chooses = Action.STAFF_DRIVER

    def show(self, view: StaffDriversView) -> None:
        self.say(self.words(f"staff.kind.{view.kind}"), "")
        self.choices.show(
            [
                Choice(ident=f"driver-{each.name}", title=each.title, detail=each.devices, value=each.name)
                for each in view.drivers
            ]
        )


class StaffCheck(StaffScreen):
    text_share = 1.0

    def make(self) -> None:
        self.put_back()
        self.stop = self.step("stop", self.words("staff.stop"), Action.STAFF_STOP)
        self.again = self.step("check", self.words("staff.check-again"), Action.STAFF_CHECK)
        self.save = self.step("save", self.words("staff.save"), Action.STAFF_SAVE, Kind.PRIMARY)

    def show(self, view: StaffCheckView) -> None:
        self.say(view.driver.title, self._sentences(view), view.work)
        if view.work is not None:
            self.offer(self.stop)
            return
        fails = view.verdict is Verdict.FAILS or view.verdict is None
        self.save.wear(Kind.SECONDARY if fails or view.said else Kind.PRIMARY)  # something else must be done first
        self.save.say(self.words("staff.save-anyway" if fails else "staff.save"))
        self.again.wear(Kind.PRIMARY if fails else Kind.SECONDARY)
        self.offer(self.again, *(() if view.saved else (self.save,)))

    def _sentences(self, view: StaffCheckView) -> str:
        words = self.words
        lines = [words("staff.hangs-on", port=port_name(view.port, words))]
        if view.work is not None:
            lines.append(words("staff.measure-now" if view.waits else "staff.checking"))
        elif view.said:
            lines.append(words(f"staff.said.{view.said}"))
        elif view.verdict is not None:
            lines.append(words(f"staff.verdict.{view.verdict}"))
            lines += [words(f"staff.problem.{problem}") for problem in view.problems]
        return "\n".join(lines)
