# SPDX-License-Identifier: EUPL-1.2
"""The touch grid: a person touches every field once, and what did not answer is remembered with its date. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.selftest.report import Check, Reason, Result, failed, passed, skipped

FIELD_MM = (25.0, 23.0)
"""Width and height that a field needs at least, with the gap beside it."""
AROUND_MM = (12.0, 45.0)
"""What is at the sides, and above and below the grid."""
MOST = (8, 4)
LONG_AGO = timedelta(days=183)
"""Half a year; panels age, and are changed."""


class TouchRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the last grid ended. ``missed``: fields that did not answer, from 0, by rows from the upper left."""

    at: Annotated[datetime, Meta(tz=True)]
    missed: tuple[int, ...] = ()


def grid(width_mm: float, height_mm: float) -> tuple[int, int]:
    """Divide a panel of that size into columns and rows of fields that a finger can tell apart."""
    counts = (
        int((side - around) // field)
        for side, around, field in zip((width_mm, height_mm), AROUND_MM, FIELD_MM, strict=True)
    )
    columns, rows = (max(1, min(count, most)) for count, most in zip(counts, MOST, strict=True))
    return columns, rows


def touch_result(record: TouchRecord | None, now: datetime) -> Result:
    """Say what the last grid is worth now."""
    if record is None:
        return skipped(Check.TOUCH, Reason.NEVER_TRIED)
    if record.missed:
        return failed(Check.TOUCH, Reason.DEAD_AREA)
    if now - record.at > LONG_AGO:
        return skipped(Check.TOUCH, Reason.LONG_AGO)
    return passed(Check.TOUCH)
