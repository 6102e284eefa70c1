# SPDX-License-Identifier: EUPL-1.2
"""The ring of pictures: whole frames only, whoever comes and goes."""

from __future__ import annotations

import struct
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import frames
from kiosk.frames import (
    FILE_BYTES,
    MAX_HEIGHT_PX,
    MAX_WIDTH_PX,
    PLANES_BYTES,
    SLOTS,
    RingReader,
    RingWriter,
    i420_bytes,
)

EVEN = st.integers(1, MAX_HEIGHT_PX // 2).map((2).__mul__)
SIZES = st.tuples(EVEN, EVEN)


def planes(width: int, height: int, value: int) -> bytes:
    return bytes([value]) * i420_bytes(width, height)


@settings(max_examples=25, deadline=None)
@given(shown=st.lists(st.tuples(SIZES, st.integers(0, 255), st.booleans()), min_size=1, max_size=8))
def test_the_newest_frame_is_read_whole(
    tmp_path_factory: pytest.TempPathFactory, shown: list[tuple[tuple[int, int], int, bool]]
) -> None:
    path = tmp_path_factory.mktemp("ring") / "own.ring"
    writer, reader = RingWriter(path), RingReader(path)
    for index, ((width, height), value, look) in enumerate(shown, start=1):
        writer.write(planes(width, height, value), width, height, index / 10)
        if look:
            picture = reader.newest(after=index - 1)
            assert picture is not None
            assert (picture.sequence, picture.width, picture.height) == (index, width, height)
            assert picture.time_s == index / 10
            assert picture.planes == planes(width, height, value)
            assert reader.newest(after=index) is None
    reader.close()
    writer.close()


@pytest.mark.parametrize(
    ("width", "height", "size"),
    [
        *((0, 0, 0), (3, 2, 9), (2, 3, 9), (4, 4, 23), (4, 4, 25), (-2, -2, 6)),
        *((1282, 720, 1282 * 1080), (100_000, 100_000, 24)),
    ],
)
def test_a_picture_that_does_not_fit_is_refused_and_the_last_one_stays(
    tmp_path: Path, width: int, height: int, size: int
) -> None:
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    writer.write(planes(4, 4, 7), 4, 4, 0.0)
    with pytest.raises(ValueError, match="does not fit"):
        writer.write(bytes(size), width, height, 0.0)
    picture = reader.newest()
    assert picture is not None and picture.planes == planes(4, 4, 7)


def test_a_picture_of_other_memory_is_taken(tmp_path: Path) -> None:
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    writer.write(memoryview(bytearray(planes(8, 4, 9))), 8, 4, 0.0)
    picture = reader.newest()
    assert picture is not None and picture.planes == planes(8, 4, 9)


def test_pictures_are_read_into_one_place(tmp_path: Path) -> None:
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    place = bytearray(PLANES_BYTES)
    for number, (width, height) in enumerate([(MAX_WIDTH_PX, MAX_HEIGHT_PX), (8, 4)], start=1):
        writer.write(planes(width, height, number), width, height, 0.0)
        picture = reader.newest(number - 1, place)
        assert picture is not None and picture.planes == planes(width, height, number)
        assert place.startswith(planes(width, height, number))
        assert reader.newest(number, place) is None
    reader.close()
    writer.close()


def test_half_a_frame_is_never_read(tmp_path: Path) -> None:
    """A writer that is stopped in the middle of a frame leaves that frame unread."""
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    for value in range(1, SLOTS + 1):
        writer.write(planes(4, 4, value), 4, 4, 0.0)
    newest = SLOTS
    at = frames._HEADER.size + newest % SLOTS * frames.SLOT_BYTES
    with (tmp_path / "r").open("r+b") as file:
        file.seek(at)
        file.write(struct.pack("<Q", 2 * newest + 1))
    assert reader.newest() is None
    writer.write(planes(4, 4, 9), 4, 4, 0.0)
    picture = reader.newest()
    assert picture is not None and picture.planes == planes(4, 4, 9)


def test_a_reader_beside_a_writer_never_sees_two_frames_mixed(tmp_path: Path) -> None:
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    done = threading.Event()

    def write() -> None:
        value = 0
        while not done.is_set():
            writer.write(planes(320, 180, value % 256), 320, 180, float(value))
            value += 1
            done.wait(0.0005)

    thread = threading.Thread(target=write)
    thread.start()
    seen, after, end_s = 0, 0, time.monotonic() + 10
    while seen < 200 and time.monotonic() < end_s:
        picture = reader.newest(after)
        if picture is not None:
            seen, after = seen + 1, picture.sequence
            assert picture.planes == planes(320, 180, (picture.sequence - 1) % 256)
    done.set()
    thread.join()
    assert seen == 200


def test_a_blank_ring_holds_nothing_of_what_was_shown(tmp_path: Path) -> None:
    writer, reader = RingWriter(tmp_path / "r"), RingReader(tmp_path / "r")
    for _ in range(5):
        writer.write(planes(640, 360, 0xAB), 640, 360, 0.0)
    writer.blank()
    assert reader.newest() is None
    assert b"\xab" not in (tmp_path / "r").read_bytes()
    writer.write(planes(4, 4, 1), 4, 4, 0.0)
    picture = reader.newest(after=5)
    assert picture is not None and picture.sequence == 7


def test_a_writer_started_anew_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "r"
    reader = RingReader(path)
    assert reader.newest() is None
    first = RingWriter(path)
    assert reader.newest() is None
    first.write(planes(4, 4, 1), 4, 4, 0.0)
    assert reader.newest() is not None
    second = RingWriter(path)
    assert reader.newest() is None
    second.write(planes(4, 4, 2), 4, 4, 0.0)
    picture = reader.newest()
    assert picture is not None and picture.planes == planes(4, 4, 2)
    second.close()
    assert not path.exists() and reader.newest() is None
    second.close()


def _short(ring: bytearray) -> None:
    del ring[100:]


def _other_magic(ring: bytearray) -> None:
    ring[:8] = b"SOMETHIN"


def _other_version(ring: bytearray) -> None:
    ring[8:12] = struct.pack("<I", 99)


def _other_slots(ring: bytearray) -> None:
    ring[12:16] = struct.pack("<I", 9)


def _giant_picture(ring: bytearray) -> None:
    at = frames._HEADER.size + 1 * frames.SLOT_BYTES
    struct.pack_into("<QII", ring, at, 2, 0xFFFFFFFE, 0xFFFFFFFE)


@pytest.mark.parametrize("spoil", [_short, _other_magic, _other_version, _other_slots, _giant_picture])
def test_a_spoiled_ring_reads_as_no_picture(tmp_path: Path, spoil: Callable[[bytearray], None]) -> None:
    path = tmp_path / "r"
    writer = RingWriter(path)
    writer.write(planes(4, 4, 1), 4, 4, 0.0)
    content = bytearray(path.read_bytes())
    assert len(content) == FILE_BYTES
    spoil(content)
    spoiled = tmp_path / "spoiled"
    spoiled.write_bytes(content)
    assert RingReader(spoiled).newest() is None


@settings(max_examples=20, deadline=None)
@given(header=st.binary(min_size=64, max_size=64), slot=st.integers(0, SLOTS - 1))
def test_rubbish_never_breaks_a_reader(tmp_path_factory: pytest.TempPathFactory, header: bytes, slot: int) -> None:
    path = tmp_path_factory.mktemp("ring") / "r"
    writer = RingWriter(path)
    writer.write(planes(4, 4, 1), 4, 4, 0.0)
    at = frames._HEADER.size + slot * frames.SLOT_BYTES
    with path.open("r+b") as file:
        file.write(header[:32])
        file.seek(at)
        file.write(header[32:])
    picture = RingReader(path).newest()
    assert picture is None or len(picture.planes) == i420_bytes(picture.width, picture.height)


def test_the_ring_is_not_for_everybody(tmp_path: Path) -> None:
    RingWriter(tmp_path / "r")
    assert (tmp_path / "r").stat().st_mode & 0o007 == 0
