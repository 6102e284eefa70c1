# SPDX-License-Identifier: EUPL-1.2
"""What of a Contec stream is published."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.contec_9byte.decode import Realtime
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.items import DeviceName, PublishedState, PublishedWave
from drivers.simulation.faults import Fault, FaultyLine
from kiosk.reading import AbsentReason, Flag, Measure, SensorState
from tests.drivers.streams import (
    CMS60C_LATE_HIGH_BITS,
    CMS60C_LOCKED,
    CMS60C_NO_FINGER,
    CMS60C_SEARCHING,
    PULOX_BEFORE_LOCK,
    PULOX_FINGER_OUT,
    PULOX_LOCKED,
    noise,
    readings,
    run,
    run_in_pieces,
    values,
)

CMS60C = CMS60C_NO_FINGER * 90 + CMS60C_SEARCHING * 90 + CMS60C_LATE_HIGH_BITS + CMS60C_LOCKED * 130
PULOX = PULOX_BEFORE_LOCK * 90 + PULOX_LOCKED * 130 + PULOX_FINGER_OUT * 90
SEVENTY_TWO = Realtime(strength=6, pulse_raw=72, spo2_raw=97).packet()


def test_the_late_high_bits_are_never_published() -> None:
    items = run(ContecInterpreter(), CMS60C)
    assert {value for value in values(items, Measure.PULSE) if value is not None} == {82}
    assert {value for value in values(items, Measure.SPO2) if value is not None} == {98}
    first = next(item for item in readings(items) if item.sample.value is not None)
    assert first.tick == 90 + 90 + 1 + 6 - 1


def test_nothing_is_valid_before_the_flags_clear() -> None:
    wrong = Realtime(strength=6, pulse_raw=72, spo2_raw=97, searching=True).packet() * 200
    wrong += Realtime(strength=6, pulse_raw=72, spo2_raw=97, probe_error=True).packet() * 200
    items = readings(run(ContecInterpreter(), wrong))
    assert {item.sample.absent for item in items} == {AbsentReason.SEARCHING, AbsentReason.FINGER_OUT}


def test_zeros_without_a_flag_are_no_value() -> None:
    items = run(ContecInterpreter(), PULOX)
    assert 0 not in values(items, Measure.PULSE) + values(items, Measure.SPO2)
    reasons = [item.sample.absent for item in readings(items) if item.measure is Measure.SPO2]
    not_measured, out = AbsentReason.NOT_MEASURED, AbsentReason.FINGER_OUT
    assert reasons == [not_measured, not_measured, None, None, None, out, out]
    assert [item.state for item in items if isinstance(item, PublishedState)] == [
        SensorState.SEARCHING,
        SensorState.MEASURING,
        SensorState.FINGER_OUT,
    ]


def test_a_search_that_becomes_too_long_is_no_signal() -> None:
    stale = Realtime(strength=4, searching=True, searching_too_long=True).packet()
    fresh = Realtime(strength=4, searching=True).packet()
    items = run(ContecInterpreter(), CMS60C_NO_FINGER * 30 + stale * 60 + fresh * 60 + stale * 60 + CMS60C_LOCKED * 9)
    assert [item.state for item in items if isinstance(item, PublishedState)] == [
        SensorState.FINGER_OUT,
        SensorState.SEARCHING,
        SensorState.NO_SIGNAL,
        SensorState.MEASURING,
    ]


@pytest.mark.parametrize(
    "lone",
    [
        Realtime(pulse_raw=127, spo2_raw=97).packet(),
        Realtime(pulse_raw=72, spo2_raw=33).packet(),
        CMS60C_NO_FINGER,
        CMS60C_SEARCHING,
        bytes.fromhex("01 e0 c5 c5 98 ff ff ff ff"),
    ],
)
def test_a_lone_packet_changes_nothing(lone: bytes) -> None:
    with_it = values(run(ContecInterpreter(), SEVENTY_TWO * 100 + lone * 2 + SEVENTY_TWO * 100), Measure.PULSE)
    assert set(with_it) == {72}


def test_a_change_is_published_at_once_and_the_same_each_second() -> None:
    items = readings(run(ContecInterpreter(), SEVENTY_TWO * 70 + PULOX_LOCKED * 60))
    assert [(item.tick, item.sample.value) for item in items if item.measure is Measure.PULSE] == [
        (5, 72),
        (65, 72),
        (75, 83),
    ]
    assert [item.tick for item in items if item.measure is Measure.SPO2] == [5, 65, 125]


def test_one_missing_measure_does_not_blank_the_other() -> None:
    items = run(ContecInterpreter(), Realtime(strength=6, pulse_raw=72, spo2_raw=127).packet() * 60)
    assert values(items, Measure.PULSE) == [72]
    assert values(items, Measure.SPO2) == [None]
    assert PublishedState(tick=5, state=SensorState.MEASURING) in items


def test_a_weak_signal_is_flagged_and_a_missing_one_is_not() -> None:
    weak = Realtime(strength=2, pulse_raw=72, spo2_raw=97).packet() * 10
    assert {item.flags for item in readings(run(ContecInterpreter(), weak))} == {(Flag.WEAK_SIGNAL,)}
    assert {item.flags for item in readings(run(ContecInterpreter(), CMS60C_NO_FINGER * 10))} == {()}


def test_the_hash_is_of_the_packet() -> None:
    (spo2, pulse) = readings(run(ContecInterpreter(), CMS60C_LOCKED * 6))
    assert spo2.raw_sha256 == pulse.raw_sha256 == hashlib.sha256(CMS60C_LOCKED).hexdigest()


def test_the_wave_comes_in_half_seconds_and_is_nothing_without_a_finger() -> None:
    items = run(ContecInterpreter(), PULOX_LOCKED * 45 + PULOX_FINGER_OUT * 40)
    waves = [item for item in items if isinstance(item, PublishedWave)]
    assert [wave.tick for wave in waves] == [0, 30]
    assert waves[0].samples == (0x49,) * 30
    assert waves[1].samples == (0x49,) * 15 + (None,) * 15


def test_the_device_says_its_name() -> None:
    wire = bytes.fromhex("02 80 80 c3 cd d3 b6 b0 c3 02 81 ff d7 80 80 80 80 80 03 80 c3 ef ee f4 e5 e3 80")
    assert ContecInterpreter().feed(wire) == [DeviceName(model="CMS60CW"), DeviceName(maker="Contec")]


def test_after_a_silence_numbers_settle_anew() -> None:
    interpreter = ContecInterpreter()
    interpreter.feed(CMS60C_LOCKED * 30)
    assert values(interpreter.lost(), Measure.PULSE) == [None]
    assert readings(interpreter.feed(CMS60C_LOCKED * 5)) == []
    assert values(interpreter.feed(CMS60C_LOCKED), Measure.PULSE) == [82]


@given(st.lists(st.integers(1, 4096), min_size=1, max_size=4))
@settings(max_examples=30)
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = noise(50, 1) + CMS60C + noise(50, 2) + PULOX
    assert run_in_pieces(ContecInterpreter(), data, sizes) == run(ContecInterpreter(), data)


@given(st.integers(0, 1000), st.sampled_from([Fault.DROP, Fault.DUPLICATE, Fault.FLIP]), st.integers(1, 30))
@settings(max_examples=60)
def test_damage_on_the_line_never_makes_a_number(seed: int, fault: Fault, every: int) -> None:
    line = FaultyLine(seed)
    data = b""
    for number in range(300):
        if number % every == 0:
            line.strike(fault, 1)
        data += line.apply(SEVENTY_TWO, 0.0)
    items = run(ContecInterpreter(), data)
    assert set(values(items, Measure.PULSE)) <= {72, None}
    assert set(values(items, Measure.SPO2)) <= {97, None}
