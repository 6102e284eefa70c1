# SPDX-License-Identifier: EUPL-1.2
"""Two encoders take turns on one stream, and a decoder at the other end does not notice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any, cast

import av
import numpy as np
import pytest

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.camera_off import camera_off
from kiosk.call.cameras.i420 import planes_of
from kiosk.call.formats import PICTURE_RATE_HZ
from kiosk.call.latest import Latest
from kiosk.call.media import Media
from kiosk.call.receive.pictures import PictureBuffer
from kiosk.call.rtp.packet import HeaderIds
from kiosk.call.send import picture_path, picture_sender
from kiosk.call.send.picture_path import AGAIN_AFTER_S, STEADY_S, Mode
from kiosk.call.send.picture_sender import KEYFRAME_S, LATE_S, PictureSender
from kiosk.call.send.pictures import hardware
from kiosk.call.send.pictures.h264_packets import split_units
from kiosk.call.send.pictures.hardware import RATE_STEP_BPS, HardwareEncoder, find_hardware
from kiosk.call.send.pictures.hardware_feed import MOST_WAITING, HardwareFeed, floor_bps
from kiosk.call.send.sending import Sending
from kiosk.call.transport import Format, OutgoingTerms
from kiosk.clock import ManualClock
from tests.kiosk.call import pi

WIDTH, HEIGHT, FPS = 320, 180, 30
H264 = Format(name="H264", payload_type=99)
VP8 = Format(name="VP8", payload_type=97)
PLENTY_BPS = 300_000
SHORT_BPS = floor_bps(WIDTH, HEIGHT) - 20_000
"""Enough for the whole picture, but not for the board's encoder."""
MOST_WRONG = 2.5
"""A mean difference of grey levels; a broken picture has more."""
START_S = 100.0
LATER_S = 5.0
LOW_BPS = 40_000
"""Enough for a smaller picture only."""


class Inline(Executor):
    """Works at once, so that nothing here takes time."""

    shut = False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        if self.shut:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future: Future[Any] = Future()
        future.set_result(fn(*args, **kwargs))
        return future

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        self.shut = True


class Slow(Inline):
    """Has its results ready only when it is told."""

    def __init__(self) -> None:
        self.waiting: list[tuple[Future[Any], Any]] = []

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.waiting.append((future, fn(*args, **kwargs)))
        return future

    def finish(self) -> None:
        for future, result in self.waiting:
            future.set_result(result)


class Gp:
    """Puts the packets together and decodes them."""

    def __init__(self) -> None:
        self.buffer = PictureBuffer("H264")
        self.shown: list[tuple[int, CapturedFrame]] = []
        self.levels: set[int] = set()
        self.keyframes = 0
        self._decoder = av.CodecContext.create("h264", "r")
        self._decoder.thread_type = "SLICE"

    def take(self, packet: Any, now_s: float) -> None:
        self.buffer.put(packet.sequence, packet.timestamp, packet.payload, packet.marker, now_s)
        for picture in self.buffer.step(now_s, 0.05).frames:
            self.keyframes += picture.keyframe
            self.levels |= {unit[3] for unit in split_units(picture.data) if unit[0] & 31 == 7}
            for frame in self._decoder.decode(av.Packet(picture.data)):
                self.shown.append((picture.timestamp, CapturedFrame(planes_of(frame), frame.width, frame.height, 0.0)))


