# SPDX-License-Identifier: EUPL-1.2
"""Masimo "ASCII 1": lines as monitors sent them, what is published of them, and the device on a line."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import DeviceClock, DeviceName, PublishedState
from drivers.masimo_ascii1.decode import Exc, Second
from drivers.masimo_ascii1.frame import fields
from drivers.masimo_ascii1.interpret import MasimoInterpreter
from drivers.masimo_ascii1.simulator import SimulatedMasimo
from drivers.names import DriverName
from drivers.simulation.oximeter import Situation
from drivers.simulation.run import Style
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.masimo_ascii1.example import (
    HELD,
    NO_SENSOR,
    RAD8,
    RAD8_FIVE,
    RADICAL7,
    RADICAL7_BLUE,
    TREND,
    line,
)
from tests.drivers.streams import noise, readings, run, run_in_pieces, values


def second(raw: bytes) -> Second:
    decoded = Second.decode(raw.decode("ascii").rstrip("\r\n"))
    assert decoded is not None
    return decoded


def published(data: bytes) -> dict[str, list[Decimal | int | None]]:
    items = run(MasimoInterpreter(), data)
    return {measure.value: values(items, measure) for measure in MasimoInterpreter.measures}


def test_the_note_s_line() -> None:
    said = second(RAD8)
    assert (said.spo2_percent, said.pulse_bpm, str(said.pi_percent)) == (98, 97, "3.60")
    assert (said.serial, said.clock, said.exceptions) == ("0000056661", datetime(2016, 2, 22, 22, 47, 45), Exc.SET)
    assert said.trouble is None and said.flags == ()


def test_the_sets_of_fields_of_other_firmware() -> None:
    colour = second(RADICAL7)
    assert (colour.spo2_percent, colour.pulse_bpm, str(colour.pi_percent), colour.serial) == (98, 123, "0.55", "")
    assert colour.flags == (Flag.WEAK_SIGNAL,)
    short = second(b"09/15/10 15:10:29 SPO2=097% BPM=064 PI=11.82% ALARM=20 EXC=800\r\n")
    assert (short.spo2_percent, short.pulse_bpm, str(short.pi_percent)) == (97, 64, "11.82")  # a Radical-5
    assert (short.alarm, short.trouble) == ("20", None)
    off = second(
        b"12/01/05 11:56:29 SN=0123456789 SPO2=098% BPM=240 PI=20.00% SPCO=01.0% SPMET=00.5% DESAT=01 PIDELTA=-02 "
        b"PVI=027 ALARM=0000 EXC=000820\r\n"
    )
    assert off.trouble == (AbsentReason.FINGER_OUT, SensorState.FINGER_OUT)
    for raw in (RADICAL7_BLUE, NO_SENSOR):
        none = second(raw)
        assert (none.spo2_percent, none.pulse_bpm, none.pi_percent) == (None, None, None)


@pytest.mark.parametrize(
    ("exc", "absent", "state"),
    [
        (0x801, AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
        (0x802, AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
        (0x880, AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
        (0x820, AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
        (0x828, AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
        (0x808, AbsentReason.SEARCHING, SensorState.SEARCHING),
        (0x810, AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
        (0x840, AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
    ],
)
def test_numbers_do_not_count_while_an_exception_says_so(exc: int, absent: AbsentReason, state: SensorState) -> None:
    items = run(MasimoInterpreter(), line(exc=exc) * 5)
    assert {item.sample.absent for item in readings(items)} == {absent}
    assert [item.state for item in items if isinstance(item, PublishedState)] == [state]


@pytest.mark.parametrize(
    ("exc", "flags"),
    [
        (0, ()),
        (0x800, ()),
        (0x804, (Flag.LOW_PERFUSION,)),
        (0xC00, (Flag.WEAK_SIGNAL,)),
        (0xC04, (Flag.LOW_PERFUSION, Flag.WEAK_SIGNAL)),
        (0xB00, ()),
    ],
)
def test_quality_is_flagged(exc: int, flags: tuple[Flag, ...]) -> None:
    found = readings(run(MasimoInterpreter(), line(exc=exc) * 3))
    assert {item.flags for item in found} == {flags} and all(item.sample.value for item in found)


def test_five_lines_of_a_rad_8() -> None:
    assert published(RAD8_FIVE) == {
        "spo2": [98, 98, 98, 98],
        "pulse": [96, 96],
        "perfusion-index": [Decimal("3.95"), Decimal("4.25"), Decimal("3.19"), Decimal("2.41")],
    }
    found = readings(run(MasimoInterpreter(), RAD8_FIVE))
    assert found[0].device_time == datetime(2016, 2, 22, 22, 47, 46) and found[0].tick == 1


def test_a_pulse_that_moves_with_every_line_is_told() -> None:
    found = published(b"".join(line(bpm=f"{bpm:03d}", second=bpm - 70) for bpm in range(72, 80)))
    assert found["spo2"] == [98] * 7
    assert found["pulse"][0] == 74 and {74, 77} <= set(found["pulse"]) <= set(range(74, 80))


def test_numbers_held_with_the_sensor_off_are_no_readings() -> None:
    assert set(published(HELD * 6)["spo2"]) == {None}
    assert published(RAD8 * 2 + HELD * 3)["spo2"] == [98, None, None]


def test_vendor_zeros_with_only_set_are_no_value() -> None:
    """The trend has zeros where the live text has dashes, once with no exception but 800."""
    assert set(published(line("000", "000", "00.00") * 4)["spo2"]) == {None}
    items = run(MasimoInterpreter(), b"".join(TREND) * 5)
    assert not readings(items)
    assert [(item.state, item.failure) for item in items if isinstance(item, PublishedState)] == [
        (SensorState.FAILED, Failure.WRONG_FORMAT)
    ]


def test_the_trend_is_old_and_withdraws_what_stood() -> None:
    items = run(MasimoInterpreter(), line() * 3 + TREND[1] * 10 + line() * 3)
    assert values(items, Measure.SPO2) == [98, 98, None, 98, 98]
    states = [item.state for item in items if isinstance(item, PublishedState)]
    assert states == [SensorState.MEASURING, SensorState.FAILED, SensorState.MEASURING]


def test_one_missing_number_does_not_blank_the_other() -> None:
    found = published(line(spo2="---") * 3)
    assert found["pulse"] == [72, 72] and found["spo2"] == [None, None]


def test_a_lone_line_changes_nothing() -> None:
    assert set(published(line() * 4 + line(spo2="042", bpm="172", pi="19.00") + line() * 4)["spo2"]) == {98}


def test_who_it_is_and_what_its_clock_shows_is_said_once() -> None:
    interpreter = MasimoInterpreter()
    first = interpreter.feed(line(second=1))
    assert first[:2] == [DeviceName(serial="0000056661"), DeviceClock(time=datetime(2026, 11, 23, 10, 30, 1))]
    assert not [item for item in interpreter.feed(line(second=2)) if isinstance(item, DeviceName | DeviceClock)]
    interpreter.lost()
    assert [item for item in interpreter.feed(line(second=9)) if isinstance(item, DeviceClock)]


def test_a_clock_that_was_never_set_is_none() -> None:
    found = readings(run(MasimoInterpreter(), line(day="00/00/00") * 3))
    assert {item.device_time for item in found} == {None} and all(item.sample.value for item in found)


@pytest.mark.parametrize(
    "text",
    [
        "02/22/16 22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60%",
        "2/22/16 22:47:45 SPO2=098% BPM=097 EXC=000800",
        "02/22/16 22:47:45 SPO2=98% BPM=097 EXC=000800",
        "02/22/16 22:47:45 SPO2=098% BPM=97 EXC=000800",
        "02/22/16 22:47:45 SPO2=098% SPO2=099% BPM=097 EXC=000800",
        "02/22/16 22:47:45 SPO2=098% BPM=097 EXC=0008G0",
        "02/22/16 22:47:45 SPO2=098% BPM=097 PI=3.60% EXC=000800",
        "02/22/16 22:47:45 SPO2=098% BPM=097 PVI=x EXC=000800",
        "22:47:45 SN=0000056661 SPO2=098% BPM=097 PI=03.60% EXC=000800",
        "98% BPM=097 PI=03.60% EXC=000800",
    ],
)
def test_what_does_not_fit_is_no_line(text: str) -> None:
    assert fields(text) is None


def test_the_first_partial_line_is_dropped() -> None:
    interpreter = MasimoInterpreter()
    for cut in range(1, len(RAD8) - 2):
        assert not readings(interpreter.feed(RAD8[cut:]))
    assert interpreter.tally.frames == 0


@given(st.lists(st.integers(1, 300), min_size=1, max_size=4), st.integers(0, 50))
@settings(max_examples=30)
def test_chunks_make_no_difference(sizes: list[int], seed: int) -> None:
    data = noise(40, seed) + RAD8_FIVE + noise(10, seed + 1) + HELD * 2 + b"\0\0\r" + RADICAL7 * 3
    assert run_in_pieces(MasimoInterpreter(), data, sizes) == run(MasimoInterpreter(), data)


@given(st.integers(0, len(RAD8) * 6 - 1), st.integers(0, 7))
@settings(max_examples=150)
def test_a_flipped_bit_makes_no_saturation_and_no_pulse(at: int, bit: int) -> None:
    data = bytearray(line() * 6)
    data[at % len(data)] ^= 1 << bit
    found = published(bytes(data))
    assert set(found["spo2"]) <= {98, None} and set(found["pulse"]) <= {72, None}


@given(st.binary(max_size=2000))
def test_noise_is_no_reading(data: bytes) -> None:
    interpreter = MasimoInterpreter()
    assert not readings(run(interpreter, data))
    assert interpreter.tally.fed_bytes == len(data)


@pytest.mark.parametrize("variant", ["rad8", "radical7", "rad7blue"])
def test_every_line_of_the_simulator_fits(variant: str) -> None:
    device = SimulatedMasimo(Situation(search_s=2.0), variant)
    for word in ("finger out", "finger in", "interference on", "interference off", "strength 1", "probe-error"):
        device.obey(word)
        lines = b"".join(device.tick() for _ in range(50)).split(b"\r\n\r\n")
        assert len(lines) == 6 and all(fields(said.decode("ascii")) for said in lines if said)


def test_the_simulator_holds_its_numbers_like_a_rad_8() -> None:
    device = SimulatedMasimo(Situation(search_s=0.0))
    b"".join(device.tick() for _ in range(20))
    device.obey("finger out")
    said = second(device.tick().rstrip(b"\r\n"))
    assert (said.spo2_percent, said.pi_percent) == (97, None) and said.trouble is not None


QUICK = Style(pace=40.0)


@pytest.mark.parametrize("variant", ["rad8", "radical7", "rad7blue"])
async def test_a_visit(tmp_path: Path, variant: str) -> None:
    timeline = ((0.0, "clock 9e6"),)
    async with live(
        tmp_path / "port", DriverName.MASIMO_ASCII1, variant=variant, timeline=timeline, style=QUICK
    ) as here:
        reading = await here.value(Measure.SPO2, 97)
        assert reading.device_time is not None and reading.clock_offset_s == pytest.approx(9e6, abs=5000)
        assert reading.device.serial == ("" if variant == "radical7" else "0000056661")
        assert SensorState.FAILED not in here.states
        here.obey("finger out")
        assert (await here.value(Measure.PULSE, None)).absent is AbsentReason.FINGER_OUT
        here.obey("probe-error on")
        await here.state(SensorState.SENSOR_FAULT)
        here.obey("probe-error off")
        here.obey("finger in")
        await here.value(Measure.PULSE, 72)


async def test_silence_and_unplugging(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.MASIMO_ASCII1, style=QUICK) as here:
        await here.value(Measure.PULSE, 72)
        here.obey("silence 200")
        await here.state(SensorState.SILENT)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.PULSE, 72)


async def test_a_monitor_left_in_ascii_2_is_named(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.MASIMO_ASCII1, variant="ascii2", style=QUICK) as here:
        await here.state(SensorState.FAILED)
        assert here.failures == [Failure.WRONG_FORMAT]
        assert not here.readings(Measure.SPO2)
