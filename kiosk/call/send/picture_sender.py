# SPDX-License-Identifier: EUPL-1.2
"""Sends the patient's picture: takes the newest one, has it encoded as the line allows, and hands it on.

Two kinds of encoder. This program's own encodes what it is given, any size, and leaves pictures out at will. That of
the camera's board encodes each picture whether it is wanted or not, in one size, and each must be sent, for they refer
to each other; so it is used while the whole picture goes out at full pace, and not below the rate it can do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.formats import PICTURE_RATE_HZ
from kiosk.call.media import Media
from kiosk.call.send.picture_path import Mode, PathEvent, PicturePath
from kiosk.call.send.pictures.encoder import PictureEncoder, choose_encoder, packetize
from kiosk.call.send.pictures.hardware_feed import HardwareFeed, floor_bps
from kiosk.call.send.pictures.hardware_unit import HardwareUnit
from kiosk.call.send.sending import PictureOrder, Sending
from kiosk.call.transport import Format
from kiosk.clock import Clock
from kiosk.log import EventLog

STILL_AFTER_S = 0.5
"""Without a new picture for so long, the still one is sent instead."""
STILL_EVERY_S = 0.2
FLOOR_MARGIN = 1.15
"""The board's encoder is taken only so far above the least rate it can do."""
LONGEST_QUEUE_S = 0.3
"""While more waits in the pacer, pictures must be left out, which only the own encoder can."""
FIRST_S, LATE_S, KEYFRAME_S = 2.0, 0.5, 1.0
"""How long the board's encoder may take to begin, to the next picture, and to a keyframe that was asked for."""

_LOG = EventLog("call")


