# SPDX-License-Identifier: EUPL-1.2
"""The millisecond stripe: what is drawn is read, also after a codec and scaling, and nothing else is."""

from __future__ import annotations

import fractions
from typing import cast

import av
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kiosk.call.cameras import stripe
from kiosk.call.cameras.test_picture import TestPicture

SIZES = [(640, 360), (320, 180), (1280, 720), (480, 270), (642, 362), (1920, 1080)]


@given(time_ms=st.integers(0, 2**45), size=st.sampled_from(SIZES), ground=st.integers(0, 255))
@settings(deadline=None)
def test_what_is_drawn_is_read(time_ms: int, size: tuple[int, int], ground: int) -> None:
    y = np.full((size[1], size[0]), ground, dtype=np.uint8)
    stripe.encode(y, time_ms)
    assert stripe.decode(y) == time_ms % stripe.MODULUS_MS
    assert (y[stripe.height_of(size[1]) :] == ground).all()


@given(bit=st.integers(0, 31), time_ms=st.integers(0, 2**24 - 1))
@settings(deadline=None)
def test_a_flipped_block_is_noticed(bit: int, time_ms: int) -> None:
    y = np.zeros((360, 640), dtype=np.uint8)
    stripe.encode(y, time_ms)
    block = y[:24, bit * 20 : bit * 20 + 20]
    block[:] = stripe.BLACK + stripe.WHITE - block
    assert stripe.decode(y) is None


@given(seed=st.integers(0, 2**32 - 1))
@example(seed=916)  # its check byte fits
@settings(deadline=None)
def test_noise_is_not_a_stripe(seed: int) -> None:
    y = np.random.default_rng(seed).integers(0, 256, (180, 320), dtype=np.uint8)
    assert stripe.decode(y) is None


@pytest.mark.parametrize("shape", [(0, 0), (1, 1), (10, 640), (360, 100)])
def test_a_picture_too_small_has_none(shape: tuple[int, int]) -> None:
    assert stripe.decode(np.zeros(shape, dtype=np.uint8)) is None


def test_the_layout_is_what_other_programs_rely_on() -> None:
    y = np.zeros((360, 640), dtype=np.uint8)
    stripe.encode(y, 0xABCDEF)
    bits = "".join("1" if y[12, 20 * i + 10] > 128 else "0" for i in range(32))
    assert bits == f"{0xABCDEF:024b}{0x08:08b}"
    assert stripe.height_of(360) == 24


@given(now_ms=st.integers(2**25, 2**45), age_ms=st.integers(-(2**22), 2**22))
@settings(deadline=None)
def test_age(now_ms: int, age_ms: int) -> None:
    assert stripe.age_ms(now_ms, (now_ms - age_ms) % stripe.MODULUS_MS) == age_ms


@pytest.mark.parametrize("codec", ["libvpx", "libx264"])
def test_it_survives_heavy_compression_and_scaling(codec: str) -> None:
    encoder = cast("av.VideoCodecContext", av.CodecContext.create(codec, "w"))
    encoder.width, encoder.height, encoder.pix_fmt = 320, 180, "yuv420p"
    encoder.bit_rate, encoder.framerate, encoder.time_base = (
        100_000,
        fractions.Fraction(30),
        fractions.Fraction(1, 90000),
    )
    encoder.options = (
        {"deadline": "realtime", "cpu-used": "-6", "minrate": "100000", "maxrate": "100000", "bufsize": "50000"}
        if codec == "libvpx"
        else {"preset": "superfast", "tune": "zerolatency", "maxrate": "100k", "bufsize": "50k"}
    )
    decoder = av.CodecContext.create("libvpx" if codec == "libvpx" else "h264", "r")
    camera, read, size = TestPicture(640, 360, 30), [], 0
    for index in range(90):
        drawn_ms = 1_700_000_000_000 + index * 33
        frame = av.VideoFrame.from_ndarray(camera.draw(drawn_ms, 0.0).planes, format="yuv420p")
        small = frame.reformat(width=320, height=180)
        small.pts, small.time_base = index * 3000, fractions.Fraction(1, 90000)
        for packet in encoder.encode(small):
            size += packet.size
            for decoded in decoder.decode(packet):
                read.append(stripe.decode(decoded.to_ndarray()[: decoded.height]))
    read_ms = [each for each in read if each is not None]
    assert size * 8 < 3 * 160_000
    assert len(read_ms) >= 0.97 * len(read) > 0
    assert all((each - 1_700_000_000_000) % stripe.MODULUS_MS % 33 == 0 for each in read_ms)


def test_the_test_picture_moves_and_is_cheap() -> None:
    camera = TestPicture(640, 360, 30)
    first, second = (camera.draw(1_700_000_000_000 + ms, 0.0).planes[30:360] for ms in (0, 700))
    assert (first.astype(int) - second).any()
    assert (np.abs(first.astype(int) - second) > 20).mean() > 0.005
