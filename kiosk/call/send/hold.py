# SPDX-License-Identifier: EUPL-1.2
"""How long the other end is to hold our pictures before it shows them (the `playout-delay` header extension).

A browser of Chromium's family holds every picture a little, in case the next one is late: some 20 ms on a line where
none ever is. On a clean line it is asked to show each at once. As soon as packets are lost it may hold as it likes:
what is asked for again comes a round trip later, and pictures that are held a little are shown evenly.
"""

from __future__ import annotations

import math

AT_ONCE_MS = (0, 0)
AS_IT_LIKES_MS = (0, 10_000)
CLEAN_LOSS = 0.003
"""A packet in three hundred is no reason to hold every picture."""
CLEAN_FOR_S = 3.0
FIRST_CLEAN_FOR_S = 1.0
"""At the start a line is taken to be clean sooner: most are."""


class Hold:
    """Chooses, by the share of packets that are lost."""

    def __init__(self) -> None:
        self._clean_since_s: float | None = None
        self._lossy_s = -math.inf

    def ask(self, loss: float, now_s: float) -> tuple[int, int]:
        """Return the least and the most time to hold a picture that leaves now, in ms."""
        if loss > CLEAN_LOSS:
            self._clean_since_s, self._lossy_s = None, now_s
            return AS_IT_LIKES_MS
        if self._clean_since_s is None:
            self._clean_since_s = now_s
        wait_s = FIRST_CLEAN_FOR_S if math.isinf(self._lossy_s) else CLEAN_FOR_S
        return AT_ONCE_MS if now_s - self._clean_since_s >= wait_s else AS_IT_LIKES_MS
