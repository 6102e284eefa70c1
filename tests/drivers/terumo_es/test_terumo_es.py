# SPDX-License-Identifier: EUPL-1.2
"""A Terumo station: its records, and the whole way with a simulated one."""

from __future__ import annotations

import random
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import PublishedState
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Gap, Received, Step
from drivers.names import DriverName
from drivers.simulation.run import Style
from drivers.terumo_es.decode import Result, decode, encode
from drivers.terumo_es.driver import TerumoDriver
from drivers.terumo_es.frame import TerumoFramer
from drivers.terumo_es.frame import encode as framed
from drivers.terumo_es.interpret import TerumoInterpreter
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.streams import noise, readings, run, run_in_pieces, values
from tests.drivers.terumo_es.example import EXAMPLES, RECORDED, record
from tests.drivers.test_driver import Bench

S = SensorState
FOUR = (Measure.SYSTOLIC, Measure.MEAN_PRESSURE, Measure.DIASTOLIC, Measure.CUFF_PULSE)
GOOD = record(RECORDED[0])


def numbers(data: bytes) -> list[list[int | Decimal | None]]:
    items = run(TerumoInterpreter(), data)
    return [values(items, measure) for measure in FOUR]


def changed(before: str, after: str) -> bytes:
    assert before in RECORDED[0]
    return record(RECORDED[0].replace(before, after))


def test_the_recorded_result() -> None:
    assert numbers(GOOD) == [[128], [97], [82], [84]]
    items = readings(run(TerumoInterpreter(), GOOD))
    assert {item.device_time for item in items} == {datetime(2021, 4, 27, 15, 30)}
    assert len({item.group for item in items}) == 1
    assert (GOOD[-1], framed(RECORDED[0])) == (0xE6, GOOD)


def test_the_example_of_a_check_in_a_kiosk_program() -> None:
    assert framed("D1,") == bytes.fromhex("02 44 31 2c 03 a6")


def test_zeros_are_no_measurement() -> None:
    items = run(TerumoInterpreter(), changed("128,097,082,084", "000,000,000,000"))
    assert [item.sample.value for item in readings(items)] == [None] * 4
    assert [item.failure for item in items if isinstance(item, PublishedState)] == [Failure.UNKNOWN]
    assert numbers(changed(",084,", ",000,")) == [[128], [97], [82], [None]]


@pytest.mark.parametrize(
    "data",
    [
        record(RECORDED[0], check=0xE7),
        changed("128,097,082", "128,082,097"),
        changed("128,097,082", "928,097,082"),
        changed("128,097,082", "128,097,002"),
        changed(",084,", ",484,"),
        changed(",084,", ",004,"),
        changed("128,097", "097,128"),
        changed("210427", "210431"),
        changed("153000", "250000"),
        changed("R1", "R2"),
        changed("000000000,2", "00000000,2"),
        changed("128", "12 "),
        changed("128", "+28"),
        changed("00000,000", "0000,000"),
        changed("00000,000", "00000,000,0"),
        GOOD[1:],
        GOOD[:-1],
    ],
)
def test_what_is_not_this_device(data: bytes) -> None:
    assert run(TerumoInterpreter(), data) == []
    assert numbers(data + b"\r\n" + GOOD)[0][-1:] == [128]


def test_the_number_that_was_entered_shows_nowhere() -> None:
    data = changed("000000000,2", "123456789,2")
    (view,) = TerumoInterpreter().view(data)
    assert b"123456789" not in view.raw
    assert "123456789" not in repr(view)
    assert "123456789" not in repr(run(TerumoInterpreter(), data))
    assert view.fields["id_present"] is True
    assert TerumoInterpreter().view(GOOD)[0].fields["id_present"] is False


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2068, 12, 31)).map(lambda at: at.replace(microsecond=0)),
    st.lists(st.integers(10, 300), min_size=3, max_size=3).map(sorted),
    st.none() | st.integers(20, 300),
)
def test_a_result_comes_back_as_it_went(at: datetime, pressures: list[int], pulse: int | None) -> None:
    diastolic, mean, systolic = pressures
    result = Result(at=at, has_id=False, systolic=systolic, mean=mean, diastolic=diastolic, pulse=pulse)
    assert decode(encode(result)) == result
    assert TerumoFramer().feed(framed(encode(result)))[0].result == result


@given(st.integers(0, 2**32), st.lists(st.integers(1, 64), min_size=1, max_size=4))
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + b"\x02" * 90 + EXAMPLES[0].data
    assert run_in_pieces(TerumoInterpreter(), data, sizes) == run(TerumoInterpreter(), data)


@given(st.integers(0, 2**32))
def test_a_flipped_bit_never_makes_a_number(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(EXAMPLES[0].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for item in readings(run(TerumoInterpreter(), bytes(data))):
        assert item.sample.value is None or Decimal(item.sample.value) in EXAMPLES[0].values[item.measure]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = TerumoFramer()
    framer.feed(data)
    assert framer.held_bytes <= 65
    framer.finish()
    assert framer.held_bytes == 0


def test_the_line() -> None:
    assert TerumoDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)
    assert (TerumoDriver.line.rtscts, TerumoDriver.line.xonxoff) == (False, False)


async def test_it_may_be_silent_for_hours() -> None:
    steps: list[Step] = [Gap(7200.0), Received(GOOD[:40]), Gap(0.05), Received(GOOD[40:]), Gap(7200.0), Received(GOOD)]
    here = await Bench(TerumoDriver, steps).play()
    assert here.states == [S.READY, S.UNPLUGGED]
    assert here.of(Measure.SYSTOLIC) == [128, 128]


async def test_measure_fail_unplug_and_measure_again(tmp_path: Path) -> None:
    style = Style(pace=24.0, line=TerumoDriver.line)
    async with live(tmp_path / "port", DriverName.TERUMO_ES, style=style) as here:
        await here.state(S.READY)
        for word in ("card 471104711", "person 151/98 64", "button"):
            here.simulation.obey(word)
        systolic = await here.value(Measure.SYSTOLIC, 151)
        diastolic = await here.value(Measure.DIASTOLIC, 98)
        assert systolic.group == diastolic.group and systolic.device_time is not None
        here.simulation.obey("trouble 1")
        here.obey("button")
        await here.until(lambda: bool(here.failures))
        here.simulation.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.events.clear()
        here.simulation.obey("replug")
        await here.state(S.READY)
        here.simulation.obey("trouble 0")
        here.simulation.obey("button")
        await here.value(Measure.SYSTOLIC, 151)
        assert "471104711" not in repr(here.events)


@pytest.mark.parametrize("trouble", ["drop 1", "duplicate 1", "flip 1", "garbage 4"])
async def test_damage_makes_no_number(tmp_path: Path, trouble: str) -> None:
    async with live(tmp_path / "port", DriverName.TERUMO_ES, style=Style(pace=24.0)) as here:
        await here.state(S.READY)
        here.simulation.obey(trouble)
        if not trouble.startswith("garbage"):
            here.simulation.obey("button")
        await here.state(S.GARBAGE)
        assert here.readings(Measure.SYSTOLIC) == []
        here.obey("button")
        await here.value(Measure.SYSTOLIC, 127)
