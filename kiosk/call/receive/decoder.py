# SPDX-License-Identifier: EUPL-1.2
"""Whole pictures to I420, in a thread beside the event loop; a decoder that is behind catches up unseen."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import av
from av import VideoFrame
from av.video.codeccontext import VideoCodecContext

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import captured, ring_box
from kiosk.call.receive import h264, vp8
from kiosk.call.receive.pictures import Codec, EncodedPicture
from kiosk.clock import Clock

LATE = 3
"""With more than so many waiting, pictures are decoded, for others refer to them, but not delivered."""
MOST_WAITING = 60
"""Two seconds: more are dropped together, and a keyframe is asked for."""
MOST_UNREAD = 8
"""Decoded pictures that the event loop may be behind; older ones make room."""
MOST_SIDE_PX, MOST_PIXELS = 1920, 1920 * 1088
"""Larger pictures are refused: a browser is asked for 720p, and each frame of 4K takes 12 MB."""
THREADS = 2
WAIT_S = 1.0
_DECODERS = {"VP8": "vp8", "H264": "h264"}
_DECODE_MEMORY = 0.1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DecodedPicture:
    """A picture for the screen, small enough for a ring; its ``time_s`` is when it was decoded."""

    frame: CapturedFrame
    timestamp: int
    """Unwrapped RTP time."""
    restart: bool


@dataclass(slots=True)
class DecoderStatistics:
    """Counts since the beginning."""

    decoded: int = 0
    late: int = 0
    """Decoded but not delivered, because others waited already."""
    errors: int = 0
    refused: int = 0
    """Too large."""
    overflows: int = 0
    width: int = 0
    height: int = 0
    decode_s: float = 0.0
    """What one picture takes, smoothed."""


class PictureDecoder:
    """Decodes one stream. ``deliver`` and ``broken`` are called in the event loop.

    ``broken`` says that only a keyframe helps. Until it comes, what is put is dropped.
    """

    def __init__(
        self, codec: Codec, deliver: Callable[[DecodedPicture], None], broken: Callable[[], None], clock: Clock
    ) -> None:
        self.codec = codec
        self.statistics = DecoderStatistics()
        self._deliver, self._broken, self._clock = deliver, broken, clock
        self._loop = asyncio.get_running_loop()
        self._turn = threading.Condition()
        self._waiting: deque[EncodedPicture] = deque()
        self._unread: deque[DecodedPicture] = deque(maxlen=MOST_UNREAD)
        self._waking = self._stopping = False
        self._lost = True
        self._thread: threading.Thread | None = None

    def put(self, picture: EncodedPicture) -> None:
        """Take the next picture; never blocks."""
        with self._turn:
            if self._stopping:
                return
            if len(self._waiting) >= MOST_WAITING:
                self.statistics.overflows += 1
                self._waiting.clear()
                self._lose()
            self._waiting.append(picture)
            self._turn.notify()
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="picture-decoder", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End the thread soon; nothing is delivered any more."""
        with self._turn:
            self._stopping = True
            self._waiting.clear()
            self._unread.clear()
            self._turn.notify()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread to end after `stop`; tell whether it did."""
        if self._thread is not None:
            self._thread.join(timeout_s)
        return self._thread is None or not self._thread.is_alive()

    # ------------------------------------------------------------------------------------------------ the thread

    def _run(self) -> None:
        context = self._context()
        while True:
            with self._turn:
                while not self._waiting and not self._stopping:
                    self._turn.wait(WAIT_S)
                if self._stopping:
                    return
                picture = self._waiting.popleft()
                behind = len(self._waiting) > LATE
                if self._lost and not picture.keyframe:
                    continue
                self._lost = False
            if self._is_too_large(picture):
                self._refuse()
                continue
            if picture.restart:
                context.flush_buffers()
            self._decode(context, picture, behind=behind)

    def _context(self) -> VideoCodecContext:
        context = cast("VideoCodecContext", av.CodecContext.create(_DECODERS[self.codec], "r"))
        context.thread_type, context.thread_count = "SLICE", THREADS  # frame threads would each add a frame of delay
        context.flags |= av.codec.context.Flags.low_delay
        return context

    def _decode(self, context: VideoCodecContext, picture: EncodedPicture, *, behind: bool) -> None:
        start_s = self._clock.monotonic_s()
        try:
            frames = context.decode(av.Packet(picture.data))
        except (av.FFmpegError, ValueError):
            self.statistics.errors += 1
            with self._turn:
                self._lose()
            return
        for frame in frames:
            if not _fits(frame.width, frame.height):
                self._refuse()
                return
            self.statistics.decoded += 1
            self.statistics.late += behind
            if not behind:
                self._hand_over(frame, picture)
        took_s = self._clock.monotonic_s() - start_s
        self.statistics.decode_s += _DECODE_MEMORY * (took_s - self.statistics.decode_s)

    def _hand_over(self, frame: VideoFrame, picture: EncodedPicture) -> None:
        self.statistics.width, self.statistics.height = frame.width, frame.height
        now_s = self._clock.monotonic_s()
        decoded = DecodedPicture(
            frame=captured(frame, *ring_box(frame.width, frame.height), time_s=now_s),
            timestamp=picture.timestamp,
            restart=picture.restart,
        )
        with self._turn:
            if self._stopping:
                return
            self._unread.append(decoded)
            wake, self._waking = not self._waking, True
        if wake:
            self._call(self._give)

    def _is_too_large(self, picture: EncodedPicture) -> bool:
        """Look at the size before any memory is spent on the picture."""
        if self.codec == "VP8":
            sizes = [vp8.key_size(picture.data)] if picture.keyframe else []
        else:
            sizes = [h264.sps_size(unit) for unit in h264.units(picture.data) if unit[0] & 0x1F == h264.SPS]
        return any(size is not None and not _fits(*size) for size in sizes)

    def _refuse(self) -> None:
        """Drop what is too large, and do not ask again: the next keyframe may be smaller."""
        self.statistics.refused += 1
        with self._turn:
            self._lost = True

    def _lose(self) -> None:
        if not self._lost:
            self._lost = True
            self._call(self._tell_broken)

    # ------------------------------------------------------------------------------------------------ the loop

    def _call(self, work: Callable[[], None]) -> None:
        try:
            self._loop.call_soon_threadsafe(work)
        except RuntimeError:
            return  # the loop has ended

    def _tell_broken(self) -> None:
        if not self._stopping:
            self._broken()

    def _give(self) -> None:
        with self._turn:
            unread = list(self._unread)
            self._unread.clear()
            self._waking = False
        for decoded in unread:
            self._deliver(decoded)


def _fits(width: int, height: int) -> bool:
    return 0 < width <= MOST_SIDE_PX and 0 < height <= MOST_SIDE_PX and width * height <= MOST_PIXELS
