# SPDX-License-Identifier: EUPL-1.2
"""The patient walks away: ask, wait, and end the visit. Pure; times are seconds of a monotonic clock."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Whether somebody is believed to be at the station."""

    HERE = "here"
    ASKED = "asked"
    """'Are you still there?' is on the screen."""
    GONE = "gone"


@dataclass(slots=True)
class IdleWatch:
    """Follows signs of life. After ``idle_s`` without one the patient is asked, ``warning_s`` later she is gone.

    Any touch extends, as often as she likes (EN 301 549 11.2.2.1 asks for ten times). While *held* nobody is asked.
    """

    warning_s: float
    idle_s: float
    last_sign_s: float
    held: bool = True

    def sign_of_life(self, now_s: float) -> None:
        self.last_sign_s = now_s

    def hurry(self, now_s: float) -> None:
        """Ask at once, if nobody was asked yet: nobody is seen any more. Nothing happens while held."""
        if not self.held:
            self.last_sign_s = min(self.last_sign_s, now_s - self.idle_s)

    def watch(self, now_s: float, *, held: bool, idle_s: float) -> None:
        """Start anew for another screen."""
        self.held, self.idle_s, self.last_sign_s = held, idle_s, now_s

    def presence(self, now_s: float) -> Presence:
        quiet_s = now_s - self.last_sign_s
        if self.held or quiet_s < self.idle_s:
            return Presence.HERE
        return Presence.ASKED if quiet_s < self.idle_s + self.warning_s else Presence.GONE

    def remaining_s(self, now_s: float) -> int | None:
        """Whole seconds left to answer, while asked."""
        if self.presence(now_s) is not Presence.ASKED:
            return None
        return math.ceil(self.last_sign_s + self.idle_s + self.warning_s - now_s)
