# SPDX-License-Identifier: EUPL-1.2
"""Whether a person has been heard, from how loud the microphone is. Pure."""

from __future__ import annotations

from enum import StrEnum

FLOOR_DB, TOP_DB = -60.0, -12.0
"""The ends of the bar."""
SPEECH_DB = -40.0
"""Somebody who speaks before the station is louder than this; a quiet room is not (full scale: 0)."""
ENOUGH = 4
"""So many loud reports, five a second, are a word and not a knock."""
FORGET_EVERY = 10
"""One of them is forgotten after so many quiet ones."""


class Heard(StrEnum):
    """What is said of the sound."""

    ASK = "ask"
    """Nothing has been heard yet: say something."""
    HEARD = "heard"


class Hearing:
    """Takes the level of every fifth of a second. Who was heard once is heard: nobody need speak on."""

    def __init__(self) -> None:
        self.heard = Heard.ASK
        self.share = 0.0
        """How much of the bar is filled."""
        self._loud = self._quiet = 0

    def take(self, level_db: float) -> None:
        """Take one level, in decibels below full scale."""
        self.share = min(1.0, max(0.0, (level_db - FLOOR_DB) / (TOP_DB - FLOOR_DB)))
        if level_db >= SPEECH_DB:
            self._loud, self._quiet = self._loud + 1, 0
        else:
            self._quiet += 1
            if self._quiet % FORGET_EVERY == 0:
                self._loud = max(0, self._loud - 1)
        if self._loud >= ENOUGH:
            self.heard = Heard.HEARD
