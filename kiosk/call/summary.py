# SPDX-License-Identifier: EUPL-1.2
"""A whole call in the log's few fields, in memory that does not grow with the call."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import accumulate

from kiosk.call.statistics import CallStatistics
from kiosk.line_quality import CallMode, Grade

LONGEST_RTT_MS = 10_000
"""A longer round trip counts as this one, so that only so many different ones are kept."""


@dataclass(kw_only=True, slots=True)
class _Mean:
    """Of what was known; 0 of nothing."""

    total: float = 0.0
    count: int = 0

    def add(self, value: float | None) -> None:
        if value is not None:
            self.total += value
            self.count += 1

    @property
    def value(self) -> float:
        return round(self.total / self.count, 4) if self.count else 0.0


@dataclass(kw_only=True, slots=True)
class CallSummary:
    """Counts, means and the middle round trip of the seconds that were added.

    A call of an hour has 3,600 records of a second, 10 MB of figures: so none of them is kept.
    """

    _seconds: Counter[str] = field(default_factory=Counter)
    _rtt_ms: Counter[int] = field(default_factory=Counter)
    _means: dict[str, _Mean] = field(
        default_factory=lambda: {
            name: _Mean() for name in ("loss_out", "loss_in", "sent_bps", "received_bps", "concealed", "cpu")
        }
    )
    _duration_s: int = 0
    _frozen_ms: float = 0.0
    _freezes: int = 0
    _connections: int = 0

    def add(self, record: CallStatistics) -> None:
        """Take one second into account."""
        self._duration_s += 1
        self._seconds["full"] += record.mode is CallMode.FULL
        self._seconds["audio_only"] += record.mode is CallMode.AUDIO_ONLY
        self._seconds["text_only"] += record.mode is CallMode.TEXT_ONLY
        self._seconds["poor"] += record.grade in (Grade.POOR, Grade.BAD)
        self._seconds["silent"] += record.silent_s >= 1
        if record.rtt_ms is not None:
            self._rtt_ms[min(round(record.rtt_ms), LONGEST_RTT_MS)] += 1
        for name, mean in self._means.items():
            mean.add(getattr(record, name))
        self._frozen_ms += record.frozen_ms
        self._freezes += record.freezes
        self._connections = max(self._connections, record.attempts)

    def fields(self) -> dict[str, float | int]:
        """Make the fields of a log line; empty for a call of no seconds."""
        if not self._duration_s:
            return {}
        return {
            "duration_s": self._duration_s,
            **{f"seconds_{name}": count for name, count in self._seconds.items()},
            "rtt_ms": _middle(self._rtt_ms),
            **{name: mean.value for name, mean in self._means.items()},
            "sent_bps": round(self._means["sent_bps"].value),
            "received_bps": round(self._means["received_bps"].value),
            "frozen_s": round(self._frozen_ms / 1000, 1),
            "freezes": self._freezes,
            "connections": self._connections,
        }


def _middle(counts: Counter[int]) -> int:
    """Return the value half of those counted do not exceed; 0 of nothing."""
    values = sorted(counts)
    reached = accumulate(counts[value] for value in values)
    return next((value for value, so_far in zip(values, reached, strict=True) if 2 * so_far >= counts.total()), 0)
