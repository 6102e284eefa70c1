# SPDX-License-Identifier: EUPL-1.2
"""The ST,GS family's lines, one by one."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedReading
from drivers.scale_stgs.decode import read
from drivers.scale_stgs.frame import Form, encode, encode_overload
from drivers.scale_stgs.interpret import StgsInterpreter
from drivers.shared.scale_line import Mark
from kiosk.reading import AbsentReason, Flag

WEIGHTS = [
    ("ST,+0004775.7   g", Mark.STABLE, "4775.7", "g", False),
    ("ST,+0000058.01  g", Mark.STABLE, "58.01", "g", False),
    ("US,-0000012.3   g", Mark.MOVING, "-12.3", "g", False),
    ("ST,+00123.45 g", Mark.STABLE, "123.45", "g", False),
    ("US,-0012.3 g", Mark.MOVING, "-12.3", "g", False),
    ("ST,+  123.45 g", Mark.STABLE, "123.45", "g", False),
    ("ST,+0001.234 kg", Mark.STABLE, "1.234", "kg", False),
    ("ST,GS,+00123.45 g", Mark.STABLE, "123.45", "g", False),
    ("ST,GS,+00123.45,g", Mark.STABLE, "123.45", "g", False),
    ("US,NT,+0005.00 g", Mark.MOVING, "5.00", "g", True),
    ("ST,GS,+   1.450kg", Mark.STABLE, "1.450", "kg", False),
    ("ST,GS    20.7g  ", Mark.STABLE, "20.7", "g", False),
    ("ST,GS    85.5g  ", Mark.STABLE, "85.5", "g", False),
    ("ST,GS-    0.5kg", Mark.STABLE, "-0.5", "kg", False),
    ("ST,GS       0kg", Mark.STABLE, "0", "kg", False),
    ("ST,GS,   245.6 g", Mark.STABLE, "245.6", "g", False),
    ("US,GS,    92.6 g", Mark.MOVING, "92.6", "g", False),
    ("ST,GS,+00179.5 lb", Mark.STABLE, "179.5", "[lb_av]", False),
    ("ST,GS,+  1.236KG", Mark.STABLE, "1.236", "kg", False),
    ("US,GS,+   0.850kg", Mark.MOVING, "0.850", "kg", False),
    ("ST,GS, 12.345 kg", Mark.STABLE, "12.345", "kg", False),
    ("ST,+00029.84  g", Mark.STABLE, "29.84", "g", False),
    ("S  123.45g", Mark.STABLE, "123.45", "g", False),
    ("U  123.45g", Mark.MOVING, "123.45", "g", False),
    ("S-186.65g", Mark.STABLE, "-186.65", "g", False),
    ("S  1.2345kg", Mark.STABLE, "1.2345", "kg", False),
]
"""Each from a recording or from another program's tests."""


@pytest.mark.parametrize(("text", "mark", "value", "unit", "net"), WEIGHTS)
def test_every_known_line(text: str, mark: Mark, value: str, unit: str, net: bool) -> None:
    said = read(text)
    assert said is not None
    assert (said.mark, str(said.value), said.unit, said.net) == (mark, value, unit, net)


@pytest.mark.parametrize(
    "text", ["OL,+9999999.9   g", "OL,+9999999 g", "OL,GS,+99999.99 kg", "OL", "S    OL g", "OL,+9999999E+19"]
)
def test_an_overload_has_no_number(text: str) -> None:
    said = read(text)
    assert said is not None and said.mark is Mark.OVERLOAD and said.value is None


@pytest.mark.parametrize("text", ["QT,+00000123 PC", "ST,TR,+00012.00 kg", "EC,E11"])
def test_a_count_a_tare_and_an_error_are_no_weight(text: str) -> None:
    said = read(text)
    assert said is not None and said.mark is Mark.OTHER and said.value is None


