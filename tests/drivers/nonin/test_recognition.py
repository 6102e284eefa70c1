# SPDX-License-Identifier: EUPL-1.2
"""Which format a Nonin speaks, found out from its bytes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.items import DeviceClock, DeviceName, PublishedState, PublishedWave
from drivers.nonin.frame import LOST_BYTES, AnyFramer, Found
from drivers.nonin.interpret import AnyNoninInterpreter
from drivers.nonin.proof import FRAMERS, Format, Search
from drivers.nonin_2.frame import Frame, Packet
from drivers.nonin_13.frame import Kind, Message
from kiosk.reading import Measure, SensorState
from tests.drivers.nonin.bytes import (
    ACK,
    CLOCK_ANSWER,
    NAK,
    SERIAL_ANSWER,
    format_1,
    format_7_packet,
    format_8,
    line,
    noise,
    spot_check,
)
from tests.drivers.streams import nonin_packet, readings, run, run_in_pieces, values

STREAMS = {
    Format.FORMAT_2: nonin_packet(151, 94),
    Format.FORMAT_7: format_7_packet(151, 94),
    Format.FORMAT_8: format_8(151, 94),
    Format.FORMAT_1: format_1(151, 94),
    Format.ASCII: line("094", "151"),
}
FRAMERS_OF = dict(FRAMERS)
EACH = pytest.mark.parametrize("name", Format)


def formats(data: bytes) -> set[Format]:
    framer = AnyFramer()
    return {found.format for found in [*framer.feed(data), *framer.finish()] if isinstance(found, Found)}


@EACH
def test_each_stream_is_recognised(name: Format) -> None:
    assert formats(STREAMS[name] * 40) == {name}
    items = run(AnyNoninInterpreter(), STREAMS[name] * 40)
    assert set(values(items, Measure.PULSE)) == {151}
    assert set(values(items, Measure.SPO2)) == {94}


@EACH
def test_a_start_in_the_middle_and_noise_before(name: Format) -> None:
    for cut in (1, 2, 3):
        assert formats(noise(200, cut) + STREAMS[name][cut:] + STREAMS[name] * 40) == {name}


@EACH
def test_nothing_of_the_proof_is_lost(name: Format) -> None:
    framer = AnyFramer()
    found = framer.feed(STREAMS[name] * 8)
    frames = [item.frame for item in found if isinstance(item, Found) and not isinstance(item.frame, Packet)]
    assert b"".join(frame.raw for frame in frames).replace(b"\n", b"") == (STREAMS[name] * 8).replace(b"\n", b"")
    if name is Format.FORMAT_2:
        assert [frame.number for frame in frames if isinstance(frame, Frame)] == [*range(1, 26)] * 8


@EACH
@given(before=st.integers(0, 150), seed=st.integers(0, 99), size=st.integers(1, 300))
@settings(max_examples=12, deadline=None)
def test_the_byte_that_completes_a_proof_is_found(name: Format, before: int, seed: int, size: int) -> None:
    data = noise(before, seed) + STREAMS[name] * 8
    single, pieces = Search(), Search()
    taken, proof = next((at + 1, proof) for at in range(len(data)) if (proof := single.feed(data[at : at + 1])[1]))
    at, found = 0, None
    while found is None and at < len(data):
        count, found = pieces.feed(data[at : at + size])
        at += count
    assert found is not None
    assert (at, found.format, found.frames) == (taken, proof.format, proof.frames)
    assert (found.framer.held_bytes, found.framer.tally) == (proof.framer.held_bytes, proof.framer.tally)


@EACH
@given(at=st.integers(0, 300), seed=st.integers(0, 99))
@settings(max_examples=12, deadline=None)
def test_a_twin_goes_on_by_itself(name: Format, at: int, seed: int) -> None:
    data = noise(30, seed) + STREAMS[name] * 8
    one, other = FRAMERS_OF[name](), FRAMERS_OF[name]()
    for framer in (one, other):
        framer.feed(data[:at])
    twin = one.twin()
    twin.feed(noise(200, seed + 1) + STREAMS[name] * 3)
    assert (one.feed(data[at:]), one.held_bytes, one.tally) == (other.feed(data[at:]), other.held_bytes, other.tally)


def test_ticks_are_seventy_fifths_of_a_second() -> None:
    fast = [item.tick for item in readings(run(AnyNoninInterpreter(), nonin_packet() * 5))]
    assert fast[:2] == [49, 49]
    slow = [item.tick for item in readings(run(AnyNoninInterpreter(), format_8() * 5))]
    assert slow == [2 * 75] * 2 + [3 * 75] * 2 + [4 * 75] * 2


def test_each_wave_says_what_its_range_is() -> None:
    items = run(AnyNoninInterpreter(), nonin_packet(pleth=90) * 4 + format_7_packet(pleth=0xABCD) * 8)
    waves = [item for item in items if isinstance(item, PublishedWave)]
    said = {(wave.samples[0], wave.spec.upper) for wave in waves if wave.spec is not None}
    assert said == {(90, 255), (0xABCD, 65535)}


def test_answers_and_spot_checks_stand_beside_a_stream() -> None:
    data = nonin_packet() * 4 + CLOCK_ANSWER + SERIAL_ANSWER + nonin_packet() * 4 + spot_check(hr=80, spo2=91)
    items = run(AnyNoninInterpreter(), data)
    assert sum(isinstance(item, DeviceClock) for item in items) == 1
    assert DeviceName(serial="501234567") in items
    assert set(values(items, Measure.PULSE)) == {72, 80}


def test_the_spot_check_of_a_silent_device() -> None:
    framer = AnyFramer()
    found = framer.feed(ACK + NAK + spot_check())
    assert [message.kind for message in found if isinstance(message, Message)] == [
        Kind.ACCEPTED, Kind.REFUSED, Kind.SPOT_CHECK,
    ]  # fmt: skip
    assert framer.tally.skipped_bytes == 0


def test_a_device_that_is_told_another_format() -> None:
    data = format_8(80) * 10 + ACK + nonin_packet(151, 94) * 12 + ACK + format_7_packet(60, 90) * 12
    assert formats(data) == {Format.FORMAT_8, Format.FORMAT_2, Format.FORMAT_7}
    pulses = values(run(AnyNoninInterpreter(), data), Measure.PULSE)
    # What one format said is withdrawn when another begins.
    assert [pulses[0], pulses[-1]] == [80, 60]
    assert pulses.index(None) < pulses.index(151) and None in pulses[pulses.index(151) : pulses.index(60)]


def test_a_silence_lets_another_format_begin_at_once() -> None:
    interpreter = AnyNoninInterpreter()
    interpreter.feed(nonin_packet(151, 94) * 6)
    assert {item.sample.value for item in readings(interpreter.lost())} == {None}
    assert set(values(interpreter.feed(format_1(80) * 5), Measure.PULSE)) == {80}


def test_nulls_prove_nothing_but_format_1_keeps_them() -> None:
    assert run(AnyNoninInterpreter(), bytes(2000)) == []
    items = run(AnyNoninInterpreter(), format_1() * 5 + bytes(3) * 5 + format_1(80) * 4)
    assert [item.state for item in items if isinstance(item, PublishedState)] == [
        SensorState.MEASURING, SensorState.SEARCHING, SensorState.MEASURING,
    ]  # fmt: skip


def test_noise_proves_nothing() -> None:
    for seed in range(3):
        interpreter = AnyNoninInterpreter()
        assert readings(run(interpreter, noise(20_000, seed))) == []
        assert interpreter.tally.skipped_bytes > 19_900


def test_other_devices_prove_nothing() -> None:
    contec = bytes.fromhex("01 e0 c5 c5 98 d2 e2 ff ff")
    berry = bytes.fromhex("86 40 0b 48 61")
    for data in (contec, berry, b"SPO2 97 PR 72\r\n", b"ST,GS,+  81.40kg\r\n"):
        assert readings(run(AnyNoninInterpreter(), data * 100)) == []


@EACH
@given(sizes=st.lists(st.integers(1, 300), min_size=1, max_size=4), seed=st.integers(0, 99))
@settings(max_examples=12, deadline=None)
def test_chunks_make_no_difference(name: Format, sizes: list[int], seed: int) -> None:
    other = STREAMS[Format.FORMAT_7 if name is Format.FORMAT_2 else Format.FORMAT_2]
    data = ACK + noise(40, seed) + STREAMS[name] * 8 + CLOCK_ANSWER + noise(LOST_BYTES + 80, seed) + other * 6
    whole, pieces = AnyNoninInterpreter(), AnyNoninInterpreter()
    assert run_in_pieces(pieces, data, sizes) == run(whole, data)
    assert pieces.tally == whole.tally
    assert (pieces.ticks, pieces.stream_bytes) == (whole.ticks, whole.stream_bytes)


@given(st.binary(max_size=500))
@settings(deadline=None)
def test_any_bytes_are_survived_and_accounted_for(data: bytes) -> None:
    framer = AnyFramer()
    framer.feed(data)
    assert framer.held_bytes < 400
    framer.finish()
    assert framer.held_bytes == 0
    assert framer.tally.skipped_bytes <= len(data)


@EACH
def test_frames_name_their_format(name: Format) -> None:
    views = AnyNoninInterpreter().view(STREAMS[name] * 8)
    assert {view.fields["format"] for view in views} == {name.value}
    assert AnyNoninInterpreter().view(spot_check())[0].fields["format"] == "format-13"
