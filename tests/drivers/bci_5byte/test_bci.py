# SPDX-License-Identifier: EUPL-1.2
"""Five-byte packets: fields, what is published, and the device on a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.bci_5byte.decode import BCI, CONTEC, Dialect, decode, encode, fields
from drivers.bci_5byte.frame import FiveByteFramer
from drivers.bci_5byte.interpret import FiveByteInterpreter
from drivers.names import DriverName
from kiosk.reading import AbsentReason, Flag, Measure, SensorState
from tests.drivers.bci_5byte.example import EDGE, FAST, LOCKED, NO_FINGER, SEARCHING, UNPLUGGED
from tests.drivers.live import live
from tests.drivers.streams import noise, readings, run, values

NO_SIGNAL = bytes.fromhex("90 00 00 48 61")


def test_fields_of_a_locked_packet() -> None:
    assert fields(BCI, LOCKED) == {
        "strength": 5, "probe_unplugged": False, "no_finger": False, "searching": False, "no_signal": False,
        "beep": False, "pleth": 50, "bar": 5, "pulse": 72, "spo2": 97, "pulse_raw": 72, "spo2_raw": 97,
    }  # fmt: skip


def test_the_pulse_s_top_bit_stands_in_another_byte() -> None:
    """Several programs mask the pulse with 7F and lose everything above 127."""
    assert decode(BCI, FAST).pulse_bpm == 151
    assert decode(BCI, NO_FINGER).pulse_raw == 0xFF


@pytest.mark.parametrize(
    ("raw", "absent", "state"),
    [
        (UNPLUGGED, AbsentReason.SENSOR_FAULT, SensorState.SENSOR_FAULT),
        (NO_FINGER, AbsentReason.FINGER_OUT, SensorState.FINGER_OUT),
        (EDGE, AbsentReason.SEARCHING, SensorState.SEARCHING),
        (NO_SIGNAL, AbsentReason.NO_SIGNAL, SensorState.NO_SIGNAL),
        (LOCKED, None, SensorState.MEASURING),
    ],
)
def test_marks(raw: bytes, absent: AbsentReason | None, state: SensorState) -> None:
    now = decode(BCI, raw)
    assert (now.absent, now.state) == (absent, state)


@given(
    dialect=st.sampled_from((BCI, CONTEC)),
    pleth=st.integers(0, 127),
    pulse=st.integers(0, 255),
    spo2=st.integers(0, 127),
    strength=st.integers(0, 15),
    data=st.data(),
)
def test_what_is_encoded_is_decoded(
    dialect: Dialect, pleth: int, pulse: int, spo2: int, strength: int, data: st.DataObject
) -> None:
    marks = data.draw(st.frozensets(st.sampled_from([mark.name for mark in dialect.marks])))
    raw = encode(dialect, pleth=pleth, pulse=pulse, spo2=spo2, strength=strength, bar=9, beep=True, marks=marks)
    [packet] = FiveByteFramer().feed(raw)
    now = decode(dialect, packet.raw)
    assert (now.pulse_raw, now.spo2_raw, now.marks, packet.raw[1]) == (pulse, spo2, marks, pleth)


def test_nothing_is_published_while_it_searches_or_at_the_edge() -> None:
    items = run(FiveByteInterpreter(), NO_FINGER * 20 + SEARCHING * 20 + EDGE * 20 + LOCKED * 5)
    assert all(item.sample.value is None for item in readings(items))


def test_a_lone_packet_among_searching_ones_is_not_published() -> None:
    items = run(FiveByteInterpreter(), (SEARCHING * 10 + LOCKED * 2) * 5)
    assert values(items, Measure.PULSE) == [None] or set(values(items, Measure.PULSE)) == {None}


def test_one_missing_number_does_not_blank_the_other() -> None:
    no_spo2 = LOCKED[:4] + b"\x7f"
    items = run(FiveByteInterpreter(), LOCKED * 20 + no_spo2 * 20)
    assert set(values(items, Measure.PULSE)) == {72}
    assert values(items, Measure.SPO2) == [97, None]


def test_a_lost_byte_begins_the_confirmation_anew() -> None:
    interpreter = FiveByteInterpreter()
    assert not [item for item in readings(run(interpreter, LOCKED * 5 + LOCKED[:3] + LOCKED * 5)) if item.sample.value]
    assert interpreter.tally.skipped_bytes == 3


def test_a_weak_signal_is_flagged() -> None:
    weak = bytes([0x82]) + LOCKED[1:]
    assert {item.flags for item in readings(run(FiveByteInterpreter(), weak * 10))} == {(Flag.WEAK_SIGNAL,)}
    unknown = bytes([0x8F]) + LOCKED[1:]
    assert {item.flags for item in readings(run(FiveByteInterpreter(), unknown * 10))} == {()}


@given(st.binary(max_size=400))
def test_noise_is_counted(data: bytes) -> None:
    framer = FiveByteFramer()
    packets = framer.feed(data) + framer.finish()
    assert framer.tally.skipped_bytes + 5 * len(packets) == len(data)
    assert framer.held_bytes == 0


def test_noise_publishes_nothing() -> None:
    for seed in range(20):
        assert not [item for item in readings(run(FiveByteInterpreter(), noise(5000, seed))) if item.sample.value]


@pytest.mark.parametrize("name", [DriverName.BCI_5BYTE, DriverName.CONTEC_5BYTE])
@pytest.mark.parametrize("variant", ["ff", "zero"])
async def test_a_visit(tmp_path: Path, name: DriverName, variant: str) -> None:
    async with live(tmp_path / "port", name, variant=variant) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("finger out")
        assert (await here.value(Measure.PULSE, None)).absent is AbsentReason.FINGER_OUT
        here.obey("pulse 151")
        here.obey("finger in")
        await here.value(Measure.PULSE, 151)
        here.obey("silence 12")
        await here.state(SensorState.SILENT)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
