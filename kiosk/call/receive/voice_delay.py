# SPDX-License-Identifier: EUPL-1.2
"""How long to wait for a voice: the delay that costs least, counting late speech against waiting. Pure.

A *transit* is arrival time minus time stamp: the clocks of sender and receiver differ by an unknown amount, so only
differences mean something. For each piece of speech the transit of whatever brought it first is noted: the packet, a
copy in a later one, a correction, a retransmission. So the delay covers recovery exactly when the losses are worth it.
"""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray

SHORTEST_S = 0.020
LONGEST_S = 0.120
FIRST_S = 0.040
FIRST_NOTES = 25
"""So many pieces (half a second) are waited for with `FIRST_S` at least."""
NOTES = 400
"""Pieces remembered: 8 s, so much it takes to trust a line again after a bad spell."""
FORGET_NOTES = 300.0
"""After so many more, a piece counts 1/e."""
LATE_COST_S = 4.0
"""One per cent of late speech is as bad as 40 ms of delay."""
DOUBT = 0.5
"""By so much of the late speech that a shorter delay would cost it must be better than the delay so far: else it would
go up and down with every handful of lost packets."""
FLOOR_S = 2.0
"""The quickest packet is sought in this time, for the clocks drift and routes change."""
QUEUED_S = 0.015
"""A packet that comes sooner than this after a slower one stood in a queue behind it: one delay, not two."""
SETTLED = 16
"""So many pieces in a row that are all far slower than the quickest mean another route."""
_MOST_ARRIVALS = 512
_EVERY = 5


class DelayTarget:
    """Takes transits, gives ``need_s``: the transit up to which speech is to be waited for."""

    def __init__(self) -> None:
        self._ages: NDArray[np.float64] = np.exp(-np.arange(NOTES) / FORGET_NOTES)
        self.reset()

    def reset(self) -> None:
        """Forget all: the sender's clock or the route is another one."""
        self._notes: deque[float] = deque(maxlen=NOTES)  # newest first
        self._quickest: deque[tuple[float, float]] = deque(maxlen=_MOST_ARRIVALS)
        self._last = (-1e9, 0.0)
        self._least_s = 0.0
        self._new = 0
        self.median_s = 0.0

    @property
    def known(self) -> bool:
        """Whether anything has arrived."""
        return bool(self._quickest)

    @property
    def floor_s(self) -> float:
        """The transit of the quickest packet of late."""
        return self._quickest[0][1] if self._quickest else 0.0

    @property
    def need_s(self) -> float:
        """The transit to be waited for."""
        shortest = FIRST_S if len(self._notes) < FIRST_NOTES else SHORTEST_S
        return min(max(self._least_s, self.floor_s + shortest), self.floor_s + LONGEST_S)

    def arrived(self, transit_s: float, arrival_s: float) -> None:
        """Note a packet that brought its own speech."""
        self._keep_quickest(transit_s, arrival_s)
        before_s, slower_s = self._last
        self._last = (arrival_s, transit_s)
        if not (0 <= arrival_s - before_s < QUEUED_S and transit_s < slower_s):
            self._note(transit_s)

    def recovered(self, transit_s: float) -> None:
        """Note speech that came, or would come, by another way."""
        if self.known:
            self._note(transit_s)

    def _keep_quickest(self, transit_s: float, arrival_s: float) -> None:
        while self._quickest and self._quickest[-1][1] >= transit_s:
            self._quickest.pop()
        self._quickest.append((arrival_s, transit_s))
        while self._quickest[0][0] < arrival_s - FLOOR_S:
            self._quickest.popleft()

    def _note(self, transit_s: float) -> None:
        self._notes.appendleft(transit_s)
        self._new += 1
        if transit_s > self.floor_s + LONGEST_S:
            self._consider_route()
        if self._new >= _EVERY or transit_s > self._least_s:
            self._new = 0
            self._weigh()

    def _consider_route(self) -> None:
        recent = [self._notes[number] for number in range(min(SETTLED, len(self._notes)))]
        if len(recent) == SETTLED and min(recent) > self.floor_s + LONGEST_S:
            arrival_s = self._last[0]
            self.reset()
            self._quickest.append((arrival_s, min(recent)))
            self._notes.extend(recent)

    def _weigh(self) -> None:
        """Choose the note with the least cost of waiting until it, plus what then is still late."""
        transits = np.array(self._notes)
        order = np.argsort(transits)
        ordered = transits[order]
        weights = self._ages[: len(transits)][order]
        sums = np.cumsum(weights)
        # As if there were a window's notes always: the first packets of a call are no statistics.
        late = (sums[-1] - sums) / max(float(sums[-1]), float(self._ages[:100].sum()))
        costs = ordered + LATE_COST_S * late
        within = max(1, int(np.searchsorted(ordered, self.floor_s + LONGEST_S, side="right")))
        best = int(np.argmin(costs[:within]))
        now = int(np.searchsorted(ordered, self._least_s, side="right")) - 1
        if not best < now < within or costs[best] + DOUBT * LATE_COST_S * late[best] < costs[now]:
            self._least_s = float(ordered[best])
        self.median_s = float(ordered[len(ordered) // 2]) - self.floor_s
