# SPDX-License-Identifier: EUPL-1.2
"""A webcam: Video4Linux 2 through FFmpeg. A camera that is unplugged ends the frames; it is looked for again.

While somebody looks closer it captures larger pictures than are sent, and for a still the largest it has; for either
the device is opened anew, because it has one mode at a time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import av

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.i420 import captured
from kiosk.call.cameras.orders import STILL_HEIGHT_PX, STILL_WIDTH_PX, Item, Orders, Still, detail
from kiosk.call.cameras.v4l2_device import opened, sizes

OPEN_S = 5.0
READ_S = 2.0
LINGER_S = 10.0
"""How long the larger mode stays after nobody looks closer: who looked once often looks again."""
SETTLE_S = 0.6
"""How long exposure and white balance settle in a new mode before a still is taken."""
MOST_SETTLING = 30

Size = tuple[int, int]


class V4l2:
    """Frames of the device at ``path``; empty: of the first device that gives pictures."""

    def __init__(
        self, path: str, width: int, height: int, fps: int, folder: Path = Path("/dev"), orders: Orders | None = None
    ) -> None:
        self._path, self._fps, self._folder = path, fps, folder
        self._usual, self._large = (width, height), detail(width, height)
        self._orders = orders or Orders()
        self._close_s = -LINGER_S
        self._no_larger = False

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Yield the device's frames; raises `CameraError` when there is none, or when it goes away."""
        self._no_larger = False
        while not stopping.is_set():
            if self._orders.still.is_set():
                self._orders.still.clear()
                yield Still(self._still(stopping))
            yield from self._run(self._wanted(), stopping)
            self._orders.pausing = True

    def _run(self, size: Size, stopping: threading.Event) -> Iterator[CapturedFrame]:
        with self._open(size) as container:
            for frame in self._decoded(container, size):
                self._orders.pausing = False
                if size == self._large and frame.width <= self._usual[0]:
                    self._no_larger = True
                yield frame
                if stopping.is_set() or self._orders.still.is_set() or self._wanted() != size:
                    return

    def _wanted(self) -> Size:
        now_s = time.monotonic()
        if self._orders.lens.close:
            self._close_s = now_s
        closely = now_s - self._close_s < LINGER_S and not self._no_larger
        return self._large if closely else self._usual

    def _still(self, stopping: threading.Event) -> CapturedFrame:
        """Take the last of the frames that come while the exposure settles in the largest mode."""
        with self._open(None) as container:
            start_s, best = time.monotonic(), None
            for count, frame in enumerate(self._decoded(container, None)):
                best = frame
                if stopping.is_set() or count >= MOST_SETTLING or time.monotonic() - start_s > SETTLE_S:
                    break
        if best is None:
            raise CameraError("The webcam gave no picture.", reason=CameraReason.STOPPED, hint="Check its plug.")
        return best

    def _decoded(self, container: av.container.InputContainer, box: Size | None) -> Iterator[CapturedFrame]:
        stream = container.streams.video[0]
        try:
            for frame in container.decode(stream):
                yield captured(frame, *(box or (frame.width, frame.height)))
        except (av.FFmpegError, OSError) as problem:
            raise CameraError("The webcam stopped.", reason=CameraReason.STOPPED, hint="Check its plug.") from problem

    def _open(self, size: Size | None) -> av.container.InputContainer:
        """Open the device in the mode nearest to ``size``; None: in its largest."""
        paths = [self._path] if self._path else [str(path) for path in sorted(self._folder.glob("video*"))]
        for path in paths:
            width, height = size or largest(path)
            shape = {"video_size": f"{width}x{height}"}
            pace = {"framerate": str(self._fps)} if size else {}
            for options in (shape | pace | {"input_format": "mjpeg"}, shape | pace, {}):
                try:
                    container = av.open(path, format="v4l2", options=options, timeout=(OPEN_S, READ_S))
                except (av.FFmpegError, OSError, ValueError):
                    continue
                if container.streams.video:
                    return container
                container.close()
        raise CameraError("There is no webcam.", reason=CameraReason.ABSENT, hint="Plug one in, or set camera.kind.")


def largest(path: str) -> Size:
    """Find the device's largest mode."""
    try:
        with opened(path) as device:
            return max(sizes(device), key=lambda size: size[0] * size[1], default=(STILL_WIDTH_PX, STILL_HEIGHT_PX))
    except OSError:
        return STILL_WIDTH_PX, STILL_HEIGHT_PX
