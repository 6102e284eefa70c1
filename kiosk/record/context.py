# SPDX-License-Identifier: EUPL-1.2
"""What the record needs to know about a visit. Frozen, no I/O.

Fields that name a person are kept out of ``repr``, so that no traceback or debug line can show them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from kiosk.capability import Instrument
from kiosk.reading import Reading
from kiosk.record.waveform import WaveStrip


class EncounterStatus(StrEnum):
    """The FHIR R4 Encounter.status values a visit passes through."""

    PLANNED = "planned"
    """Booked; nobody is there."""
    ARRIVED = "arrived"
    """The patient has given the visit code at the station."""
    IN_PROGRESS = "in-progress"
    """Patient and GP are connected."""
    FINISHED = "finished"
    """Over, after the two had met."""
    CANCELLED = "cancelled"
    """Over without the two having met."""


class TimeSync(StrEnum):
    """Where the station's clock comes from."""

    NTP = "ntp"
    MANUAL = "manual"
    NONE = "none"


@dataclass(frozen=True, kw_only=True, slots=True)
class Identifier:
    """A number or name given out by somebody; see `kiosk.record.national_id` for the national systems."""

    system: str
    value: str = field(repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Patient:
    """Who the visit is about. Without an identifier the record carries name and birth date itself."""

    identifier: Identifier | None = None
    name: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Practitioner:
    """The GP or nurse at the other end."""

    name: str = field(default="", repr=False)
    identifier: Identifier | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Station:
    """The station as a place and as a device. ``system_id`` is an EUI-64 of 16 hex digits, empty if it has none."""

    id: str
    name: str
    address: str = ""
    serial: str = ""
    software_version: str = ""
    system_id: str = ""
    time_sync: TimeSync = TimeSync.NTP


@dataclass(frozen=True, kw_only=True, slots=True)
class StatusSpan:
    """A status the visit had, from ``start`` to ``end`` (None: still has)."""

    status: EncounterStatus
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class VisitRecord:
    """One visit as the record sees it. Times carry their zone.

    ``history`` holds the spans in order, gaps in the call left out; ``end_reason`` is the call's hang-up reason and
    ``booking_id`` the appointment's, each empty if there is none.
    """

    visit_id: str
    patient: Patient
    practitioner: Practitioner
    station: Station
    status: EncounterStatus
    started_at: datetime | None = None
    ended_at: datetime | None = None
    history: tuple[StatusSpan, ...] = ()
    booking_id: str = ""
    end_reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Filing:
    """What is filed at once: the visit's state and the readings and waveform strips the GP accepted.

    ``instruments``: what the station's instruments can do, for their description.
    """

    visit: VisitRecord
    accepted_at: datetime
    readings: tuple[Reading, ...] = ()
    strips: tuple[WaveStrip, ...] = ()
    instruments: tuple[Instrument, ...] = ()
