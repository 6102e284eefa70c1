# SPDX-License-Identifier: EUPL-1.2
"""The technician's page for what the camera sees. The pictures lie where a visit's would, and are erased after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.messages import CameraName, CameraReport, ChooseCamera, Message, Preview, SetMedia, Sources, SourceState
from kiosk.station.technician_pages import Fitter
from kiosk.station.technician_session import CameraSeen, Deed


@dataclass(slots=True)
class CameraPage:
    fitter: Fitter

    @property
    def deeds(self) -> dict[Deed, Callable[[str], None]]:
        return {Deed.CAMERA: self._choose}

    def begin(self) -> None:
        conductor = self.fitter.conductor
        conductor.outside.open_folder()
        conductor.outside.to_call(SetMedia(microphone=False, camera=True))
        conductor.outside.to_call(Preview(on=True))
        self.fitter.session.camera = CameraSeen(
            there=conductor.memory.camera is SourceState.OK, other=conductor.memory.cameras.examination
        )

    def end(self) -> None:
        outside = self.fitter.conductor.outside
        outside.to_call(ChooseCamera(camera=CameraName.ROOM))
        outside.to_call(Preview(on=False))
        outside.to_call(SetMedia(microphone=True, camera=True))
        self.fitter.hands.close_camera()

    def tick(self, now_s: float) -> None:
        """There is nothing to wait for."""

    def heard(self, message: Message) -> None:
        seen = self.fitter.session.camera
        match message:
            case Sources():
                seen.there = message.camera is SourceState.OK
            case CameraReport():
                seen.other = message.examination
                seen.examination = message.shown is CameraName.EXAMINATION

    def _choose(self, how: str) -> None:
        if how in set(CameraName):
            self.fitter.conductor.outside.to_call(ChooseCamera(camera=CameraName(how)))
