# SPDX-License-Identifier: EUPL-1.2
"""What a hardware encoder gives becomes what a browser takes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.send.pictures.h264_packets import split_units
from kiosk.call.send.pictures.hardware_unit import UnitReader

SPS, PPS, IDR, SLICE = bytes.fromhex("6742c028da0280"), bytes.fromhex("68ce3c80"), b"\x65\x88\x84", b"\x41\x9a\x02"


def stream(*units: bytes) -> bytes:
    return b"".join(b"\0\0\0\1" + unit for unit in units)


@pytest.mark.parametrize(
    ("width", "height", "fps", "level"),
    [(1280, 720, 30, 31), (640, 360, 60, 31), (1280, 720, 60, 40), (1920, 1080, 30, 40)],
)
def test_the_level_is_what_the_session_promises_where_the_picture_fits_it(
    width: int, height: int, fps: int, level: int
) -> None:
    found = UnitReader(width, height, fps).read(stream(SPS, PPS, IDR))
    assert found is not None
    header, *others = split_units(found[0])
    assert header == SPS[:3] + bytes((level,)) + SPS[4:] and others == [PPS, IDR]


def test_a_picture_that_refers_to_others_stays_as_it_is() -> None:
    assert UnitReader(640, 360, 30).read(stream(SLICE)) == (stream(SLICE), False)


def test_the_level_is_lowered_wherever_a_header_comes() -> None:
    found = UnitReader(640, 360, 30).read(stream(SPS, PPS, SLICE))
    assert found is not None and not found[1] and next(split_units(found[0]))[3] == 31


def test_headers_that_come_by_themselves_go_with_every_keyframe_after() -> None:
    reader = UnitReader(1920, 1080, 30)
    assert reader.read(stream(SPS, PPS)) is None
    for _ in range(2):
        found = reader.read(stream(IDR))
        assert found is not None and found[1] and list(split_units(found[0])) == [SPS, PPS, IDR]


@pytest.mark.parametrize("data", [b"", b"\0\0\0\1", b"\x65\x88", stream(b"\x09\x10"), stream(b"\x67")])
def test_nothing_is_no_picture(data: bytes) -> None:
    assert UnitReader(640, 360, 30).read(data) is None


@given(st.lists(st.binary(max_size=20), max_size=5))
def test_anything_is_a_picture_or_none(datas: list[bytes]) -> None:
    reader = UnitReader(640, 360, 30)
    for data in datas:
        found = reader.read(b"\0\0\1" + data)
        assert found is None or found[0]
