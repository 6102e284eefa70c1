# SPDX-License-Identifier: EUPL-1.2
"""Which packets to ask for again, and when (RFC 4585 section 6.2.1)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

REORDER_S = 0.006
"""A packet that is merely out of order is given this long."""
LEAST_PAUSE_S = 0.02
PATIENT, IMPATIENT = 1.1, 0.25
"""Pause between two requests for a packet, in round trips.

The second request comes soon, and on a line that loses requests too every one. It costs no second copy: a browser
ignores a request for a packet that it sent again less than a round trip ago.
"""
IMPATIENT_ABOVE = 0.04
"""Share of requests that stayed without effect."""
ANSWERED, FUTILE = 0.7, 1.5
"""What comes sooner after the first request than so many round trips is no answer to it; what comes later is the answer
to another."""
MEMORY = 0.04
"""Weight of the newest answer in that share."""
RTT_BOUNDS_S = (0.005, 1.0)
MOST_AT_ONCE = 256


@dataclass(slots=True)
class _Want:
    noted_s: float
    due_s: float
    asked: int = 0
    first_asked_s: float = 0.0


class Requests:
    """The packets that are missing; numbers are unwrapped. The owner bounds how many are noted."""

    def __init__(self) -> None:
        self._wants: dict[int, _Want] = {}
        self._futile = 0.0
        self._rtt_s = 0.1
        self.next_s = math.inf
        """When `due` wants to be called."""

    def __len__(self) -> int:
        return len(self._wants)

    def __contains__(self, sequence: int) -> bool:
        return sequence in self._wants

    def note(self, sequences: Iterable[int], now_s: float) -> None:
        """Take up packets that did not come though later ones did."""
        for sequence in sequences:
            self._wants[sequence] = _Want(now_s, now_s + REORDER_S)
        self.next_s = min(self.next_s, now_s + REORDER_S)

    def arrived(self, sequence: int, now_s: float) -> float | None:
        """Strike a packet off; return how long it was missing, if it was."""
        want = self._wants.pop(sequence, None)
        if want is None:
            return None
        waited_s = now_s - want.first_asked_s
        if want.asked and waited_s > ANSWERED * self._rtt_s:  # else it came unasked, and tells nothing of requests
            futile = waited_s > FUTILE * self._rtt_s
            self._futile += MEMORY * (futile - self._futile)
        return now_s - want.noted_s

    def noted_s(self, sequence: int) -> float | None:
        """Tell since when a packet is missing."""
        want = self._wants.get(sequence)
        return None if want is None else want.noted_s

    def forget(self, sequences: Iterable[int]) -> None:
        """Strike off packets that are of no use any more."""
        for sequence in sequences:
            self._wants.pop(sequence, None)

    def clear(self) -> None:
        self._wants.clear()
        self.next_s = math.inf

    def due(self, now_s: float, rtt_s: float) -> tuple[int, ...]:
        """List what to ask for now, all together, oldest first."""
        if now_s < self.next_s:
            return ()
        self._rtt_s = min(max(rtt_s, RTT_BOUNDS_S[0]), RTT_BOUNDS_S[1])
        soon_s, late_s = (max(trips * self._rtt_s, LEAST_PAUSE_S) for trips in (IMPATIENT, PATIENT))
        pause_s = soon_s if self._futile > IMPATIENT_ABOVE else late_s
        asked: list[int] = []
        for sequence, want in self._wants.items():
            if want.due_s <= now_s and len(asked) < MOST_AT_ONCE:
                asked.append(sequence)
                want.first_asked_s = want.first_asked_s if want.asked else now_s
                want.asked += 1
                want.due_s = now_s + (soon_s if want.asked == 1 else pause_s)
        self.next_s = min((want.due_s for want in self._wants.values()), default=math.inf)
        return tuple(sorted(asked))


AGAIN_S = 0.08
"""A request for a keyframe is sent twice, for it may be lost: browsers make one keyframe of both within 300 ms."""
KEYFRAME_PAUSE_S = 0.3
SILENT_PAUSE_S = 2.0
"""Pause between requests while nothing comes: one just before the line returns would blunt the one after."""


class KeyframeRequests:
    """When to ask for a keyframe (RFC 4585 section 6.3.1) while one is needed."""

    def __init__(self) -> None:
        self._asked_s = -math.inf
        self._again_s = math.inf

    def reset(self) -> None:
        """Let the next request be due at once."""
        self._asked_s, self._again_s = -math.inf, math.inf

    def unneeded(self) -> None:
        """Let the second of a pair of requests be."""
        self._again_s = math.inf

    def due(self, now_s: float, rtt_s: float, *, silent: bool) -> bool:
        """Tell whether to ask now."""
        if now_s >= self._asked_s + self._pause_s(rtt_s, silent=silent):
            self._asked_s, self._again_s = now_s, now_s + AGAIN_S
            return True
        if now_s >= self._again_s:
            self._again_s = math.inf
            return True
        return False

    def next_s(self, rtt_s: float, *, silent: bool) -> float:
        """Tell when the next request is due."""
        return min(self._again_s, self._asked_s + self._pause_s(rtt_s, silent=silent))

    @staticmethod
    def _pause_s(rtt_s: float, *, silent: bool) -> float:
        return SILENT_PAUSE_S if silent else KEYFRAME_PAUSE_S + min(max(rtt_s, 0), RTT_BOUNDS_S[1])
