# SPDX-License-Identifier: EUPL-1.2
"""Contec packets → fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.contec_9byte.decode import Realtime, describe
from drivers.contec_9byte.frame import LENGTHS, ContecFramer, Packet, mask, unmask
from tests.drivers.streams import (
    CMS60C_LATE_HIGH_BITS,
    CMS60C_LOCKED,
    CMS60C_NO_FINGER,
    PULOX_BEFORE_LOCK,
    PULOX_FINGER_OUT,
    PULOX_LOCKED,
)

realtimes = st.builds(
    Realtime,
    strength=st.integers(0, 8),
    searching_too_long=st.booleans(),
    low_spo2=st.booleans(),
    beep=st.booleans(),
    probe_error=st.booleans(),
    pleth=st.integers(0, 127),
    searching=st.booleans(),
    bar=st.integers(0, 15),
    pi_invalid=st.booleans(),
    pulse_raw=st.integers(0, 255),
    spo2_raw=st.integers(0, 255),
    pi_raw=st.integers(0, 0xFFFF),
)


def decoded(raw: bytes) -> Realtime:
    return Realtime.decode(unmask(raw))


def only(raw: bytes) -> Packet:
    (packet,) = ContecFramer().feed(raw)
    return packet


def test_recorded_lock() -> None:
    now = decoded(CMS60C_LOCKED)
    assert (now.pulse_bpm, now.spo2_percent, now.pi_hundredths) == (82, 98, None)
    assert (now.strength, now.beep, now.pleth, now.bar) == (5, True, 0x45, 8)
    assert not (now.searching or now.probe_error or now.searching_too_long)


def test_recorded_late_high_bits_read_210_while_searching() -> None:
    now = decoded(CMS60C_LATE_HIGH_BITS)
    assert (now.pulse_raw, now.searching) == (210, True)


def test_recorded_no_finger() -> None:
    now = decoded(CMS60C_NO_FINGER)
    assert now.probe_error and now.searching_too_long and now.pi_invalid
    assert (now.pulse_bpm, now.spo2_percent, now.pleth) == (None, None, 0x40)


def test_recorded_pulox_says_none_with_zero() -> None:
    before, locked, out = map(decoded, (PULOX_BEFORE_LOCK, PULOX_LOCKED, PULOX_FINGER_OUT))
    assert (before.pulse_raw, before.spo2_raw, before.searching, before.probe_error) == (0, 0, False, False)
    assert (before.pulse_bpm, before.spo2_percent) == (None, None)
    assert (locked.pulse_bpm, locked.spo2_percent) == (83, 97)
    assert out.probe_error


# Computed by hand from the bit table: status, wave, bar, pulse, SpO2, PI low, PI high.
@pytest.mark.parametrize(
    ("payload", "name", "value"),
    [
        ("0f 00 00 48 61 ff ff", "strength", 8),
        ("10 00 00 48 61 ff ff", "searching_too_long", True),
        ("20 00 00 48 61 ff ff", "low_spo2", True),
        ("40 00 00 48 61 ff ff", "beep", True),
        ("80 00 00 48 61 ff ff", "probe_error", True),
        ("05 ff 00 48 61 ff ff", "pleth", 127),
        ("05 80 00 48 61 ff ff", "searching", True),
        ("05 00 0f 48 61 ff ff", "bar", 15),
        ("05 00 10 48 61 2c 01", "pi_hundredths", None),
        ("05 00 00 48 61 2c 01", "pi_hundredths", 300),
        ("05 00 00 48 61 ff ff", "pi_hundredths", None),
        ("05 00 00 fe 61 ff ff", "pulse_bpm", 254),
        ("05 00 00 80 61 ff ff", "pulse_bpm", 128),
        ("05 00 00 ff 61 ff ff", "pulse_bpm", None),
        ("05 00 00 00 61 ff ff", "pulse_bpm", None),
        ("05 00 00 00 61 ff ff", "spo2_percent", 97),
        ("05 00 00 48 7f ff ff", "spo2_percent", None),
        ("05 00 00 48 00 ff ff", "spo2_percent", None),
        ("05 00 00 48 65 ff ff", "spo2_percent", None),
        ("05 00 00 48 64 ff ff", "spo2_percent", 100),
    ],
)
def test_each_field(payload: str, name: str, value: object) -> None:
    assert getattr(Realtime.decode(bytes.fromhex(payload)), name) == value


@given(realtimes)
def test_round_trip(now: Realtime) -> None:
    assert decoded(now.packet()) == now


@given(st.sampled_from(sorted(LENGTHS)), st.binary(min_size=7, max_size=7))
def test_every_packet_can_be_described(kind: int, payload: bytes) -> None:
    packet = only(mask(kind, payload[: LENGTHS[kind] - 2]))
    assert all(isinstance(name, str) for name in describe(packet))


@pytest.mark.parametrize(
    ("wire", "fields"),
    [
        ("02 80 80 c3 cd d3 b6 b0 c3", {"index": 0, "text": "CMS60C"}),
        ("02 81 ff d7 80 80 80 80 80", {"index": 255, "text": "W"}),
        ("03 80 c3 ef ee f4 e5 e3 80", {"text": "Contec"}),
        ("04 80 a0 a0 a0 f5 f3 e5 f2", {"text": "user"}),
        ("0b 81 b3 85", {"command": "b3", "reason": "not-supported"}),
        ("0c 80", {}),
        ("0e 80 81", {"pi_supported": False}),
        ("11 80 81 81 80 80 80 80 80", {"notice": 1, "data": "010000000000"}),
    ],
)
def test_recorded_answers(wire: str, fields: dict[str, object]) -> None:
    assert describe(only(bytes.fromhex(wire))) == fields
