# SPDX-License-Identifier: EUPL-1.2
"""What arrived at one end of a call, and the figures made of it. Pure. Times are wall seconds."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

FREEZE_TIMES_MEDIAN = 3.0
FREEZE_OVER_MEDIAN_S = 0.15
SLOWEST_MEDIAN_S = 0.2
"""A picture slower than five a second is not a slow picture but a frozen one."""
FRESH_MS = 500.0
"""A picture older than this is not a fresh one."""
HOLD_S = 2.0


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture that was shown (decoded, where there is no screen). ``latency_ms`` None: unreadable stripe."""

    at_s: float
    latency_ms: float | None
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Heard:
    """Samples played by ``at_s``, counted from the start: all of them, and those that were made up."""

    at_s: float
    total: float
    concealed: float


@dataclass(slots=True)
class Track:
    """What one end saw and heard."""

    frames: list[Seen] = field(default_factory=list)
    voice: list[Heard] = field(default_factory=list)
    voice_delay_ms: list[tuple[float, float]] = field(default_factory=list)
    """When, and how long sound was on its way from microphone to loudspeaker."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flow:
    """How pictures came in a stretch of time."""

    fps: float
    frozen: float
    """Share of the time that lay in gaps a person notices."""
    worst_s: float
    freezes: int


def flow(frames: Sequence[Seen], from_s: float, to_s: float) -> Flow:
    """Measure gaps; the edges of the stretch count as pictures, so that a gap is cut off there."""
    times = [frame.at_s for frame in frames if from_s <= frame.at_s <= to_s]
    between = [after - before for before, after in zip([from_s, *times], [*times, to_s], strict=True)]
    inner = [after - before for before, after in itertools.pairwise(times)]
    median_s = min(statistics.median(inner), SLOWEST_MEDIAN_S) if inner else 0.0
    limit_s = max(FREEZE_TIMES_MEDIAN * median_s, median_s + FREEZE_OVER_MEDIAN_S)
    freezes = [gap for gap in between if gap > limit_s]
    length_s = max(to_s - from_s, 1e-9)
    return Flow(fps=len(times) / length_s, frozen=sum(freezes) / length_s, worst_s=max(between), freezes=len(freezes))


def latencies_ms(frames: Iterable[Seen], from_s: float, to_s: float) -> list[float]:
    """List the ages of the pictures shown in a stretch of time."""
    return [frame.latency_ms for frame in frames if from_s <= frame.at_s <= to_s and frame.latency_ms is not None]


def quantile(values: Sequence[float], share: float) -> float | None:
    """Return the value below which ``share`` of ``values`` lies; None without values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else None


def fresh_after_s(frames: Iterable[Seen], event_s: float, drawn_after_s: float | None = None) -> float | None:
    """Tell how long after ``event_s`` a fresh (young) picture was shown, drawn after ``drawn_after_s`` if given."""
    for frame in frames:
        if frame.at_s < event_s or frame.latency_ms is None or frame.latency_ms > FRESH_MS:
            continue
        if drawn_after_s is None or frame.at_s - frame.latency_ms / 1000 >= drawn_after_s:
            return frame.at_s - event_s
    return None


def settled_after_s(frames: Iterable[Seen], from_s: float, to_s: float, limit_ms: float) -> float | None:
    """Tell how long after ``from_s`` the latency, once it rose over ``limit_ms``, came back to stay for `HOLD_S`.

    0: it never rose; None: it did not come back.
    """
    risen, since_s = False, None
    for frame in frames:
        if not from_s <= frame.at_s <= to_s or frame.latency_ms is None:
            continue
        if frame.latency_ms >= limit_ms:
            risen, since_s = True, None
        elif risen and since_s is None:
            since_s = frame.at_s
        elif since_s is not None and frame.at_s - since_s >= HOLD_S:
            return since_s - from_s
    return None if risen else 0.0


def full_size_after_s(frames: Iterable[Seen], from_s: float, width: int) -> float | None:
    """Tell how long after ``from_s`` the first picture of at least ``width`` was shown."""
    return next((max(0.0, frame.at_s - from_s) for frame in frames if frame.width >= width), None)


def concealed_share(voice: Sequence[Heard], from_s: float, to_s: float) -> float | None:
    """Tell which share of what was played in a stretch of time was made up; None if that is not known."""
    if len(voice) < 2 or voice[-1].at_s <= from_s:
        return None
    (total, concealed), (total_before, concealed_before) = _at(voice, to_s), _at(voice, from_s)
    played = total - total_before
    return (concealed - concealed_before) / played if played > 0 else None


def _at(voice: Sequence[Heard], at_s: float) -> tuple[float, float]:
    """Counts at a moment, between two entries in proportion."""
    before = voice[0]
    for after in voice:
        if after.at_s >= at_s:
            span_s = after.at_s - before.at_s
            share = (at_s - before.at_s) / span_s if span_s > 0 else 1.0
            share = min(1.0, max(0.0, share))
            return (
                before.total + share * (after.total - before.total),
                before.concealed + share * (after.concealed - before.concealed),
            )
        before = after
    return before.total, before.concealed


@dataclass(slots=True)
class VoiceCounter:
    """Adds up the counts of connections that come and go."""

    total: float = 0.0
    concealed: float = 0.0
    _last: dict[int, tuple[float, float]] = field(default_factory=dict)

    def count(self, connection: int, total: float, concealed: float) -> None:
        """Take what ``connection`` has counted since it began."""
        total_before, concealed_before = self._last.get(connection, (0.0, 0.0))
        self.total += max(0.0, total - total_before)
        self.concealed += max(0.0, concealed - concealed_before)
        self._last[connection] = (total, concealed)
