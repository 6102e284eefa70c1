# SPDX-License-Identifier: EUPL-1.2
"""An A&D line recorded by somebody who had set 8N1: the parity stands in bit 7."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedReading
from drivers.scale_and.interpret import AndInterpreter

LINES = b"US,-0000012.3   g\r\nST,+0004775.7   g\r\nOL,+9999999.9   g\r\nST,+00081.40 kg\r\n"


def with_parity(data: bytes, *, odd: bool = False) -> bytes:
    return bytes(byte | 0x80 if byte.bit_count() % 2 != odd else byte for byte in data)


def weights(data: bytes) -> list[Decimal | int]:
    items = [item for item in AndInterpreter().feed(data) if isinstance(item, PublishedReading)]
    return [item.sample.value for item in items if item.sample.value is not None]


def test_parity_is_taken_off() -> None:
    assert with_parity(b"4.\r") == b"\xb4.\x8d"
    assert weights(with_parity(LINES)) == weights(LINES) == [Decimal("4775.7"), Decimal("81.40")]


def test_odd_parity_is_not_this_scale() -> None:
    assert weights(with_parity(LINES, odd=True)) == []


@given(st.integers(0, len(LINES) - 1), st.integers(0, 7))
def test_a_flipped_bit_shows(at: int, bit: int) -> None:
    damaged = bytearray(with_parity(LINES))
    damaged[at] ^= 1 << bit
    assert set(weights(bytes(damaged))) <= {Decimal("4775.7"), Decimal("81.40")}
