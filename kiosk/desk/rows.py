# SPDX-License-Identifier: EUPL-1.2
"""What the desk remembers: stations, and visits without anything that names a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kiosk.signalling.topics import FIRST_SEAT


class VisitState(StrEnum):
    """A visit as the desk knows it. `OPEN` is left once, for good."""

    OPEN = "open"
    ENDED = "ended"
    """The station said so."""
    CANCELLED = "cancelled"
    """The clinic took it back."""
    EXPIRED = "expired"
    """Its time passed."""


class Ending(StrEnum):
    """What ends a visit."""

    STATION_ENDED = "station-ended"
    CLINIC_CANCELLED = "clinic-cancelled"
    TIME_PASSED = "time-passed"


class Cause(StrEnum):
    """Why a visit ended, as its station says it; says nothing of what was spoken."""

    NONE = ""
    GP = "gp"
    PATIENT = "patient"
    REFUSED = "refused"
    """She did not consent."""
    CALL_BACK = "call-back"
    """She did not wait any longer: the clinic shall ring her."""
    CANCELLED = "cancelled"
    EXPIRED = "expired"


# An ending that is missing here changes nothing: a visit is over for the first reason that was given.
AFTER: dict[tuple[VisitState, Ending], VisitState] = {
    (VisitState.OPEN, Ending.STATION_ENDED): VisitState.ENDED,
    (VisitState.OPEN, Ending.CLINIC_CANCELLED): VisitState.CANCELLED,
    (VisitState.OPEN, Ending.TIME_PASSED): VisitState.EXPIRED,
}


class RequestState(StrEnum):
    """Somebody without an appointment, as the desk knows her."""

    WAITING = "waiting"
    """She sits at the station."""
    RING = "ring"
    """She has gone and wants to be rung."""
    OVER = "over"
    """Somebody has taken or rung her, or she has left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestRow:
    """A request. ``sealed``: what it is about, empty once it is over; ``heard_at``: when it was last heard of."""

    id: str
    station: str
    state: RequestState
    asked_at: datetime
    heard_at: datetime
    sealed: bytes


@dataclass(frozen=True, kw_only=True, slots=True)
class StationRow:
    """An enrolled station. ``thumbprint``: of its certificate; ``encryption_jwk``: JSON of its public key."""

    id: str
    name: str
    address: str
    phone: str
    thumbprint: str
    encryption_jwk: str
    enrolled_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitRow:
    """A visit. ``sealed`` is what only the station can open; it and ``code_tag`` are empty once the visit is over.

    ``seats``: whose links open it now.
    """

    id: str
    station: str
    starts_at: datetime
    ends_at: datetime
    created_at: datetime
    state: VisitState = VisitState.OPEN
    over_at: datetime | None = None
    sealed: str = ""
    code_tag: str = ""
    cause: Cause = Cause.NONE
    seats: tuple[str, ...] = (FIRST_SEAT,)
