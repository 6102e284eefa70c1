# SPDX-License-Identifier: EUPL-1.2
"""The technician's page that brings touches to where the finger is: five marks, a map, and a button to confirm it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from kiosk.messages import Message
from kiosk.station.technician_pages import Fitter
from kiosk.station.technician_session import Deed, TouchSeen
from kiosk.technician_view import Aligning, Told
from kiosk.touch_map import MOST_OFF_MM, TARGETS, Point, solve, worst_off_mm

CONFIRM_S = 20.0
"""A map that is wrong leaves nobody a button to touch: without a word everything is as it was."""


@dataclass(slots=True)
class TouchPage:
    fitter: Fitter

    @property
    def deeds(self) -> dict[Deed, Callable[[str], None]]:
        return {
            Deed.AGAIN: self._again,
            Deed.POINT: self._point,
            Deed.KEEP: self._keep,
            Deed.UNDO: self.fitter.undo,
            Deed.FORGET: self._forget,
        }

    @property
    def _seen(self) -> TouchSeen:
        return self.fitter.session.touch

    def begin(self) -> None:
        self.fitter.session.touch = TouchSeen()

    def end(self) -> None:
        if self._seen.phase is Aligning.CONFIRM:
            self._give_up()

    def tick(self, now_s: float) -> None:
        seen = self._seen
        if seen.phase is not Aligning.CONFIRM:
            return
        seen.remaining_s = max(0, math.ceil(seen.until_s - now_s))
        if now_s >= seen.until_s:
            self._give_up()
            self.fitter.session.told = Told.NOT_CONFIRMED

    def heard(self, message: Message) -> None:
        """The call process has nothing to do with it."""

    def _again(self, _: str) -> None:
        if self._seen.phase is Aligning.CONFIRM:
            self._give_up()
        self.fitter.session.touch = TouchSeen(phase=Aligning.TARGET)

    def _point(self, how: str) -> None:
        point, seen = _point_of(how), self._seen
        if seen.phase is not Aligning.TARGET or point is None:
            return
        seen.touches = (*seen.touches, point)
        if len(seen.touches) == len(TARGETS):
            self._solve()

    def _solve(self) -> None:
        seen, panel = self._seen, self.fitter.conductor.settings.panel
        found = solve(seen.touches, TARGETS)
        size_mm = (panel.width_mm, panel.width_mm * panel.height_px / panel.width_px)
        off_mm = worst_off_mm(found, seen.touches, TARGETS, size_mm) if found is not None else None
        if found is None or off_mm is None or off_mm > MOST_OFF_MM:
            self.fitter.session.touch = TouchSeen(off_mm=off_mm)
            self.fitter.session.told = Told.TOO_FAR
            return
        seen.phase, seen.found, seen.off_mm = Aligning.CONFIRM, found, off_mm
        seen.until_s = self.fitter.conductor.clock.monotonic_s() + CONFIRM_S
        seen.remaining_s = math.ceil(CONFIRM_S)
        self.fitter.hands.tell_screen(msgspec.structs.replace(self.fitter.fit(), touch=found))

    def _keep(self, _: str) -> None:
        seen = self._seen
        if seen.phase is Aligning.CONFIRM and seen.found is not None:
            found, off_mm = seen.found, seen.off_mm
            self.fitter.session.touch = TouchSeen(off_mm=off_mm)
            self.fitter.change(msgspec.structs.replace(self.fitter.session.fitting, touch=found))

    def _forget(self, _: str) -> None:
        self.fitter.session.touch = TouchSeen()
        self.fitter.change(msgspec.structs.replace(self.fitter.session.fitting, touch=None))

    def _give_up(self) -> None:
        """Understand touches as before."""
        self.fitter.session.touch = TouchSeen()
        self.fitter.hands.tell_screen(self.fitter.fit())


def _point_of(how: str) -> Point | None:
    """Read ``x,y``; a touch a little beyond the edge is still one."""
    x, comma, y = how.partition(",")
    try:
        point = (float(x), float(y))
    except ValueError:
        return None
    return point if comma and all(-0.5 <= each <= 1.5 for each in point) else None
