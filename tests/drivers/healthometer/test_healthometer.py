# SPDX-License-Identifier: EUPL-1.2
"""Health o meter records: what two in a row say alike, what is never told, and the simulators."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.healthometer.driver import HealthometerDriver
from drivers.healthometer.frame import HealthometerFramer, Packet, encode, encode_short
from drivers.healthometer.interpret import HealthometerInterpreter
from drivers.links.script import Gap, Received, Step
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.reading import Flag, Measure, SensorState
from tests.drivers.healthometer.example import EXAMPLES, NO_TARE, POUNDS, SINGLE, STREAMED, unlocked
from tests.drivers.healthometer_2400.example import KILOGRAMS
from tests.drivers.healthometer_2400.example import POUNDS as SHORT_POUNDS
from tests.drivers.live import live
from tests.drivers.streams import readings, run, run_in_pieces, values
from tests.drivers.test_driver import Bench


def test_the_paper_s_record() -> None:
    items = readings(run(HealthometerInterpreter(), SINGLE * 2))
    assert [(item.measure, str(item.sample.value), item.unit) for item in items] == [
        (Measure.WEIGHT, "184.5", "kg"),
        (Measure.HEIGHT, "84.0", "cm"),
        (Measure.BMI, "24.1", "kg/m2"),
    ]
    assert len({item.group for item in items}) == 1 and {item.flags for item in items} == {()}


def test_later_records_of_a_stream_begin_differently() -> None:
    assert values(run(HealthometerInterpreter(), SINGLE + STREAMED * 9), Measure.WEIGHT) == [Decimal("184.5")]


def test_pounds_and_nothing_entered() -> None:
    (reading,) = readings(run(HealthometerInterpreter(), POUNDS * 2))
    assert (str(reading.sample.value), reading.unit) == ("123.4", "[lb_av]")


def test_a_record_without_a_tare_and_one_with() -> None:
    assert values(run(HealthometerInterpreter(), NO_TARE * 2), Measure.WEIGHT) == [Decimal("77.7")]
    items = readings(run(HealthometerInterpreter(), SINGLE.replace(b"T0.0", b"T1.5") * 2))
    assert {item.flags for item in items} == {(Flag.NET_WEIGHT,)}


def test_older_firmware_sends_what_is_not_locked() -> None:
    data = b"".join(map(unlocked, ("12.0", "40.1", "62.7", "83.0", "81.4", "81.4", "81.4")))
    assert values(run(HealthometerInterpreter(), data), Measure.WEIGHT) == [Decimal("81.4")]


@pytest.mark.parametrize("height", ["3.2", "0.1", "999.9", "-5.0", "261.0"])
def test_a_height_that_nobody_has_blanks_no_weight(height: str) -> None:
    data = SINGLE.replace(b"84.0", height.encode()) * 2
    assert values(run(HealthometerInterpreter(), data), Measure.HEIGHT) == []
    assert values(run(HealthometerInterpreter(), data), Measure.WEIGHT) == [Decimal("184.5")]


def test_a_height_entered_later_is_another_result() -> None:
    items = run(HealthometerInterpreter(), unlocked("81.4") * 3 + unlocked("81.4").replace(b"H0.0", b"H178.0") * 3)
    assert values(items, Measure.HEIGHT) == [Decimal("178.0")]
    assert values(items, Measure.WEIGHT) == [Decimal("81.4")] * 2


@pytest.mark.parametrize(
    "data",
    [
        b"\x1bR\x1bI0000000000\x1bH0.0\x1bNc\x1bE",
        b"\x1bR\x1bW100.0\x1bE",
        b"\x1bR\x1bW100.0\x1bNc",
        b"\x1bR\x1bWabc\x1bNc\x1bE",
        b"\x1bR\x1bW1.0\x1bNx\x1bE",
        b"4.5\x1bH84.0\x1bB24.1\x1bT0.0\x1bNm\x1bE",
        b"\x1bR\x1bI0000000000\x1bW18",
    ],
)
def test_what_is_no_record(data: bytes) -> None:
    assert run(HealthometerInterpreter(), data * 3) == []


def test_a_piece_glued_to_a_record_is_not_read_with_it() -> None:
    glued = b"\x1bR\x1bI0000000000\x1bW18" + SINGLE
    assert [packet.weight for packet in HealthometerFramer().feed(glued)] == ["184.5"]


def test_the_2595kl_s_records() -> None:
    items = readings(run(HealthometerInterpreter(), KILOGRAMS * 2 + SHORT_POUNDS * 2))
    assert [(str(item.sample.value), item.unit) for item in items] == [("81.4", "kg"), ("179.5", "[lb_av]")]


def test_the_person_s_number_is_never_told() -> None:
    (view,) = HealthometerInterpreter().view(SINGLE)
    for told in (repr(view), json.dumps(dict(view.fields)), repr(HealthometerFramer().feed(SINGLE)[0].weight)):
        assert "1234567890" not in told
    assert view.fields["id_present"] is True and b"1234567890" not in view.raw


@given(st.lists(st.integers(1, 300), min_size=1, max_size=5))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = EXAMPLES[0].data + KILOGRAMS * 2
    assert run_in_pieces(HealthometerInterpreter(), data, sizes) == run(HealthometerInterpreter(), data)


@given(st.integers(0, len(SINGLE) * 4 - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    data = SINGLE * 4
    hurt = data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :]
    items = run(HealthometerInterpreter(), hurt)
    assert set(values(items, Measure.WEIGHT)) <= {Decimal("184.5")}
    assert set(values(items, Measure.HEIGHT)) <= {Decimal("84.0")}


def test_a_record_comes_back_as_it_went() -> None:
    packet = Packet(weight="81.4", height="178.5", bmi="25.5", tare="0.0", metric=True, raw=b"")
    for raw in (encode(packet), encode(packet, later=True)):
        (found,) = HealthometerFramer().feed(raw)
        assert (found.weight, found.height, found.bmi, found.tare, found.metric) == (
            "81.4",
            "178.5",
            "25.5",
            "0.0",
            True,
        )
    (short,) = HealthometerFramer().feed(encode_short("179.5", metric=False))
    assert (short.weight, short.metric) == ("179.5", False)


async def test_stepping_off_makes_the_same_weight_another_act() -> None:
    second: list[Step] = [Received(unlocked("81.4")), Gap(1.0)]
    bench = await Bench(HealthometerDriver, [*second * 8, Gap(60.0), *second * 3]).play()
    assert bench.of(Measure.WEIGHT) == [Decimal("81.4")] * 2
    assert bench.states == [
        *[SensorState.READY, SensorState.UNSTABLE, SensorState.MEASURING] * 2, SensorState.UNPLUGGED,
    ]  # fmt: skip


@pytest.mark.parametrize("variant", ["metric", "constitutional", "stream", "unlocked", "nonsense"])
async def test_step_on(tmp_path: Path, variant: str) -> None:
    timeline = ((0.0, "step off"), (0.3, "weight 81.4"))
    name = DriverName.HEALTHOMETER
    async with live(tmp_path / "port", name, variant=variant, timeline=timeline, style=Style(pace=8.0)) as here:
        expected = "179.4" if variant == "constitutional" else "81.4"
        reading = await here.value(Measure.WEIGHT, Decimal(expected))
        assert reading.unit == ("[lb_av]" if variant == "constitutional" else "kg")
        assert {event.value for event in here.readings(Measure.WEIGHT)} == {Decimal(expected)}
        assert bool(here.readings(Measure.HEIGHT)) is (variant != "nonsense")


async def test_step_on_a_2595kl_and_unplug_it(tmp_path: Path) -> None:
    name = DriverName.HEALTHOMETER_2400
    async with live(tmp_path / "port", name, style=Style(pace=2.0)) as here:
        await here.value(Measure.WEIGHT, Decimal("81.4"))
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.WEIGHT, Decimal("81.4"))
