# SPDX-License-Identifier: EUPL-1.2
"""Lines of text of the Nonin 8500, 9847 and Avant."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import PublishedState
from drivers.links.ports import LineSettings, Parity
from drivers.nonin_ascii.decode import Second
from drivers.nonin_ascii.driver import NoninAsciiDriver
from drivers.nonin_ascii.frame import NoninLineFramer, encode
from drivers.nonin_ascii.interpret import NoninAsciiInterpreter
from drivers.nonin_ascii.simulator import SimulatedNoninAscii
from drivers.simulation.oximeter import Situation
from kiosk.reading import AbsentReason, Measure, SensorState
from tests.drivers.nonin.bytes import line, noise
from tests.drivers.streams import nonin_packet, readings, run, run_in_pieces, values


def second(text: str) -> tuple[int | None, int | None] | None:
    said = Second.decode(text)
    return None if said is None else (said.spo2_percent, said.hr_bpm)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("SPO2=097 HR=072", (97, 72)),
        ("SPO2= 97 HR= 72", (97, 72)),
        ("SPO2=100 HR=151", (100, 151)),
        ("SPO2=--- HR=---", (None, None)),
        ("SPO2=--- HR=072", (None, 72)),
        ("SPO2=097 HR=---", (97, None)),
        ("12:34:56 SPO2=097 HR=072", (97, 72)),
        ("SPO2=097 HR=072 F", (97, 72)),
        ("SPO2=097 HR=072*", (97, 72)),
        ("SPO2=097 HR=072 F*", (97, 72)),
        ("12:34:56 SPO2=097 HR=072B ", (97, 72)),
        ("SPO2=127 HR=511", (None, None)),
        ("SPO2=000 HR=000", (None, None)),
        ("SPO2=225 HR=072", (None, 72)),
    ],
)
def test_lines_of_the_manuals(text: str, numbers: tuple[int | None, int | None]) -> None:
    assert second(text) == numbers


@pytest.mark.parametrize(
    "text",
    [
        "SPO2=97 HR=072", "SPO2=0977 HR=072", "SPO2=097HR=072", "SPO2=097 HR=0x2", "spo2=097 hr=072", "SPO2=09- HR=072",
        "2=097 HR=072", "SPO2=097 HR=072 X", "SPO2=097 HR=07", "99:99:99 SPO2=097 HR=072", "SPO2=9 7 HR=072", "097 072",
        "SPO2=097 HR=072 SPO2=096 HR=071", " SPO2=097 HR=072",
    ],
)  # fmt: skip
def test_lines_that_are_others(text: str) -> None:
    assert second(text) is None


def test_marks_and_time() -> None:
    said = Second.decode("12:34:56 SPO2=097 HR=072 F*B")
    assert said is not None
    assert said.fields() == {
        "hr": 72, "spo2": 97, "clock": "12:34:56", "fast": True, "event": True, "breath": True,
    }  # fmt: skip


@given(st.none() | st.integers(1, 100), st.none() | st.integers(18, 321), st.sampled_from(["", "*", " F", "B"]))
def test_a_line_comes_back_as_it_went(spo2: int | None, hr: int | None, marks: str) -> None:
    (found,) = NoninLineFramer().feed(encode(spo2, hr, marks=marks))
    assert second(found.text) == (spo2, hr)


def test_a_number_is_shown_when_it_was_said_twice() -> None:
    assert readings(run(NoninAsciiInterpreter(), line())) == []
    items = run(NoninAsciiInterpreter(), line() * 2 + line(hr="075") + line() * 2)
    assert values(items, Measure.PULSE) == [72, 72]
    assert values(items, Measure.SPO2) == [97] * 4


def test_no_value_is_a_search() -> None:
    items = run(NoninAsciiInterpreter(), line() * 3 + line("---", "---") * 2)
    assert [item.state for item in items if isinstance(item, PublishedState)] == [
        SensorState.MEASURING, SensorState.SEARCHING,
    ]  # fmt: skip
    assert readings(items)[-1].sample.absent is AbsentReason.NOT_MEASURED


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r", b"\r\n\0", b"\0\r\n", b"\r\n\0\0\0"])
def test_line_ends(end: bytes) -> None:
    data = (b"SPO2=097 HR=072" + end) * 3
    assert values(run(NoninAsciiInterpreter(), data), Measure.PULSE) == [72, 72]


def test_a_partial_first_line_and_a_header_are_skipped() -> None:
    interpreter = NoninAsciiInterpreter()
    data = b"7 HR=099\r\nNONIN SPO2=055 HR=055 HEADER\r\n" + line() * 3 + b"SPO2=044 HR=0"
    assert set(values(run(interpreter, data), Measure.PULSE)) == {72}
    assert interpreter.ticks == 3
    assert interpreter.tally.frames == 3


def test_noise_and_other_formats_make_nothing() -> None:
    for data in (noise(50_000, 3), nonin_packet() * 40, b"SPO2=097 HR=072" * 300):
        assert run(NoninAsciiInterpreter(), data) == []


@given(st.integers(0, 8 * 17 * 8 - 1))
@settings(max_examples=150)
def test_a_flipped_bit_never_makes_a_number(bit: int) -> None:
    data = bytearray(line() * 8)
    data[bit // 8] ^= 1 << bit % 8
    items = run(NoninAsciiInterpreter(), bytes(data))
    assert set(values(items, Measure.PULSE)) <= {72}
    assert set(values(items, Measure.SPO2)) <= {97}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.integers(0, 99))
@settings(max_examples=40)
def test_chunks_make_no_difference(sizes: list[int], seed: int) -> None:
    data = noise(30, seed) + line() * 3 + noise(30, seed) + line("095", "088") * 4
    assert run_in_pieces(NoninAsciiInterpreter(), data, sizes) == run(NoninAsciiInterpreter(), data)


@given(st.binary(max_size=600))
def test_any_bytes_are_survived(data: bytes) -> None:
    framer = NoninLineFramer()
    framer.feed(data)
    assert framer.held_bytes <= 80
    framer.finish()
    assert framer.held_bytes == 0


def test_nine_data_bits_and_two_stop_bits_read_as_8n1() -> None:
    assert NoninAsciiDriver.line == LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)


@pytest.mark.parametrize("variant", SimulatedNoninAscii.variants)
def test_the_simulator_says_what_it_was_told(variant: str) -> None:
    device = SimulatedNoninAscii(Situation(spo2_percent=93, pulse_bpm=151, search_s=2), variant)
    data = b"".join(device.tick() for _ in range(80))
    assert data.startswith(b"NONIN")
    items = run(NoninAsciiInterpreter(), data)
    assert set(values(items, Measure.PULSE)) == {None, 151}
    assert set(values(items, Measure.SPO2)) == {None, 93}
    device.obey("event")
    assert b"*" in b"".join(device.tick() for _ in range(10))
    device.receive(b"anything")
    assert b" F" in data if variant == "avant" else b" F" not in data
