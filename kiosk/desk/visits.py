# SPDX-License-Identifier: EUPL-1.2
"""Making visits, ending them, and forgetting them.

The link's secret and the code exist here for as long as it takes to answer the one who asked for the visit. What the
station needs is sealed to it at once; the desk cannot read it back.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk import log
from kiosk.clock import Clock
from kiosk.desk.broker_admin import BrokerAdmin
from kiosk.desk.codes import new_code
from kiosk.desk.courier import Courier
from kiosk.desk.rows import AFTER, Cause, Ending, StationRow, VisitRow, VisitState
from kiosk.desk.store import DeskStore
from kiosk.desk_settings import DeskSettings
from kiosk.errors import DeskError, DeskReason
from kiosk.identity import Identity
from kiosk.signalling.descriptor import Gp, Patient, VisitDescriptor, seal
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import Link, make_link, mqtt_password, new_secret, proof_key
from kiosk.signalling.topics import new_visit_id

MAX_LENGTH = timedelta(hours=24)

_log = log.EventLog("visits")


class NewVisit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is needed to make a visit; `POST /visits`."""

    station: str
    patient: Patient
    gp: Gp
    starts_at: Annotated[datetime, Meta(tz=True)]
    ends_at: Annotated[datetime, Meta(tz=True)]
    language: Annotated[str, Meta(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$")] = "sv"
    request: Annotated[str, Meta(pattern=r"^([a-z2-7]{26})?$")] = ""
    """Whose it is, of those who wait without an appointment; see `kiosk.desk.requests`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MadeVisit:
    """What is told once: the patient's code and the GP's link."""

    visit: str
    code: str = field(repr=False)
    link: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class Desk:
    """What visits are made with."""

    settings: DeskSettings
    identity: Identity
    store: DeskStore
    admin: BrokerAdmin
    courier: Courier
    clock: Clock


class Visits:
    """The desk's visits."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tag_key = desk.identity.derive("visit code tags")

    async def create(self, wanted: NewVisit) -> MadeVisit:
        """Make a visit: id, code, link, broker principal, sealed descriptor. Raises `DeskError`."""
        station = self._station(wanted.station)
        self._check_times(wanted)
        visit, secret = new_visit_id(), new_secret()
        code, tag = new_code(self._tag_key, self._desk.store.code_tags(station.id))
        descriptor = self._descriptor(wanted, visit=visit, code=code, secret=secret)
        sealed = seal(descriptor, msgspec.json.decode(station.encryption_jwk), self._desk.identity)
        # The row comes first: a principal without a row is removed when the desk meets the broker again.
        self._desk.store.add_visit(
            VisitRow(
                id=visit,
                station=station.id,
                starts_at=descriptor.starts_at,
                ends_at=descriptor.ends_at,
                created_at=self._desk.clock.now(),
                sealed=sealed,
                code_tag=tag,
            )
        )
        try:
            await self._desk.admin.add_gp(station.id, visit, mqtt_password(secret, visit))
        except DeskError:
            self._desk.store.drop_visit(visit)
            raise
        self._desk.courier.wake()
        _log.info("made", visit=visit, station=station.id)
        base_url = self._desk.settings.desk.public_url
        link = Link(base_url=base_url, visit=visit, secret=secret, station_thumbprint=station.thumbprint)
        return MadeVisit(visit=visit, code=code, link=make_link(link), expires=descriptor.ends_at)

    def get(self, visit: str) -> VisitRow:
        """Find a visit; raises `DeskError` (UNKNOWN_VISIT)."""
        row = self._desk.store.visit(visit)
        if row is None:
            raise DeskError("There is no such visit.", reason=DeskReason.UNKNOWN_VISIT)
        return row

    async def end(self, visit: str, ending: Ending, cause: Cause = Cause.NONE) -> VisitRow:
        """End a visit and throw its GP out at once; ending it again changes nothing.

        If the broker is away the visit is over all the same, and its principal goes when the broker is back.
        """
        row = self.get(visit)
        after = AFTER.get((row.state, ending))
        if after is not None:
            self._desk.store.end_visit(visit, after, self._desk.clock.now(), cause)
            self._desk.courier.wake()
            _log.info("over", visit=visit, station=row.station, state=after)
            try:
                for seat in row.seats:
                    await self._desk.admin.remove_gp(visit, seat)
            except DeskError as problem:
                _log.warning("principal-left", visit=visit, reason=problem.reason)
        return self.get(visit)

    async def sweep(self) -> None:
        """Expire visits whose time and grace have passed, and forget those that have long been over."""
        now = self._desk.clock.now()
        section = self._desk.settings.desk
        for row in self._desk.store.visits(VisitState.OPEN):
            if row.ends_at + timedelta(seconds=section.grace_s) <= now:
                await self.end(row.id, Ending.TIME_PASSED)
        self._desk.store.forget_visits(now - timedelta(seconds=section.keep_s))

    async def reconcile(self) -> None:
        """Make the broker's rights fit what is known here."""
        stations = [row.id for row in self._desk.store.stations()]
        open_rows = self._desk.store.visits(VisitState.OPEN)
        visits = [(row.station, row.id, seat) for row in open_rows for seat in row.seats]
        await self._desk.admin.reconcile(stations, visits)

    def _station(self, station: str) -> StationRow:
        row = self._desk.store.station(station)
        if row is None:
            raise DeskError(
                "There is no such station.",
                reason=DeskReason.UNKNOWN_STATION,
                hint="Enrol it first; see `kiosk enrol`.",
            )
        return row

    def _check_times(self, wanted: NewVisit) -> None:
        length = wanted.ends_at - wanted.starts_at
        if not timedelta(0) < length <= MAX_LENGTH or wanted.ends_at <= self._desk.clock.now():
            raise DeskError(
                "A visit must end after it starts, within a day, and not have passed.", reason=DeskReason.BAD_TIMES
            )

    def _descriptor(self, wanted: NewVisit, *, visit: str, code: str, secret: bytes) -> VisitDescriptor:
        return VisitDescriptor(
            visit=visit,
            kiosk=wanted.station,
            code=code,
            starts_at=wanted.starts_at.astimezone(UTC),
            ends_at=wanted.ends_at.astimezone(UTC),
            proof_key=b64url(proof_key(secret, visit)),
            language=wanted.language,
            patient=wanted.patient,
            gp=wanted.gp,
            clinic=self._desk.settings.desk.clinic,
            request=wanted.request,
        )
