# SPDX-License-Identifier: EUPL-1.2
"""The protocol of a camera, and the thread that runs any kind of one.

A kind only knows how to yield frames, blocking (`FrameSource`). `CameraThread` runs it beside the event loop, keeps the
newest frame, tells how the camera is, and tries again, with growing pauses, when it is not there or goes away.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from kiosk.call.latest import Latest
from kiosk.errors import KioskError
from kiosk.log import EventLog
from kiosk.messages import SourceState

FIRST_PAUSE_S = 0.5
LONGEST_PAUSE_S = 5.0
JOIN_S = 3.0

_LOG = EventLog("camera")


class CameraReason(StrEnum):
    """Why a camera gives no pictures."""

    ABSENT = "absent"
    """There is none, or it cannot be opened."""
    STOPPED = "stopped"
    """It was there and stopped: unplugged, or its driver failed."""
    NO_LIBRARY = "no-library"
    """The software for it is not installed."""


class CameraError(KioskError, OSError):
    """A camera that gives no pictures."""


@dataclass(frozen=True, slots=True, eq=False)
class CapturedFrame:
    """One I420 picture: ``planes`` is Y (height x width), then U and V, as one array of height*3/2 rows.

    ``time_s`` is the monotonic time of capture. Nobody changes ``planes`` any more.
    """

    planes: NDArray[np.uint8]
    width: int
    height: int
    time_s: float


class FrameSource(Protocol):
    """A kind of camera."""

    def frames(self, stopping: threading.Event) -> Iterator[CapturedFrame]:
        """Open the camera and yield its frames at their pace until ``stopping`` is set; raises `CameraError`."""
        ...


class Camera(Protocol):
    """A camera as the call sees it."""

    pictures: Latest[CapturedFrame]

    @property
    def state(self) -> SourceState: ...

    def start(self) -> None:
        """Begin to deliver pictures; may be called again."""
        ...

    def stop(self) -> None:
        """Let the camera go; may be called again, and `start` may follow at once."""
        ...


class CameraThread:
    """Runs a `FrameSource` in a thread of its own. ``changed`` is called in the event loop after a change of state."""

    def __init__(self, source: FrameSource, changed: Callable[[], None]) -> None:
        self.pictures: Latest[CapturedFrame] = Latest()
        self.state = SourceState.OFF
        self._source = source
        self._changed = changed
        self._loop = asyncio.get_running_loop()
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()

    def start(self) -> None:
        if self._thread is not None and not self._stopping.is_set():
            return
        before, self._stopping = self._thread, threading.Event()
        self._thread = threading.Thread(target=self._run, args=(before, self._stopping), name="camera", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        self.pictures.clear()
        self._set_state(SourceState.OFF)

    def _run(self, before: threading.Thread | None, stopping: threading.Event) -> None:
        if before is not None:
            before.join(JOIN_S)
        pause_s, seen = FIRST_PAUSE_S, False
        while not stopping.is_set():
            running = False
            try:
                for frame in self._source.frames(stopping):
                    if stopping.is_set():
                        return
                    self.pictures.put(frame)
                    if not running:
                        running, seen, pause_s = True, True, FIRST_PAUSE_S
                        self._tell(stopping, SourceState.OK)
            except CameraError as problem:
                if pause_s == FIRST_PAUSE_S:
                    _LOG.error("camera-away", problem)
            self._tell(stopping, SourceState.FAILED if seen else SourceState.MISSING)
            stopping.wait(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    def _tell(self, stopping: threading.Event, state: SourceState) -> None:
        def tell() -> None:
            if not stopping.is_set():
                self._set_state(state)

        try:
            self._loop.call_soon_threadsafe(tell)
        except RuntimeError:
            return  # the loop has ended

    def _set_state(self, state: SourceState) -> None:
        if state is not self.state:
            self.state = state
            self._changed()


class NoCamera:
    """The camera of a station that has none."""

    def __init__(self) -> None:
        self.pictures: Latest[CapturedFrame] = Latest()
        self.state = SourceState.OFF

    def start(self) -> None:
        """There is nothing to start."""

    def stop(self) -> None:
        """There is nothing to stop."""


class Pacer:
    """Waits for the next tick of a steady pace; ticks that were missed are left out."""

    def __init__(self, fps: float) -> None:
        self._period_s = 1 / fps
        self._next_s = time.monotonic()

    def wait(self, stopping: threading.Event) -> bool:
        """Wait for the tick; False once ``stopping`` is set."""
        now_s = time.monotonic()
        self._next_s = max(self._next_s + self._period_s, now_s)
        return not stopping.wait(self._next_s - now_s)
