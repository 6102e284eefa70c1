# SPDX-License-Identifier: EUPL-1.2
"""The patient's cameras together: which one is shown, how close one looks, its light, a picture at its best.

One camera's pictures go out at a time, through the same two slots. The examination camera takes over once it gives
pictures, and the room's camera takes over again as soon as it gives none: it is held by hand and has a cable.
"""

from __future__ import annotations

import asyncio
import dataclasses
import time
from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.choose import choose_camera, choose_examination
from kiosk.call.cameras.thread import Camera
from kiosk.call.cameras.zoom import WHOLE, bounded
from kiosk.call.latest import Latest
from kiosk.call.send.pictures.hardware_feed import HardwareFeed
from kiosk.log import EventLog
from kiosk.messages import CameraName, CameraReport, SourceState
from kiosk.settings import StationSettings

SWITCH_S = 6.0
"""How long the examination camera may take to give its first picture."""
LOOK_EVERY_S = 1.0
REPEAT_EVERY_S = 0.2
"""While a device changes its mode its last picture is repeated, or it would look as if the camera were off."""

_LOG = EventLog("camera")


class State(StrEnum):
    """Which camera is shown."""

    ROOM = "room"
    COMING = "coming"
    """The room's is shown and the other one is being opened."""
    EXAMINATION = "examination"


class Event(StrEnum):
    """What can happen to that."""

    ASKED = "asked"
    """The GP wants the examination camera."""
    DISMISSED = "dismissed"
    """The GP wants the room's camera."""
    CAME = "came"
    """The examination camera gives pictures."""
    WENT = "went"
    """It gives none any more, or never did."""


TABLE: dict[tuple[State, Event], State] = {
    (State.ROOM, Event.ASKED): State.COMING,
    (State.COMING, Event.CAME): State.EXAMINATION,
    (State.COMING, Event.DISMISSED): State.ROOM,
    (State.COMING, Event.WENT): State.ROOM,
    (State.EXAMINATION, Event.DISMISSED): State.ROOM,
    (State.EXAMINATION, Event.WENT): State.ROOM,
}


class _There(NamedTuple):
    """What was seen when last looked."""

    examination: bool = False
    torch: bool = False


