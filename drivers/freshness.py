# SPDX-License-Identifier: EUPL-1.2
"""Whether a result that a device dates by its own clock was measured now or for somebody before. Pure.

Devices give their clock without a zone, to the minute or the second, and many are wrong. Where the device tells what
its clock shows now, the difference is known; where it does not, it is taken to show the station's local time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kiosk.reading import Failure

MINUTE = timedelta(seconds=60)
"""Most devices give no seconds, so a result may seem up to a minute older than it is."""
AHEAD = timedelta(minutes=2)
"""A result cannot be of the future; a clock that is this much ahead is wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Age:
    """When a result was measured by our clock (aware), or why that cannot be said or it does not count."""

    measured_at: datetime | None
    refusal: Failure | None


def local(moment: datetime) -> datetime:
    """Return an aware ``moment`` as a device's clock would show it: local time without a zone."""
    return moment.astimezone().replace(tzinfo=None)


def date(device_time: datetime | None, offset: timedelta | None, *, since: datetime, now: datetime) -> Age:
    """Date a result out of a device's memory.

    ``offset``: how far the device's clock is ahead of local time, None if it did not tell. ``since`` and ``now`` are
    aware. A result counts if it was measured after ``since``.
    """
    if device_time is None:
        return Age(measured_at=None, refusal=Failure.CLOCK_UNKNOWN)
    ago = local(now) - (device_time - (offset or timedelta(0)))
    measured_at = min(now - ago, now)
    if ago < -AHEAD:
        return Age(measured_at=None, refusal=Failure.CLOCK_UNKNOWN)
    if measured_at < since - MINUTE:
        return Age(measured_at=measured_at, refusal=Failure.OLD_RESULT)
    return Age(measured_at=measured_at, refusal=None)
