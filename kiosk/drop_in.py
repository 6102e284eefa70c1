# SPDX-License-Identifier: EUPL-1.2
"""Visits that nobody has booked: what for, when they are taken, and what the clinic is told of them. Pure.

The clinic learns the reason, the language and since when somebody waits, never who. A reason is about somebody's
health: it stands in no log, topic, address or file name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Annotated

from msgspec import Meta, Struct

from kiosk import languages


class Reason(StrEnum):
    """Why somebody comes without an appointment, in the order in which it is asked; each has words and a picture."""

    FEVER = "fever"
    """A cold, a cough, a fever."""
    BREATHING = "breathing"
    """It is hard to breathe."""
    CHEST = "chest"
    """It hurts or presses in the chest."""
    STOMACH = "stomach"
    SKIN = "skin"
    """A wound, a rash, a bite."""
    PAIN = "pain"
    """It hurts somewhere else."""
    MOOD = "mood"
    """Worry, sadness, sleep."""
    OTHER = "other-reason"
    """A prescription, or anything else."""


ACUTE = frozenset({Reason.CHEST, Reason.BREATHING})
"""Who comes for one of these is asked first whether it is an emergency."""


class CallBack(StrEnum):
    """How it stands with the wish to be rung."""

    NONE = ""
    SENDING = "sending"
    TOLD = "told"
    """The clinic has it."""
    LOST = "lost"
    """It has not reached the clinic, which must be rung."""


PHONE_PATTERN = r"^[0-9]{5,15}$"


class Petition(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a station tells the desk of somebody who waits. ``phone``: she does not wait on, and wants to be rung."""

    reason: Reason
    language: Annotated[str, Meta(pattern=languages.PATTERN)] = "sv"
    waited_s: Annotated[int, Meta(ge=0, le=24 * 3600)] = 0
    phone: Annotated[str, Meta(pattern=f"^$|{PHONE_PATTERN}")] = ""


DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOURS_PATTERN = r"^({d})(-({d}))? ([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$".format(d="|".join(DAYS))
_HOURS = re.compile(r"(\w+)(?:-(\w+))? (\d\d:\d\d)-(\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """When somebody is on duty: days of the week, from 0, and from when until when."""

    days: frozenset[int]
    opens: time
    closes: time

    def holds(self, moment: datetime) -> bool:
        """Tell whether ``moment``, in local time, lies within."""
        return moment.weekday() in self.days and self.opens <= moment.time() < self.closes


def hours_of(text: str) -> Hours:
    """Read hours as they are written in the settings, e.g. ``mon-fri 08:00-16:00``; raises `ValueError`."""
    found = _HOURS.fullmatch(text)
    if found is None:
        raise ValueError(text)
    first, last, opens, closes = found.groups()
    begin, end = DAYS.index(first), DAYS.index(last or first)
    count = (end - begin) % len(DAYS) + 1
    days = frozenset((begin + step) % len(DAYS) for step in range(count))
    return Hours(days, time.fromisoformat(opens), time.fromisoformat(closes))


def is_open(hours: Iterable[str], moment: datetime) -> bool:
    """Tell whether somebody is on duty at ``moment``, in local time; without hours somebody always is."""
    known = [hours_of(each) for each in hours]
    return not known or any(each.holds(moment) for each in known)


def next_opening(hours: Iterable[str], moment: datetime) -> datetime | None:
    """Find when somebody is on duty again after ``moment``, in local time; None: never, or always."""
    found = [
        opening
        for each in map(hours_of, hours)
        if each.opens < each.closes
        for days in range(8)
        if (opening := datetime.combine(moment.date() + timedelta(days=days), each.opens, moment.tzinfo)) > moment
        and opening.weekday() in each.days
    ]
    return min(found, default=None)
