# SPDX-License-Identifier: EUPL-1.2
"""The technician's page for the panel's size: an outline is made as large as a bank card that lies on it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from kiosk.messages import Message
from kiosk.station.technician_pages import Fitter
from kiosk.station.technician_session import Deed, PanelSeen
from kiosk.yardstick import LENGTH_MM, Yardstick, bounded, length_px, width_mm

MOST_STEP_PX = 100
LEAST_VIEWING_MM, MOST_VIEWING_MM = 250.0, 1500.0
MOST_STEP_MM = 500


@dataclass(slots=True)
class PanelPage:
    """Nothing is kept before its button is touched."""

    fitter: Fitter

    @property
    def deeds(self) -> dict[Deed, Callable[[str], None]]:
        return {
            Deed.YARDSTICK: self._choose,
            Deed.LENGTH: self._lengthen,
            Deed.VIEWING: self._move_away,
            Deed.KEEP: self._keep,
            Deed.UNDO: self.fitter.undo,
            Deed.FORGET: self._forget,
        }

    @property
    def _seen(self) -> PanelSeen:
        return self.fitter.session.panel

    def begin(self) -> None:
        panel = self.fitter.conductor.settings.panel
        self.fitter.session.panel = PanelSeen(width_mm=panel.width_mm, viewing_mm=panel.read_from_mm)
        self._choose(Yardstick.CARD)

    def end(self) -> None:
        pass

    def tick(self, now_s: float) -> None:
        """There is nothing to wait for."""

    def heard(self, message: Message) -> None:
        """The call process has nothing to do with it."""

    def refresh(self) -> None:
        """Show what counts now: it was undone, or forgotten."""
        panel = self.fitter.conductor.settings.panel
        self._seen.width_mm, self._seen.viewing_mm = panel.width_mm, panel.read_from_mm
        self._choose(self._seen.yardstick)

    def _choose(self, how: str) -> None:
        """Show this yardstick, as long as it would be on a panel so wide."""
        if how not in set(Yardstick):
            return
        seen = self._seen
        seen.yardstick = Yardstick(how)
        seen.length_px = length_px(seen.yardstick, seen.width_mm, self._panel_px) if how in LENGTH_MM else 0

    @property
    def _panel_px(self) -> int:
        return self.fitter.conductor.settings.panel.width_px

    def _lengthen(self, how: str) -> None:
        by, seen = _step(how, MOST_STEP_PX), self._seen
        if by and seen.yardstick in LENGTH_MM:
            seen.length_px = bounded(seen.yardstick, seen.length_px + by, self._panel_px)
            seen.width_mm = width_mm(seen.yardstick, seen.length_px, self._panel_px)

    def _move_away(self, how: str) -> None:
        wished = self._seen.viewing_mm + _step(how, MOST_STEP_MM)
        self._seen.viewing_mm = min(max(wished, LEAST_VIEWING_MM), MOST_VIEWING_MM)

    def _keep(self, _: str) -> None:
        """Keep the width; and the distance if it was said, for else it goes by the size of the panel."""
        fitting, seen = self.fitter.session.fitting, self._seen
        said = seen.viewing_mm != self.fitter.conductor.settings.panel.read_from_mm
        viewing_mm = seen.viewing_mm if said else fitting.viewing_mm
        self.fitter.change(msgspec.structs.replace(fitting, width_mm=seen.width_mm, viewing_mm=viewing_mm))

    def _forget(self, _: str) -> None:
        fitting = self.fitter.session.fitting
        self.fitter.change(msgspec.structs.replace(fitting, width_mm=None, viewing_mm=None))


def _step(how: str, most: int) -> int:
    """Read a signed number; what is none, or too far, moves nothing."""
    digits = how.removeprefix("-")
    number = int(how) if digits.isascii() and digits.isdecimal() and len(digits) <= 4 else 0
    return number if abs(number) <= most else 0
