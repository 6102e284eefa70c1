# SPDX-License-Identifier: EUPL-1.2
"""Sees a line become narrow before its sender does, and says how much is to be sent over it.

Browsers find out that a line takes less than before from feedback, in half a second and more; the queue of a village's
line is full in a quarter of one, and what it drops then is the voice as well. Who receives sees the voice come later
and later at once. So the sender is given a limit (REMB) until the queue is gone, and a rising one for a while after it.
No I/O and no clock.
"""

from __future__ import annotations

from collections import deque
from enum import StrEnum

SOON_S = 0.025
"""Two frames that are later than the earliest of ten seconds by this may be the beginning of a queue."""
LATE_S = 0.05
"""Later than that, a queue is taken for one."""
USUAL = 2.0
"""By so many times what packets usually are late more."""
NEWEST, APART_S = 3, 0.025
"""So many frames must be late, that came so far apart: what a line that paused lets go of comes all at once instead."""
LEARN_S = 4.0
"""How long it takes to know what is usual."""
GONE_S = 0.03
BUCKET_S, BUCKETS = 1.0, 10
SHORTEST_S, LONGEST_S = 0.08, 0.3
"""Over how long what arrives is counted: from when the queue began, at least and at most."""
DRAIN_SHARE, DRAIN_SLOPE, LEAST_SHARE = 0.9, 1.0, 0.6
"""The limit, of what arrives: ``DRAIN_SHARE - DRAIN_SLOPE * lateness``, and no less than the last."""
EASY_SHARE, EASY_S, EASY_GROWTH = 0.9, 1.0, 1.25
"""The limit when the queue is gone: of what arrived, for so long; then it grows by so much a second."""
NEEDLESS = 2.0
"""A limit that is this far above what comes holds nothing back."""
LEAST_BPS, MOST_BPS = 150_000, 5_000_000
"""The voice, sent twice, and a small picture always fit, for a browser that is held lower gives up its picture for many
seconds, and a line that takes less it finds out itself; and what lifts a limit."""
AGAIN_S, AGAIN_SHARE = 5.0, 0.8
"""Who sends no more than she was told, and is late again so soon, is late for another reason: what arrives then says
little of what the line takes, which is at least so much of what it took before."""
OFTEN, OFTEN_S = 4, 15.0
"""A line that was full so often in so long a time, though its sender is held, is late for reasons of its own (or our
machine is): it is left to its sender for a while."""
REPEAT_S, LIFTS = 0.2, 5
"""A limit is told so often, for it may be lost; and that there is none any more, so many times."""
LONGEST_QUEUE_S = 3.0
"""What stands longer than this is not the sender's queue."""
SMOOTHING = 1 / 128


class LineState(StrEnum):
    """How the line towards us is."""

    WIDE = "wide"
    FULL = "full"
    """A queue stands before it."""
    EASING = "easing"
    """The queue is gone; the limit rises."""


class Stream(StrEnum):
    """What a frame is of; each has a clock of its own."""

    VOICE = "voice"
    PICTURE = "picture"


class _Transit:
    """How late the frames of a stream are, beyond the quickest of ten seconds."""

    def __init__(self) -> None:
        self._buckets: deque[tuple[float, float]] = deque(maxlen=BUCKETS)

    def late_s(self, transit_s: float, now_s: float) -> float:
        if self._buckets and transit_s > self._buckets[-1][1] + LONGEST_QUEUE_S:
            self._buckets.clear()  # no queue: the sender's clock is another one
        if not self._buckets or now_s - self._buckets[-1][0] >= BUCKET_S:
            self._buckets.append((now_s, transit_s))
        elif transit_s < self._buckets[-1][1]:
            self._buckets[-1] = (self._buckets[-1][0], transit_s)
        return transit_s - min(least_s for _, least_s in self._buckets)


