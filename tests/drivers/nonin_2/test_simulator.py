# SPDX-License-Identifier: EUPL-1.2
"""The simulated Nonin behaves as the specification says."""

from __future__ import annotations

import pytest

from drivers.nonin_2.frame import FORMAT_2_COMMAND, NoninFramer, Packet
from drivers.nonin_2.interpret import NoninInterpreter
from drivers.nonin_2.simulator import SimulatedNonin
from drivers.simulation.oximeter import Situation
from kiosk.reading import Flag, Measure
from tests.drivers.streams import readings, run, values


def seconds(device: SimulatedNonin, count: float) -> bytes:
    return b"".join(device.tick() for _ in range(round(count * 75)))


def packets(data: bytes) -> list[Packet]:
    framer = NoninFramer()
    return [found for found in [*framer.feed(data), *framer.finish()] if isinstance(found, Packet)]


def test_seventy_five_frames_and_three_packets_a_second() -> None:
    data = seconds(SimulatedNonin(Situation()), 4)
    assert len(data) == 4 * 75 * 5
    assert len(packets(data)) == 12


def test_display_values_are_held_for_ten_seconds() -> None:
    device = SimulatedNonin(Situation(search_s=0))
    seconds(device, 2)
    device.situation.finger = False
    views = NoninInterpreter().view(seconds(device, 14))
    assert all(view.fields["sensor_alarm"] for view in views)
    said = {
        name: [view.fields["value"] for view in views if view.fields.get("means") == name]
        for name in ("hr", "spo2", "hr_d", "spo2_d")
    }
    assert set(said["hr"]) == set(said["spo2"]) == {None}
    assert said["hr_d"].count(72) == pytest.approx(30, abs=2)
    assert said["spo2_d"].count(97) == pytest.approx(30, abs=2)
    assert said["hr_d"][-1] is None


def test_the_format_command_is_answered_in_the_first_seconds_only() -> None:
    device = SimulatedNonin(Situation(), "format13")
    device.connected()
    assert seconds(device, 1) == b""
    device.receive(FORMAT_2_COMMAND[:3])
    device.receive(FORMAT_2_COMMAND[3:])
    assert seconds(device, 1)[:2] == b"\x06\x01"
    device.receive(bytes.fromhex("02 70 02 02 05 03"))
    assert device.tick()[0] == 0x15
    seconds(device, 5)
    device.receive(bytes.fromhex("02 70 02 02 0d 03"))
    assert len(seconds(device, 1)) == 75 * 5


def test_an_oem3_takes_no_commands() -> None:
    device = SimulatedNonin(Situation(), "oem3")
    device.connected()
    device.receive(FORMAT_2_COMMAND)
    assert len(seconds(device, 1)) == 75 * 5


@pytest.mark.parametrize("pulse", [40, 127, 128, 150, 254])
def test_the_driver_s_side_reads_what_the_device_was_set_to(pulse: int) -> None:
    items = run(NoninInterpreter(), seconds(SimulatedNonin(Situation(pulse_bpm=pulse, spo2_percent=91)), 8))
    assert set(values(items, Measure.PULSE)) == {None, pulse}
    assert set(values(items, Measure.SPO2)) == {None, 91}


@pytest.mark.parametrize(
    ("strength", "flags"), [(6, (Flag.HIGH_QUALITY,)), (4, (Flag.MARGINAL_PERFUSION,)), (1, (Flag.LOW_PERFUSION,))]
)
def test_signal_strength_shows_in_the_flags(strength: int, flags: tuple[Flag, ...]) -> None:
    items = readings(run(NoninInterpreter(), seconds(SimulatedNonin(Situation(strength=strength)), 8)))
    assert {item.flags for item in items if item.sample.value is not None} == {flags}
