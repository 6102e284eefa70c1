# SPDX-License-Identifier: EUPL-1.2
"""Encoders, by what a decoder makes of them: rate, size, keyframes, the stripe."""

from __future__ import annotations

from functools import cache
from typing import cast

import av
import numpy as np
import pytest
from av.video.codeccontext import VideoCodecContext

from kiosk.call.cameras import stripe
from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import planes_of
from kiosk.call.cameras.test_picture import TestPicture
from kiosk.call.send.pictures.codec import LiveEncoder
from kiosk.call.send.pictures.encoder import choose_encoder
from kiosk.call.send.pictures.h264_packets import split_units
from kiosk.call.send.pictures.vp8 import Vp8Encoder
from kiosk.call.send.pictures.x264 import BUFFER_S, X264Encoder

WIDTH, HEIGHT, FPS = 640, 360, 30
IDR, SPS, PPS = 5, 7, 8
ENCODERS = (X264Encoder, Vp8Encoder)


@cache
def pictures() -> list[CapturedFrame]:
    """Four seconds of somebody waving, with the noise of a cheap camera."""
    source, random = TestPicture(WIDTH, HEIGHT, FPS), np.random.default_rng(1)
    noise = [random.integers(-4, 5, (HEIGHT * 3 // 2, WIDTH)) for _ in range(5)]
    made = []
    for number in range(4 * FPS):
        planes = source.draw(number * 1000 // FPS, 0.0).planes
        planes = np.clip(planes.astype(np.int16) + noise[number % 5], 0, 255).astype(np.uint8)
        made.append(CapturedFrame(planes, WIDTH, HEIGHT, 0.0))
    return made


def encoded(encoder: LiveEncoder, seconds: float, *, start_s: float, fps: float = FPS) -> list[bytes]:
    count, frames = int(seconds * fps), pictures()
    made = []
    for number in range(count):
        at_s = start_s + number / fps
        picture = frames[int(at_s * FPS) % len(frames)]
        made.append(encoder.encode(CapturedFrame(picture.planes, WIDTH, HEIGHT, at_s), keyframe=False))
    return made


def rate_bps(frames: list[bytes], fps: float = FPS) -> float:
    return sum(map(len, frames)) * 8 * fps / len(frames)


def kinds(frame: bytes) -> set[int]:
    return {unit[0] & 0x1F for unit in split_units(frame)}


def test_the_rate_changes_both_ways_without_a_keyframe() -> None:
    encoder = X264Encoder()
    for second, wanted_bps in ((0, 700_000), (4, 400_000), (8, 700_000)):
        encoder.set_rate(wanted_bps, FPS)
        frames = encoded(encoder, 4, start_s=second)
        assert rate_bps(frames[2 * FPS :]) == pytest.approx(wanted_bps, rel=0.2)
        assert [IDR in kinds(frame) for frame in frames].count(True) == (1 if second == 0 else 0)
    assert encoder.opened == 1


@pytest.mark.parametrize(("before_bps", "after_bps"), [(200_000, 900_000), (900_000, 200_000)])
def test_a_rate_far_from_before_opens_the_encoder_anew(before_bps: int, after_bps: int) -> None:
    encoder = X264Encoder()
    encoder.set_rate(before_bps, FPS)
    encoded(encoder, 2, start_s=0)
    encoder.set_rate(after_bps, FPS)
    frames = encoded(encoder, 4, start_s=2)
    assert IDR in kinds(frames[0]) and encoder.opened == 2
    assert max(map(len, frames)) * 8 <= 1.1 * after_bps * BUFFER_S
    assert rate_bps(frames[2 * FPS :]) == pytest.approx(after_bps, rel=0.2)


@pytest.mark.parametrize("fps", [10, 15])
def test_fewer_pictures_a_second_get_all_of_the_rate(fps: int) -> None:
    encoder = X264Encoder()
    encoder.set_rate(300_000, FPS)
    encoded(encoder, 1, start_s=0)
    encoder.set_rate(300_000, fps)
    frames = encoded(encoder, 6, start_s=1, fps=fps)
    assert rate_bps(frames[2 * fps :], fps) == pytest.approx(300_000, rel=0.25)


def test_no_picture_is_long_on_the_line() -> None:
    encoder = X264Encoder()
    encoder.set_rate(300_000, FPS)
    frames = encoded(encoder, 4, start_s=0)
    assert max(map(len, frames)) * 8 <= 1.1 * 300_000 * BUFFER_S
    frames[1] = encoder.encode(pictures()[0], keyframe=True)
    assert IDR in kinds(frames[1]) and len(frames[1]) * 8 <= 1.1 * 300_000 * BUFFER_S


@pytest.mark.parametrize("encoder_type", ENCODERS)
def test_a_keyframe_that_was_asked_for_stands_by_itself(encoder_type: type[LiveEncoder]) -> None:
    encoder = encoder_type()
    encoder.set_rate(600_000, FPS)
    encoded(encoder, 1, start_s=0)
    picture = TestPicture(WIDTH, HEIGHT, FPS).draw(123_456, 2.0)
    data = encoder.encode(picture, keyframe=True)
    if encoder_type is X264Encoder:
        assert {SPS, PPS, IDR} <= kinds(data)
    shown = decoded("h264" if encoder_type is X264Encoder else "vp8", data)
    assert stripe.decode(shown[:HEIGHT]) == 123_456


@pytest.mark.parametrize("encoder_type", ENCODERS)
@pytest.mark.parametrize("size", [(480, 270), (320, 180), (256, 144)])
def test_pictures_are_made_smaller(encoder_type: type[LiveEncoder], size: tuple[int, int]) -> None:
    encoder = encoder_type()
    encoder.set_rate(400_000, FPS)
    encoded(encoder, 0.2, start_s=0)
    encoder.set_size(*size)
    data = encoder.encode(TestPicture(WIDTH, HEIGHT, FPS).draw(54_321, 1.0), keyframe=False)
    shown = decoded("h264" if encoder_type is X264Encoder else "vp8", data)
    assert shown.shape == (size[1] * 3 // 2, size[0])
    assert stripe.decode(shown[: size[1]]) == 54_321


def test_vp8_follows_by_opening_anew_and_not_for_a_little() -> None:
    encoder = Vp8Encoder()
    encoder.set_rate(600_000, FPS)
    encoded(encoder, 1, start_s=0)
    encoder.set_rate(560_000, FPS)
    encoded(encoder, 1, start_s=1)
    assert encoder.opened == 1
    encoder.set_rate(250_000, FPS)
    assert rate_bps(encoded(encoder, 4, start_s=2)[FPS:]) == pytest.approx(250_000, rel=0.25)
    assert encoder.opened == 2


def test_encoders_are_chosen_by_their_names_in_a_description() -> None:
    assert isinstance(choose_encoder("H264"), X264Encoder)
    assert isinstance(choose_encoder("VP8"), Vp8Encoder)


def decoded(codec: str, data: bytes) -> np.ndarray:
    context = cast(VideoCodecContext, av.CodecContext.create(codec, "r"))
    frames = [*context.decode(av.Packet(data)), *context.decode(None)]
    return planes_of(frames[0])