class Narrowing:
    """Give it every packet, and the times of frames; `due` returns what the sender is to be told."""

    def __init__(self) -> None:
        self.state = LineState.WIDE
        self.limit_bps = MOST_BPS
        self._sizes: deque[tuple[float, int]] = deque()
        self._transits = {stream: _Transit() for stream in Stream}
        self._newest: deque[tuple[float, float]] = deque([(0.0, 0.0)] * NEWEST, maxlen=NEWEST)
        """When the newest frames came, and how late, in seconds."""
        self._usual_s = 0.0
        self._began_s = self._since_s = 0.0
        self._first_s: float | None = None
        self._capacity_bps = self._least_bps = 0.0
        self._told_s: float | None = None
        self._lifts = 0
        self._queues_s = deque([-OFTEN_S] * OFTEN, maxlen=OFTEN)
        """When the newest queues began."""

    @property
    def filling(self) -> bool:
        """Whether a queue stands before the line, or may have begun to."""
        soon = min(late_s for _, late_s in list(self._newest)[-2:]) > SOON_S + USUAL * self._usual_s
        return self.state is LineState.FULL or (soon and self._known)

    @property
    def next_s(self) -> float | None:
        """When the limit is to be told again; None: there is none."""
        return None if self._told_s is None else self._told_s + REPEAT_S

    def arrived(self, size_bytes: int, now_s: float) -> None:
        """Count a packet of any kind."""
        self._sizes.append((now_s, size_bytes))
        while self._sizes[0][0] < now_s - LONGEST_S:
            self._sizes.popleft()

    def begin(self, stream: Stream) -> None:
        """Forget what is known of the times of a stream: another one begins."""
        self._transits[stream] = _Transit()

    def frame(self, stream: Stream, captured_s: float, now_s: float) -> None:
        """Note the first packet of a frame by its sender's time, whose zero is of no matter."""
        late_s = self._transits[stream].late_s(now_s - captured_s, now_s)
        if late_s < GONE_S:
            self._began_s = now_s
        if self._first_s is None:
            self._first_s = now_s
        if self.state is LineState.WIDE:
            self._usual_s += SMOOTHING * (late_s - self._usual_s)
        self._newest.append((now_s, late_s))
        self._judge(now_s)

    def due(self, now_s: float) -> int | None:
        """Return the limit, if it is to be told now."""
        if self._told_s is None or now_s < self._told_s + REPEAT_S:
            return None
        self._told_s = now_s
        if self.state is LineState.EASING:
            self._ease(now_s)
        if self.state is LineState.WIDE:
            self._lifts -= 1
            self._told_s = now_s if self._lifts > 0 else None
        return self.limit_bps

    @property
    def takes_bps(self) -> float | None:
        """What a line that is full takes."""
        return max(self._capacity_bps, LEAST_BPS) if self.state is LineState.FULL else None

    @property
    def _known(self) -> bool:
        return self._first_s is not None and self._newest[-1][0] > self._first_s + LEARN_S

    @property
    def _late_s(self) -> float:
        return min(late_s for _, late_s in self._newest)

    def _judge(self, now_s: float) -> None:
        if self.state is not LineState.FULL:
            if self._is_queue(now_s):
                self._begin_queue(now_s)
        elif self._late_s < GONE_S:
            self.state, self._since_s = LineState.EASING, now_s
            self.limit_bps = self._bounded(EASY_SHARE * self._capacity_bps)
            self._told_s = now_s - REPEAT_S
        elif now_s > self._since_s + LONGEST_QUEUE_S:
            self._widen(now_s)
        else:
            newest_bps = max(self._rate_bps(now_s, now_s - LONGEST_S), self._least_bps)
            self._capacity_bps += 0.25 * (newest_bps - self._capacity_bps)
            self._limit(now_s)

    def _is_queue(self, now_s: float) -> bool:
        late = now_s - self._newest[0][0] > APART_S and self._late_s > LATE_S + USUAL * self._usual_s
        return late and self._known and now_s > self._queues_s[0] + OFTEN_S

    def _begin_queue(self, now_s: float) -> None:
        again = self._capacity_bps > 0 and now_s < self._since_s + AGAIN_S
        self._least_bps = AGAIN_SHARE * self._capacity_bps if again else 0.0
        self.state, self._since_s = LineState.FULL, now_s
        self._queues_s.append(now_s)
        self._capacity_bps = max(self._rate_bps(now_s, self._began_s), self._least_bps)
        self._limit(now_s)

    def _limit(self, now_s: float) -> None:
        """Choose a limit that lets the queue shrink; tell a first one, or a much lower one, at once."""
        share = max(LEAST_SHARE, DRAIN_SHARE - DRAIN_SLOPE * self._late_s)
        before_bps, self.limit_bps = self.limit_bps, self._bounded(share * self._capacity_bps)
        if self._told_s is None or self.limit_bps < 0.8 * before_bps:
            self._told_s = now_s - REPEAT_S

    def _ease(self, now_s: float) -> None:
        if now_s < self._since_s + EASY_S:
            return
        self.limit_bps = self._bounded(self.limit_bps * EASY_GROWTH**REPEAT_S)
        if self.limit_bps > NEEDLESS * self._rate_bps(now_s, now_s - LONGEST_S):
            self._widen(now_s)

    def _widen(self, now_s: float) -> None:
        self.state, self.limit_bps, self._since_s = LineState.WIDE, MOST_BPS, now_s
        self._told_s, self._lifts = now_s - REPEAT_S, LIFTS
        self._transits = {stream: _Transit() for stream in Stream}

    def _rate_bps(self, now_s: float, from_s: float) -> float:
        """Tell what came since ``from_s``."""
        from_s = min(max(from_s, now_s - LONGEST_S), now_s - SHORTEST_S)
        return 8 * sum(size for at_s, size in self._sizes if at_s > from_s) / (now_s - from_s)

    @staticmethod
    def _bounded(bps: float) -> int:
        return int(min(max(bps, LEAST_BPS), MOST_BPS))
