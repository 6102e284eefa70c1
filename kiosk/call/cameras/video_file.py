# SPDX-License-Identifier: EUPL-1.2
"""A video file as a camera: it loops, at its own pace."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import av

from kiosk.call.cameras.camera import CameraError, CameraReason, Pacer
from kiosk.call.cameras.i420 import captured
from kiosk.call.cameras.orders import Item, Orders, Still, detail


class VideoFile:
    """Frames of the file at ``path``, scaled down to fit ``width`` x ``height``, at most ``fps`` of them a second."""

    def __init__(self, path: str, width: int, height: int, fps: int, orders: Orders | None = None) -> None:
        self._path, self._size, self._fps = path, (width, height), fps
        self._orders = orders or Orders()

    def frames(self, stopping: threading.Event) -> Iterator[Item]:
        """Yield frames at their pace, for ever; raises `CameraError` when the file does not open or does not decode."""
        while not stopping.is_set():
            try:
                yield from self._once(stopping)
            except (av.FFmpegError, OSError, IndexError) as problem:
                raise CameraError(
                    "The video file cannot be played.", reason=CameraReason.ABSENT, hint="Check camera.path."
                ) from problem

    def _once(self, stopping: threading.Event) -> Iterator[Item]:
        with av.open(self._path) as container:
            stream = container.streams.video[0]
            stream.thread_type = "SLICE"
            step_s = 1 / float(stream.average_rate or self._fps)
            start_s, shown_s = time.monotonic(), -1.0
            for index, frame in enumerate(container.decode(stream)):
                at_s = frame.time - (stream.start_time or 0) * float(stream.time_base or 0) if frame.time is not None \
                    else index * step_s  # fmt: skip
                if at_s - shown_s < 0.9 / self._fps:
                    continue
                shown_s = at_s
                if stopping.wait(max(0.0, start_s + at_s - time.monotonic())):
                    return
                if self._orders.still.is_set():
                    self._orders.still.clear()
                    yield Still(captured(frame, frame.width, frame.height))
                yield captured(frame, *(detail(*self._size) if self._orders.lens.close else self._size))
        Pacer(self._fps).wait(stopping)
