# SPDX-License-Identifier: EUPL-1.2
"""What the desk orders: visits, their cancellation, a self-test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk import log
from kiosk.errors import SignallingError
from kiosk.signalling import commands
from kiosk.signalling.descriptor import VisitDescriptor
from kiosk.station.conductor import Conductor

_log = log.EventLog("station")


@dataclass(frozen=True, kw_only=True, slots=True)
class Offers:
    """``kiosk``: this station's id; ``test``: begins a self-test, if nobody is here."""

    conductor: Conductor
    kiosk: str
    unseal: Callable[[str], VisitDescriptor]
    test: Callable[[], object]

    def take(self, command: commands.Command) -> commands.VisitAnswer | None:
        """Carry out a command; return what is answered, None for one whose end is heard of in another way."""
        if isinstance(command, commands.SelfTestRun):
            self.test()
            return None
        if isinstance(command, commands.VisitQueue):
            self.conductor.queue(command.visit, command.place, command.wait_s)
            return None
        if isinstance(command, commands.VisitCancel):
            self.conductor.cancel(command.visit)
            return commands.VisitAnswer(visit=command.visit, accepted=True)
        reason = self._offered(command)
        accepted = reason is commands.AnswerReason.NONE
        return commands.VisitAnswer(visit=command.visit, accepted=accepted, reason=reason)

    def _offered(self, offer: commands.VisitOffer) -> commands.AnswerReason:
        """Take a visit the desk offers; return why not, or NONE."""
        if offer.visit in self.conductor.ended_visits:
            return commands.AnswerReason.OVER
        try:
            descriptor = self.unseal(offer.descriptor)
        except SignallingError as problem:
            _log.error("visit-refused", problem)
            known = set(commands.AnswerReason)
            return commands.AnswerReason(problem.reason) if problem.reason in known else commands.AnswerReason.MALFORMED
        if descriptor.visit != offer.visit or descriptor.kiosk != self.kiosk:
            return commands.AnswerReason.OTHER_STATION
        if descriptor.request:
            return self.conductor.drop_in.give_room(descriptor, offer.descriptor)
        self.conductor.bookings.deliver(offer.descriptor)
        return commands.AnswerReason.NONE
