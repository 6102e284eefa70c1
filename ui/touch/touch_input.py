# SPDX-License-Identifier: EUPL-1.2
"""Brings touches to where the finger is: every event of Kivy's input passes here before anything else sees it."""

from __future__ import annotations

from typing import Any

from kiosk.touch_map import IDENTITY, Affine, Point, apply

RAW = "raw"
"""Under this name a touch carries what the panel said (in ``ud``)."""


class TouchInput:
    """A postprocessing module of Kivy's input, the first of them."""

    def __init__(self) -> None:
        self.affine: Affine = IDENTITY
        self._mapped: dict[Any, Point] = {}
        """Where each touch was put last: an event without a movement has that place still."""

    def process(self, events: list[tuple[str, Any]]) -> list[tuple[str, Any]]:
        """Map every touch once."""
        for kind, touch in events:
            place = (touch.sx, touch.sy)
            if self._mapped.get(touch.uid) != place:
                touch.ud[RAW] = place
                touch.sx, touch.sy = apply(self.affine, place)
            if kind == "end":
                self._mapped.pop(touch.uid, None)
            else:
                self._mapped[touch.uid] = (touch.sx, touch.sy)
        return events


def raw_place(touch: Any) -> Point:
    """Tell what the panel said of a touch, as shares from the lower left."""
    place: Point = touch.ud.get(RAW, (touch.sx, touch.sy))
    return place
