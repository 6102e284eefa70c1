# SPDX-License-Identifier: EUPL-1.2
"""Who encodes the pictures: this program, or the camera's board. Every change costs a keyframe. No I/O, no clock."""

from __future__ import annotations

from enum import StrEnum
from math import inf

STEADY_S = 1.0
"""The board's encoder must have fitted for so long before it is tried."""
AGAIN_AFTER_S = 8.0
"""After it stopped fitting, as for a higher rung of the ladder."""
LATER_S = 30.0
"""After it failed."""


class Mode(StrEnum):
    """Who encodes."""

    SOFTWARE = "software"
    COMING = "coming"
    """This program, until the board's encoder gives its first picture."""
    HARDWARE = "hardware"


class PathEvent(StrEnum):
    """What changes that."""

    FITS = "fits"
    """The whole picture at full pace, at a rate that the board's encoder can do."""
    SHORT = "short"
    """Less than that."""
    CAME = "came"
    """It gave a keyframe."""
    WENT = "went"
    """It gives nothing, or not what was asked of it."""


TABLE: dict[tuple[Mode, PathEvent], Mode] = {
    (Mode.SOFTWARE, PathEvent.FITS): Mode.COMING,
    (Mode.COMING, PathEvent.CAME): Mode.HARDWARE,
    (Mode.COMING, PathEvent.SHORT): Mode.SOFTWARE,
    (Mode.COMING, PathEvent.WENT): Mode.SOFTWARE,
    (Mode.HARDWARE, PathEvent.SHORT): Mode.SOFTWARE,
    (Mode.HARDWARE, PathEvent.WENT): Mode.SOFTWARE,
}


class PicturePath:
    """Goes to the board's encoder late and away from it at once."""

    def __init__(self) -> None:
        self.mode = Mode.SOFTWARE
        self.since_s = -inf
        """When the mode was entered."""
        self._fits_since_s: float | None = None
        self._not_before_s = -inf

    def judge(self, fits: bool, now_s: float) -> None:
        """Take whether the board's encoder would do for the picture of this moment."""
        if not fits:
            self._fits_since_s = None
            self.happen(PathEvent.SHORT, now_s)
            return
        if self._fits_since_s is None:
            self._fits_since_s = now_s
        if now_s >= max(self._fits_since_s + STEADY_S, self._not_before_s):
            self.happen(PathEvent.FITS, now_s)

    def happen(self, event: PathEvent, now_s: float) -> None:
        """Take an event; one that changes nothing now is none."""
        mode = TABLE.get((self.mode, event))
        if mode is None:
            return
        self.mode, self.since_s = mode, now_s
        if mode is Mode.SOFTWARE:
            self._not_before_s = now_s + (LATER_S if event is PathEvent.WENT else AGAIN_AFTER_S)