class Cameras:
    """Every camera of the station. ``changed`` is called in the event loop when anything in `report` has changed."""

    def __init__(self, settings: StationSettings, changed: Callable[[], None]) -> None:
        self.pictures: Latest[CapturedFrame] = Latest()
        """What is sent."""
        self.own: Latest[CapturedFrame] = Latest()
        """What the patient sees of herself."""
        slots = (self.pictures, self.own)
        self._changed = changed
        self._room = choose_camera(settings.camera, self._room_changed, slots)
        self._examination = choose_examination(settings.examination_camera, self._examination_changed, slots)
        self._mode = State.ROOM
        self._running = False
        self._there = _There()
        self._torch_on = False
        self._fallen_back = False
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def state(self) -> SourceState:
        """How the camera is that is shown."""
        return self._shown.state

    @property
    def hardware(self) -> HardwareFeed | None:
        """The encoder of the room's camera, where it may have one."""
        return self._room.orders.hardware

    def report(self, *, stethoscope: bool = False) -> CameraReport:
        """Say what can be done now and how things stand."""
        look = self._shown.orders.lens.aimed
        runs = self._shown.state is SourceState.OK
        return CameraReport(
            shown=CameraName.EXAMINATION if self._mode is State.EXAMINATION else CameraName.ROOM,
            zoom=runs,
            still=runs,
            examination=self._there.examination,
            torch=self._there.torch and self._mode is State.EXAMINATION,
            x=look.x,
            y=look.y,
            scale=look.scale,
            torch_on=self._torch_on,
            stethoscope_on=stethoscope,
            fallen_back=self._fallen_back,
        )

    # ------------------------------------------------------------------------------------------------ what runs

    def start(self) -> None:
        """Run the camera that is shown; may be called again."""
        self._running = True
        self._shown.start()

    def stop(self) -> None:
        """Let every camera go, and forget where one looked."""
        self._running = False
        self.reset()
        self._room.stop()
        self._examination.camera.stop()

    def reset(self) -> None:
        """Go back to how a call begins: the whole of the room's picture, no light."""
        before = self.report()
        self._fallen_back = False
        self._happen(Event.DISMISSED)
        for camera in (self._room, self._examination.camera):
            camera.orders.lens.aim(WHOLE)
        if self.report() != before:
            self._changed()

    async def watch(self) -> None:
        """Look for the examination camera, and bridge the moments in which a device changes its mode; for ever."""
        looked_s = -LOOK_EVERY_S
        while True:
            now_s = time.monotonic()
            if now_s - looked_s >= LOOK_EVERY_S:
                looked_s = now_s
                await self._look()
            self._repeat(now_s)
            await asyncio.sleep(REPEAT_EVERY_S)

    async def _look(self) -> None:
        plugged = self._examination.plugged()
        if plugged == self._there.examination:
            return
        torch = plugged and await asyncio.to_thread(self._examination.torch.there)
        self._there = _There(plugged, torch)
        if not plugged:
            self._happen(Event.WENT)
        self._changed()

    def _repeat(self, now_s: float) -> None:
        last = self.pictures.item
        pausing = self._running and self._shown.orders.pausing
        if pausing and last is not None and now_s - last.time_s >= REPEAT_EVERY_S:
            # A little old, or the first picture of the new mode could seem older than this one.
            self.pictures.put(dataclasses.replace(last, time_s=now_s - REPEAT_EVERY_S / 2))

    # ------------------------------------------------------------------------------------------------ the GP's hand

    def zoom(self, x: float, y: float, scale: float) -> None:
        """Look at a part of the picture that is shown."""
        self._shown.orders.lens.aim(bounded(x, y, scale))
        self._changed()

    def choose(self, name: CameraName) -> None:
        """Show that camera; the other one goes on until this one gives pictures."""
        self._fallen_back = False
        if name is CameraName.ROOM:
            self._happen(Event.DISMISSED)
        elif not self._running:
            return
        elif self._there.examination:
            self._happen(Event.ASKED)
        else:
            self._fallen_back = True
        self._changed()

    async def torch(self, on: bool) -> None:
        """Switch the light of the examination camera."""
        wanted = on and self._there.torch and self._mode is State.EXAMINATION
        obeyed = await asyncio.to_thread(self._examination.torch.switch, wanted)
        self._torch_on = wanted and obeyed
        self._changed()

    async def still(self) -> CapturedFrame:
        """Take one picture at the best of the camera that is shown; raises `CameraError`."""
        return await self._shown.still()

    # ------------------------------------------------------------------------------------------------ the inside

    @property
    def _shown(self) -> Camera:
        return self._examination.camera if self._mode is State.EXAMINATION else self._room

    def _room_changed(self) -> None:
        self._changed()

    def _examination_changed(self) -> None:
        state = self._examination.camera.state
        if state is SourceState.OK:
            self._happen(Event.CAME)
        elif state is not SourceState.OFF:
            self._happen(Event.WENT)
        self._changed()

    def _happen(self, event: Event) -> None:
        mode = TABLE.get((self._mode, event))
        if mode is None:
            return
        before, self._mode = self._mode, mode
        self._fallen_back = event is Event.WENT
        _LOG.info("camera-shown", from_state=before, state=mode)
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
        if mode is State.COMING:
            self._examination.camera.start()
            loop = asyncio.get_running_loop()
            self._deadline = loop.call_later(SWITCH_S, self._came_not)
        elif mode is State.EXAMINATION:
            self._swap(self._room, self._examination.camera)
        else:
            self._leave_examination()

    def _leave_examination(self) -> None:
        camera = self._examination.camera
        camera.orders.lens.aim(WHOLE)
        if self._torch_on:
            self._torch_on = False
            self._in_thread(lambda: self._examination.torch.switch(False))
        self._swap(camera, self._room)
        if self._running:
            self._room.start()

    def _swap(self, old: Camera, new: Camera) -> None:
        """Let one camera's pictures go on instead of the other's."""
        old.show(False)
        old.stop()
        new.show(True)

    def _came_not(self) -> None:
        self._happen(Event.WENT)
        self._changed()

    def _in_thread(self, work: Callable[[], object]) -> None:
        asyncio.get_running_loop().run_in_executor(None, work)
