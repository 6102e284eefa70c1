# SPDX-License-Identifier: EUPL-1.2
"""G-Tech records of both kinds."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.gtech_gl150.frame import GtechFramer, encode, encode_print
from drivers.gtech_gl150.interpret import GtechInterpreter
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.reading import Measure
from tests.drivers.gtech_gl150.example import EXAMPLES, LIST, PRINTED
from tests.drivers.live import live
from tests.drivers.streams import readings, run, run_in_pieces, values


def test_the_list() -> None:
    assert len(LIST) == 27
    items = readings(run(GtechInterpreter(), LIST))
    assert [(item.measure, str(item.sample.value)) for item in items] == [
        (Measure.WEIGHT, "105.4"),
        (Measure.HEIGHT, "178.5"),
        (Measure.BMI, "67.9"),
    ]
    assert len({item.group for item in items}) == 1


def test_the_printed_block() -> None:
    items = readings(run(GtechInterpreter(), PRINTED))
    assert {item.measure: str(item.sample.value) for item in items} == {
        Measure.WEIGHT: "90.05",
        Measure.HEIGHT: "188.6",
        Measure.BMI: "25.3",
    }


@pytest.mark.parametrize(
    "data",
    [
        LIST[1:], LIST[:-1], LIST.replace(b"105.4", b"105,4"), LIST.replace(b"M,", b""),
        LIST.replace(b"178.5", b"abc.d"), PRINTED[:-1], PRINTED.replace(b"\x1bT", b"\x1bX"),
    ],
)  # fmt: skip
def test_what_is_no_record(data: bytes) -> None:
    assert readings(run(GtechInterpreter(), data)) == []


def test_a_zero_was_not_measured() -> None:
    assert values(run(GtechInterpreter(), LIST.replace(b"178.5", b"000.0")), Measure.HEIGHT) == []


def test_what_the_device_thinks_of_the_person_is_not_told() -> None:
    (view,) = GtechInterpreter().view(PRINTED)
    assert "FATTY" not in repr(dict(view.fields)) and "FEMALE" not in repr(dict(view.fields))


def test_a_record_comes_back_as_it_went() -> None:
    for raw in (encode("178.5", "81.4", "25.5"), encode_print("178.5", "81.40", "25.5")):
        (result,) = GtechFramer().feed(raw)
        assert result.texts["HEIGHT"] == "178.5 cm" and result.texts["BMI"] == "25.5"
    assert len(encode("178.5", "81.4", "25.5")) == 27


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = EXAMPLES[0].data
    assert run_in_pieces(GtechInterpreter(), data, sizes) == run(GtechInterpreter(), data)


@pytest.mark.parametrize("variant", ["list", "print"])
async def test_step_on(tmp_path: Path, variant: str) -> None:
    style = Style(pace=8.0)
    async with live(tmp_path / "port", DriverName.GTECH_GL150, variant=variant, style=style) as here:
        await here.value(Measure.HEIGHT, Decimal("178.5"))
        await here.value(Measure.WEIGHT, Decimal("81.4"))
