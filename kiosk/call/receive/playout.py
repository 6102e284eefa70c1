# SPDX-License-Identifier: EUPL-1.2
"""When to show a decoded picture.

On a clean line at once. On one that jitters or loses, pictures are held so that they follow one another as they were
taken, by the smallest delay that covers nearly all of them; it rises at once and falls slowly. A picture that is too
late for its moment is shown at once, unless a newer one is due as well. No clock is read.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Generic, TypeVar

Item = TypeVar("Item")

CLOCK_HZ = 90_000
WINDOW_S = 8.0
"""Of so long the lateness of pictures is looked at."""
MOST_SAMPLES = 480
COVERED = 0.97
"""Share of the pictures that shall be in time."""
CLEAN_S = 0.02
"""A spread below this is not smoothed: at 30 pictures a second nobody sees it."""
MOST_DELAY_S, REPAIRED_S, REPAIR_TRIPS = 0.4, 0.1, 2.0
"""No picture is held longer than a repair may take, which is so many round trips and some."""
FALL_S_PER_S, EARLY_FALL_S_PER_S, EARLY_S = 0.05, 0.5, 3.0
"""How fast the delay falls: 5 % too quick, which nobody sees; ten times that in the first seconds of a time line, that
begins with a keyframe, which is large and so comes late."""
RECENT_S, CALM_S, MOVED_S, FAR_S = 1.5, 0.04, 0.12, 0.15
"""A line that was so even for so long is calm; on one that moves a little, only what is far from it can be chance."""
SPELL_PAUSE_S, FEW_SPELLS = 0.5, 2
"""On a calm line, late pictures before it in so few spells, each without such a pause, were late by chance."""
PAUSE_S = 0.5
"""After a pause this long and a keyframe, what was before tells nothing of what comes."""
JUMP_S = 1.0
"""A picture that is this much off all others begins a new time line."""
AGREEING = 5
"""So many pictures that are late alike are a new time line."""
MOST_HELD = 30
"""Pictures that wait: 0.4 s at 60 a second, and some; a picture of 720p takes 1.4 MB."""
TOLERANCE_S = 0.002
"""What is due so soon is shown now."""
_GAPS = 90
_FREEZE_TIMES, _FREEZE_MORE_S = 3.0, 0.15


@dataclass(slots=True)
class PlayoutStatistics:
    """Counts since the beginning, and the delay of now."""

    shown: int = 0
    late: int = 0
    """Decoded, but a newer one was due as well."""
    freezes: int = 0
    """Gaps of more than three times the usual one, and of 150 ms more than it."""
    frozen_s: float = 0.0
    delay_s: float = 0.0
    """How long a picture that came without delay is held."""


class Playout(Generic[Item]):
    """Holds decoded pictures until their moment. Call `due` after `put` and at `next_s`."""

    def __init__(self) -> None:
        self.statistics = PlayoutStatistics()
        self.extra_delay_s = 0.0
        """What lip sync adds."""
        self.rtt_s = 1.0
        """The round trip, once it is known."""
        self.shown_timestamp: int | None = None
        """RTP time of the picture on the screen, and since when it is there."""
        self.shown_s = 0.0
        self._waiting: deque[tuple[int, Item]] = deque()
        self._lateness: deque[tuple[float, float]] = deque(maxlen=MOST_SAMPLES)
        self._least_s = self._aim_s = 0.0
        self._aimed_s: float | None = None
        self._begun_s = 0.0
        self._keyframe_in = False
        """The first picture of this time line, a keyframe, still counts."""
        self._gaps: deque[float] = deque(maxlen=_GAPS)

    def put(self, timestamp: int, item: Item, ready_s: float, *, restart: bool = False) -> None:
        """Take a picture that was decoded at ``ready_s``.

        ``timestamp`` is unwrapped RTP time. ``restart``: pictures before it are missing, so its lateness tells nothing.
        """
        lateness_s = ready_s - timestamp / CLOCK_HZ
        if self._begins_anew(lateness_s, ready_s, restart=restart):
            self._lateness.clear()
            self._aimed_s, self._begun_s, self._keyframe_in = None, ready_s, True
        elif restart:
            lateness_s = min(lateness_s, self._aim_s)
        self._lateness.append((ready_s, lateness_s))
        if self._keyframe_in and len(self._lateness) > AGREEING:
            self._lateness.popleft()
            self._keyframe_in = False
        self._aim(ready_s)
        if self._waiting and timestamp <= self._waiting[-1][0]:
            self._waiting.clear()  # time goes back: a new time line
        self._waiting.append((timestamp, item))
        if len(self._waiting) > MOST_HELD:
            self._waiting.popleft()
            self.statistics.late += 1

    def due(self, now_s: float) -> tuple[int, Item] | None:
        """Return the picture to be shown now, if any; older ones that are due as well are dropped."""
        found: tuple[int, Item] | None = None
        while self._waiting and self._moment_s(self._waiting[0][0]) <= now_s + TOLERANCE_S:
            self.statistics.late += found is not None
            found = self._waiting.popleft()
        if found is not None:
            self._count(found[0], now_s)
        return found

    @property
    def next_s(self) -> float | None:
        """When the next picture is due; None: none waits."""
        return self._moment_s(self._waiting[0][0]) if self._waiting else None

    def clear(self) -> None:
        """Forget the pictures that wait and how late others were."""
        self._waiting.clear()
        self._lateness.clear()

    def _moment_s(self, timestamp: int) -> float:
        return timestamp / CLOCK_HZ + self._aim_s + self.extra_delay_s

    def _aim(self, now_s: float) -> None:
        """Choose the lateness that pictures are shown with: nearly all are decoded by then."""
        while self._lateness and now_s - self._lateness[0][0] > WINDOW_S:
            self._lateness.popleft()
        telling, over = self._telling(now_s)
        ordered = sorted(telling)
        self._least_s = ordered[0]
        covering_s = ordered[min(len(ordered) - 1, int(COVERED * len(ordered)))]
        most_s = self._least_s + min(MOST_DELAY_S, REPAIRED_S + REPAIR_TRIPS * self.rtt_s)
        wanted_s = min(covering_s, most_s)
        if wanted_s - self._least_s <= CLEAN_S:
            wanted_s = self._least_s
        if self._aimed_s is None:
            self._aim_s = wanted_s
        else:
            fall = EARLY_FALL_S_PER_S if over or now_s - self._begun_s < EARLY_S else FALL_S_PER_S
            fallen_s = self._aim_s - fall * max(0.0, now_s - self._aimed_s)
            self._aim_s = min(max(wanted_s, fallen_s), most_s)
        self._aimed_s = now_s
        self.statistics.delay_s = self._aim_s - self._least_s + self.extra_delay_s

    def _telling(self, now_s: float) -> tuple[list[float], bool]:
        """Return the latenesses that say something of the next pictures; and whether a spell of late ones is over.

        A queue that filled up and is gone made pictures late in one spell; lost packets do it again and again.
        """
        recent_s = [lateness_s for at_s, lateness_s in self._lateness if now_s - at_s <= RECENT_S]
        spread_s = max(recent_s) - min(recent_s)
        if spread_s > MOVED_S:
            return [lateness_s for _, lateness_s in self._lateness], False
        limit_s = max(recent_s) + (CLEAN_S if spread_s <= CALM_S else FAR_S)
        spell_s = [at_s for at_s, lateness_s in self._lateness if lateness_s > limit_s]
        spells = 1 + sum(late - early > SPELL_PAUSE_S for early, late in pairwise(spell_s))
        if not spell_s or spells > FEW_SPELLS:
            return [lateness_s for _, lateness_s in self._lateness], False
        return [lateness_s for _, lateness_s in self._lateness if lateness_s <= limit_s], True

    def _begins_anew(self, lateness_s: float, ready_s: float, *, restart: bool) -> bool:
        """Tell whether a picture is the first of a time line, or of a line that is much slower or quicker now."""
        if not self._lateness or (restart and ready_s - self._lateness[-1][0] > PAUSE_S):
            return True
        if abs(lateness_s - self._least_s) <= JUMP_S:
            return False
        newest_s = [lateness for _, lateness in list(self._lateness)[-AGREEING:]]
        agreed = len(newest_s) == AGREEING and all(abs(each - lateness_s) < MOST_DELAY_S for each in newest_s)
        return restart or lateness_s < self._least_s or agreed

    def _count(self, timestamp: int, now_s: float) -> None:
        if self.shown_timestamp is not None:
            gap_s = now_s - self.shown_s
            usual_s = median(self._gaps) if self._gaps else gap_s
            if gap_s > max(_FREEZE_TIMES * usual_s, usual_s + _FREEZE_MORE_S):
                self.statistics.freezes += 1
                self.statistics.frozen_s += gap_s
            self._gaps.append(gap_s)
        self.shown_timestamp, self.shown_s = timestamp, now_s
        self.statistics.shown += 1
