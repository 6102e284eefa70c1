# SPDX-License-Identifier: EUPL-1.2
"""What a staff screen or a command line is told when instruments are assigned."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import AddressError
from drivers.names import DriverName, UnknownDriverError
from drivers.workbench import PortTakenError, SerialWorkbench
from kiosk.capability import Assignment, Capability
from kiosk.workbench import Workbench, workbench
from tests.drivers.fake_machine import FakeMachine

CP210X, FTDI = ("10c4", "ea60"), ("0403", "6001")


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    machine = FakeMachine(tmp_path)
    machine.usb("ttyUSB0", CP210X, "1-1.2")
    machine.usb("ttyUSB1", FTDI, "1-1.3", serial="FT12AB")
    return machine


@pytest.fixture
def bench(machine: FakeMachine) -> SerialWorkbench:
    return SerialWorkbench(machine.roots)


def wish(port: str, name: str = "scale", driver: str = "nonin_2") -> Assignment:
    return Assignment(name=name, driver=driver, port=port)


def test_it_is_found_by_entry_point() -> None:
    found: Workbench = workbench()
    assert isinstance(found, SerialWorkbench)


def test_ports_with_words_and_who_has_them(bench: SerialWorkbench, machine: FakeMachine) -> None:
    held = wish("usb:0403:6001", "oximeter")
    first, second = bench.ports([held, wish("rfc2217://x:1", "far"), wish("usb:ffff:ffff", "gone")])
    assert first.address == str(machine.by_path / "pci-0000:00:14.0-usb-0:1.2:1.0-port0")
    assert first.words == "CP210x cable (10c4:ea60) in USB socket 1-1.2"
    assert (first.instrument, second.instrument) == ("", "oximeter")


def test_drivers_with_what_they_are_for(bench: SerialWorkbench) -> None:
    drivers = {driver.name: driver for driver in bench.drivers()}
    assert set(drivers) >= set(DriverName)
    contec = drivers["contec_9byte"]
    assert contec.capabilities == (Capability.PULSE_OXIMETRY,)
    assert (contec.grade, contec.line) == ("A", "115200 8N1")


def test_a_number_is_kept_as_a_place(bench: SerialWorkbench, machine: FakeMachine) -> None:
    kept = bench.check(wish(str(machine.roots.dev / "ttyUSB0")))
    assert kept.port == str(machine.by_path / "pci-0000:00:14.0-usb-0:1.2:1.0-port0")
    for port in ("usb:0403:6001:FT12AB", "rfc2217://192.0.2.1:2217"):
        assert bench.check(wish(port)).port == port


def test_what_is_refused(bench: SerialWorkbench, tmp_path: Path) -> None:
    with pytest.raises(UnknownDriverError, match="contec_9byte"):
        bench.check(wish("usb:0403:6001", driver="cms50"))
    with pytest.raises(AddressError):
        bench.check(wish("bluetooth:1"))
    for port in ("usb:10c4:ea60@1-1.9", "/dev/nonesuch", f"trace:{tmp_path}/none"):
        with pytest.raises(LinkError) as missing:
            bench.check(wish(port))
        assert missing.value.reason is LinkReason.MISSING
        assert bench.check(wish(port), absent=True).port == port


def test_one_port_is_not_given_to_two(bench: SerialWorkbench, machine: FakeMachine) -> None:
    place = str(machine.by_path / "pci-0000:00:14.0-usb-0:1.3:1.0-port0")
    for port in (place, "usb:0403:6001", str(machine.roots.dev / "ttyUSB1")):
        with pytest.raises(PortTakenError, match="oximeter"):
            bench.check(wish(port), [wish("by-path:*1.3:1.0*", "oximeter")])
        assert bench.check(wish(port), [wish(port)]).name == "scale"


def test_where_a_port_is_now(bench: SerialWorkbench, machine: FakeMachine, tmp_path: Path) -> None:
    assert bench.locate("usb:0403:6001") == machine.roots.dev / "ttyUSB1"
    assert bench.locate("rfc2217://192.0.2.1:2217") is None
    (tmp_path / "recording").touch()
    assert bench.locate(f"trace:{tmp_path}/recording") == tmp_path / "recording"
