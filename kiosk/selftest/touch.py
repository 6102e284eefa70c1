# SPDX-License-Identifier: EUPL-1.2
"""The touch grid: a person touches every field once, and what did not answer is remembered with its date. Pure."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated

from msgspec import Meta, Struct

from kiosk.selftest.report import Check, Reason, Result, failed, passed, skipped

COLUMNS, ROWS = 5, 3
FIELDS = COLUMNS * ROWS
LONG_AGO = timedelta(days=183)
"""Half a year; panels age, and are changed."""


class TouchRecord(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the last grid ended. ``missed``: fields that did not answer, from 0, by rows from the upper left."""

    at: Annotated[datetime, Meta(tz=True)]
    missed: tuple[int, ...] = ()


def touch_result(record: TouchRecord | None, now: datetime) -> Result:
    """Say what the last grid is worth now."""
    if record is None:
        return skipped(Check.TOUCH, Reason.NEVER_TRIED)
    if record.missed:
        return failed(Check.TOUCH, Reason.DEAD_AREA)
    if now - record.at > LONG_AGO:
        return skipped(Check.TOUCH, Reason.LONG_AGO)
    return passed(Check.TOUCH)
