# SPDX-License-Identifier: EUPL-1.2
"""Real pictures through packets, losses and the decoder's thread to the screen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import cache

import av
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.receive.decoder import MOST_WAITING, DecodedPicture, PictureDecoder
from kiosk.call.receive.h264 import SPS, sps_size, units
from kiosk.call.receive.pictures import Codec, EncodedPicture, PictureBuffer
from kiosk.call.receive.screen import Screen
from kiosk.call.send.pictures.encoder import packetize
from kiosk.clock import SystemClock
from kiosk.frames import MAX_HEIGHT_PX, MAX_WIDTH_PX
from tests.kiosk.call.receive.test_payloads import encoded
from tests.kiosk.call.wait import until

ENCODERS: dict[Codec, tuple[str, dict[str, str]]] = {
    "VP8": ("libvpx", {"deadline": "realtime", "cpu-used": "8"}),
    "H264": ("libx264", {"preset": "ultrafast", "tune": "zerolatency"}),
}
CODECS: tuple[Codec, ...] = ("VP8", "H264")


@cache
def stream(codec: Codec, width: int = 320, height: int = 180, pictures: int = 20) -> tuple[EncodedPicture, ...]:
    name, options = ENCODERS[codec]
    return tuple(
        EncodedPicture(
            data=data, timestamp=index * 3000, keyframe=index == 0, first_arrival_s=0, complete_s=0, restart=index == 0
        )
        for index, data in enumerate(encoded(name, width, height, options, pictures))
    )


class Got:
    def __init__(self) -> None:
        self.pictures: list[DecodedPicture] = []
        self.broken = 0

    def lost(self) -> None:
        self.broken += 1


@contextmanager
def decoder_for(codec: Codec) -> Iterator[tuple[PictureDecoder, Got]]:
    got = Got()
    decoder = PictureDecoder(codec, got.pictures.append, got.lost, SystemClock())
    try:
        yield decoder, got
    finally:
        decoder.stop()
        assert decoder.join(5)


@asynccontextmanager
async def screen(show: Callable[[CapturedFrame], None], lost: Callable[[], None]) -> AsyncIterator[Screen]:
    made = Screen(show, lost)
    try:
        yield made
    finally:
        made.close()


@pytest.mark.parametrize("codec", CODECS)
async def test_each_picture_comes_out_before_the_next_goes_in(codec: Codec) -> None:
    with decoder_for(codec) as (decoder, got):
        for number, picture in enumerate(stream(codec)):
            decoder.put(picture)
            await until(lambda number=number: len(got.pictures) == number + 1)  # type: ignore[misc]
        assert [each.timestamp for each in got.pictures] == [index * 3000 for index in range(20)]
        frame = got.pictures[-1].frame
        assert (frame.width, frame.height) == (320, 180) and frame.planes.shape == (270, 320)
        assert got.pictures[0].restart and not got.pictures[1].restart
        assert got.broken == 0


@pytest.mark.parametrize("codec", CODECS)
async def test_a_loss_on_the_way_never_reaches_the_decoder(codec: Codec) -> None:
    rng, sequence, now_s = random.Random(3), 0, 0.0
    buffer = PictureBuffer(codec)
    with decoder_for(codec) as (decoder, got):
        whole = 0
        for picture in stream(codec, pictures=60) + stream(codec, pictures=60):
            payloads = packetize(codec, picture.data)
            lost = [] if picture.keyframe else [at for at in range(len(payloads)) if rng.random() < 0.002]
            whole += not lost
            for at, payload in enumerate(payloads):
                if at not in lost:
                    buffer.put(sequence + at, int(now_s * 90_000), payload, at == len(payloads) - 1, now_s)
            sequence += len(payloads)
            for found in buffer.step(now_s, 0.05).frames:
                decoder.put(found)
            if len(decoder._waiting) > MOST_WAITING // 2:
                await until(lambda: not decoder._waiting)
            now_s += 1 / 30
        frames = buffer.statistics.frames
        assert buffer.statistics.keyframes == 2 and 10 < frames < whole
        await until(lambda: decoder.statistics.decoded == frames)
        assert decoder.statistics.errors == got.broken == 0


@pytest.mark.parametrize("codec", CODECS)
async def test_what_cannot_be_decoded_asks_for_a_keyframe_once(codec: Codec) -> None:
    first, *rest = stream(codec)
    with decoder_for(codec) as (decoder, got):
        decoder.put(first)
        await until(lambda: len(got.pictures) == 1)
        for data in (b"\0\0\1\x65", b"\x01"):
            decoder.put(EncodedPicture(data=data, timestamp=1, keyframe=True, first_arrival_s=0, complete_s=0))
        for picture in rest:
            decoder.put(picture)
        await until(lambda: got.broken >= 1 and not decoder._waiting)
        assert len(got.pictures) == 1 and decoder.statistics.errors >= 1
        decoder.put(first)
        await until(lambda: len(got.pictures) == 2)


async def test_a_decoder_that_is_behind_catches_up_unseen_and_holds_no_more_than_it_may() -> None:
    pictures = stream("VP8", pictures=40)
    with decoder_for("VP8") as (decoder, got):
        with decoder._turn:  # the thread waits
            for picture in pictures:
                decoder.put(picture)
        await until(lambda: decoder.statistics.decoded == 40)
        await until(lambda: bool(got.pictures) and got.pictures[-1].timestamp == pictures[-1].timestamp)
        assert decoder.statistics.late == 36 and len(got.pictures) == 4
        with decoder._turn:
            for picture in pictures[1:] * 4:
                decoder.put(picture)
                assert len(decoder._waiting) <= MOST_WAITING
        await until(lambda: got.broken == 1)
        assert decoder.statistics.overflows >= 1


@pytest.mark.parametrize("codec", CODECS)
async def test_a_huge_picture_is_refused_and_the_next_small_one_shown(
    codec: Codec, monkeypatch: pytest.MonkeyPatch
) -> None:
    huge, small = stream(codec, 3840, 2160, pictures=1)[0], stream(codec)[0]
    begun: list[EncodedPicture] = []
    with decoder_for(codec) as (decoder, got):
        decode = decoder._decode

        def noting(context: av.VideoCodecContext, picture: EncodedPicture, *, behind: bool) -> None:
            begun.append(picture)
            decode(context, picture, behind=behind)

        monkeypatch.setattr(decoder, "_decode", noting)
        decoder.put(huge)
        await until(lambda: decoder.statistics.refused == 1)
        assert begun == []  # its header tells
        decoder.put(small)
        await until(lambda: len(got.pictures) == 1)
        assert got.broken == 0


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (322, 182), (2, 2)])
async def test_every_size_is_made_to_fit_the_ring(width: int, height: int) -> None:
    with decoder_for("VP8") as (decoder, got):
        decoder.put(stream("VP8", width, height, pictures=1)[0])
        await until(lambda: len(got.pictures) == 1)
        frame = got.pictures[0].frame
        assert frame.width * frame.height <= MAX_WIDTH_PX * MAX_HEIGHT_PX
        assert frame.width % 2 == frame.height % 2 == 0
        assert abs(frame.width / frame.height - width / height) < 0.02
        assert (decoder.statistics.width, decoder.statistics.height) == (width, height)


@pytest.mark.parametrize("size", [(1280, 720), (640, 360), (1920, 1080), (16, 16)])
def test_h264_sizes_are_read_as_they_were_written(size: tuple[int, int]) -> None:
    for profile in ("baseline", "high"):
        data = encoded("libx264", *size, {"profile": profile, "preset": "ultrafast"} | {"tune": "zerolatency"}, 1)[0]
        found = [sps_size(unit) for unit in units(data) if unit[0] & 0x1F == SPS]
        assert found == [((size[0] + 15) // 16 * 16, (size[1] + 15) // 16 * 16)]


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.binary(max_size=60), st.booleans()), max_size=12), st.sampled_from(CODECS))
def test_hostile_pictures_end_in_a_request(pictures: list[tuple[bytes, bool]], codec: Codec) -> None:
    async def run() -> None:
        good = stream(codec, pictures=1)[0]
        with decoder_for(codec) as (decoder, got):
            for data, keyframe in pictures:
                decoder.put(EncodedPicture(data=data, timestamp=1, keyframe=keyframe, first_arrival_s=0, complete_s=0))
            await until(lambda: not decoder._waiting)
            decoder.put(good)
            await until(lambda: any(each.restart for each in got.pictures))

    asyncio.run(run())


# ------------------------------------------------------------------------------------------------------- screen


async def test_the_screen_shows_what_comes_and_tells_when_it_was() -> None:
    shown: list[CapturedFrame] = []
    async with screen(shown.append, lambda: None) as made:
        assert made.shown is None and made.decoding.decoded == 0
        for number, picture in enumerate(stream("VP8")):
            made.take(picture, "VP8")
            await until(lambda number=number: len(shown) == number + 1)  # type: ignore[misc]
        assert made.shown is not None and made.shown[0] == 19 * 3000
        assert made.playout.shown == made.decoding.decoded == 20
        made.take(stream("H264")[0], "H264")
        await until(lambda: made.decoding.decoded == 1)


async def test_the_screen_waits_for_the_voice() -> None:
    shown: list[CapturedFrame] = []
    clock = SystemClock()
    async with screen(shown.append, lambda: None) as made:
        made.extra_delay_s = 0.2
        made.take(stream("VP8", pictures=1)[0], "VP8")
        await until(lambda: bool(shown))
        assert clock.monotonic_s() - shown[0].time_s >= 0.19
        assert made.extra_delay_s == 0.2


async def test_a_closed_screen_shows_nothing() -> None:
    shown: list[CapturedFrame] = []
    async with screen(shown.append, lambda: None) as made:
        made.extra_delay_s = 0.05
        made.take(stream("VP8")[0], "VP8")
        await until(lambda: made.decoding.decoded == 1)
        made.close()
        made.take(stream("VP8")[0], "VP8")
        await asyncio.sleep(0.1)
    assert shown == []


async def test_the_screen_says_that_it_lost_its_way() -> None:
    lost: list[int] = []
    async with screen(lambda _: None, lambda: lost.append(1)) as made:
        made.take(stream("VP8")[0], "VP8")
        made.take(EncodedPicture(data=b"\x01", timestamp=1, keyframe=False, first_arrival_s=0, complete_s=0), "VP8")
        await until(lambda: bool(lost))
