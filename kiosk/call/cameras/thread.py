# SPDX-License-Identifier: EUPL-1.2
"""The thread that runs any kind of camera.

A kind only knows how to yield frames, blocking (`FrameSource`). `CameraThread` runs it beside the event loop, hands on
what it yields, cut to where one looks, tells how the camera is, and tries again, with growing pauses, when it is not
there or goes away.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from typing import Protocol

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.orders import Item, Orders, Shot, Still
from kiosk.call.cameras.zoom import WHOLE, closer
from kiosk.call.latest import Latest
from kiosk.log import EventLog
from kiosk.messages import SourceState

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0
JOIN_S = 3.0
STILL_S = 8.0
"""How long taking a picture may take: a webcam is opened anew for it, and its exposure settles."""

_LOG = EventLog("camera")


class FrameSource(Protocol):
    """A kind of camera."""

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Open the camera and yield its frames at their pace until ``stopping`` is set; raises `CameraError`."""
        ...


class Camera(Protocol):
    """A camera as the call sees it: ``pictures`` are sent, ``own`` is what the patient sees of herself."""

    pictures: Latest[CapturedFrame]
    own: Latest[CapturedFrame]
    orders: Orders

    @property
    def state(self) -> SourceState: ...

    def start(self) -> None:
        """Begin to deliver pictures; may be called again."""
        ...

    def stop(self) -> None:
        """Let the camera go; may be called again, and `start` may follow at once."""
        ...

    def show(self, shown: bool) -> None:
        """Let its pictures go on, or keep them back while another camera is shown."""
        ...

    async def still(self) -> CapturedFrame:
        """Take one picture at the device's best; raises `CameraError`."""
        ...


class CameraThread:
    """Runs a `FrameSource` in a thread of its own. ``changed`` is called in the event loop after a change of state.

    ``size``: the box that the pictures sent fit into; None: they are sent as they come. ``slots``: where pictures go,
    the ones sent and the patient's own; shared by cameras of which only one is shown at a time.
    """

    def __init__(
        self,
        source: FrameSource,
        changed: Callable[[], None],
        *,
        orders: Orders | None = None,
        size: tuple[int, int] | None = None,
        slots: tuple[Latest[CapturedFrame], Latest[CapturedFrame]] | None = None,
    ) -> None:
        self.orders = orders or Orders()
        self.pictures, self.own = slots or (Latest(), Latest())
        self.state = SourceState.OFF
        self.shown = True
        """Whether its pictures go anywhere."""
        self._source, self._changed, self._size = source, changed, size
        self._loop = asyncio.get_running_loop()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._delivering = threading.Lock()
        self._still: asyncio.Future[CapturedFrame] | None = None

    def start(self) -> None:
        if self._thread is not None and not self._stopping.is_set():
            return
        before, self._stopping = self._thread, threading.Event()
        self._thread = threading.Thread(target=self._run, args=(before, self._stopping), name="camera", daemon=True)
        self._thread.start()
        self._gate()

    def stop(self) -> None:
        with self._delivering:  # no picture comes after this
            self._stopping.set()
            if self.shown:
                self.pictures.clear()
                self.own.clear()
            self._gate()
        self._set_state(SourceState.OFF)

    def show(self, shown: bool) -> None:
        """Let its pictures go on, or keep them back while another camera is shown."""
        with self._delivering:
            self.shown = shown
            self._gate()

    def _gate(self) -> None:
        """Let what the camera's own encoder makes go where its pictures go."""
        if self.orders.hardware is not None:
            running = self._thread is not None and not self._stopping.is_set()
            self.orders.hardware.show(self.shown and running)

    async def still(self) -> CapturedFrame:
        if self.state is not SourceState.OK:
            raise CameraError("The camera does not run.", reason=CameraReason.OFF, hint="Turn it on.")
        if self._still is not None:
            raise CameraError("The camera takes a picture already.", reason=CameraReason.BUSY, hint="Wait for it.")
        self._still = self._loop.create_future()
        self.orders.still.set()
        try:
            async with asyncio.timeout(STILL_S):
                return await self._still
        except TimeoutError:
            raise CameraError("The camera took too long.", reason=CameraReason.TOO_SLOW, hint="Try again.") from None
        finally:
            self._still = None
            self.orders.still.clear()

    # ------------------------------------------------------------------------------------------------ its thread

    def _run(self, before: threading.Thread | None, stopping: threading.Event) -> None:
        if before is not None:
            before.join(JOIN_S)
        pause_s, seen = FIRST_PAUSE_S, False
        while not stopping.is_set():
            running = False
            try:
                for item in self._source.frames(stopping):
                    if not self._deliver(item, stopping):
                        return
                    if not running:
                        running, seen, pause_s = True, True, FIRST_PAUSE_S
                        self._tell(stopping, SourceState.OK)
            except CameraError as problem:
                if pause_s == FIRST_PAUSE_S:
                    _LOG.error("camera-away", problem)
            self.orders.pausing = False
            self._tell(stopping, SourceState.FAILED if seen else SourceState.MISSING)
            stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _deliver(self, item: Item, stopping: threading.Event) -> bool:
        """Hand ``item`` on; False once the camera is stopped."""
        if isinstance(item, Still):
            self._in_loop(lambda: self._took(item.picture))
            return not stopping.is_set()
        shot = item if isinstance(item, Shot) else self._cut(item)
        with self._delivering:
            if stopping.is_set():
                return False
            if self.shown:
                self.pictures.put(shot.sent)
                self.own.put(shot.own)
        return True

    def _cut(self, picture: CapturedFrame) -> Shot:
        if self._size is None:
            return Shot(picture, picture)
        look = self.orders.lens.look(time.monotonic())
        own = closer(picture, WHOLE, *self._size)
        return Shot(closer(picture, look, *self._size) if look.close else own, own)

    def _took(self, picture: CapturedFrame) -> None:
        if self._still is not None and not self._still.done():
            self._still.set_result(picture)

    def _tell(self, stopping: threading.Event, state: SourceState) -> None:
        self._in_loop(lambda: None if stopping.is_set() else self._set_state(state))

    def _in_loop(self, work: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(work)
        except RuntimeError:
            return  # the loop has ended

    def _set_state(self, state: SourceState) -> None:
        if state is not self.state:
            self.state = state
            self._changed()


class NoCamera:
    """The camera of a station that has none."""

    def __init__(self, slots: tuple[Latest[CapturedFrame], Latest[CapturedFrame]] | None = None) -> None:
        self.pictures, self.own = slots or (Latest(), Latest())
        self.orders = Orders()
        self.state = SourceState.OFF
        self.shown = True

    def start(self) -> None:
        """There is nothing to start."""

    def stop(self) -> None:
        """There is nothing to stop."""

    def show(self, shown: bool) -> None:
        """There is nothing to show."""

    async def still(self) -> CapturedFrame:
        raise CameraError("There is no camera.", reason=CameraReason.ABSENT, hint="Set camera.kind.")
