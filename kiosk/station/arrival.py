# SPDX-License-Identifier: EUPL-1.2
"""How a visit begins at the station: with the code of a booked one, or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from kiosk.signalling.descriptor import Gp, Patient, VisitDescriptor
from kiosk.signalling.jws import b64url
from kiosk.signalling.link import new_secret
from kiosk.signalling.topics import new_visit_id
from kiosk.station.bookings import Booking
from kiosk.station.call_leg import CallLeg, LegParts
from kiosk.station.gp_session import GpSession
from kiosk.station.memory import VisitMemory
from kiosk.station.vitals import Vitals
from kiosk.visit.steps import VisitKind

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor

LONGEST = timedelta(hours=12)
"""How long a visit without an appointment can last until the clinic gives it a time."""


@dataclass(slots=True)
class Arrival:
    """The beginning of a visit, for its conductor."""

    conductor: Conductor

    def booked(self, booking: Booking) -> None:
        """Begin the visit whose code was typed: from here on the station knows who sits there."""
        self._begin(self.conductor.bookings.open(booking), booking.session, VisitKind.BOOKED)

    def unbooked(self, kind: VisitKind) -> None:
        """Begin a visit of somebody who is not known, and whom nobody waits for."""
        now = self.conductor.clock.now()
        nobody = Patient(identifier_system="", identifier_value="", name="")
        descriptor = VisitDescriptor(
            visit=new_visit_id(),
            kiosk=self.conductor.settings.station.id,
            code="",
            starts_at=now,
            ends_at=now + LONGEST,
            proof_key=b64url(new_secret()),
            language=self.conductor.memory.language,
            patient=nobody,
            gp=Gp(name=""),
            clinic="",
        )
        self._begin(descriptor, self.conductor.bookings.stranger(descriptor), kind)

    def leg(self, descriptor: VisitDescriptor, session: GpSession) -> CallLeg:
        """Make the way to the GP of a visit."""
        parts = LegParts(
            visit=descriptor.visit,
            session=session,
            ice_servers=descriptor.ice_servers,
            outside=self.conductor.outside,
            clock=self.conductor.clock,
        )
        return CallLeg(parts)

    def _begin(self, descriptor: VisitDescriptor, session: GpSession, kind: VisitKind) -> None:
        conductor = self.conductor
        conductor.memory.visit = VisitMemory(
            descriptor=descriptor,
            session=session,
            leg=self.leg(descriptor, session),
            vitals=Vitals(conductor.instruments),
            arrived_at=conductor.clock.now(),
            kind=kind,
            has_room=kind is VisitKind.BOOKED,
        )
        conductor.memory.attempts_left = conductor.settings.visit.code_attempts
        conductor.memory.code_was_wrong, conductor.memory.visited = False, True
        conductor.outside.open_folder()
        conductor.outside.presence(in_visit=True)
