# SPDX-License-Identifier: EUPL-1.2
"""A third participant: an interpreter, a relative or a colleague whom the GP has invited. No I/O.

She has a link, a seat at the broker and a connection of her own; of the visit she sees and hears, and no more. What she
is to the people at both ends is her role; no name of hers is ever known here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from msgspec import structs

from kiosk.assistant_view import Guest as Role
from kiosk.messages import MakeOffer, Message
from kiosk.signalling.events import Content
from kiosk.station.call_leg import CallLeg
from kiosk.station.gp_session import GpSession
from kiosk.station.outside_guest import GuestOutside


class Phase(StrEnum):
    """How far she is. The values are told to the GP's page."""

    ASKED = "asked"
    """The desk is asked to let her in."""
    READY = "ready"
    """She can open her link."""
    JOINING = "joining"
    """She has opened it, and is being connected, perhaps anew."""
    JOINED = "joined"
    LEFT = "left"
    """She has left; her link still opens the call."""


class Step(StrEnum):
    """What can happen to her."""

    OPENED = "opened"
    GREETED = "greeted"
    CONNECTED = "connected"
    LOST = "lost"
    """Her connection is gone; she may be coming back."""
    GONE = "gone"
    """Her page says nothing any more."""
    LEFT = "left"


PHASES: dict[tuple[Phase, Step], Phase] = {
    (Phase.ASKED, Step.OPENED): Phase.READY,
    (Phase.READY, Step.GREETED): Phase.JOINING,
    (Phase.JOINING, Step.CONNECTED): Phase.JOINED,
    (Phase.JOINING, Step.GONE): Phase.READY,
    (Phase.JOINING, Step.LEFT): Phase.LEFT,
    (Phase.JOINED, Step.LOST): Phase.JOINING,
    (Phase.JOINED, Step.LEFT): Phase.LEFT,
    (Phase.LEFT, Step.GREETED): Phase.JOINING,
}


@dataclass(kw_only=True, slots=True)
class GuestMemory:
    """The third participant of a visit. ``changed_at_s``: when ``phase`` last did."""

    seat: str
    role: Role
    session: GpSession
    leg: CallLeg
    phase: Phase = Phase.ASKED
    changed_at_s: float = 0.0

    def go(self, step: Step, now_s: float) -> bool:
        """Follow the table; False if ``step`` means nothing now."""
        phase = PHASES.get((self.phase, step))
        if phase is None:
            return False
        self.phase, self.changed_at_s = phase, now_s
        return True


@dataclass(frozen=True, kw_only=True, slots=True)
class GuestLegOutside:
    """What her leg acts on: the same call process, and a topic of her own."""

    outside: GuestOutside
    seat: str

    def to_call(self, message: Message) -> None:
        """Hand a message on, and mark what would else be taken for the GP's."""
        self.outside.to_call(structs.replace(message, guest=True) if isinstance(message, MakeOffer) else message)

    def to_gp(self, visit: str, content: Content, passport: str = "") -> None:
        """Send her page an event."""
        self.outside.to_guest(visit, self.seat, content, passport)
