# SPDX-License-Identifier: EUPL-1.2
"""The Defender 3000's lines, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.scale_ohaus.decode import read
from drivers.scale_ohaus.frame import encode
from drivers.shared.scale_line import Mark

RECORDED = bytes.fromhex("20 20 20 30 2E 33 36 30 20 6B 67 20 20 20 20 47 0D 0A")


@pytest.mark.parametrize(
    ("text", "mark", "value", "net"),
    [
        ("-  1.640 kg    N", Mark.STABLE, "-1.640", True),
        ("   0.360 kg   ?G", Mark.MOVING, "0.360", False),
        ("   0.360 kg    G", Mark.STABLE, "0.360", False),
        ("    20.0 kg    G", Mark.STABLE, "20.0", False),
        ("    94.6 kg   ?G", Mark.MOVING, "94.6", False),
        ("   1.645 kg   ?N", Mark.MOVING, "1.645", True),
    ],
)
def test_every_known_line(text: str, mark: Mark, value: str, net: bool) -> None:
    said = read(text)
    assert said is not None
    assert (said.mark, str(said.value), said.unit, said.net) == (mark, value, "kg", net)


def test_the_bytes_of_the_recording() -> None:
    assert encode("0.360", "kg", stable=True) == RECORDED
    assert len(encode("-1.640", "kg", stable=False, net=True)) == 18


@pytest.mark.parametrize(
    "text",
    [
        "", "  0.360 kg    G", "    0.360 kg    G", "   0.360 kg   G", "   0.360 kg     G", "0.360 kg    G",
        "   0.360 kg  ? G", "   0.360 kg   ?", "   0.360 kg    T", "   0.360 ct    G", "   0..60 kg    G",
        "   0 360 kg    G", "   0.360 kg    G   0.360 kg    G", "-+ 1.640 kg    N",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    assert read(text) is None


@given(st.decimals(min_value=-999, max_value=999, places=2), st.booleans(), st.booleans())
def test_a_line_comes_back_as_it_went(value: Decimal, stable: bool, net: bool) -> None:
    said = read(encode(str(value), "kg", stable=stable, net=net).decode().removesuffix("\r\n"))
    assert said is not None
    assert (said.value, said.mark is Mark.STABLE, said.net) == (value, stable, net)
