# SPDX-License-Identifier: EUPL-1.2
"""Nellcor lines as an N-560 printed them, what is published of them, and the device on a line."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import DeviceClock, DeviceName, PublishedState
from drivers.names import DriverName
from drivers.nellcor_text.decode import Moment
from drivers.nellcor_text.frame import NellcorFramer, encode
from drivers.nellcor_text.interpret import NellcorInterpreter
from drivers.nellcor_text.simulator import SimulatedNellcor
from drivers.simulation.oximeter import Situation
from drivers.simulation.run import Style
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.nellcor_text.example import HEADING, LINES, NPB_295, RECORDED, TREND, line
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

QUICK = Style(pace=40.0)


def moment(raw: bytes) -> Moment:
    decoded = Moment.decode(raw.decode("ascii").rstrip("\r\n"))
    assert decoded is not None
    return decoded


def states(data: bytes) -> list[tuple[SensorState, Failure | None]]:
    items = run(NellcorInterpreter(), data)
    return [(item.state, item.failure) for item in items if isinstance(item, PublishedState)]


@pytest.mark.parametrize(
    ("number", "spo2", "bpm", "amplitude", "codes", "alarm"),
    [
        (0, 99, 66, 12, (), False),
        (2, 89, 66, 201, ("MO", "SL"), True),
        (5, 77, 70, 8, ("SL", "AS"), True),
        (6, None, None, None, ("SD", "AS"), False),
        (10, None, None, None, ("PS",), False),
        (12, 94, 119, 5, (), False),
        (16, 96, 63, None, ("PS",), False),
    ],
)
def test_recorded_lines(
    number: int, spo2: int | None, bpm: int | None, amplitude: int | None, codes: tuple[str, ...], alarm: bool
) -> None:
    said = moment(LINES[number])
    assert (said.spo2_percent, said.pulse_bpm, said.amplitude) == (spo2, bpm, amplitude)
    assert (said.codes, said.alarm) == (codes, alarm)
    assert said.clock is not None and said.clock.year == 2017


def test_a_recorded_line_is_laid_out_again_to_the_byte() -> None:
    at = datetime(2017, 12, 29, 7, 19, 7)
    assert encode(at, "77*", "70", "8", ("AS", "SL")) == LINES[5] + b"\r\n"
    assert encode(at.replace(second=29), "---", "---", "---", ("SD", "AS")) == LINES[6] + b"\r\n"


def test_the_recording() -> None:
    items = run(NellcorInterpreter(), RECORDED)
    assert [value for value in values(items, Measure.SPO2) if value] == [99, 77, 94, 97]
    assert [value for value in values(items, Measure.PULSE) if value] == [66, 66, 66, 66, 63]
    assert [item.state for item in items if isinstance(item, PublishedState)] == [
        SensorState.MEASURING,
        SensorState.SENSOR_FAULT,
        SensorState.FINGER_OUT,
        SensorState.SEARCHING,
        SensorState.MEASURING,
    ]
    assert DeviceName(model="N-560") in items and DeviceClock(time=datetime(2017, 12, 29, 7, 18, 43)) in items


@pytest.mark.parametrize(
    ("code", "absent", "state"),
    [
        ("SD", AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
        ("SO", AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
        ("PS", AbsentReason.SEARCHING, SensorState.SEARCHING),
        ("LP", AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
        ("LM", AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
        ("QQ", AbsentReason.NOT_MEASURED, SensorState.NO_SIGNAL),
    ],
)
def test_numbers_do_not_count_while_a_code_says_so(code: str, absent: AbsentReason, state: SensorState) -> None:
    items = run(NellcorInterpreter(), line(codes=code) * 4)
    assert {item.sample.absent for item in readings(items)} == {absent}
    assert [item.state for item in items if isinstance(item, PublishedState)] == [state]


@pytest.mark.parametrize("code", ["AO", "AS", "PH", "PL", "SH", "SL"])
def test_alarms_do_not_change_the_number(code: str) -> None:
    found = readings(run(NellcorInterpreter(), line("89*", "72", codes=code) * 2))
    assert [(item.sample.value, item.flags) for item in found] == [(89, ()), (72, ())]


@pytest.mark.parametrize(("code", "flag"), [("MO", Flag.MOVEMENT), ("LB", Flag.LOW_BATTERY)])
def test_quality_is_flagged(code: str, flag: Flag) -> None:
    assert {item.flags for item in readings(run(NellcorInterpreter(), line(codes=code) * 3))} == {(flag,)}


def test_zeros_during_a_pulse_search_are_no_value() -> None:
    assert set(values(run(NellcorInterpreter(), line("0", "0", "---") * 4), Measure.SPO2)) == {None}


def test_one_missing_number_does_not_blank_the_other() -> None:
    items = run(NellcorInterpreter(), line("---", "72") * 3)
    assert values(items, Measure.PULSE) == [72, 72] and values(items, Measure.SPO2) == [None, None]


def test_the_trend_is_never_published() -> None:
    items = run(NellcorInterpreter(), TREND)
    assert not readings(items) and DeviceName(model="NPB-290") in items
    assert states(TREND * 2) == [(SensorState.FAILED, Failure.OLD_RESULT)]


def test_after_the_trend_numbers_count_again() -> None:
    items = run(NellcorInterpreter(), line() * 2 + TREND + line("95", "70") * 2)
    assert values(items, Measure.SPO2) == [97, None, 95]
    interrupted = TREND[: -len(b"Output Complete\r\n")]
    assert values(run(NellcorInterpreter(), interrupted + NPB_295), Measure.SPO2) == [100]


def test_headings_between_lines_disturb_nothing() -> None:
    assert values(run(NellcorInterpreter(), line() + HEADING + line()), Measure.SPO2) == [97]


@pytest.mark.parametrize(
    "text",
    [
        b"29-Dec-17 07:18:43    99      66",
        b"29-Dec-17 07:18:43    99      66      12 M",
        b"9-Dec-17 07:18:43    99      66      12",
        b"29-Dec-17 07:18:43    9 9      66      12 12",
        b"29-Dec-17 07:18:43    99      66      1234",
        b"07:18:43    99      66      12",
        b"  66      12",
    ],
)
def test_what_does_not_fit_is_skipped(text: bytes) -> None:
    interpreter = NellcorInterpreter()
    assert not interpreter.feed((text + b"\r\n") * 3)
    assert interpreter.tally.frames == 0


@given(st.lists(st.integers(1, 200), min_size=1, max_size=4), st.integers(0, 50))
@settings(max_examples=30)
def test_chunks_make_no_difference(sizes: list[int], seed: int) -> None:
    data = noise(30, seed) + RECORDED + noise(10, seed + 1) + TREND + b"\0\r" + NPB_295
    assert run_in_pieces(NellcorInterpreter(), data, sizes) == run(NellcorInterpreter(), data)


@given(st.integers(0, 10_000), st.integers(0, 7))
@settings(max_examples=150)
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    data = bytearray(line() * 6)
    data[at % len(data)] ^= 1 << bit
    items = run(NellcorInterpreter(), bytes(data))
    assert set(values(items, Measure.SPO2)) <= {97, None} and set(values(items, Measure.PULSE)) <= {72, None}


@given(st.binary(max_size=2000))
def test_noise_is_no_reading(data: bytes) -> None:
    interpreter = NellcorInterpreter()
    assert not readings(run(interpreter, data))
    assert interpreter.tally.fed_bytes == len(data)


def said_by(device: SimulatedNellcor, seconds: int) -> bytes:
    return b"".join(device.tick() for _ in range(seconds * 10))


@pytest.mark.parametrize("variant", ["n560", "npb295", "npb290"])
def test_every_line_of_the_simulator_fits(variant: str) -> None:
    device = SimulatedNellcor(Situation(search_s=2.0), variant)
    framer = NellcorFramer()
    words = ("finger out", "finger in", "motion", "spo2 84", "pulse 180", "pulse 40", "probe-error", "trend 5")
    for word in words:
        device.obey(word)
        framer.feed(said_by(device, 10))
    assert framer.tally.skipped_bytes == 0 and framer.tally.frames >= 5 * len(words)


def test_its_menu_stops_the_lines() -> None:
    device = SimulatedNellcor()
    said_by(device, 4)
    device.receive(b"\x03\x03")
    assert b"Interactive Mode" in said_by(device, 10)
    device.receive(b"1\r\n")
    assert b"INFO" in said_by(device, 1)
    device.receive(b"0\r\n")
    assert readings(run(NellcorInterpreter(), said_by(device, 10)))
    device.receive(b"\x13")
    assert said_by(device, 6) == b""
    device.receive(b"\x11")
    assert said_by(device, 6)


@pytest.mark.parametrize("variant", ["n560", "npb290"])
async def test_a_visit(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.NELLCOR_TEXT, variant=variant, style=QUICK) as here:
        reading = await here.value(Measure.SPO2, 97)
        assert reading.device_time is not None
        model = {"n560": "N-560", "npb290": "NPB-290"}[variant]
        await here.until(lambda: here.readings(Measure.SPO2)[-1].device.model == model)  # its next heading tells
        for word, state in (
            ("finger out", SensorState.FINGER_OUT),
            ("probe-error on", SensorState.SENSOR_FAULT),
            ("probe-error off", SensorState.FINGER_OUT),
            ("finger in", SensorState.MEASURING),
            ("pulse-lost on", SensorState.NO_SIGNAL),
        ):
            here.obey(word)
            await here.state(state)
        here.obey("pulse-lost off")
        await here.value(Measure.PULSE, 72)


async def test_the_trend_of_somebody_before_is_not_taken(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.NELLCOR_TEXT, style=QUICK) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("trend")
        await here.state(SensorState.FAILED)
        assert here.failures == [Failure.OLD_RESULT]
        await here.value(Measure.SPO2, 97)
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {97, None}


async def test_an_npb_290_on_its_battery_is_silent(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.NELLCOR_TEXT, variant="npb290", style=QUICK) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("mains off")
        await here.state(SensorState.SILENT)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("mains on")
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
