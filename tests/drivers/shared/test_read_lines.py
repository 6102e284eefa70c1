# SPDX-License-Identifier: EUPL-1.2
"""Lines out of bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.shared.read_lines import ReadLines


def framer(limit_bytes: int = 20) -> ReadLines[int]:
    return ReadLines(lambda text: int(text) if text.isascii() and text.isdigit() else None, limit_bytes=limit_bytes)


def said(data: bytes) -> list[int]:
    return [line.said for line in framer().feed(data)]


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        (b"12\r\n34\r\n", [12, 34]),
        (b"12\n34\n", [12, 34]),
        (b"12\r34\r", [12, 34]),
        (b"\0\0" b"12\r\n\0" b"34\0\r\0\n", [12, 34]),
        (b"12\r\n\n\r\n34\r\n56", [12, 34]),
        (b"12\r\n          \r\n34\r\n", [12, 34]),
        (b"1x2\r\n34\r\n", [34]),
        (b"\xff12\r\n34\r\n", [34]),
        (b"1\0" b"2\r\n34\r\n", [34]),
        (b"1" * 21 + b"\r\n34\r\n", [34]),
        (b"1" * 90 + b"\r\n34\r\n", [34]),
    ],
)  # fmt: skip
def test_lines(data: bytes, numbers: list[int]) -> None:
    assert said(data) == numbers


def test_what_does_not_fit_is_counted() -> None:
    lines = framer()
    lines.feed(b"12\r\nxyz\r\n34\r\nrest")
    assert (lines.tally.frames, lines.tally.skipped_bytes, lines.tally.skipped_runs) == (2, 4, 1)
    assert lines.finish() == []
    assert lines.tally.skipped_bytes == 8
    assert lines.held_bytes == 0


def test_a_line_keeps_its_bytes() -> None:
    assert [line.raw for line in framer().feed(b"\x0012\r\n34\n")] == [b"12\r", b"34\n"]


@given(st.lists(st.sampled_from([b"12", b"\r\n", b"\n", b"\0", b"x", b"\xff", b"1" * 15])), st.integers(1, 9))
def test_chunks_make_no_difference_and_little_is_held(parts: list[bytes], size: int) -> None:
    data = b"".join(parts)
    whole, pieces = framer(), framer()
    expected = whole.feed(data)
    got = []
    for at in range(0, len(data), size):
        got += pieces.feed(data[at : at + size])
        assert pieces.held_bytes <= 20
    assert got == expected
    assert whole.finish() == pieces.finish() == []
    assert pieces.tally.frames == whole.tally.frames
    assert pieces.tally.skipped_bytes == whole.tally.skipped_bytes
