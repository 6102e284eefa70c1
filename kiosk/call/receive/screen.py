# SPDX-License-Identifier: EUPL-1.2
"""The GP's pictures from the buffer to the ring: decoded beside the event loop, shown at their moment."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.receive.decoder import DecodedPicture, DecoderStatistics, PictureDecoder
from kiosk.call.receive.pictures import Codec, EncodedPicture
from kiosk.call.receive.playout import Playout, PlayoutStatistics
from kiosk.clock import Clock, SystemClock


class Screen:
    """Shows one stream. ``show`` is called in the event loop, and so is ``broken``: only a keyframe helps then."""

    def __init__(
        self, show: Callable[[CapturedFrame], None], broken: Callable[[], None], clock: Clock | None = None
    ) -> None:
        self._show, self._broken, self._clock = show, broken, clock or SystemClock()
        self._loop = asyncio.get_running_loop()
        self._playout: Playout[CapturedFrame] = Playout()
        self._decoder: PictureDecoder | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._closed = False

    def take(self, picture: EncodedPicture, codec: Codec) -> None:
        """Take the next whole picture. Another codec begins another decoder."""
        if self._closed:
            return
        if self._decoder is None or self._decoder.codec != codec:
            if self._decoder is not None:
                self._decoder.stop()
            self._decoder = PictureDecoder(codec, self._decoded, self._broken, self._clock)
        self._decoder.put(picture)

    def close(self) -> None:
        """Stop showing; may be called again."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        if self._decoder is not None:
            self._decoder.stop()
        self._playout.clear()

    @property
    def shown(self) -> tuple[int, float] | None:
        """Unwrapped RTP time of the newest picture that was shown, and when that was."""
        timestamp = self._playout.shown_timestamp
        return None if timestamp is None else (timestamp, self._playout.shown_s)

    @property
    def extra_delay_s(self) -> float:
        """Delay on top of what the line needs, for lip sync."""
        return self._playout.extra_delay_s

    @extra_delay_s.setter
    def extra_delay_s(self, value: float) -> None:
        self._playout.extra_delay_s = value

    def set_rtt(self, rtt_s: float) -> None:
        """Take the round trip to the sender without queues, in seconds: how long a picture is held at most depends on
        it, and who waits for a queue to go needs no picture to be held."""
        self._playout.rtt_s = rtt_s

    @property
    def playout(self) -> PlayoutStatistics:
        return self._playout.statistics

    @property
    def decoding(self) -> DecoderStatistics:
        """Counts of the decoder of now; all zero before the first picture."""
        return DecoderStatistics() if self._decoder is None else self._decoder.statistics

    def _decoded(self, picture: DecodedPicture) -> None:
        if not self._closed:
            self._playout.put(picture.timestamp, picture.frame, picture.frame.time_s, restart=picture.restart)
            self._turn()

    def _turn(self) -> None:
        """Show what is due, and come back for the rest."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._closed:
            return
        now_s = self._clock.monotonic_s()
        due = self._playout.due(now_s)
        next_s = self._playout.next_s
        if next_s is not None:
            self._timer = self._loop.call_later(max(0.0, next_s - now_s), self._turn)
        if due is not None:
            self._show(due[1])
