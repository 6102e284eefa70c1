# SPDX-License-Identifier: EUPL-1.2
"""What is plugged in, on a machine made of folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.links.inventory import hid_bridges, resolve, serial_ports, stable_address
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import ByPathAddress, UsbAddress, parse_address
from tests.drivers.fake_machine import FakeMachine

CP210X, PL2303, FTDI, CP2110 = ("10c4", "ea60"), ("067b", "2303"), ("0403", "6001"), ("10c4", "ea80")


@pytest.fixture
def machine(tmp_path: Path) -> FakeMachine:
    return FakeMachine(tmp_path)


def find(machine: FakeMachine, text: str) -> str:
    address = parse_address(text)
    assert isinstance(address, ByPathAddress | UsbAddress)
    return resolve(address, machine.roots)


def test_tidepool_the_usb_id_names_the_cable_and_never_the_device(machine: FakeMachine) -> None:
    machine.usb("ttyUSB10", PL2303, "1-1.3")
    machine.usb("ttyUSB2", CP210X, "1-1.2", serial="0001", product="CP2102 USB to UART Bridge")
    machine.usb("ttyACM0", ("0590", "0028"), "1-1.4", product="Some device")
    machine.built_in("ttyS0", kind="4", console=True)
    machine.built_in("ttyS1", kind="0")
    machine.virtual("tty1")
    ports = serial_ports(machine.roots)
    assert [Path(port.node).name for port in ports] == ["ttyACM0", "ttyUSB2", "ttyUSB10", "ttyS0"]
    assert [port.words for port in ports] == [
        "Acme Some device (0590:0028) in USB socket 1-1.4",
        "CP210x cable (10c4:ea60) in USB socket 1-1.2",
        "PL2303 cable (067b:2303) in USB socket 1-1.3",
        "system console",
    ]
    assert ports[1].address == str(machine.by_path / "pci-0000:00:14.0-usb-0:1.2:1.0-port0")
    assert ports[3].address == str(machine.roots.dev / "ttyS0")
    assert ports[1].usb is not None and ports[1].usb.serial == "0001"


def test_glucometerutils_a_hid_bridge_is_no_port(machine: FakeMachine) -> None:
    machine.hid(CP2110, "1-1.1")
    machine.usb("ttyUSB0", CP210X, "1-1.2")
    assert [bridge.words for bridge in hid_bridges(machine.roots)] == [
        "CP2110 HID bridge (10c4:ea80) in USB socket 1-1.1: not serial"
    ]
    assert len(serial_ports(machine.roots)) == 1


def test_an_empty_machine(tmp_path: Path) -> None:
    machine = FakeMachine(tmp_path / "here")
    assert serial_ports(machine.roots) == () == hid_bridges(machine.roots)
    with pytest.raises(LinkError) as missing:
        find(machine, "usb:10c4:ea60")
    assert missing.value.reason is LinkReason.MISSING


def test_a_port_is_found_again_when_it_was_renumbered(machine: FakeMachine) -> None:
    machine.usb("ttyUSB0", CP210X, "1-1.2")
    machine.usb("ttyUSB1", CP210X, "1-1.3")
    for address in ("usb:10c4:ea60@1-1.2", "by-path:*usb-0:1.2:1.0*"):
        assert Path(find(machine, address)).name == "ttyUSB0"
    machine.unplug("ttyUSB0")
    machine.unplug("ttyUSB1")
    machine.usb("ttyUSB0", CP210X, "1-1.3")
    machine.usb("ttyUSB5", CP210X, "1-1.2")
    for address in ("usb:10c4:ea60@1-1.2", "by-path:*usb-0:1.2:1.0*"):
        assert Path(find(machine, address)).name == "ttyUSB5"


def test_two_that_fit_are_named_with_the_way_out(machine: FakeMachine) -> None:
    machine.usb("ttyUSB0", CP210X, "1-1.2", serial="A")
    machine.usb("ttyUSB1", CP210X, "1-1.3", serial="B")
    for address in ("usb:10c4:ea60", "by-path:pci*"):
        with pytest.raises(LinkError) as refused:
            find(machine, address)
        assert refused.value.reason is LinkReason.AMBIGUOUS
        assert "usb-0:1.2:1.0" in str(refused.value) and "usb-0:1.3:1.0" in str(refused.value)
    assert Path(find(machine, "usb:10c4:ea60:B")).name == "ttyUSB1"
    with pytest.raises(LinkError) as missing:
        find(machine, "usb:10c4:ea60:C")
    assert missing.value.reason is LinkReason.MISSING


def test_one_of_two_ports_of_an_adapter(machine: FakeMachine) -> None:
    machine.usb("ttyUSB0", ("0403", "6010"), "1-2", interface=0)
    machine.usb("ttyUSB1", ("0403", "6010"), "1-2", interface=1)
    assert Path(find(machine, "usb:0403:6010@1-2:1.1")).name == "ttyUSB1"
    with pytest.raises(LinkError) as refused:
        find(machine, "usb:0403:6010@1-2")
    assert refused.value.reason is LinkReason.AMBIGUOUS


def test_a_number_is_turned_into_a_place(machine: FakeMachine) -> None:
    node = machine.usb("ttyUSB0", FTDI, "1-1.2")
    place = str(machine.by_path / "pci-0000:00:14.0-usb-0:1.2:1.0-port0")
    assert stable_address(str(node), machine.roots) == place
    assert stable_address(place, machine.roots) == place
    machine.built_in("ttyAMA0", kind="32")
    assert stable_address(str(machine.roots.dev / "ttyAMA0"), machine.roots) == str(machine.roots.dev / "ttyAMA0")
    assert stable_address("/nonesuch", machine.roots) == "/nonesuch"


def test_a_name_with_odd_letters_is_shown_without_them(machine: FakeMachine) -> None:
    machine.usb("ttyUSB0", ("ffff", "0001"), "1-1", product="Evil\x1b[31m")
    (port,) = serial_ports(machine.roots)
    assert "\x1b" not in port.words
