# SPDX-License-Identifier: EUPL-1.2
"""What the GP's page is told over the call's data channels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.messages import Channel, Company, SendData, SetMedia
from kiosk.station import control
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State

if TYPE_CHECKING:
    from kiosk.station.conductor import Conductor


class GpPage:
    """The page of the GP whose call it is; what is said while there is no call is dropped."""

    def __init__(self, conductor: Conductor) -> None:
        self._conductor = conductor

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message of `kiosk.station.control`."""
        self._conductor.outside.to_call(SendData(channel=Channel.CONTROL, data=control.encode(message)))

    def greet(self) -> None:
        """Tell a page that has just been connected where it is and what is sent."""
        conductor, visit = self._conductor, self._conductor.memory.visit
        if visit is None:
            return
        self.introduce()
        self.media()
        self.tools()
        self.tell(control.quality(visit.line))
        if (summary := visit.words.summary) is not None:
            self.tell(control.summary_kept(summary.id, len(summary.text), visit_needed=summary.visit_needed))
        if (successor := visit.session.successor) is not None:
            self.tell(control.handing_over(successor.seat, "ready", successor.name))
        if visit.guest is not None:
            conductor.inviting.tell_gp(visit.guest)
        conductor.outside.to_call(SetMedia(microphone=visit.microphone, camera=visit.camera))
        if draft := visit.conversation.resend():
            conductor.outside.to_call(SendData(channel=Channel.TEXT, data=draft))

    def introduce(self) -> None:
        """Tell where it is, whose visit it is, and who is there."""
        conductor, visit = self._conductor, self._conductor.memory.visit
        if visit is None:
            return
        station, patient = conductor.settings.station, visit.descriptor.patient
        self.tell(control.greeting(station, patient, conductor.memory.language, present(visit), visit.reason))

    def media(self) -> None:
        """Tell what the patient sends of herself, and how she would rather talk."""
        visit = self._conductor.memory.visit
        if visit is not None:
            self.tell(
                control.media(
                    microphone=visit.microphone,
                    camera=visit.camera,
                    text_call=visit.text_call,
                    cannot_hear=visit.cannot_hear,
                )
            )

    def tools(self) -> None:
        """Tell what she can do with the cameras, and how they stand."""
        memory, visit = self._conductor.memory, self._conductor.memory.visit
        if visit is not None:
            report = memory.cameras
            torch_on = report.torch_on or visit.lamp_on
            self.tell(control.tools(report, torch=report.torch or memory.room.torch, torch_on=torch_on))

    def vitals(self, message: dict[str, Any]) -> None:
        """Send readings and waves; they are for a call only."""
        if self._conductor.state is State.CALL:
            self._conductor.outside.to_call(SendData(channel=Channel.VITALS, data=control.encode(message)))


def present(visit: VisitMemory) -> tuple[str, ...]:
    """List who is at the station, as `Company` names them."""
    others = {visit.company} - {None, Company.ALONE} | ({Company.ASSISTANT} if visit.assistant.present else set())
    return ("patient", *sorted(each.value for each in others if each is not None))
