# SPDX-License-Identifier: EUPL-1.2
"""MT-SICS lines, one by one, and the conversation with a balance."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.links.script import Do, Gap, Received, Sent, Step
from drivers.scale_mtsics.decode import read
from drivers.scale_mtsics.driver import MtsicsDriver
from drivers.scale_mtsics.frame import encode, encode_print
from drivers.shared.scale_line import Mark
from kiosk.capability import Command
from kiosk.reading import Failure, Measure, SensorChange, SensorState
from tests.drivers.test_driver import Bench

START = Sent(b"I4\r\nSIR\r\n", "MT-SICS: serial number, then all the time")


@pytest.mark.parametrize(
    ("text", "mark", "value", "unit"),
    [
        ("S S     100.00 g", Mark.STABLE, "100.00", "g"),
        ("S S     105.00 g", Mark.STABLE, "105.00", "g"),
        ("S D 104.87 g", Mark.MOVING, "104.87", "g"),
        ("S S      81.40 kg", Mark.STABLE, "81.40", "kg"),
        ("S S   -0.0082 g", Mark.STABLE, "-0.0082", "g"),
        ("     N       0.3746 g   ", Mark.STABLE, "0.3746", "g"),
        (" 1    N    -4544.27 g   ", Mark.STABLE, "-4544.27", "g"),
        ("N      105.00 g", Mark.STABLE, "105.00", "g"),
    ],
)
def test_every_known_weight(text: str, mark: Mark, value: str, unit: str) -> None:
    said = read(text)
    assert said is not None and (said.mark, str(said.value), said.unit) == (mark, value, unit)


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("S +", Mark.OVERLOAD), ("S -", Mark.UNDERLOAD), ("S I", Mark.OTHER), ("ES", Mark.OTHER), ("ET", Mark.OTHER),
        ("EL", Mark.OTHER), ("G 105.00 g", Mark.OTHER), ("1 T 12.00 g", Mark.OTHER), ("Z A", Mark.OTHER),
        ("T S      12.00 g", Mark.OTHER), ('I4 A "1126493049"', Mark.OTHER),
    ],
)  # fmt: skip
def test_what_is_no_weight_has_no_number(text: str, mark: Mark) -> None:
    said = read(text)
    assert said is not None and said.mark is mark and said.value is None


@pytest.mark.parametrize(
    "text",
    [
        "", "105.00", "   4775.7 g", "1.2345 kg", "S     100.00 g", " S     100.00 g", "S S", "S S 100.00", "S S 1 0 g",
        "S S     100.00 ct", "ST,+0004775.7   g", "S X 100.00 g", "1 N 2 N 3.0 g", "E", "S S S     100.00 g",
    ],
)  # fmt: skip
def test_everything_else_is_refused(text: str) -> None:
    assert read(text) is None


@given(st.decimals(min_value=-999, max_value=9999, places=3), st.booleans())
def test_a_line_comes_back_as_it_went(value: Decimal, stable: bool) -> None:
    said = read(encode(str(value), "kg", stable=stable).decode().removesuffix("\r\n"))
    assert said is not None and (said.value, said.mark is Mark.STABLE) == (value, stable)
    printed = read(encode_print(str(value), "g", 7).decode().removesuffix("\r\n"))
    assert printed is not None and (printed.value, printed.act, printed.net) == (value, "7", True)


async def test_it_is_told_to_send_all_the_time_and_tells_its_serial_number() -> None:
    steps: list[Step] = [START, Received(b'I4 A "1126493049"\r\nS D      80.00 kg\r\nS S      81.40 kg\r\n' * 2)]
    bench = await Bench(MtsicsDriver, steps).play()
    assert bench.of(Measure.WEIGHT) == [Decimal("81.40")] * 2
    assert bench.driver.device.serial == "1126493049"
    assert bench.states == [
        SensorState.CONNECTING, SensorState.UNSTABLE, SensorState.MEASURING, SensorState.UNSTABLE,
        SensorState.MEASURING, SensorState.UNPLUGGED,
    ]  # fmt: skip


async def test_it_is_asked_again_and_then_silent() -> None:
    again = Sent(b"SIR\r\n")
    bench = await Bench(MtsicsDriver, [START, Gap(1.5), again, Gap(1.5), again, Gap(1.4)]).play()
    assert bench.states == [SensorState.CONNECTING, SensorState.SILENT, SensorState.UNPLUGGED]


async def test_where_all_the_time_is_not_known_it_is_asked_twice_a_second() -> None:
    once = Sent(b"SI\r\n")
    answers: list[Step] = [
        once,
        Received(b"S D      80.00 kg\r\n"),
        Gap(0.5),
        once,
        Received(b"S S      81.40 kg\r\n"),
        Gap(0.5),
    ]
    steps: list[Step] = [START, Received(b'I4 A "1"\r\nES\r\n'), Gap(0.5), *answers, once]
    bench = await Bench(MtsicsDriver, steps).play()
    assert bench.of(Measure.WEIGHT) == [Decimal("81.40")]


@pytest.mark.parametrize(("answer", "failures"), [(b"Z A\r\n", []), (b"Z I\r\n", [Failure.REFUSED])])
async def test_zero(answer: bytes, failures: list[Failure]) -> None:
    bench = Bench(MtsicsDriver, [])
    steps: list[Step] = [
        START,
        Received(b"S S      -0.20 kg\r\n"),
        Do(lambda: bench.driver.tell(Command.ZERO)),
        Sent(b"Z\r\n"),
        Received(answer),
        Sent(b"SIR\r\n"),
        Received(b"S S       0.00 kg\r\n"),
    ]
    bench.link._steps.extend(steps)
    await bench.play()
    said = [event.failure for event in bench.events if isinstance(event, SensorChange) and event.failure]
    assert said == failures
    assert bench.of(Measure.WEIGHT) == [Decimal("-0.20"), Decimal("0.00")]
