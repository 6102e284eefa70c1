# SPDX-License-Identifier: EUPL-1.2
"""PM6750 packets: what is found in bytes, and what of it is published."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.berry_pm6750.decode import CUFF_FAILURES, LEADS, CuffTest, describe
from drivers.berry_pm6750.dialogue import CUFF_START, CUFF_STOP
from drivers.berry_pm6750.frame import PmFramer, encode
from drivers.berry_pm6750.interpret import PmInterpreter
from drivers.items import Item, PublishedProgress, PublishedState, PublishedWave
from kiosk.capability import Capability
from kiosk.reading import AbsentReason, Failure, Flag, Measure, SensorState
from tests.drivers.berry_pm6750.example import EXAMPLES, NOBODY
from tests.drivers.berry_pm6750.wire import ECG_WAVE, ended, measuring, packet, second
from tests.drivers.streams import noise, readings, run, run_in_pieces, values

S = SensorState


def states(items: list[Item], capability: Capability) -> list[SensorState]:
    return [item.state for item in items if isinstance(item, PublishedState) and item.capability == capability]


def absences(items: list[Item], measure: Measure) -> set[AbsentReason | None]:
    return {item.sample.absent for item in readings(items) if item.measure is measure}


@pytest.mark.parametrize(
    ("sent", "wire"),
    [
        (encode(0x01, 1), "55 AA 04 01 01 F9"),
        (encode(0x01, 0), "55 AA 04 01 00 FA"),
        (CUFF_START[-1], "55 AA 04 02 01 F8"),
        (CUFF_STOP, "55 AA 04 02 00 F9"),
        (encode(0x03, 1), "55 AA 04 03 01 F7"),
        (encode(0x04, 1), "55 AA 04 04 01 F6"),
    ],
)
def test_commands_are_those_of_the_facts(sent: bytes, wire: str) -> None:
    assert sent == bytes.fromhex(wire)


@pytest.mark.parametrize("wire", ["55 AA 0A 01 80 80 80 80 80 80 80 74", "55 AA 0A 01 F9 89 01 08 F9 18 30 28"])
def test_packets_of_the_papers_and_of_a_recording(wire: str) -> None:
    (raw,) = PmFramer().feed(bytes.fromhex(wire))
    name, fields = describe(raw)
    assert name == "ecg-wave"
    assert list(fields) == list(LEADS) and fields["II"] == raw[5]


@given(st.integers(0, 255), st.binary(max_size=40))
def test_a_packet_comes_back_as_it_went(kind: int, data: bytes) -> None:
    assert encode(kind, *data) == packet(kind, *data)
    assert PmFramer().feed(packet(kind, *data)) == [packet(kind, *data)]


@given(st.binary(max_size=300))
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = PmFramer()
    found = framer.feed(data)
    assert framer.held_bytes <= 66
    found += framer.finish()
    assert sum(map(len, found)) + framer.tally.skipped_bytes == len(data)
    for raw in found:
        assert describe(raw)[0]


def test_a_whole_visit() -> None:
    items = run(PmInterpreter(), EXAMPLES[0].data)
    assert states(items, Capability.PULSE_OXIMETRY) == [S.FINGER_OUT, S.SEARCHING, S.MEASURING, S.FINGER_OUT]
    assert states(items, Capability.ELECTROCARDIOGRAPHY) == [S.READY, S.MEASURING]
    assert states(items, Capability.BODY_TEMPERATURE) == [S.READY, S.UNSTABLE, S.MEASURING]
    assert states(items, Capability.BLOOD_PRESSURE) == [S.READY, S.MEASURING, S.READY]
    assert absences(items, Measure.SPO2) == {
        AbsentReason.FINGER_OUT, AbsentReason.SEARCHING, AbsentReason.NOT_MEASURED, None,
    }  # fmt: skip
    pressures = [item for item in readings(items) if item.group]
    assert len(pressures) == 3 and len({item.group for item in pressures}) == 1


def test_a_bad_spo2_does_not_blank_the_pulse_and_the_reverse() -> None:
    items = run(PmInterpreter(), second(spo2=127, pulse=73) * 3)
    assert set(values(items, Measure.PULSE)) == {73} and set(values(items, Measure.SPO2)) == {None}
    items = run(PmInterpreter(), second(spo2=97, pulse=255) * 3)
    assert set(values(items, Measure.PULSE)) == {None} and set(values(items, Measure.SPO2)) == {97}


@pytest.mark.parametrize(
    ("status", "state", "absent"),
    [
        (1, S.SENSOR_FAULT, AbsentReason.SENSOR_FAULT),
        (2, S.FINGER_OUT, AbsentReason.FINGER_OUT),
        (3, S.SEARCHING, AbsentReason.SEARCHING),
        (4, S.NO_SIGNAL, AbsentReason.NO_SIGNAL),
        (9, S.NO_SIGNAL, AbsentReason.NO_SIGNAL),
    ],
)
def test_every_oximeter_status(status: int, state: SensorState, absent: AbsentReason) -> None:
    items = run(PmInterpreter(), second(finger=status) * 3)
    assert states(items, Capability.PULSE_OXIMETRY) == [state]
    assert absences(items, Measure.SPO2) == absences(items, Measure.PULSE) == {absent}


def test_a_lone_number_at_the_edge_of_lock_is_none() -> None:
    out = second(finger=2, spo2=127, pulse=255)
    items = run(PmInterpreter(), out * 2 + second(spo2=33, pulse=240) + out * 2)
    assert set(values(items, Measure.SPO2)) | set(values(items, Measure.PULSE)) == {None}


def test_without_electrodes_there_is_no_rate_and_no_curve() -> None:
    items = run(PmInterpreter(), second(leads=2) * 3)
    assert set(values(items, Measure.HEART_RATE)) | set(values(items, Measure.RESPIRATION)) == {None}
    curves = [item for item in items if isinstance(item, PublishedWave) and item.measure is Measure.ECG]
    assert {sample for item in curves for sample in item.samples} == {None}


def test_a_weak_signal_is_flagged() -> None:
    found = readings(run(PmInterpreter(), second(leads=1) * 3))
    of_heart = [item for item in found if item.measure is Measure.HEART_RATE]
    assert {item.flags for item in of_heart} == {(Flag.WEAK_SIGNAL,)}


def test_zero_rates_are_none() -> None:
    items = run(PmInterpreter(), second(heart=0, breaths=255) * 3)
    assert set(values(items, Measure.HEART_RATE)) == set(values(items, Measure.RESPIRATION)) == {None}


def test_short_status_packets_of_some_firmware() -> None:
    data = (ECG_WAVE * 250 + packet(0x02, 0, 74, 16)) * 3
    assert set(values(run(PmInterpreter(), data), Measure.HEART_RATE)) == {74}


def test_the_curves_come_in_half_seconds() -> None:
    items = run(PmInterpreter(), second() * 5)
    rates = {Measure.ECG: 125, Measure.PLETH: 25, Measure.BREATHING: 25}
    for measure, length in rates.items():
        curves = [item for item in items if isinstance(item, PublishedWave) and item.measure is measure]
        assert len(curves) == 10
        assert [item.tick for item in curves] == [length * number for number in range(10)]
        assert {len(item.samples) for item in curves} == {length}
    last = [item for item in items if isinstance(item, PublishedWave) and item.measure is Measure.ECG][-1]
    assert set(last.samples) == {0x89}, "lead II"


def test_berry_med_loses_samples_by_the_clock() -> None:
    """A known program emptied its curves by the clock and so lost half of the samples; here each comes out once."""
    sent = [number % 250 for number in range(1000)]
    data = packet(0x02, 0, 74, 16) + b"".join(packet(0x01, 0, each, 0, 0, 0, 0, 0) for each in sent)
    items = run_in_pieces(PmInterpreter(), data, [256, 1, 77])
    curves = [item for item in items if isinstance(item, PublishedWave)]
    assert [sample for item in curves for sample in item.samples] == sent


def test_a_temperature_keeps_its_digit_and_waits_until_it_is_steady() -> None:
    rising = b"".join(second(celsius=(36, tenth)) for tenth in range(6))
    items = run(PmInterpreter(), rising + second(celsius=(37, 0)) * 3)
    assert values(items, Measure.TEMPERATURE) == [Decimal("37.0")]
    assert str(values(items, Measure.TEMPERATURE)[0]) == "37.0"
    assert states(items, Capability.BODY_TEMPERATURE) == [S.UNSTABLE, S.MEASURING]


@pytest.mark.parametrize("status", [1, 3])
def test_a_probe_that_is_off_measures_nothing(status: int) -> None:
    items = run(PmInterpreter(), second(probe=status) * 6)
    assert set(values(items, Measure.TEMPERATURE)) == {None}
    assert absences(items, Measure.TEMPERATURE) == {AbsentReason.SENSOR_FAULT}


@pytest.mark.parametrize("celsius", [(0, 0), (36, 12), (24, 6), (29, 9), (45, 1)])
def test_what_is_no_temperature(celsius: tuple[int, int]) -> None:
    assert set(values(run(PmInterpreter(), second(celsius=celsius) * 6), Measure.TEMPERATURE)) == {None}


def test_a_probe_in_the_room_waits_for_a_person() -> None:
    items = run(
        PmInterpreter(), second(celsius=(24, 6)) * 4 + second(celsius=(30, 0)) * 3 + second(celsius=(45, 0)) * 3
    )
    assert [value for value in values(items, Measure.TEMPERATURE) if value is not None] == [
        Decimal("30.0"), Decimal("45.0"),
    ]  # fmt: skip
    assert states(items, Capability.BODY_TEMPERATURE)[:3] == [S.READY, S.UNSTABLE, S.MEASURING]


def test_pressures_count_only_when_it_is_done_after_measuring() -> None:
    """While it inflates the board says 0/0, and other programs took even that."""
    going = measuring(60) + measuring(150) + packet(0x03, 1 << 2, 40, 120, 90, 80)
    items = run(PmInterpreter(), going)
    assert readings(items) == []
    assert [item.value for item in items if isinstance(item, PublishedProgress)] == [60, 150, 80]
    items = run(PmInterpreter(), going + ended(0, 127, 93, 76) * 4)
    assert {item.measure: item.sample.value for item in readings(items)} == {
        Measure.SYSTOLIC: 127, Measure.DIASTOLIC: 76, Measure.MEAN_PRESSURE: 93,
    }  # fmt: skip
    assert len(readings(items)) == 3


def test_a_result_repeated_while_the_cuff_empties_is_told_once() -> None:
    emptying = b"".join(packet(0x03, 0, half, 127, 93, 76) for half in (30, 12, 4, 0, 0))
    items = readings(run(PmInterpreter(), measuring(150) + emptying))
    assert len(items) == 3 and not any(item.flags or item.older for item in items)
    again = readings(run(PmInterpreter(), (measuring(150) + emptying) * 2))
    assert len(again) == 6 and not any(item.flags or item.older for item in again)


def test_a_result_without_a_measurement_is_somebody_s_before() -> None:
    items = readings(run(PmInterpreter(), ended(0, 127, 93, 76) * 3))
    assert len(items) == 3
    assert {(item.flags, item.older) for item in items} == {((Flag.FROM_MEMORY,), True)}


@pytest.mark.parametrize(("test", "failure"), [*CUFF_FAILURES.items(), (15, Failure.UNKNOWN)])
def test_every_failure_of_the_cuff(test: int, failure: Failure) -> None:
    items = run(PmInterpreter(), measuring(60) + ended(test, 120, 90, 80) * 3)
    assert readings(items) == []
    assert [item.failure for item in items if isinstance(item, PublishedState) and item.failure] == [failure]


def test_a_stopped_cuff_is_no_failure() -> None:
    items = run(PmInterpreter(), measuring(60) + ended(CuffTest.STOPPED, 120, 90, 80) + ended(0))
    assert readings(items) == []
    assert states(items, Capability.BLOOD_PRESSURE) == [S.MEASURING, S.STOPPED]


@pytest.mark.parametrize("check", [CuffTest.INITIALISING, CuffTest.INITIALISED])
def test_a_self_check_ends_no_measurement(check: CuffTest) -> None:
    data = ended(check) + measuring(60) + ended(check) + measuring(150) + ended(check) + ended(0, 127, 93, 76)
    items = run(PmInterpreter(), data)
    assert values(items, Measure.SYSTOLIC) == [127]
    assert states(items, Capability.BLOOD_PRESSURE) == [S.READY, S.MEASURING, S.READY]


def test_done_without_pressures_is_a_failure() -> None:
    items = run(PmInterpreter(), measuring(60) + ended(0))
    assert [item.failure for item in items if isinstance(item, PublishedState) and item.failure] == [Failure.UNKNOWN]


def test_what_stays_away_is_withdrawn_and_the_rest_stands() -> None:
    data = second() * 3 + (ECG_WAVE * 250 + packet(0x02, 0, 74, 16)) * 8
    items = run(PmInterpreter(), data)
    assert values(items, Measure.SPO2)[-1] is None and values(items, Measure.TEMPERATURE)[-1] is None
    assert values(items, Measure.HEART_RATE)[-1] == 74
    assert states(items, Capability.PULSE_OXIMETRY)[-1] is S.CONNECTING


def test_time_goes_by_the_electrocardiogram_and_without_it_by_what_there_is() -> None:
    interpreter = PmInterpreter()
    run(interpreter, second() * 4)
    assert interpreter.ticks == 1000
    oximeter = PmInterpreter()
    run(oximeter, (packet(0x04, 0, 98, 61) + packet(0xFE, 30) * 50) * 4)
    assert 900 <= oximeter.ticks <= 1100
    slow = PmInterpreter()
    run(slow, packet(0x05, 0, 36, 8) * 5)
    assert slow.ticks == 1000


@pytest.mark.parametrize(
    ("raw", "name", "some"),
    [
        (
            packet(0x02, 0x1B, 74, 16, 0xCE, 4),
            "ecg",
            {"weak": True, "lead_off": True, "st_hundredths_mv": -50, "rhythm_code": 4},
        ),
        (measuring(150), "cuff", {"test_name": "measuring", "cuff_mmhg": 150, "systolic": None}),
        (packet(0x04, 0, 127, 255), "oximeter", {"spo2": None, "pulse": None, "spo2_raw": 127, "pulse_raw": 255}),
        (packet(0x05, 0, 36, 8, 35, 1), "temperature", {"celsius": "36.8", "probe_2": "35.1"}),
        (packet(0x30), "qrs-mark", {}),
        (packet(0xFC, 1, 2), "software", {"data": "0102"}),
        (packet(0x77, 1), "other", {"type": "77"}),
        (packet(0x04, 1), "other", {"type": "04"}),
    ],
)
def test_every_packet_is_shown(raw: bytes, name: str, some: dict[str, Any]) -> None:
    shown, fields = describe(raw)
    assert shown == name
    assert some.items() <= fields.items()


@given(st.integers(0, 2**32), st.lists(st.integers(1, 400), min_size=1, max_size=4))
@settings(max_examples=20)
def test_chunks_and_noise_make_no_difference(seed: int, sizes: list[int]) -> None:
    data = noise(30, seed) + EXAMPLES[0].data + noise(30, seed + 1) + second(**NOBODY)  # type: ignore[arg-type]
    assert run_in_pieces(PmInterpreter(), data, sizes) == run(PmInterpreter(), data)


@given(st.integers(0, 2**32))
@settings(max_examples=50)
def test_a_flipped_bit_never_makes_a_number(seed: int) -> None:
    dice = random.Random(seed)
    data = bytearray(EXAMPLES[0].data)
    data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
    for item in readings(run(PmInterpreter(), bytes(data))):
        assert item.sample.value in {None, *EXAMPLES[0].values[item.measure]}


def test_after_a_silence_numbers_settle_anew() -> None:
    interpreter = PmInterpreter()
    interpreter.feed(second() * 4)
    gone = interpreter.lost()
    assert {item.measure for item in readings(gone)} == {
        Measure.HEART_RATE, Measure.RESPIRATION, Measure.SPO2, Measure.PULSE, Measure.TEMPERATURE,
    }  # fmt: skip
    assert values(interpreter.feed(second()), Measure.SPO2) == []