class PictureSender:
    """The pictures of one connection. ``woken`` is called when there is something for the pacer."""

    def __init__(self, media: Media, sending: Sending, clock: Clock, woken: Callable[[], None]) -> None:
        self._media, self._sending, self._clock, self._woken = media, sending, clock, woken
        self._start_s = clock.monotonic_s()
        self._encoding = ThreadPoolExecutor(1, "encoder")
        self._encoder: PictureEncoder | None = None
        self._path = PicturePath()
        self._feed: HardwareFeed | None = None
        self._came_s = self._start_s
        self._asked_s: float | None = None
        self._timestamp = -1 << 62
        self._closed = False
        self.frames_out = 0
        self.hardware_frames = 0
        """How many of them the camera's board encoded."""
        self.encode_s = 0.0
        """Time spent in the encoder, in all."""

    @property
    def mode(self) -> Mode:
        """Who encodes now."""
        return self._path.mode

    async def run(self, form: Format) -> None:
        """Encode the newest picture as often as the line allows, until closed."""
        number, quiet, next_s = 0, False, 0.0
        while not self._closed:
            pause_s = STILL_EVERY_S if quiet else STILL_AFTER_S
            try:
                async with asyncio.timeout(pause_s):  # `wait_for` forgets a cancellation that comes with a picture
                    number, picture = await self._media.pictures.after(number)
                quiet, captured_s = False, picture.time_s
            except TimeoutError:
                quiet, picture, captured_s = True, self._media.still, self._clock.monotonic_s()
            now_s = self._clock.monotonic_s()
            if now_s < next_s or self._closed:
                continue
            order = self._sending.order(picture.width, picture.height, self._media.fps, now_s)
            if self._steer(order, now_s, quiet=quiet) or order is None:
                continue
            # A little early is on time: a picture that comes each 33 ms is never exactly 33 ms after another.
            next_s = max(next_s + 1 / order.rung.fps, now_s - 0.5 / order.rung.fps) - 0.002
            await self._encode_and_send(picture, captured_s, order, form)

    async def relay(self, form: Format) -> None:
        """Send what the camera's board encodes, while it is its turn, until closed."""
        self._feed = feed = self._media.hardware if form.name == "H264" and not self._closed else None
        while feed is not None and not self._closed:
            unit = await feed.take(self)
            now_s = self._clock.monotonic_s()
            if unit.keyframe:
                self._path.happen(PathEvent.CAME, now_s)
                self._asked_s = None
            if self._path.mode is Mode.HARDWARE:
                self._came_s = now_s
                self._relay(unit, form)

    def close(self) -> None:
        """Send no more; may be called again."""
        self._closed = True
        if self._feed is not None:
            self._feed.release(self)
            self._feed = None
        self._encoding.shutdown(wait=False, cancel_futures=True)

    # ------------------------------------------------------------------------------------------------ who encodes

    def _steer(self, order: PictureOrder | None, now_s: float, *, quiet: bool) -> bool:
        """Choose who encodes; True: nothing is to be encoded here now."""
        feed, before = self._feed, self._path.mode
        if feed is None:
            return False
        self._judge(feed, order, now_s, quiet=quiet)
        mode = self._path.mode
        if mode is not Mode.SOFTWARE:
            if order is not None:
                feed.aim(self, order.bitrate_bps)
            if mode is Mode.HARDWARE and order is not None and order.keyframe:
                feed.want_keyframe()
                self._asked_s = self._asked_s if self._asked_s is not None else now_s
            return mode is Mode.HARDWARE
        if before is Mode.SOFTWARE:
            return False
        self._asked_s = None
        feed.rest(self)
        if before is Mode.HARDWARE:
            self._sending.want_keyframe()
        return before is Mode.HARDWARE

    def _judge(self, feed: HardwareFeed, order: PictureOrder | None, now_s: float, *, quiet: bool) -> None:
        fits = not quiet and feed.free_for(self) and self._fits(feed.size, order)
        before = self._path.mode
        self._path.judge(fits, now_s)
        if before is not Mode.SOFTWARE and self._path.mode is before and self._failing(now_s):
            self._path.happen(PathEvent.WENT, now_s)
            feed.release(self)  # it is to begin anew the next time
        if self._path.mode is not before:
            _LOG.info("encoder", from_state=before, state=self._path.mode)

    def _fits(self, size: tuple[int, int] | None, order: PictureOrder | None) -> bool:
        """Tell whether the board's encoder, which gives ``size``, would do."""
        if size is None:
            return False
        coming = self._path.mode is not Mode.SOFTWARE
        least_bps = floor_bps(*size) * (1.0 if coming else FLOOR_MARGIN)
        if order is None:  # a queue that is longer than it should be is no reason to leave it at once
            rate_bps, queue_s = self._sending.allocation.video_bps, self._sending.pacer.queue_s
            return coming and queue_s <= LONGEST_QUEUE_S and rate_bps >= least_bps
        rung = order.rung
        return (rung.width, rung.height) == size and rung.fps >= self._media.fps and order.bitrate_bps >= least_bps

    def _failing(self, now_s: float) -> bool:
        if self._path.mode is Mode.COMING:
            return now_s > self._path.since_s + FIRST_S
        unheard = self._asked_s is not None and now_s > self._asked_s + KEYFRAME_S
        return unheard or now_s > self._came_s + LATE_S

    # ------------------------------------------------------------------------------------------------ what is sent

    async def _encode_and_send(
        self, picture: CapturedFrame, captured_s: float, order: PictureOrder, form: Format
    ) -> None:
        loop = asyncio.get_running_loop()
        begun_s = self._clock.monotonic_s()
        data, keyframe = await loop.run_in_executor(self._encoding, self._encode, picture, order, form)
        self.encode_s += self._clock.monotonic_s() - begun_s
        if data and self._path.mode is not Mode.HARDWARE:  # which may have begun in the meantime
            self._media.sent(order.rung.width, order.rung.height)
            self._send(data, captured_s, form, keyframe=keyframe)

    def _encode(self, picture: CapturedFrame, order: PictureOrder, form: Format) -> tuple[bytes, bool]:
        """Run in the encoder's thread; also tell whether it is a keyframe."""
        if self._encoder is None:
            self._encoder = choose_encoder(form.name)
        self._encoder.set_size(order.rung.width, order.rung.height)
        self._encoder.set_rate(order.bitrate_bps, order.rung.fps)
        opened = self._encoder.opened
        data = self._encoder.encode(picture, keyframe=order.keyframe)
        return data, order.keyframe or self._encoder.opened != opened

    def _relay(self, unit: HardwareUnit, form: Format) -> None:
        self.hardware_frames += 1
        self._media.sent(unit.width, unit.height)
        self._send(unit.data, unit.time_s, form, keyframe=unit.keyframe)

    def _send(self, data: bytes, captured_s: float, form: Format, *, keyframe: bool) -> None:
        if self._closed:
            return
        self.frames_out += 1
        # When encoders take turns, a picture may have been captured before the one that was sent last.
        self._timestamp = max(self._timestamp + 1, int((captured_s - self._start_s) * PICTURE_RATE_HZ))
        now_s = self._clock.monotonic_s()
        payloads = packetize(form.name, data)
        self._sending.send_picture(payloads, self._timestamp, form, captured_s, now_s, keyframe=keyframe)
        self._woken()
