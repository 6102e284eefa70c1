# SPDX-License-Identifier: EUPL-1.2
"""What of a Nonin format 2 stream is published."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import PublishedState, PublishedWave
from drivers.nonin_2.interpret import NoninInterpreter
from drivers.simulation.faults import Fault, FaultyLine
from kiosk.reading import AbsentReason, Flag, Measure, SensorState
from tests.drivers.streams import noise, nonin_packet, readings, run, run_in_pieces, values

ALARM, OUT_OF_TRACK, DISCONNECTED, ARTIFACT, RED, GREEN = 0x08, 0x10, 0x40, 0x20, 0x04, 0x02
MISSING = nonin_packet(511, 127)


@pytest.mark.parametrize("hr", [18, 127, 128, 150, 255, 256, 321])
def test_openice_nonin_hr_shift(hr: int) -> None:
    """OpenICE shifts the two high bits by 8 instead of 7: 128 reads 256."""
    assert values(run(NoninInterpreter(), nonin_packet(hr) * 2), Measure.PULSE) == [hr]


@pytest.mark.parametrize("hr", [0, 17, 322, 511])
def test_rates_out_of_the_device_s_range_are_missing(hr: int) -> None:
    items = run(NoninInterpreter(), nonin_packet(hr) * 3)
    assert set(values(items, Measure.PULSE)) == {None}
    assert set(values(items, Measure.SPO2)) == {None, 97} - {None}


def test_display_values_held_after_finger_out_are_not_readings() -> None:
    held = nonin_packet(511, 127, status=ALARM, display=(72, 97)) * 30
    items = readings(run(NoninInterpreter(), nonin_packet() * 6 + held))
    assert {item.sample.value for item in items if item.tick >= 6 * 25} == {None}
    assert {item.sample.absent for item in items if item.tick >= 6 * 25} == {AbsentReason.FINGER_OUT}


@pytest.mark.parametrize(
    ("bit", "reason", "state"),
    [
        (ALARM, AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
        (OUT_OF_TRACK, AbsentReason.SEARCHING, SensorState.SEARCHING),
        (DISCONNECTED, AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
    ],
)
@pytest.mark.parametrize("where", ["status", "one_frame_status"])
def test_a_flag_in_any_frame_blanks_the_packet(bit: int, reason: AbsentReason, state: SensorState, where: str) -> None:
    flagged = nonin_packet(status=bit) if where == "status" else nonin_packet(one_frame_status=bit)
    items = run(NoninInterpreter(), flagged * 4)
    assert {item.sample.absent for item in readings(items)} == {reason}
    assert [item.state for item in items if isinstance(item, PublishedState)] == [state]


def test_a_lone_good_packet_is_not_believed() -> None:
    items = run(NoninInterpreter(), MISSING * 3 + nonin_packet(210) + MISSING * 3)
    assert set(values(items, Measure.PULSE)) == {None}


def test_rates_each_second_and_at_once_when_changed() -> None:
    items = readings(run(NoninInterpreter(), nonin_packet() * 8 + nonin_packet(75) * 2))
    pulses = [(item.tick, item.sample.value) for item in items if item.measure is Measure.PULSE]
    assert pulses == [(49, 72), (124, 72), (199, 72), (224, 75)]


def test_flags() -> None:
    def flags(packet: bytes) -> set[tuple[Flag, ...]]:
        return {item.flags for item in readings(run(NoninInterpreter(), packet * 2))}

    assert flags(nonin_packet()) == {()}
    assert flags(nonin_packet(status_2=0x01)) == {(Flag.LOW_BATTERY,)}
    assert flags(nonin_packet(status_2=0x20)) == {(Flag.HIGH_QUALITY,)}
    assert flags(nonin_packet(one_frame_status=ARTIFACT)) == {(Flag.ARTIFACT,)}
    assert flags(nonin_packet(one_frame_status=GREEN)) == {()}
    assert flags(nonin_packet(one_frame_status=RED)) == {(Flag.LOW_PERFUSION,)}
    assert flags(nonin_packet(one_frame_status=RED | GREEN)) == {(Flag.MARGINAL_PERFUSION,)}
    assert flags(nonin_packet(status=ALARM, status_2=0x21)) == {(Flag.LOW_BATTERY,)}


def test_perfusion_is_remembered_between_pulses() -> None:
    slow_pulse = nonin_packet(one_frame_status=RED) + nonin_packet() * 4
    items = readings(run(NoninInterpreter(), slow_pulse * 3))
    assert {item.flags for item in items} == {(Flag.LOW_PERFUSION,)}


def test_the_hash_is_of_the_packet() -> None:
    (spo2, _) = readings(run(NoninInterpreter(), nonin_packet() * 2))
    assert spo2.raw_sha256 == hashlib.sha256(nonin_packet()).hexdigest()


def test_the_wave_is_nothing_without_a_finger() -> None:
    items = run(NoninInterpreter(), nonin_packet(pleth=90) * 2 + nonin_packet(511, 127, status=ALARM) * 2)
    waves = [item for item in items if isinstance(item, PublishedWave)]
    assert [wave.samples for wave in waves] == [(90,) * 38, (90,) * 12 + (None,) * 26]


@given(st.lists(st.integers(1, 4096), min_size=1, max_size=4))
@settings(max_examples=30)
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = noise(50, 1) + MISSING + nonin_packet(150, 91) * 4 + noise(50, 2) + nonin_packet() * 4
    assert run_in_pieces(NoninInterpreter(), data, sizes) == run(NoninInterpreter(), data)


@given(st.integers(0, 1000), st.sampled_from([Fault.DROP, Fault.DUPLICATE, Fault.FLIP]), st.integers(20, 90))
@settings(max_examples=60)
def test_damage_on_the_line_never_makes_a_number(seed: int, fault: Fault, every: int) -> None:
    line = FaultyLine(seed)
    data = b""
    whole = nonin_packet() * 12
    for number in range(0, len(whole), 5):
        if number // 5 % every == 0:
            line.strike(fault, 1)
        data += line.apply(whole[number : number + 5], 0.0)
    items = run(NoninInterpreter(), data)
    assert set(values(items, Measure.PULSE)) <= {72}
    assert set(values(items, Measure.SPO2)) <= {97}
