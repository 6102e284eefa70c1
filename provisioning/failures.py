# SPDX-License-Identifier: EUPL-1.2
"""A limit on wrong tickets from one place."""

from __future__ import annotations

from collections import OrderedDict

from kiosk.clock import Clock
from kiosk.errors import ProvisioningError, ProvisioningReason

MAX_FAILURES = 10
WINDOW_S = 60.0
MAX_PLACES = 10_000


class FailureLimit:
    """Counts failures of a place since its first one within the window; bounded."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._places: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def check(self, place: str) -> None:
        """Raise `ProvisioningError` (TOO_MANY) if ``place`` has failed too often lately."""
        if self._count(place) >= MAX_FAILURES:
            raise ProvisioningError(
                "Too many wrong tickets from here.", reason=ProvisioningReason.TOO_MANY, hint="Wait a minute."
            )

    def add(self, place: str) -> None:
        """Count a failure of ``place``."""
        count = self._count(place)
        since_s = self._places[place][0] if count else self._clock.monotonic_s()
        self._places[place] = (since_s, count + 1)
        if len(self._places) > MAX_PLACES:
            self._places.popitem(last=False)

    def _count(self, place: str) -> int:
        since_s, count = self._places.get(place, (0.0, 0))
        if count and self._clock.monotonic_s() - since_s > WINDOW_S:
            del self._places[place]
            return 0
        return count