class Call:
    """A connection's pictures from the camera to the GP, in time of its own."""

    def __init__(self, library: Any) -> None:
        self.clock = ManualClock()
        self.clock.advance(START_S)
        self.pictures: Latest[CapturedFrame] = Latest()
        self.feed = HardwareFeed()
        self.feed.show(True)
        self.camera = library.Picamera2()
        self.camera.clock = self.clock.monotonic_s
        self.camera.configure({"main": {"size": (WIDTH, HEIGHT), "format": "YUV420"}})
        found = find_hardware(library, self.feed, (WIDTH, HEIGHT), FPS)
        assert found is not None
        self.hardware: HardwareEncoder = found
        self.sending, self.sender = self.connect()
        self.gp = Gp()
        self.tasks: list[asyncio.Task[None]] = []
        self.sent: list[tuple[int, int]] = []
        self.seen: list[CapturedFrame] = []

    def connect(self) -> tuple[Sending, PictureSender]:
        sending = Sending(Random(1))
        sending.begin(OutgoingTerms(kind="video", mid="v", ssrc=1, rtx_ssrc=2, cname="x", formats=(H264,),
                                    ids=HeaderIds()))  # fmt: skip
        media = Media(
            pictures=self.pictures,
            still=camera_off(WIDTH, HEIGHT),
            fps=FPS,
            show=lambda picture: None,
            sent=lambda width, height: self.sent.append((width, height)),
            listen=lambda ear: None,
            spawn=asyncio.create_task,
            hardware=self.feed,
        )
        sender = PictureSender(media, sending, self.clock, lambda: None)
        sender._encoding.shutdown()
        sender._encoding = Inline()  # type: ignore[assignment]
        return sending, sender

    def run(self, sender: PictureSender, form: Format = H264) -> None:
        self.tasks += [asyncio.create_task(work(form)) for work in (sender.relay, sender.run)]

    def allow(self, video_bps: int) -> None:
        self.sending.allocation = replace(self.sending.allocation, video_bps=video_bps)

    async def film(self, seconds: float, *, camera: bool = True) -> None:
        for _ in range(round(seconds * FPS)):
            self.clock.advance(1 / FPS)
            if camera:
                self.hardware.follow(self.camera)
                self.expose()
            await settle()
            self.drain()

    def expose(self) -> None:
        self.seen.append(self.camera.expose())
        self.pictures.put(self.seen[-1])

    def drain(self) -> None:
        now_s = self.clock.monotonic_s()
        self.sending.pacer.pacing_bps = 100_000_000
        for item in cast(list[Any], self.sending.pacer.due(now_s)):
            self.gp.take(item.packet, now_s)

    @property
    def encoder(self) -> pi.H264Encoder:
        return pi.H264Encoder.made[-1]

    async def close(self) -> None:
        self.sender.close()
        for task in self.tasks:
            task.cancel()
        for result in await asyncio.gather(*self.tasks, return_exceptions=True):
            assert isinstance(result, asyncio.CancelledError | None), result


async def settle() -> None:
    for _ in range(25):
        await asyncio.sleep(0)


