# SPDX-License-Identifier: EUPL-1.2
"""A webcam: Video4Linux 2 through FFmpeg. A camera that is unplugged ends the frames; it is looked for again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import av

from kiosk.call.cameras.camera import CameraError, CameraReason, CapturedFrame
from kiosk.call.cameras.i420 import captured

OPEN_S = 5.0
READ_S = 2.0


class V4l2:
    """Frames of the device at ``path``; empty: of the first device that gives pictures."""

    def __init__(self, path: str, width: int, height: int, fps: int, folder: Path = Path("/dev")) -> None:
        self._path, self._width, self._height, self._fps, self._folder = path, width, height, fps, folder

    def frames(self, stopping: threading.Event) -> Iterator[CapturedFrame]:
        """Yield the device's frames; raises `CameraError` when there is none, or when it goes away."""
        with self._open() as container:
            stream = container.streams.video[0]
            try:
                for frame in container.decode(stream):
                    yield captured(frame, self._width, self._height)
                    if stopping.is_set():
                        return
            except (av.FFmpegError, OSError) as problem:
                raise CameraError(
                    "The webcam stopped.", reason=CameraReason.STOPPED, hint="Check its plug."
                ) from problem

    def _open(self) -> av.container.InputContainer:
        paths = [self._path] if self._path else [str(path) for path in sorted(self._folder.glob("video*"))]
        wanted = {"video_size": f"{self._width}x{self._height}", "framerate": str(self._fps)}
        for path in paths:
            for options in (wanted | {"input_format": "mjpeg"}, wanted, {}):
                try:
                    container = av.open(path, format="v4l2", options=options, timeout=(OPEN_S, READ_S))
                except (av.FFmpegError, OSError, ValueError):
                    continue
                if container.streams.video:
                    return container
                container.close()
        raise CameraError("There is no webcam.", reason=CameraReason.ABSENT, hint="Plug one in, or set camera.kind.")
