# SPDX-License-Identifier: EUPL-1.2
"""VP8 and H.264 payloads, real ones and any bytes."""

from __future__ import annotations

import fractions

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.receive import h264, vp8
from kiosk.call.receive.part import PICTURE_SET, SEQUENCE_SET, PayloadError
from kiosk.call.send.pictures.encoder import packetize

KEY, DELTA = b"\x10\x02\x00\x9d\x01\x2a\x80\x02\x68\x01rest", b"\x11\x02\x00rest"


def encoded(codec: str, width: int, height: int, options: dict[str, str], pictures: int = 3) -> list[bytes]:
    context = av.CodecContext.create(codec, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = width, height, "yuv420p"
    context.time_base, context.bit_rate, context.options = fractions.Fraction(1, 30), 1_000_000, options
    noise = np.random.default_rng(1).integers(0, 255, (height * 3 // 2, width), dtype=np.uint8)
    found = []
    for index in range(pictures):
        frame = av.VideoFrame.from_ndarray(np.roll(noise, index), format="yuv420p")
        frame.pts = index
        found += [bytes(packet) for packet in context.encode(frame)]
    return found


@pytest.mark.parametrize(
    ("descriptor", "picture", "span", "base", "layer", "sync"),
    [
        (b"\x10", None, 1, None, 0, False),
        (b"\x90\x80\x05", 5, 128, None, 0, False),
        (b"\x90\x80\x81\x02", 0x102, 32768, None, 0, False),
        (b"\x90\xe0\x81\x02\x07\x60", 0x102, 32768, 7, 1, True),
        (b"\x90\x60\x07\x80", None, 1, 7, 2, False),
        (b"\x90\xf0\x81\x02\x07\x1f", 0x102, 32768, 7, 0, False),
        (b"\x90\x40\x07", None, 1, None, 0, False),
    ],
)
def test_a_vp8_descriptor_tells_the_picture_and_its_layer(
    descriptor: bytes, picture: int | None, span: int, base: int | None, layer: int, sync: bool
) -> None:
    part = vp8.read(descriptor + KEY)
    assert (part.picture, part.picture_span, part.base, part.layer, part.sync) == (picture, span, base, layer, sync)
    assert part.data == KEY and part.start and part.key
    assert not vp8.read(descriptor + DELTA).key


def test_only_the_first_partition_starts_a_picture() -> None:
    assert not vp8.read(b"\x00" + KEY).start
    assert not vp8.read(b"\x11" + KEY).start
    assert not vp8.read(b"\x00" + KEY).key
    assert vp8.read(b"\x30" + DELTA).droppable and not vp8.read(b"\x10" + DELTA).droppable


@pytest.mark.parametrize("payload", [b"", b"\x10", b"\x90", b"\x90\x80", b"\x90\x80\x80", b"\x90\xe0\x01\x02"])
def test_a_vp8_payload_that_ends_early_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError):
        vp8.read(payload)


def test_the_size_stands_in_a_vp8_keyframe() -> None:
    key, delta, _ = encoded("libvpx", 320, 180, {"deadline": "realtime"})
    assert vp8.key_size(key) == (320, 180)
    assert vp8.key_size(delta) is None and vp8.key_size(b"") is None


@pytest.mark.parametrize("options", [{"profile": "baseline"}, {"profile": "high"}])
def test_h264_comes_back_as_it_was_cut(options: dict[str, str]) -> None:
    key, delta, _ = encoded("libx264", 320, 180, {"tune": "zerolatency", "preset": "superfast", **options})
    for data in (key, delta):
        parts = [h264.read(payload) for payload in packetize("H264", data)]
        assert len(parts) > 2
        joined = b"".join(part.data for part in parts)
        assert list(h264.units(joined)) == list(h264.units(data))
        assert any(part.key for part in parts) == (data is key)
    first = h264.read(packetize("H264", key)[0])
    assert first.start and first.sets == SEQUENCE_SET | PICTURE_SET
    sizes = [h264.sps_size(unit) for unit in h264.units(key) if unit[0] & 0x1F == h264.SPS]
    assert sizes == [(320, 192)]  # whole macroblocks


@pytest.mark.parametrize("payload", [b"", b"\x65", b"\x7c\x85", b"\x78\x00\x09\x67", b"\x78\x00\x00\x67", b"\x7f\x00"])
def test_an_h264_payload_that_ends_early_is_refused(payload: bytes) -> None:
    with pytest.raises(PayloadError):
        h264.read(payload)


def test_a_recovery_point_is_no_keyframe() -> None:
    part = h264.read(b"\x06\x06\x01\xc4\x80")
    assert part.recovery and not part.key
    assert not h264.read(b"\x06\x05\x01\xc4\x80").recovery


@given(st.binary(max_size=80))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    for read in (vp8.read, h264.read):
        try:
            part = read(payload)
        except PayloadError:
            continue
        assert len(part.data) <= len(payload) + 4 * 40
    vp8.key_size(payload)
    assert b"".join(h264.units(payload)) is not None
    h264.sps_size(b"\x67" + payload)
