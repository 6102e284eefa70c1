# SPDX-License-Identifier: EUPL-1.2
"""Pieces of text in a reader's bytes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.barcode_line.decode import text
from drivers.barcode_line.driver import BarcodeLineDriver
from drivers.barcode_line.frame import LIMIT_BYTES, LineFramer, Piece
from drivers.barcode_line.interpret import BarcodeInterpreter
from drivers.items import Item, ScannedCode
from drivers.links.ports import LineSettings, Parity
from tests.drivers.meters import interpret


def codes(items: list[Item]) -> list[str]:
    return [item.text for item in items if isinstance(item, ScannedCode)]


def test_line_settings() -> None:
    assert BarcodeLineDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
def test_each_line_s_end(end: bytes) -> None:
    assert codes(interpret(BarcodeInterpreter(), b"4711" + end + b"0815" + end)) == ["4711", "0815"]


def test_in_a_recording_line_s_ends_split() -> None:
    assert codes(interpret(BarcodeInterpreter(), b"A\rB\r\n")) == ["A", "B"]


def test_what_has_no_end_is_no_code() -> None:
    assert codes(interpret(BarcodeInterpreter(), b"4711\r0815")) == ["4711"]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"K\xc3\xb6rkort", "Körkort"),
        (b"K\xf6rkort", "Körkort"),
        (b"\xef\xbb\xbfK\xc3\xb6rkort", "Körkort"),
        (b"(01)\x1d(10)", "(01)\x1d(10)"),
        ("患者".encode(), "患者"),
        (b"K\x85rkort", None),
        (b"\xc2\x85", None),
        (b"", None),
        (b"A\x00B", None),
        (b"A\x07B", None),
    ],
)
def test_encodings(data: bytes, said: str | None) -> None:
    assert text(data) == said


def test_bytes_that_no_code_holds_come_from_a_wrong_line_setting() -> None:
    framer = LineFramer()
    assert framer.feed(b"\x00\x8e\x02\xf8\r\x014711\r4711\r") == [Piece(data=b"4711")]
    assert framer.tally.skipped_bytes == 9


def test_the_longest_code() -> None:
    assert codes(interpret(BarcodeInterpreter(), b"7" * LIMIT_BYTES + b"\r")) == ["7" * LIMIT_BYTES]
    assert codes(interpret(BarcodeInterpreter(), b"7" * (LIMIT_BYTES + 1) + b"\r4711\r")) == ["4711"]


def test_a_code_shows_in_no_representation() -> None:
    items = interpret(BarcodeInterpreter(), b"19121212-1212\r")
    assert codes(items) == ["19121212-1212"]
    assert "1212" not in repr(items) and "1212" not in repr(LineFramer().feed(b"19121212-1212\r"))


@given(st.binary(max_size=200), st.lists(st.integers(1, 30), min_size=1, max_size=5))
def test_chunks_make_no_difference(data: bytes, sizes: list[int]) -> None:
    data = b"4711\r\n" + data + b"\r0815\n" + data
    assert interpret(BarcodeInterpreter(), data, sizes) == interpret(BarcodeInterpreter(), data)


@given(st.binary(max_size=300))
def test_nothing_is_made_up(data: bytes) -> None:
    framer = LineFramer()
    pieces = [piece.data for piece in framer.feed(data)]
    assert all(piece in data for piece in pieces)
    assert framer.held_bytes <= LIMIT_BYTES
    framer.finish()
    ends = data.count(b"\r") + data.count(b"\n")
    assert sum(map(len, pieces)) + framer.tally.skipped_bytes + ends == len(data)
