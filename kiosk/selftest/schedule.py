# SPDX-License-Identifier: EUPL-1.2
"""When a self-test is due. Pure: times in, answer out."""

from __future__ import annotations

from datetime import datetime, time, timedelta


def read_time(text: str) -> time | None:
    """Read a time of day as the settings write it (``HH:MM``); None for none."""
    return time.fromisoformat(text) if text else None


def last_moment(now: datetime, at: time) -> datetime:
    """Return the latest moment at or before ``now`` at which it was ``at`` o'clock; ``now`` is local time.

    An hour that summer time leaves out is taken as if it were there; of one that comes twice the first counts.
    """
    today = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0, fold=0)
    return today if today.timestamp() <= now.timestamp() else today - timedelta(days=1)


def due(now: datetime, at: time, last: datetime | None) -> bool:
    """Tell whether the morning's self-test is still to be made; ``last``: when the last one of any kind began.

    A machine that was off at the time makes it as soon as it is on. A report from the future, which a clock that was
    mended leaves behind, counts for nothing.
    """
    if last is None or last.timestamp() > now.timestamp():
        return True
    return last.timestamp() < last_moment(now, at).timestamp()
