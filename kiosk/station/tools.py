# SPDX-License-Identifier: EUPL-1.2
"""What the GP does with the patient's cameras, light and voice: her page asks, the call process obeys and reports.

The report is the truth: it goes to her page whenever it changes and to every page that comes, and the patient's screen
speaks by it. No I/O.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kiosk import log
from kiosk.messages import (
    CameraReport,
    CancelStill,
    ChooseCamera,
    Message,
    NoticeKey,
    SetTorch,
    SetVoice,
    StillReport,
    StillState,
    TakeStill,
    Zoom,
)
from kiosk.station import control
from kiosk.station.conductor import Conductor
from kiosk.station.memory import VisitMemory
from kiosk.visit.machine import State

MOST_ASKED = 60
"""What a page may ask in a second: more than any hand does; a page that asks for more is not obeyed in all of it."""
LEAVE_S = 15.0
"""How long after the GP's line is lost her hand is taken off the cameras: an outage is shorter."""

_log = log.EventLog("tools")


@dataclass(slots=True)
class Tools:
    """The GP's hand on the cameras."""

    conductor: Conductor
    handlers: dict[type[control.FromGp], Callable[[VisitMemory, Any], None]] = field(init=False)
    """What is done with each message of her page."""
    reports: dict[type[Message], Callable[[Any], None]] = field(init=False)
    """What is done with each message of the call process."""
    _second: int = 0
    _asked: int = 0

    def __post_init__(self) -> None:
        self.handlers = {
            control.AskZoom: self._zoom,
            control.AskCamera: self._camera,
            control.AskStill: self._still,
            control.DropStill: self._drop_still,
            control.AskTorch: self._torch,
            control.AskStethoscope: self._stethoscope,
        }
        self.reports = {CameraReport: self._cameras, StillReport: self._still_report}

    def tick(self, now_s: float) -> None:
        """Take the hand of a GP who has gone off the cameras."""
        conductor, visit = self.conductor, self.conductor.memory.visit
        if visit is None or conductor.state is not State.RECONNECTING:
            return
        if now_s - conductor.memory.state_since_s >= LEAVE_S and in_hand(conductor.memory.cameras, visit):
            self.let_go(visit)

    def let_go(self, visit: VisitMemory) -> None:
        """Go back to how a call begins."""
        visit.lamp_on = False
        for message in (
            Zoom(),
            ChooseCamera(camera=control.ROOM),
            SetTorch(on=False),
            SetVoice(stethoscope=False),
            *([CancelStill(id=visit.still_id)] if visit.still_id else []),
        ):
            self.conductor.outside.to_call(message)

    def process_left(self) -> None:
        """Forget what the call process said: what it held in its hands is gone with it."""
        memory = self.conductor.memory
        memory.cameras = CameraReport()
        if memory.visit is not None:
            memory.visit.still_id = ""

    # ------------------------------------------------------------------------------------------ what the GP asks

    def _to_call(self, message: Message) -> None:
        second = int(self.conductor.clock.monotonic_s())
        self._asked = self._asked + 1 if second == self._second else 1
        self._second = second
        if self._asked <= MOST_ASKED:
            self.conductor.outside.to_call(message)
        elif self._asked == MOST_ASKED + 1:
            _log.warning("asks-too-often")

    def _zoom(self, _: VisitMemory, asked: control.AskZoom) -> None:
        self._to_call(Zoom(x=asked.x, y=asked.y, scale=asked.scale))

    def _camera(self, _: VisitMemory, asked: control.AskCamera) -> None:
        self._to_call(ChooseCamera(camera=asked.camera))

    def _still(self, visit: VisitMemory, asked: control.AskStill) -> None:
        if not visit.still_id:  # the page has room for one
            visit.still_id = asked.id
            self._to_call(TakeStill(id=asked.id))

    def _drop_still(self, visit: VisitMemory, asked: control.DropStill) -> None:
        if asked.id == visit.still_id:
            self._to_call(CancelStill(id=asked.id))

    def _torch(self, visit: VisitMemory, asked: control.AskTorch) -> None:
        memory = self.conductor.memory
        visit.lamp_on = asked.on and memory.room.torch
        self._to_call(SetTorch(on=asked.on))
        self.conductor.page.tools()

    def _stethoscope(self, _: VisitMemory, asked: control.AskStethoscope) -> None:
        self._to_call(SetVoice(stethoscope=asked.on))

    # ------------------------------------------------------------------------------------------ what became of it

    def _cameras(self, report: CameraReport) -> None:
        conductor, before = self.conductor, self.conductor.memory.cameras
        conductor.memory.cameras = report
        if conductor.state is not State.CALL:
            return
        if report.fallen_back and not before.fallen_back:
            conductor.remark(NoticeKey.EXAMINATION_CAMERA_LOST)
        conductor.page.tools()

    def _still_report(self, report: StillReport) -> None:
        visit = self.conductor.memory.visit
        if visit is None or report.id != visit.still_id:
            return
        if report.state is StillState.TAKEN:
            visit.stills += 1
            visit.still_at_s = self.conductor.clock.monotonic_s()
        else:
            visit.still_id = ""
        if self.conductor.state is State.CALL:
            self.conductor.page.tell(control.still(report))


def in_hand(report: CameraReport, visit: VisitMemory) -> bool:
    """Tell whether anything is other than at the beginning of a call."""
    plain = CameraReport(
        zoom=report.zoom, still=report.still, examination=report.examination, torch=report.torch,
        fallen_back=report.fallen_back,
    )  # fmt: skip
    return report != plain or visit.lamp_on or bool(visit.still_id)
