# SPDX-License-Identifier: EUPL-1.2
"""What a second's figures mean for people: a grade and what keeps it from being better. Pure; steady by hysteresis.

The bounds are where people begin to notice: G.114 for delay (150 ms one way is free, 400 ms is talking in turns),
P.1201/P.1203 and our own bench for concealed speech and freezes.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from kiosk.call.statistics import CallStatistics
from kiosk.line_quality import CallMode, Cause, Grade, Quality

GRADES = tuple(Grade)
"""From best to worst."""
LOSS = (0.03, 0.10, 0.25)
"""Share lost before repair. Redundancy and repetition hide the first; nothing hides the last."""
CONCEALED = (0.01, 0.04, 0.12)
FROZEN_MS = (100.0, 350.0, 700.0)
RTT_MS = (300.0, 600.0, 1500.0)
SLOW_BPS = (250_000, 100_000, 40_000)
"""Below these the picture is small, hardly there, gone."""
SMALL = (0.6, 0.3)
"""Share of the picture's width that is still sent."""
SKIPPED = (10, 20)
"""Pictures left out in a second."""
GONE_S = 2.0
WORSE_OF = 3
"""A grade gets worse when most of so many seconds were that bad."""
BETTER_AFTER = 5
"""And better when so many seconds were all better: who reads the line must be able to believe it."""
WARM_UP = 8
"""For so many seconds a new connection is still finding out how much the line carries."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One second's grade as a number (0 is good) and its cause."""

    badness: int
    cause: Cause


FINE = Verdict(0, Cause.NONE)


def judge(record: CallStatistics) -> Verdict:
    """Judge one second alone; of several causes as bad as each other, the first."""
    if not record.connected or record.silent_s >= GONE_S:
        return Verdict(3, Cause.GONE)
    lossy_in = (record.loss_in or 0.0) >= LOSS[0]
    heard = max(_above(record.concealed, CONCEALED), _above(record.frozen_ms, FROZEN_MS))
    verdicts = (
        Verdict(heard, Cause.LOSS_DOWN if lossy_in else Cause.SLOW_DOWN),
        Verdict(_above(record.loss_in or 0.0, LOSS), Cause.LOSS_DOWN),
        Verdict(_above(record.loss_out or 0.0, LOSS), Cause.LOSS_UP),
        Verdict(_slow_up(record), Cause.SLOW_UP),
        Verdict(_above((record.rtt_ms or 0.0) + record.queue_out_ms, RTT_MS), Cause.DELAY),
    )
    worst = max(verdicts, key=lambda each: each.badness)
    return worst if worst.badness else FINE


def _above(value: float, bounds: tuple[float, ...]) -> int:
    return sum(value >= bound for bound in bounds)


def _slow_up(record: CallStatistics) -> int:
    if record.mode is not CallMode.FULL:
        return 3 if record.mode is CallMode.TEXT_ONLY else 2
    badness = sum(0 < record.target_out_bps < bound for bound in SLOW_BPS)
    if record.video_out_width and record.video_out_wanted_width:
        share = record.video_out_width / record.video_out_wanted_width
        badness = max(badness, sum(share < bound for bound in SMALL))
    return max(badness, sum(record.frames_skipped >= bound for bound in SKIPPED))


class QualityWatch:
    """Follows a call second by second; ``quality`` is what people are told."""

    def __init__(self) -> None:
        self.quality = Quality()
        self._verdicts: deque[Verdict] = deque(maxlen=BETTER_AFTER)
        self._seconds = self._attempts = 0

    def _judge(self, record: CallStatistics) -> Verdict:
        self._seconds = self._seconds + 1 if record.attempts == self._attempts else 1
        self._attempts = record.attempts
        verdict = judge(record)
        slow = verdict.cause in (Cause.SLOW_UP, Cause.SLOW_DOWN)
        return FINE if slow and self._seconds <= WARM_UP and record.mode is CallMode.FULL else verdict

    def second(self, record: CallStatistics) -> Quality:
        """Take a second into account and return what is to be told now."""
        verdict = self._judge(record)
        self._verdicts.append(verdict)
        shown = GRADES.index(self.quality.grade)
        recent = sorted(each.badness for each in list(self._verdicts)[-WORSE_OF:])
        now = recent[len(recent) // 2] if len(recent) == WORSE_OF else 0
        if verdict.cause is Cause.GONE:
            now = verdict.badness
        steadily = max(each.badness for each in self._verdicts)
        if now > shown:
            shown = now
        elif len(self._verdicts) == BETTER_AFTER and steadily < shown:
            shown = steadily
        self.quality = Quality(grade=GRADES[shown], cause=self._cause(shown))
        return self.quality

    def _cause(self, shown: int) -> Cause:
        """Name the cause that most of the last seconds had; the one that is told stays while it is as common."""
        if not shown:
            return Cause.NONE
        causes = [each.cause for each in self._verdicts if each.badness]
        if self._verdicts[-1].cause is Cause.GONE or not causes:
            return self._verdicts[-1].cause if causes else self.quality.cause
        return max(dict.fromkeys([self.quality.cause, *reversed(causes)]), key=causes.count)


STARVED_BPS = 120_000
STARVED_CONCEALED = 0.08
STARVED_OF = (4, 6)
"""So many of so many seconds."""
PAUSES_S = (15, 30, 60)
"""How long the GP's picture stays out; longer each time it does not help."""
TRIAL_S = 20
"""A picture that came back and stayed so long is welcome."""


class DownlinkGuard:
    """Decides whether the GP's page should send its picture: not while that starves her voice. One step a second.

    Few received bits and much made-up speech at once mean that what comes is full; loss alone does not.
    """

    def __init__(self) -> None:
        self.wanted = True
        self._starved: deque[bool] = deque(maxlen=STARVED_OF[1])
        self._seconds = 0
        self._tries = 0

    def second(self, record: CallStatistics) -> bool:
        """Take a second into account; tell whether her picture is wanted now."""
        self._seconds += 1
        pictured = record.video_in_fps > 0
        self._starved.append(
            self.wanted
            and pictured
            and record.concealed >= STARVED_CONCEALED
            and record.received_bps < STARVED_BPS
        )  # fmt: skip
        if self.wanted:
            if sum(self._starved) >= STARVED_OF[0]:
                self._turn(False)
            elif self._seconds >= TRIAL_S:
                self._tries = 0
        elif self._seconds >= PAUSES_S[min(self._tries, len(PAUSES_S) - 1)] and record.concealed < STARVED_CONCEALED:
            self._tries += 1
            self._turn(True)
        return self.wanted

    def _turn(self, wanted: bool) -> None:
        self.wanted, self._seconds = wanted, 0
        self._starved.clear()
