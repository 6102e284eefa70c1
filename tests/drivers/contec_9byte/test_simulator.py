# SPDX-License-Identifier: EUPL-1.2
"""The simulated Contec behaves as the recordings and the vendor's paper say."""

from __future__ import annotations

import itertools

import pytest

from drivers.contec_9byte.decode import Realtime
from drivers.contec_9byte.frame import ContecFramer, command, unmask
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.contec_9byte.simulator import PATIENCE_S, SimulatedContec
from drivers.simulation.device import SimulatorError
from drivers.simulation.oximeter import Situation
from kiosk.reading import Measure
from tests.drivers.streams import run, values


def seconds(device: SimulatedContec, count: float) -> bytes:
    return b"".join(device.tick() for _ in range(round(count * 60)))


def started(situation: Situation, variant: str = "") -> SimulatedContec:
    device = SimulatedContec(situation, variant)
    device.receive(command(0xA1))
    return device


def frames(data: bytes) -> list[Realtime]:
    return [Realtime.decode(packet.payload) for packet in ContecFramer().feed(data) if packet.kind == 1]


def test_silent_until_told() -> None:
    device = SimulatedContec(Situation())
    assert seconds(device, 3) == b""
    device.receive(command(0xA1))
    assert len(seconds(device, 1)) == 60 * 9


def test_stops_when_nobody_is_still_there() -> None:
    device = started(Situation())
    assert len(seconds(device, PATIENCE_S + 5)) == PATIENCE_S * 60 * 9
    device.receive(command(0xAF))
    assert seconds(device, 1) == b""


def test_goes_on_while_somebody_is() -> None:
    device = started(Situation())
    for _ in range(10):
        assert len(seconds(device, 5)) == 5 * 60 * 9
        device.receive(command(0xAF))


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        (0xA0, "06 80 80 87"),
        (0xA2, "0c 80"),
        (0xA7, "0c 80"),
        (0xA8, "02 80 80 c3 cd d3 b6 b0 c3 02 81 ff d7 80 80 80 80 80"),
        (0xA9, "03 80 c3 ef ee f4 e5 e3 80"),
        (0xAA, "04 80 a0 a0 a0 f5 f3 e5 f2"),
        (0xAC, "0e 80 81"),
        (0xB0, "11 80 81 81 80 80 80 80 80"),
        (0xB3, "0b 81 b3 85"),
    ],
)
def test_answers_as_a_cms60c_gave_them(code: int, answer: str) -> None:
    device = SimulatedContec(Situation())
    device.receive(command(code))
    assert device.tick() == bytes.fromhex(answer)


def test_glued_commands_are_answered_in_order() -> None:
    device = SimulatedContec(Situation())
    device.receive(command(0xA2)[:4])
    device.receive(command(0xA2)[4:] + b"\x00\xff" + command(0xA9))
    assert device.tick() == bytes.fromhex("0c 80 03 80 c3 ef ee f4 e5 e3 80")


def test_the_lock_has_late_high_bits() -> None:
    device = started(Situation(pulse_bpm=82, spo2_percent=98, search_s=1.0))
    packets = frames(seconds(device, 2))
    assert packets[59].searching and packets[59].pulse_raw == 255
    assert packets[60].searching and packets[60].pulse_raw == 210
    assert not packets[61].searching and packets[61].pulse_raw == 82


def test_the_zero_variant_searches_without_a_flag() -> None:
    device = started(Situation(search_s=1.0), "zero")
    packets = frames(seconds(device, 2))
    assert {(p.pulse_raw, p.spo2_raw, p.searching, p.probe_error) for p in packets[:60]} == {(0, 0, False, False)}
    device.situation.finger = False
    out = frames(seconds(device, 1))
    assert {(p.pulse_raw, p.spo2_raw, p.probe_error, p.pleth) for p in out} == {(0, 0, True, 0x40)}


@pytest.mark.parametrize("variant", ["ff", "zero"])
@pytest.mark.parametrize("pulse", [40, 72, 127, 128, 200, 254])
def test_the_driver_s_side_reads_what_the_device_was_set_to(variant: str, pulse: int) -> None:
    device = started(Situation(pulse_bpm=pulse, spo2_percent=91), variant)
    items = run(ContecInterpreter(), seconds(device, 8))
    assert set(values(items, Measure.PULSE)) == {None, pulse}
    assert set(values(items, Measure.SPO2)) == {None, 91}


@pytest.mark.parametrize("pulse", [45, 60, 72, 120])
def test_the_wave_beats_with_the_pulse(pulse: int) -> None:
    device = started(Situation(pulse_bpm=pulse, search_s=0))
    packets = frames(seconds(device, 20))
    wave = [packet.pleth for packet in packets]
    middle = (max(wave) + min(wave)) / 2 + 12
    upstrokes = sum(before < middle <= after for before, after in itertools.pairwise(wave))
    assert upstrokes == pytest.approx(pulse / 3, abs=1)
    assert min(wave) >= 0 and max(wave) <= 127 and max(wave) - min(wave) > 40
    assert sum(packet.beep for packet in packets) == pytest.approx(2 * pulse / 3, abs=3)


def test_power_off_forgets_the_host() -> None:
    device = started(Situation())
    device.power_on()
    assert seconds(device, 1) == b""


def test_after_power_on_it_searches_again() -> None:
    device = started(Situation(search_s=1.0))
    seconds(device, 2)
    device.power_on()
    device.receive(command(0xA1))
    assert frames(seconds(device, 0.5))[-1].searching


def test_every_packet_is_well_formed() -> None:
    for packet in ContecFramer().feed(seconds(started(Situation(strength=8)), 10)):
        assert unmask(packet.raw) == packet.payload


def test_an_unknown_variant() -> None:
    with pytest.raises(SimulatorError, match="ff, zero"):
        SimulatedContec(Situation(), "f0")
