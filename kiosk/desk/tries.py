# SPDX-License-Identifier: EUPL-1.2
"""Wrong tries, and the waits they bring. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from datetime import datetime, timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """``most`` wrong tries close the way for ``lock``; what was tried ``forget`` ago counts no more."""

    most: int
    lock: timedelta
    forget: timedelta = timedelta(hours=12)


OF_NUMBER = Limit(most=5, lock=timedelta(minutes=15))
"""A million PINs at this pace take longer than anybody lives."""
OF_STATION = Limit(most=10, lock=timedelta(minutes=5))


@dataclass(frozen=True, kw_only=True, slots=True)
class Tries:
    """What was tried in vain. ``at``: the last time; None: never."""

    wrong: int = 0
    at: datetime | None = None
    locked_until: datetime | None = None

    def locked_s(self, now: datetime) -> int:
        """Return how long nothing may be tried still, in whole seconds; 0: it may."""
        if self.locked_until is None:
            return 0
        return max(0, math.ceil((self.locked_until - now).total_seconds()))

    def left(self, limit: Limit) -> int:
        """Count the tries that are left."""
        return max(0, limit.most - self.wrong)

    def counted(self, now: datetime, limit: Limit) -> Tries:
        """Count one more, before it is looked at: of two at once neither is free."""
        old = self.at is None or now - self.at > limit.forget or self.locked_until is not None
        wrong = 1 if old else self.wrong + 1
        return Tries(wrong=wrong, at=now, locked_until=now + limit.lock if wrong >= limit.most else None)

    def taken_back(self) -> Tries:
        """Take the last one back, for it was right."""
        return replace(self, wrong=max(0, self.wrong - 1), locked_until=None)