@pytest.mark.parametrize(
    "text",
    [
        "", "hello world", "ST", "ST,GS", "ST+00123", "XX,+0000001.0   g", "XX,+00123.45 g", "S", "SI", "S  12PCS",
        "ST,GS,+00123.45 ct", "ST,GS,+00123.45", "ST,GS,+00123. g", "ST,GS,+0012 3.45 g", "US,GST,GS,   245.6 g",
        " ST,GS,   245.6 g", "ST,GS,   245.6 g 245.6 g", "T,GS,   245.6 g", "ST,GS,+-1.0 kg", "245.6 g",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    assert read(text) is None


@given(st.decimals(min_value=-999, max_value=9999, places=2), st.sampled_from(list(Form)), st.booleans())
def test_a_line_comes_back_as_it_went(value: Decimal, form: Form, stable: bool) -> None:
    said = read(encode(form, str(value), "kg", stable=stable).decode().removesuffix("\r\n"))
    assert said is not None
    assert (said.value, said.unit, said.mark is Mark.STABLE) == (value, "kg", stable)


@pytest.mark.parametrize("form", list(Form))
def test_an_overload_comes_back_as_one(form: Form) -> None:
    said = read(encode_overload(form, "kg").decode().removesuffix("\r\n"))
    assert said is not None and said.mark is Mark.OVERLOAD


def test_a_tare_that_was_taken_off_is_flagged() -> None:
    (reading,) = [
        item for item in StgsInterpreter().feed(b"ST,NT,+00081.40 kg\r\n") if isinstance(item, PublishedReading)
    ]
    assert reading.flags == (Flag.NET_WEIGHT,)


def test_an_overload_is_absent_for_its_reason() -> None:
    items = StgsInterpreter().feed(b"OL,GS,+99999.99 kg\r\n" * 9)
    (reading,) = [item for item in items if isinstance(item, PublishedReading)]
    assert reading.sample.absent is AbsentReason.ABOVE_RANGE


def test_frames_show_every_line() -> None:
    views = StgsInterpreter().view(b"US,GS,    92.6 g\r\nQT,+00000123 PC\r\nST,GS,   245.6 g\r\nnonsense\r\n")
    assert [(view.name, view.tick, view.fields["value"]) for view in views] == [
        ("weight", 0, "92.6"),
        ("other", 0, None),
        ("weight", 1, "245.6"),
    ]


CI_200A = bytes.fromhex("53 54 2C 47 53 2C 00 C5 2C 20 20 20 20 20 30 2E 30 20 6B 67 0D 0A")
"""An empty platform, device 0, as the tests of go-cas-scales have it from a real CI-200A."""


def _weights(data: bytes) -> list[str]:
    return [
        str(item.sample.value)
        for item in StgsInterpreter().feed(data)
        if isinstance(item, PublishedReading) and item.sample.value is not None
    ]


@pytest.mark.parametrize("number", [0x00, 0x0C, 0x2C, 0xFF])
def test_a_cas_indicator_s_line_with_its_number_and_lamps(number: int) -> None:
    still = CI_200A.replace(b"\x00\xc5", bytes([number, 0xC4])).replace(b"     0.0", b"-   13.5")
    moving = still.replace(b"ST", b"US").replace(b"\xc4", b"\x84")
    assert _weights(b"\xc5,     0.0 kg\r\n" + CI_200A + moving + still * 3) == ["0.0", "-13.5"]


@pytest.mark.parametrize("lamps", [0x84, 0xD4, 0x45, 0xE5])
def test_a_held_weight_or_a_lamp_that_says_otherwise_is_none(lamps: int) -> None:
    assert _weights(CI_200A.replace(b"\xc5", bytes([lamps]))) == []


def test_what_a_cas_indicator_weighs_in_tonnes_is_no_person() -> None:
    """As recorded from a CI-6000: a NUL before the unit."""
    assert _weights(bytes.fromhex("53 54 2C 47 53 2C 44 C4 2C 20 20 20 20 31 2E 33 33 00 20 74 0D 0A")) == []
