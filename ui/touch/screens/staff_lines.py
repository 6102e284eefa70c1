# SPDX-License-Identifier: EUPL-1.2
"""For staff: what one only reads, line by line: versions, the newest of the log, the way to the clinic."""

from __future__ import annotations

from kiosk.selftest.report import Outcome, Reason
from kiosk.station.technician_session import Deed
from kiosk.technician_view import Link, LogView, NetworkLine, NetworkView, Version, VersionsView
from ui.touch.box import Box
from ui.touch.screens.staff_station import TechnicianScreen
from ui.touch.widgets.button import Button, Kind
from ui.touch.widgets.lines import ROW_MM, Lines, Row
from ui.touch.widgets.part import Part

NAMES = {Version.PYTHON: "Python", Version.KIVY: "Kivy", Version.AIORTC: "aiortc", Version.AV: "PyAV"}
"""What has the same name in every language."""


class StaffLines(TechnicianScreen):
    """Lines to read; what there is more of, on further pages."""

    head_share = 0.3
    row_mm = ROW_MM

    def fill(self) -> Part:
        self.lines = Lines(self.theme, self.head_share, self.row_mm)
        return self.lines

    def make(self) -> None:
        self.put_back()
        self.before = self.button("before", self.words("technician.before"), lambda: self._turn(-1))
        self.after = self.button("after", self.words("technician.after"), lambda: self._turn(1))
        self.actions = [*self.ways(), self.before, self.after]

    def ways(self) -> list[Button]:
        """Make the buttons for what can be done, besides turning pages."""
        return []

    def arrange(self, body: Box) -> None:
        super().arrange(body)
        self._mind_pages()

    def list(self, rows: list[Row]) -> None:
        """Show these."""
        self.lines.show(rows)
        self._mind_pages()

    def _turn(self, by: int) -> None:
        self.lines.turn(by)
        self._mind_pages()

    def _mind_pages(self) -> None:
        self.before.enable(self.lines.page > 0)
        self.after.enable(self.lines.page < self.lines.pages - 1)


class StaffVersions(StaffLines):
    def show(self, view: VersionsView) -> None:
        words = self.words
        self.say(words("technician.page.versions"), "" if view.lines else words("please-wait"))
        texts = Row(ident="version-texts", head=words("technician.version.texts"), text=words.fingerprint)
        self.list(
            [
                *(
                    Row(ident=f"version-{line.part}", head=self._head(line.part), text=line.value)
                    for line in view.lines
                ),
                *((texts,) if view.lines else ()),
            ]
        )

    def _head(self, part: Version) -> str:
        return NAMES.get(part) or self.words(f"technician.version.{part}")


class StaffLog(StaffLines):
    """The newest first."""

    head_share = 0.12

    def ways(self) -> list[Button]:
        self.again = self.deed("again", self.words("technician.again"), Deed.AGAIN)
        self.serious = self.button("serious", self.words("technician.log.serious"), self._filter)
        return [self.again, self.serious]

    def show(self, view: LogView) -> None:
        words = self.words
        self._only_serious = view.serious
        self.serious.say(self.words("technician.log.all" if view.serious else "technician.log.serious"))
        self.say(words("technician.page.log"), self._sentence(view))
        self.list(
            [
                Row(ident=f"log-{number}", head=line.at, text=line.text, good=False if line.serious else None)
                for number, line in enumerate(view.lines, start=1)
            ]
        )

    def _sentence(self, view: LogView) -> str:
        if not view.looked:
            return self.words("please-wait")
        if not view.lines:
            return self.words("technician.log.none")
        return self.words("technician.log.others", n=self.words.number(view.others)) if view.others else ""

    def _filter(self) -> None:
        self.do(Deed.SERIOUS, "off" if self._only_serious else "on")


class StaffNetwork(StaffLines):
    """The way to the clinic, part by part, each with how it is and what to do."""

    row_mm = 12.0

    def ways(self) -> list[Button]:
        self.again = self.deed("again", self.words("technician.again"), Deed.AGAIN, kind=Kind.PRIMARY)
        return [self.again]

    def show(self, view: NetworkView) -> None:
        words = self.words
        self.say(words("technician.page.network"), words("technician.network.trying") if view.running else "")
        self.again.enable(not view.running)
        self.list([self._row(line) for line in view.lines])

    def _row(self, line: NetworkLine) -> Row:
        words = self.words
        address = words.value(line.address) if line.address else ""
        return Row(
            ident=f"network-{line.place}" + (f"-{line.name}" if line.name else ""),
            head=" ".join(filter(None, (words(f"technician.place.{line.place}"), line.name))),
            text=" ".join(filter(None, (self._state(line), address))),
            good=_good(line),
        )

    def _state(self, line: NetworkLine) -> str:
        words = self.words
        if line.link is not None:
            return words(f"technician.link.{line.link}")
        if line.reason is not Reason.NONE:
            return words(f"selftest.reason.{line.reason}")
        return words(f"selftest.outcome.{line.outcome}")


def _good(line: NetworkLine) -> bool | None:
    """Tell whether a part of the way is well; an interface that somebody has switched off is neither."""
    if line.link is not None:
        return None if line.link is Link.OFF else line.link is Link.UP
    return {Outcome.PASSED: True, Outcome.FAILED: False}.get(line.outcome) if line.outcome is not None else None
