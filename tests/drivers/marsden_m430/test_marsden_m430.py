# SPDX-License-Identifier: EUPL-1.2
"""The M-430's block, line by line."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.marsden_m430.decode import read
from drivers.marsden_m430.frame import encode
from drivers.marsden_m430.interpret import MarsdenInterpreter
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.reading import Flag, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.marsden_m430.example import BLOCK, DISAGREES, EXAMPLES, NO_HEIGHT
from tests.drivers.streams import readings, run, run_in_pieces, values

AT = datetime(2014, 9, 25, 8, 20)


def test_a_block() -> None:
    assert len(BLOCK) == 217
    items = readings(run(MarsdenInterpreter(), BLOCK))
    assert [(item.measure, str(item.sample.value), item.unit, item.flags, item.device_time) for item in items] == [
        (Measure.WEIGHT, "80.9", "kg", (Flag.NET_WEIGHT,), AT),
        (Measure.HEIGHT, "178.5", "cm", (Flag.NET_WEIGHT,), AT),
        (Measure.BMI, "25.4", "kg/m2", (Flag.NET_WEIGHT,), AT),
    ]


def test_a_block_to_the_byte_as_medipi_s_tables_have_it() -> None:
    ends = "\r\n\n"
    lines = (
        "GROSS WEIGHT         81.4 kg" + ends, "TARE WEIGHT           0.5 kg" + ends,
        "NET WEIGHT           80.9 kg" + ends,
        "HEIGHT              178.5 cm" + ends, "BMI                  25.4   " + ends,
        "25/09/2014   08:20  \r\n\r\n    " + ends, " " * 26 + "\r\n\n\n\n",
    )  # fmt: skip
    block = "".join(lines)
    assert len(block) == 217
    expected = {Measure.WEIGHT: "80.9", Measure.HEIGHT: "178.5", Measure.BMI: "25.4"}
    items = readings(run(MarsdenInterpreter(), block.encode()))
    assert {item.measure: str(item.sample.value) for item in items} == expected
    feet = block.replace(lines[3], "HEIGHT          -   ft --- in" + ends).replace(
        lines[4], "BMI                  N/A\n\r\n\r\n\n"
    )
    assert [str(item.sample.value) for item in readings(run(MarsdenInterpreter(), feet.encode()))] == ["80.9"]


def test_medipi_scale_needs_217_bytes() -> None:
    """Blocks come in any number of bytes, one after another, and a part of one costs no more than itself."""
    short = BLOCK.replace(b" " * 28, b"").replace(b"\r\n\n", b"\r\n")
    assert len(short) != 217
    for data in (short, b"\r\n" + BLOCK, BLOCK[-90:] + BLOCK, BLOCK[:93] + BLOCK, BLOCK[:-31]):
        assert values(run(MarsdenInterpreter(), data), Measure.WEIGHT) == [Decimal("80.9")]
    assert values(run(MarsdenInterpreter(), BLOCK * 3), Measure.WEIGHT) == [Decimal("80.9")] * 3


def test_what_was_not_measured_is_not_there() -> None:
    items = readings(run(MarsdenInterpreter(), NO_HEIGHT))
    assert [(item.measure, str(item.sample.value), item.flags) for item in items] == [(Measure.WEIGHT, "81.4", ())]


def test_a_whole_block_has_nothing_that_is_skipped() -> None:
    interpreter = MarsdenInterpreter()
    run(interpreter, BLOCK * 2)
    assert interpreter.tally.skipped_bytes == 0


def test_weights_that_do_not_agree_are_no_result() -> None:
    interpreter = MarsdenInterpreter()
    assert readings(run(interpreter, DISAGREES)) == []
    assert interpreter.tally.broken_packets == 1


@pytest.mark.parametrize("lost", [b"GROSS", b"TARE", b"NET"])
def test_a_block_that_lost_a_weight_is_no_result(lost: bytes) -> None:
    assert readings(run(MarsdenInterpreter(), BLOCK.replace(lost, b"?"))) == []


@pytest.mark.parametrize(
    "text",
    ["", "HEIGHT 178.5 kg", "BMI 25.4 kg", "NET WEIGHT", "WEIGHT 80.9 kg", "NET WEIGHT 80.9", "5/9/2014 08:20"],
)
def test_lines_that_are_none_of_the_block_s(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["HEIGHT             5 ft 10 in", "GROSS WEIGHT   11 st 4.5 lb"])
def test_imperial_lines_in_several_parts_are_not_guessed(text: str) -> None:
    assert read(text) is None


def test_a_date_that_is_none() -> None:
    items = readings(run(MarsdenInterpreter(), BLOCK.replace(b"25/09", b"31/02")))
    assert {item.device_time for item in items} == {None}


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = EXAMPLES[0].data
    assert run_in_pieces(MarsdenInterpreter(), data, sizes) == run(MarsdenInterpreter(), data)


@given(st.decimals(min_value=0, max_value=300, places=1), st.decimals(min_value=0, max_value=9, places=1))
def test_a_block_comes_back_as_it_went(gross: Decimal, tare: Decimal) -> None:
    data = encode(str(gross), str(tare), str(gross - tare), "178.5", "25.4", AT)
    assert len(data) == 217
    assert values(run(MarsdenInterpreter(), data), Measure.WEIGHT) == [gross - tare]


@pytest.mark.parametrize("variant", ["column", "floor"])
async def test_the_print_key(tmp_path: Path, variant: str) -> None:
    style, pressed = Style(pace=8.0), ((1.0, "print"), (6.0, "print"))
    name = DriverName.MARSDEN_M430
    async with live(tmp_path / "port", name, variant=variant, timeline=pressed, style=style) as here:
        reading = await here.value(Measure.WEIGHT, Decimal("81.4"))
        assert reading.device_time is not None and abs(reading.device_time - datetime.now()) < timedelta(minutes=2)
        assert here.states == [SensorState.READY]
        assert len(here.readings(Measure.WEIGHT)) == 1  # the first time they did not stand still yet
        assert bool(here.readings(Measure.HEIGHT)) is (variant == "column")