@pytest.fixture
async def call(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AsyncIterator[Call]:
    library = pi.install(monkeypatch, tmp_path, pi.Forcing)
    monkeypatch.setattr(hardware, "captured_s", lambda sensor_ns: sensor_ns / 1e9)
    monkeypatch.setattr(picture_sender, "STILL_AFTER_S", 30.0)  # the one time here that is not the clock's
    call = Call(library)
    call.allow(PLENTY_BPS)
    yield call
    await call.close()


async def hardware_sends(call: Call) -> None:
    call.run(call.sender)
    await call.film(STEADY_S + 0.3)
    assert call.sender.mode is Mode.HARDWARE


def looks_right(call: Call) -> None:
    """Every picture is whole, in order, and what the camera saw at its time."""
    stamps = [stamp for stamp, _ in call.gp.shown]
    assert len(stamps) == call.sender.frames_out and stamps == sorted(set(stamps))
    first = stamps[0] - round(PICTURE_RATE_HZ / FPS)
    for stamp, picture in call.gp.shown:
        if (picture.width, picture.height) == (WIDTH, HEIGHT):
            now_s = START_S + (stamp - first) / PICTURE_RATE_HZ
            # Where the board takes over, it is a picture or two behind.
            seen = [each for each in call.seen if now_s - 2.5 / FPS < each.time_s < now_s + 0.5 / FPS]
            wrong = [np.abs(picture.planes[:HEIGHT].astype(int) - each.planes[:HEIGHT]).mean() for each in seen]
            assert min(wrong) < MOST_WRONG, (stamp - first) / PICTURE_RATE_HZ


# ------------------------------------------------------------------------------------------------ taking turns


async def test_the_board_takes_over_and_each_of_its_pictures_is_sent_at_its_time(call: Call) -> None:
    await hardware_sends(call)
    before, from_board = call.sender.frames_out, call.sender.hardware_frames
    await call.film(2.0)
    assert call.sender.hardware_frames - from_board == call.sender.frames_out - before == 2 * FPS
    looks_right(call)
    steps = np.diff([stamp for stamp, _ in call.gp.shown][-2 * FPS :])
    assert np.all(np.abs(steps - PICTURE_RATE_HZ / FPS) <= 1)
    assert call.gp.keyframes == 2 and max(call.gp.levels) <= 31
    assert set(call.sent) == {(WIDTH, HEIGHT)}


async def test_what_the_own_encoder_was_still_at_is_left_out(call: Call) -> None:
    call.run(call.sender)
    while call.sender.mode is Mode.SOFTWARE:
        await call.film(1 / FPS)
    assert cast(Mode, call.sender.mode) is Mode.COMING
    call.sender._encoding = slow = Slow()  # type: ignore[assignment]
    await call.film(4 / FPS)
    assert len(slow.waiting) == 1 and cast(Mode, call.sender.mode) is Mode.HARDWARE
    before = call.sender.frames_out - call.sender.hardware_frames
    slow.finish()
    await call.film(0.5)
    assert call.sender.mode is Mode.HARDWARE
    assert call.sender.frames_out - call.sender.hardware_frames == before
    looks_right(call)


async def test_its_rate_follows_the_line(call: Call) -> None:
    await hardware_sends(call)
    assert call.encoder.bitrate == PLENTY_BPS
    for wanted_bps in (200_000, 260_001):
        call.allow(wanted_bps)
        await call.film(0.2)
        assert wanted_bps <= call.encoder.bitrate < wanted_bps + RATE_STEP_BPS
    assert call.sender.mode is Mode.HARDWARE and min(call.encoder.rates) >= floor_bps(WIDTH, HEIGHT)


async def test_a_keyframe_that_is_asked_for_reaches_it(call: Call) -> None:
    await hardware_sends(call)
    forced, keyframes = call.encoder.forced, call.gp.keyframes
    call.sending.want_keyframe()
    await call.film(5 / FPS)
    assert (call.encoder.forced, call.gp.keyframes) == (forced + 1, keyframes + 1)
    await call.film(2 * KEYFRAME_S)
    assert call.sender.mode is Mode.HARDWARE and call.gp.keyframes == keyframes + 1


@pytest.mark.parametrize("lower_bps", [SHORT_BPS, LOW_BPS])
async def test_below_its_floor_or_at_a_smaller_size_the_own_encoder_takes_over_and_gives_back(
    call: Call, lower_bps: int
) -> None:
    await hardware_sends(call)
    keyframes = call.gp.keyframes
    call.allow(lower_bps)
    await call.film(1.0)
    assert call.sender.mode is Mode.SOFTWARE and call.gp.keyframes == keyframes + 1
    assert (call.sent[-1] == (WIDTH, HEIGHT)) == (lower_bps == SHORT_BPS)
    assert call.encoder.running and call.encoder.bitrate == floor_bps(WIDTH, HEIGHT)
    call.allow(PLENTY_BPS)
    await call.film(AGAIN_AFTER_S - 2.0)
    assert cast(Mode, call.sender.mode) is Mode.SOFTWARE
    await call.film(4.0)
    assert cast(Mode, call.sender.mode) is Mode.HARDWARE
    looks_right(call)


async def test_a_long_queue_is_left_to_the_own_encoder(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    await hardware_sends(call)
    before = call.sender.frames_out
    monkeypatch.setattr(type(call.sending.pacer), "queue_s", property(lambda pacer: 0.2))
    await call.film(0.2)
    assert call.sender.mode is Mode.HARDWARE and call.sender.frames_out == before + 6
    monkeypatch.setattr(type(call.sending.pacer), "queue_s", property(lambda pacer: 0.4))
    await call.film(0.2)
    assert cast(Mode, call.sender.mode) is Mode.SOFTWARE and call.sender.frames_out <= before + 7


# ------------------------------------------------------------------------------------------------ what goes wrong


async def test_empty_pictures_are_none_and_many_of_them_a_failure(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(picture_path, "LATER_S", LATER_S)
    await hardware_sends(call)
    call.encoder.mute = True
    await call.film(LATE_S - 0.2)
    call.encoder.mute = False
    await call.film(0.5)
    assert call.sender.mode is Mode.HARDWARE
    call.encoder.mute = True
    await call.film(LATE_S + 0.2)
    assert cast(Mode, call.sender.mode) is Mode.SOFTWARE and not call.encoder.running
    await call.film(LATER_S - 2.0)
    assert len(pi.H264Encoder.made) == 1
    await call.film(3.0)
    assert cast(Mode, call.sender.mode) is Mode.HARDWARE and len(pi.H264Encoder.made) == 2


async def test_an_encoder_that_does_not_hear_is_left(call: Call) -> None:
    await hardware_sends(call)
    call.encoder.deaf = True
    call.sending.want_keyframe()
    keyframes = call.gp.keyframes
    await call.film(KEYFRAME_S + 0.2)
    assert call.sender.mode is Mode.SOFTWARE and call.gp.keyframes == keyframes + 1
    looks_right(call)


async def test_an_encoder_that_never_begins_keeps_nobody_waiting(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pi.Picamera2, "start_encoder", broken)
    call.run(call.sender)
    await call.film(STEADY_S + 3.0)
    assert call.sender.mode is Mode.SOFTWARE and call.feed.size is None
    assert call.sender.frames_out > 2.9 * FPS
    looks_right(call)


def broken(*_: object, **__: object) -> None:
    raise OSError(16, "busy")


async def test_when_the_camera_goes_the_still_picture_is_sent(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    await hardware_sends(call)
    monkeypatch.setattr(picture_sender, "STILL_AFTER_S", 0.05)
    await call.film(1 / FPS)  # which waits so long already
    call.hardware.stop(call.camera)
    call.pictures.clear()
    keyframes = call.gp.keyframes
    for _ in range(100):
        await asyncio.sleep(0.02)
        call.clock.advance(0.05)
        call.drain()
        if call.gp.keyframes > keyframes:
            break
    assert call.sender.mode is Mode.SOFTWARE and not call.encoder.running
    still = camera_off(WIDTH, HEIGHT).planes[:HEIGHT].astype(int)
    assert np.abs(call.gp.shown[-1][1].planes[:HEIGHT] - still).mean() < 5


async def test_an_event_loop_that_was_busy_goes_on_with_a_keyframe(call: Call) -> None:
    await hardware_sends(call)
    keyframes = call.gp.keyframes
    for _ in range(5 * MOST_WAITING):
        call.clock.advance(1 / FPS)
        call.hardware.follow(call.camera)
        call.expose()
    assert len(call.feed._units) <= MOST_WAITING
    await call.film(0.5)
    assert call.sender.mode is Mode.HARDWARE and call.gp.keyframes > keyframes
    looks_right(call)


# ------------------------------------------------------------------------------------------------ who has it


async def test_only_one_connection_has_the_encoder_and_the_next_one_gets_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    await hardware_sends(call)
    sending, second = call.connect()
    sending.allocation = call.sending.allocation
    monkeypatch.setattr(sending, "send_picture", lambda *_, **__: None)
    call.run(second)
    await call.film(STEADY_S + 1.0)
    assert second.mode is Mode.SOFTWARE and second.frames_out > 0 and call.sender.mode is Mode.HARDWARE
    looks_right(call)
    call.sender.close()
    await call.film(STEADY_S + 1.0)
    assert cast(Mode, second.mode) is Mode.HARDWARE
    second.close()
    await call.film(0.1)
    assert not call.encoder.running


async def test_a_browser_without_h264_never_starts_it(call: Call) -> None:
    call.run(call.sender, VP8)
    for _ in range(3 * FPS):
        call.clock.advance(1 / FPS)
        call.hardware.follow(call.camera)
        call.expose()
        await settle()
        call.sending.pacer.clear_video()
    assert not pi.H264Encoder.made and call.sender.frames_out > 2 * FPS
