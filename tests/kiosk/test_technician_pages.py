# SPDX-License-Identifier: EUPL-1.2
"""What the technician's pages are made of: versions of a made-up machine, and its network."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from kiosk.doctor.finding import Machine
from kiosk.selftest.report import Check, Outcome, Reason, failed
from kiosk.settings import PanelSection, StationSettings
from kiosk.technician_network import here, ipv4_of, reached
from kiosk.technician_versions import settings_hash, versions
from kiosk.technician_view import Link, NetworkLine, Place, Version


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    for folder in ("proc/device-tree", "proc/net", "sys/class/net"):
        (tmp_path / folder).mkdir(parents=True)
    return Machine(proc=tmp_path / "proc", sys=tmp_path / "sys", dev=tmp_path / "dev")


def interface(machine: Machine, name: str, *, flags: str = "0x1003", virtual: bool = False, **files: str) -> Path:
    """Plug an interface in."""
    real = machine.sys / "devices" / ("virtual" if virtual else "pci") / name
    real.mkdir(parents=True)
    for file, text in {"type": "1", "flags": flags, "uevent": "", "carrier": "1", **files}.items():
        (real / file).write_text(text + "\n")
    os.symlink(real, machine.sys / "class" / "net" / name)  # noqa: PTH211 - as sysfs has it
    return real


def test_versions_are_those_of_this_machine(machine: Machine, tmp_path: Path) -> None:
    (machine.proc / "device-tree" / "model").write_text("Raspberry Pi 5 Model B\0")
    release = tmp_path / "os-release"
    release.write_text('NAME=Debian\nPRETTY_NAME="Debian GNU/Linux 12"\n')
    found = {line.part: line.value for line in versions(StationSettings(), machine, release)}
    assert found[Version.MODEL] == "Raspberry Pi 5 Model B"
    assert found[Version.SYSTEM] == "Debian GNU/Linux 12"
    assert found[Version.PYTHON].startswith("3.")
    assert Version.STATION not in found, "nobody has named it"


def test_the_hash_tells_settings_apart() -> None:
    settings = StationSettings()
    other = msgspec.structs.replace(settings, panel=PanelSection(width_mm=154))
    assert settings_hash(settings) == settings_hash(StationSettings())
    assert settings_hash(settings) != settings_hash(other)


def test_interfaces_are_told_by_kind_and_state(machine: Machine, tmp_path: Path) -> None:
    interface(machine, "lo", virtual=True)
    interface(machine, "eth0")
    interface(machine, "eth1", carrier="0")
    interface(machine, "eth2", flags="0x1002")
    (interface(machine, "wlan0", carrier="0") / "wireless").mkdir()
    interface(machine, "wwan0", uevent="DEVTYPE=wwan", type="65534")
    lines = here(machine, tmp_path / "none", lambda name: "192.0.2.17" if name == "eth0" else "")
    assert lines[:5] == (
        NetworkLine(place=Place.WIRED, name="eth0", address="192.0.2.17", link=Link.UP),
        NetworkLine(place=Place.WIRED, name="eth1", link=Link.NO_CABLE),
        NetworkLine(place=Place.WIRED, name="eth2", link=Link.OFF),
        NetworkLine(place=Place.WIRELESS, name="wlan0", link=Link.NOT_JOINED),
        NetworkLine(place=Place.MOBILE, name="wwan0", link=Link.NO_ADDRESS),
    )
    assert lines[5:] == (
        NetworkLine(place=Place.ROUTE, link=Link.NO_ROUTE),
        NetworkLine(place=Place.NAMES, link=Link.NO_SERVERS),
    )


def test_a_machine_without_a_network_says_so(machine: Machine, tmp_path: Path) -> None:
    assert here(machine, tmp_path / "none")[0].link is Link.NONE


def test_the_preferred_way_out_and_the_name_servers(machine: Machine, tmp_path: Path) -> None:
    head = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
    rows = "wwan0 00000000 0100A8C0 0003 0 0 700 00000000 0 0 0\neth0 00000000 010200C0 0003 0 0 100 00000000 0 0 0\n"
    (machine.proc / "net" / "route").write_text(head + rows)
    resolvers = tmp_path / "resolv.conf"
    resolvers.write_text("# from the router\nnameserver 192.0.2.1\nnameserver 2001:db8::1\nsearch example\n")
    route, names = here(machine, resolvers)[-2:]
    assert (route.name, route.address, route.link) == ("eth0", "192.0.2.1", Link.UP)
    assert (names.address, names.link) == ("192.0.2.1 2001:db8::1", Link.UP)


def test_ipv6_counts_as_an_address_and_as_a_way(machine: Machine, tmp_path: Path) -> None:
    interface(machine, "eth0")
    (machine.proc / "net" / "if_inet6").write_text(
        "fe8000000000000000fc00fffe000001 04 40 20 80     eth0\n20010db8000000000000000000000002 04 40 00 82     eth0\n"
    )
    zero, gateway = "0" * 32, "fe800000000000000000000000000001"
    (machine.proc / "net" / "ipv6_route").write_text(
        f"{zero} 00 {zero} 00 {gateway} 00000400 00000001 00000000 00000003     eth0\n"
    )
    line, route, _ = here(machine, tmp_path / "none", lambda _: "")
    assert (line.address, line.link) == ("2001:db8::2", Link.UP)
    assert (route.name, route.address) == ("eth0", "fe80::1")


def test_the_kernel_is_asked_for_the_loopback_s_address() -> None:
    assert ipv4_of("lo") == "127.0.0.1"
    assert ipv4_of("nothing0") == ""


def test_what_was_tried_is_a_line_with_its_address() -> None:
    line = reached(failed(Check.BROKER, Reason.NO_NAME), StationSettings())
    assert line == NetworkLine(
        place=Place.BROKER, address="localhost:8883", outcome=Outcome.FAILED, reason=Reason.NO_NAME
    )
