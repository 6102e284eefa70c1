# SPDX-License-Identifier: EUPL-1.2
"""The ring of speech: whole utterances only, played once, and nothing left of them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import prompts_ring as ring
from kiosk.prompts_ring import (
    FILE_BYTES,
    LONGEST_S,
    SAMPLE_BYTES,
    PromptsReader,
    PromptsWriter,
    is_silent,
    make_folder,
    overwrite_left,
    prompts_path,
)
from kiosk.volume import START, STEPS, clamped, gain_db

PIECE = 960


def sound(samples: int, value: int = 1) -> bytes:
    return value.to_bytes(2, "little") * samples


def pair(folder: Path) -> tuple[PromptsWriter, PromptsReader]:
    writer, reader = PromptsWriter(folder / "p"), PromptsReader(folder / "p")
    reader.look()
    return writer, reader


def rest(reader: PromptsReader) -> bytes:
    pieces = []
    while (piece := reader.piece(PIECE)) is not None:
        pieces.append(piece)
    return b"".join(pieces)


@settings(max_examples=20, deadline=None)
@given(said=st.lists(st.tuples(st.integers(1, 5000), st.integers(1, 30_000)), min_size=1, max_size=6))
def test_each_utterance_is_played_once_and_whole(
    tmp_path_factory: pytest.TempPathFactory, said: list[tuple[int, int]]
) -> None:
    writer, reader = pair(tmp_path_factory.mktemp("ring"))
    for samples, value in said:
        number = writer.write(sound(samples, value))
        assert reader.waiting and writer.played(number) == 0
        played = rest(reader)
        assert played.rstrip(b"\0") == sound(samples, value).rstrip(b"\0")
        assert len(played) == -(-samples // PIECE) * PIECE * SAMPLE_BYTES
        assert writer.played(number) == samples and not reader.waiting
    writer.close()


def test_an_utterance_takes_the_place_of_the_one_before(tmp_path: Path) -> None:
    writer, reader = pair(tmp_path)
    first = writer.write(sound(PIECE * 3, 1))
    assert reader.piece(PIECE) == sound(PIECE, 1)
    second = writer.write(sound(PIECE, 2))
    assert writer.played(first) == PIECE and writer.played(second) == 0
    assert reader.piece(PIECE) == sound(PIECE, 2)
    assert (writer.played(first), writer.played(second)) == (0, PIECE)
    assert reader.piece(PIECE) is None


def test_silence_stops_at_once_and_leaves_nothing(tmp_path: Path) -> None:
    writer, reader = pair(tmp_path)
    writer.write(sound(PIECE * 9, 7))
    writer.write(sound(PIECE * 5, 9))
    reader.piece(PIECE)
    assert not is_silent(writer.path)
    writer.silence()
    assert reader.piece(PIECE) is None and not reader.waiting
    assert is_silent(writer.path)
    writer.write(sound(PIECE, 3))
    assert reader.piece(PIECE) == sound(PIECE, 3)


def test_of_what_was_said_before_nothing_is_left(tmp_path: Path) -> None:
    writer, _ = pair(tmp_path)
    writer.write(sound(PIECE * 2, 0x5555))
    writer.write(sound(PIECE, 0x6666))
    assert b"\x55\x55" not in writer.path.read_bytes()


def test_a_writer_made_anew_is_followed_and_one_that_left_is_silence(tmp_path: Path) -> None:
    reader = PromptsReader(tmp_path / "p")
    reader.look()
    assert reader.piece(PIECE) is None and reader.volume_step == START
    first = PromptsWriter(tmp_path / "p")
    first.write(sound(PIECE, 1))
    reader.look()
    assert reader.waiting
    second = PromptsWriter(tmp_path / "p")
    reader.look()
    assert not reader.waiting
    number = second.write(sound(PIECE, 2))
    assert reader.piece(PIECE) == sound(PIECE, 2) and second.played(number) == PIECE
    second.close()
    second.close()
    reader.look()
    assert reader.piece(PIECE) is None and is_silent(tmp_path / "p")


def test_half_an_utterance_is_never_played(tmp_path: Path) -> None:
    writer, reader = pair(tmp_path)
    number = writer.write(sound(PIECE * 2, 1))
    writer._words[ring._slot_word(number % ring.SLOTS)] = 2 * number + 1  # stopped in the middle of writing
    assert reader.piece(PIECE) is None and not reader.waiting


def test_a_reader_beside_a_writer_never_hears_two_utterances_mixed(tmp_path: Path) -> None:
    writer, reader = pair(tmp_path)
    done = threading.Event()

    def write() -> None:
        value = 0
        while not done.is_set():
            value = value % 200 + 1
            writer.write(sound(PIECE * 50, value))
            done.wait(0.0003)

    thread = threading.Thread(target=write)
    thread.start()
    heard, end_s = 0, time.monotonic() + 10
    while heard < 300 and time.monotonic() < end_s:
        piece = reader.piece(PIECE)
        if piece is not None:
            heard += 1
            assert len(set(piece[::SAMPLE_BYTES])) == 1 and piece[0]
    done.set()
    thread.join()
    assert heard == 300


@pytest.mark.parametrize("size", [0, 1, 3, (LONGEST_S * 48_000 + 1) * 2])
def test_sound_that_does_not_fit_is_refused(tmp_path: Path, size: int) -> None:
    writer, reader = pair(tmp_path)
    writer.write(sound(PIECE, 4))
    with pytest.raises(ValueError, match="do not fit"):
        writer.write(bytes(size))
    assert reader.piece(PIECE) == sound(PIECE, 4)


def test_the_volume_goes_with_the_ring(tmp_path: Path) -> None:
    writer, reader = pair(tmp_path)
    assert reader.volume_step == START
    for step, expected in ((0, 0), (5, 5), (99, 5), (-3, 0)):
        writer.set_volume(step)
        assert reader.volume_step == expected


def _short(content: bytearray) -> None:
    del content[100:]


def _other_magic(content: bytearray) -> None:
    content[:8] = b"SOMETHIN"


def _other_rate(content: bytearray) -> None:
    content[8:16] = (44_100).to_bytes(8, "little")


def _giant(content: bytearray) -> None:
    at = 8 * ring._slot_word(1)
    content[at + 8 : at + 16] = b"\xff" * 8


@pytest.mark.parametrize("spoil", [_short, _other_magic, _other_rate, _giant])
def test_a_spoiled_ring_is_silence(tmp_path: Path, spoil: Callable[[bytearray], None]) -> None:
    writer, _ = pair(tmp_path)
    writer.write(sound(PIECE, 1))
    content = bytearray(writer.path.read_bytes())
    assert len(content) == FILE_BYTES
    spoil(content)
    spoiled = tmp_path / "spoiled"
    spoiled.write_bytes(content)
    reader = PromptsReader(spoiled)
    reader.look()
    assert reader.piece(PIECE) is None and not reader.waiting


def test_the_ring_is_not_for_everybody(tmp_path: Path) -> None:
    writer, _ = pair(tmp_path)
    assert writer.path.stat().st_mode & 0o007 == 0


def test_the_volume_reaches_twelve_decibels_and_spans_eighteen() -> None:
    """EN 301 549 8.2.1.1 and 8.2.1.2."""
    assert gain_db(START) == 0
    assert gain_db(STEPS - 1) >= 12
    assert gain_db(STEPS - 1) - gain_db(0) >= 18
    assert clamped(-1) == 0 and clamped(STEPS) == STEPS - 1


def test_what_a_ui_that_died_has_left_is_overwritten(tmp_path: Path) -> None:
    path = prompts_path(tmp_path)
    make_folder(tmp_path)
    make_folder(tmp_path)
    overwrite_left(path)
    writer = PromptsWriter(path)
    writer.write(sound(PIECE, 0x5555))
    kept = path.open("rb")
    overwrite_left(path)
    assert not path.exists() and b"\x55" not in kept.read()
    kept.close()
