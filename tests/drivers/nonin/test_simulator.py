# SPDX-License-Identifier: EUPL-1.2
"""The simulated Nonins behave as the specification says."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from drivers.nonin.device import NoninDevice
from drivers.nonin.simulator import SimulatedAnyNonin
from drivers.nonin_1.interpret import Nonin1Interpreter
from drivers.nonin_1.simulator import SimulatedNonin1
from drivers.nonin_7.interpret import Nonin7Interpreter
from drivers.nonin_7.simulator import SimulatedNonin7
from drivers.nonin_8.interpret import Nonin8Interpreter
from drivers.nonin_8.simulator import SimulatedNonin8
from drivers.nonin_13.decode import SpotCheck
from drivers.nonin_13.frame import Kind, MessageFramer, choose_format, choose_format_extended
from drivers.nonin_13.simulator import SimulatedNonin13
from drivers.simulation.oximeter import Situation
from kiosk.reading import Flag, Measure
from tests.drivers.nonin.bytes import ACK, CLOCK_QUESTION, NAK, SERIAL_ANSWER, SERIAL_QUESTION
from tests.drivers.streams import readings, run, values

START = datetime(2026, 11, 23, 10, 30)


def seconds(device: NoninDevice, count: float) -> bytes:
    return b"".join(device.tick() for _ in range(round(count * 75)))


def checks(data: bytes) -> list[SpotCheck]:
    messages = MessageFramer().feed(data)
    return [SpotCheck.decode(message.data) for message in messages if message.kind is Kind.SPOT_CHECK]


def nonin_13(**situation: Any) -> SimulatedNonin13:
    device = SimulatedNonin13(Situation(**situation), started=START)
    device.connected()
    return device


@pytest.mark.parametrize(
    ("device", "interpreter", "bytes_per_s"),
    [
        (SimulatedNonin7, Nonin7Interpreter, 375),
        (SimulatedNonin8, Nonin8Interpreter, 4),
        (SimulatedNonin1, Nonin1Interpreter, 3),
    ],
)
@pytest.mark.parametrize("pulse", [40, 127, 128, 200, 254])
def test_the_driver_reads_what_the_device_was_set_to(
    device: Any, interpreter: Any, bytes_per_s: int, pulse: int
) -> None:
    data = seconds(device(Situation(pulse_bpm=pulse, spo2_percent=91)), 10)
    assert len(data) == 10 * bytes_per_s
    items = run(interpreter(), data)
    assert set(values(items, Measure.PULSE)) == {None, pulse}
    assert set(values(items, Measure.SPO2)) == {None, 91}


@pytest.mark.parametrize(("strength", "flag"), [(6, None), (4, Flag.MARGINAL_PERFUSION), (1, Flag.LOW_PERFUSION)])
def test_signal_strength_shows_in_the_flags(strength: int, flag: Flag | None) -> None:
    data = seconds(SimulatedNonin1(Situation(strength=strength, search_s=0)), 8)
    assert {item.flags for item in readings(run(Nonin1Interpreter(), data))} == {(flag,) if flag else ()}


def test_words_for_battery_and_artifact() -> None:
    device = SimulatedNonin8(Situation(search_s=0))
    device.obey("low-battery")
    device.obey("artifact on")
    items = readings(run(Nonin8Interpreter(), seconds(device, 6)))
    assert {item.flags for item in items} == {(Flag.LOW_BATTERY, Flag.ARTIFACT, Flag.HIGH_QUALITY)}


def test_a_finger_out_switches_a_9560_off_and_a_finger_on_again() -> None:
    device = SimulatedNonin7(Situation(search_s=0))
    device.connected()
    device.situation.finger = False
    assert len(seconds(device, 20)) == 20 * 375
    assert seconds(device, 5)[375:] == b""
    device.receive(CLOCK_QUESTION)
    assert device.tick() == b""
    device.situation.finger = True
    assert len(seconds(device, 2)) == 2 * 375
    device.receive(choose_format(13))
    assert ACK in seconds(device, 0.1)


def test_an_oem3_streams_for_ever_and_hears_nothing() -> None:
    device = SimulatedAnyNonin(Situation(finger=False), "oem3-2")
    device.connected()
    device.receive(CLOCK_QUESTION + choose_format(7))
    assert len(seconds(device, 60)) == 60 * 375


def test_the_format_outlives_the_power() -> None:
    device = SimulatedAnyNonin(Situation(), "9560")
    device.connected()
    device.receive(choose_format(8))
    assert device.tick() == ACK
    device.power_on()
    assert len(seconds(device, 4)) == 16


def test_answers_and_refusals() -> None:
    device = SimulatedAnyNonin(Situation(finger=False), "9560-slow", started=START)
    device.connected()
    for question, answer in (
        (CLOCK_QUESTION, bytes.fromhex("02 f2 06 1a 0b 17 0a 1e 00 03")),
        (SERIAL_QUESTION, SERIAL_ANSWER),
        (choose_format(2), NAK),
        (choose_format_extended(8), NAK),
        (bytes.fromhex("02 55 00 03"), NAK),
        (bytes.fromhex("02 72 06 32 0c 1f 0e 1e 0f 03"), b""),
        (CLOCK_QUESTION, bytes.fromhex("02 f2 06 32 0c 1f 0e 1e 0f 03")),
        (choose_format(8), ACK),
    ):
        device.receive(question[:2])
        device.receive(question[2:])
        assert device.tick() == answer
    seconds(device, 6)
    device.receive(choose_format(13))
    assert ACK not in seconds(device, 1) and NAK not in seconds(device, 1)


def test_the_3150_takes_the_longer_form_with_a_right_check_only() -> None:
    device = SimulatedAnyNonin(Situation(finger=False), "3150")
    device.connected()
    wrong = bytearray(choose_format_extended(2))
    wrong[-2] ^= 1
    for command, answer in ((choose_format(2), NAK), (bytes(wrong), NAK), (choose_format_extended(2), ACK)):
        device.receive(command)
        assert device.tick()[:1] == answer


def test_one_spot_check_for_each_finger() -> None:
    device = nonin_13()
    (check,) = checks(seconds(device, 60))
    assert check.counts and not check.from_memory and check.taken_at is not None
    assert 6 < (check.taken_at - START).total_seconds() < 9
    device.situation.finger = False
    assert checks(seconds(device, 10)) == []
    device.situation.finger = True
    assert len(checks(seconds(device, 10))) == 1


def test_a_finger_that_leaves_too_early_gives_nothing() -> None:
    device = nonin_13()
    seconds(device, 5)
    device.situation.finger = False
    assert checks(seconds(device, 60)) == []


def test_a_poor_signal_ends_after_forty_seconds_without_smartpoint() -> None:
    device = nonin_13(strength=2)
    assert checks(seconds(device, 39)) == []
    (check,) = checks(seconds(device, 2))
    assert not check.counts and not check.no_measurement
    (none,) = checks(seconds(nonin_13(never_locks=True), 42))
    assert none.no_measurement and none.hr_bpm is None


def test_twenty_are_kept_and_sent_oldest_first_at_a_connection() -> None:
    device = SimulatedNonin13(Situation(finger=False), started=START)
    for minutes in range(25, 0, -1):
        device.situation.pulse_bpm = 100 + minutes
        device.obey(f"store {minutes}")
    assert seconds(device, 1) == b""
    device.connected()
    found = checks(seconds(device, 1))
    assert [check.hr_bpm for check in found] == list(range(120, 100, -1))
    assert all(check.from_memory for check in found)
    assert found == sorted(found, key=lambda check: check.taken_at or START)
    device.connected()
    assert seconds(device, 1) == b""


def test_what_nobody_hears_is_kept() -> None:
    device = SimulatedNonin13(Situation(), started=START)
    assert seconds(device, 12) == b""
    device.connected()
    assert [check.from_memory for check in checks(seconds(device, 1))] == [True]


def test_nulls_of_format_1() -> None:
    device = SimulatedNonin1(Situation(search_s=3), "nulls")
    assert seconds(device, 2) == bytes(6)
    assert seconds(device, 3)[-3:] == bytes.fromhex("80 48 61")
