# SPDX-License-Identifier: EUPL-1.2
"""An Ivy 450C: recorded lines, whose blood pressure counts, waveforms, and the device on a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import PublishedReading, PublishedState, PublishedWave
from drivers.ivy_450c.decode import Parameter
from drivers.ivy_450c.frame import IvyFramer, encode
from drivers.ivy_450c.interpret import IvyInterpreter
from drivers.ivy_450c.simulator import SimulatedIvy
from drivers.names import DriverName
from drivers.simulation.oximeter import Situation
from drivers.simulation.run import Style
from kiosk.reading import AbsentReason, Flag, Measure, SensorState
from tests.drivers.ivy_450c.example import MEASURED, NOTHING, RECORDED, WAVES, block
from tests.drivers.live import live
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

QUICK = Style(pace=40.0)
SINGLE = ((Measure.HEART_RATE, 80), (Measure.RESPIRATION, 35), (Measure.SPO2, 100), (Measure.PULSE, 80))


def decoded(line: str) -> Parameter:
    said = Parameter.decode(line)
    assert said is not None
    return said


def pressures(data: bytes) -> list[PublishedReading]:
    return [item for item in readings(run(IvyInterpreter(), data)) if item.measure is Measure.SYSTOLIC]


def test_the_recorded_lines() -> None:
    said = {line.decode().partition("=")[0]: decoded(line.decode()) for line in RECORDED}
    assert said["HR"].numbers == ("80",) and said["HR"].label == "ECG-II-DIAG"
    assert said["RR"].whole() == 35 and said["RR"].trouble is None
    assert said["ETCO2"].numbers == (None,) and said["T1"].numbers == (None,)
    assert said["SPO2"].whole() == 100 and said["SPO2"].pulse == "80"
    assert said["NIBP"].fields() == {
        "systolic": 121, "diastolic": 75, "mean": 92, "pulse": 80, "label": None, "message": None,
    }  # fmt: skip
    assert said["P1"].numbers == ("111", "73", "88")
    assert said["P2"].trouble == (AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT)


def test_what_is_published_of_the_recorded_lines() -> None:
    items = run(IvyInterpreter(), block() * 5)
    for measure, value in SINGLE:
        assert values(items, measure) == [value] * 4, measure
    assert values(items, Measure.END_TIDAL_CO2) == [None] * 4
    assert [item.state for item in items if isinstance(item, PublishedState)] == [SensorState.MEASURING]
    assert not [item for item in readings(items) if item.measure is Measure.TEMPERATURE]


def test_the_pressure_that_stands_at_the_beginning_is_of_somebody_before() -> None:
    [old] = pressures(block() * 10)
    assert (old.sample.value, old.older, old.flags) == (121, True, (Flag.FROM_MEMORY,))


def test_a_pressure_that_appears_anew_counts_once() -> None:
    found = pressures(block() * 3 + block(*NOTHING) * 5 + block(*MEASURED) * 5)
    assert [(item.sample.value, item.older) for item in found] == [(121, True), (127, False)]
    found = pressures(block() * 3 + block(*MEASURED) * 5)
    assert [item.sample.value for item in found] == [121, 127]
    again = pressures(block() * 3 + block(*NOTHING) * 5 + block() * 5)
    assert [(item.sample.value, item.older) for item in again] == [(121, True), (121, False)]


def test_values_of_one_pressure_belong_together() -> None:
    items = readings(run(IvyInterpreter(), block(*NOTHING) * 3 + block(*MEASURED) * 2))
    act = [item for item in items if item.group]
    assert [(item.measure, item.sample.value) for item in act] == [
        (Measure.SYSTOLIC, 127),
        (Measure.DIASTOLIC, 76),
        (Measure.MEAN_PRESSURE, 93),
        (Measure.CUFF_PULSE, 78),
    ]
    assert len({item.group for item in act}) == 1


def test_after_a_silence_the_pressure_is_somebody_s_before_again() -> None:
    interpreter = IvyInterpreter()
    interpreter.feed(block(*NOTHING) * 3)
    interpreter.lost()
    found = [item for item in readings(interpreter.feed(block(*MEASURED) * 3)) if item.measure is Measure.SYSTOLIC]
    assert [item.older for item in found] == [True]


@pytest.mark.parametrize(
    ("line", "absent"),
    [
        (b"SPO2=1;97;PR=80 ;SEARCHING", AbsentReason.SEARCHING),
        (b"SPO2=1;97;PR=80 ;SENSOR OFF", AbsentReason.FINGER_OUT),
        (b"SPO2=1;97;SENSOR FAULT;", AbsentReason.SENSOR_FAULT),
        (b"SPO2=1;97;PR=80 ;WHO KNOWS", AbsentReason.DEVICE_ERROR),
        (b"SPO2=1;97;PR=80 ;LOW SIGNAL", AbsentReason.DEVICE_ERROR),
        (b"SPO2=1;0;PR=0 ;", AbsentReason.NOT_MEASURED),
        (b"SPO2=1;101;PR= ;", AbsentReason.NOT_MEASURED),
    ],
)
def test_a_message_holds_the_number_back(line: bytes, absent: AbsentReason) -> None:
    items = run(IvyInterpreter(), block(line) * 3)
    assert {item.sample.absent for item in readings(items) if item.measure is Measure.SPO2} == {absent}
    assert values(items, Measure.HEART_RATE) == [80, 80]


@pytest.mark.parametrize("message", [b"HIGH", b"HR LOW", b"SPO2 LOW LIMIT"])
def test_a_limit_says_nothing_against_the_number(message: bytes) -> None:
    assert values(run(IvyInterpreter(), block(b"SPO2=1;88;PR=80 ;" + message) * 2), Measure.SPO2) == [88]


def test_a_rate_from_elsewhere_is_no_heart_rate_by_electrocardiogram() -> None:
    assert set(values(run(IvyInterpreter(), block(b"HR=1;80;PLETH;") * 3), Measure.HEART_RATE)) == {None}


def test_carbon_dioxide_counts_only_if_it_can_only_be_mmhg() -> None:
    assert values(run(IvyInterpreter(), block(b"ETCO2=1;38;;") * 2), Measure.END_TIDAL_CO2) == [38]
    assert values(run(IvyInterpreter(), block(b"ETCO2=1;5;;") * 2), Measure.END_TIDAL_CO2) == [None]


@pytest.mark.parametrize(
    "line",
    [
        "HR=2;80;ECG-II-DIAG;",
        "HR=1;80;ECG-II-DIAG",
        "HR=1;8 0;ECG-II-DIAG;",
        "HR=1;80;ECG;;",
        "CO=1;80;;",
        "HR=1;8.0;;",
    ],
)
def test_what_does_not_fit_is_no_line(line: str) -> None:
    assert Parameter.decode(line) is None


def test_a_line_that_stays_away_withdraws_its_number() -> None:
    without = block().replace(RECORDED[3] + b"\r", b"")
    assert values(run(IvyInterpreter(), block() * 3 + without * 5), Measure.SPO2) == [100, 100, None]


def test_waves_come_with_their_rates() -> None:
    waves = [item for item in run(IvyInterpreter(), block() * 2) if isinstance(item, PublishedWave)]
    assert [(item.measure, item.tick, len(item.samples)) for item in waves[6:]] == [
        (Measure.ECG, 200, 100),
        (Measure.ECG, 300, 100),
        (Measure.BREATHING, 50, 25),
        (Measure.BREATHING, 75, 25),
        (Measure.PLETH, 50, 25),
        (Measure.PLETH, 75, 25),
    ]
    assert waves[0].samples == tuple(WAVES[:100])
    gone = [item for item in run(IvyInterpreter(), block(*NOTHING) * 2) if isinstance(item, PublishedWave)]
    assert set(gone[-1].samples) == {None}


@pytest.mark.parametrize("count", [0, 1, 20, 399])
def test_a_block_of_other_length_has_no_waves_but_its_lines(count: int) -> None:
    short = block(waves=b"\xfb" * count)
    items = run(IvyInterpreter(), short * 3)
    assert values(items, Measure.SPO2) == [100, 100]
    assert not [item for item in items if isinstance(item, PublishedWave)]


def test_any_byte_may_stand_in_a_wave() -> None:
    framer = IvyFramer()
    wild = bytes(range(256)) + b"\xfe\xff\r\xff\xfeHR=\r;ANSAR-B".ljust(144, b"\xfe")
    pieces = framer.feed(block(waves=wild) * 3)
    assert len(pieces) == 3 * (1 + len(RECORDED)) and framer.tally.skipped_bytes == 0
    assert pieces[0].waves == wild


@pytest.mark.parametrize("end", [b"\xfe", b"", b"\xfb\xfb\xfe", b"\0\xfe", b"\n\xfe"])
def test_what_stands_between_blocks_makes_no_difference(end: bytes) -> None:
    assert values(run(IvyInterpreter(), block(end=end) * 4), Measure.PULSE) == [80, 80, 80]


def test_a_block_whose_beginning_was_missed_is_dropped() -> None:
    interpreter = IvyInterpreter()
    assert not interpreter.feed(block()[20:])
    assert interpreter.ticks == 0


def test_a_block_is_made_and_found_again() -> None:
    assert encode(WAVES, tuple(line.decode() for line in RECORDED)) == block()


@given(st.lists(st.integers(1, 700), min_size=1, max_size=4), st.integers(0, 50))
@settings(max_examples=25)
def test_chunks_make_no_difference(sizes: list[int], seed: int) -> None:
    data = noise(60, seed) + block() * 2 + noise(20, seed + 1) + block(waves=noise(400, seed + 2)) * 2 + block()[:300]
    assert run_in_pieces(IvyInterpreter(), data, sizes) == run(IvyInterpreter(), data)


@given(st.integers(0, 100_000), st.integers(0, 7))
@settings(max_examples=80)
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    data = bytearray(block() * 4)
    at = (409 + at % (len(block()) - 409)) + len(block()) * (at % 4)
    data[at] ^= 1 << bit
    items = run(IvyInterpreter(), bytes(data))
    for measure, value in SINGLE:
        assert set(values(items, measure)) <= {value, None}
    assert set(values(items, Measure.SYSTOLIC)) <= {121, None}


@given(st.binary(max_size=2000))
def test_noise_is_no_reading(data: bytes) -> None:
    interpreter = IvyInterpreter()
    assert not readings(run(interpreter, data))
    assert interpreter.tally.fed_bytes == len(data)


@pytest.mark.parametrize("variant", ["450c", "invasive"])
def test_every_byte_of_the_simulator_fits(variant: str) -> None:
    device = SimulatedIvy(Situation(search_s=1.0), variant)
    framer = IvyFramer()
    for word in ("finger out", "finger in", "leads off", "leads on", "co2 38", "nibp 127/76 78", "probe-error"):
        device.obey(word)
        framer.feed(b"".join(device.tick() for _ in range(30)))
    framer.finish()
    assert framer.tally.frames == 21 * 9 and framer.tally.skipped_bytes == 1  # the very last end


async def test_a_visit(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.IVY_450C, style=QUICK) as here:
        await here.value(Measure.SPO2, 97)
        await here.value(Measure.HEART_RATE, 72)
        await here.value(Measure.RESPIRATION, 15)
        await here.until(lambda: {wave.measure for wave in here.waves} >= {Measure.ECG, Measure.PLETH})
        assert not here.readings(Measure.SYSTOLIC) and not here.failures
        here.obey("nibp 127/76 78")
        await here.value(Measure.SYSTOLIC, 127)
        act = [here.readings(measure)[0] for measure in (Measure.SYSTOLIC, Measure.DIASTOLIC, Measure.CUFF_PULSE)]
        assert [int(reading.value or 0) for reading in act] == [127, 76, 78] and len({r.group for r in act}) == 1
        here.obey("finger out")
        assert (await here.value(Measure.SPO2, None)).absent is AbsentReason.FINGER_OUT
        here.obey("leads off")
        await here.value(Measure.HEART_RATE, None)
        await here.state(SensorState.FINGER_OUT)


async def test_silence_and_unplugging(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.IVY_450C, style=QUICK) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("silence 200")
        await here.state(SensorState.SILENT)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
