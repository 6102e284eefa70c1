# SPDX-License-Identifier: EUPL-1.2
"""The units are valid, sandboxed as far as promised, and call commands that exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.cli import build_parser
from kiosk.environment import ENVIRONMENT

UNITS = Path(__file__).parents[1] / "systemd"
SERVICES = sorted(UNITS.glob("*.service"))
PROGRAM = "/opt/halsorum/.venv/bin/kiosk"

EXPOSURE = {"kiosk-station.service": 1.5, "kiosk-call.service": 1.5, "kiosk-ui.service": 0.7}
"""The most that `systemd-analyze security` may say; 0 is sealed off, 10 wide open. Debian's own mosquitto has 9.4."""


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """Copy the units, with a program that exists here in place of the installed one."""
    assert shutil.which("systemd-analyze"), "systemd-analyze is missing; ./run setup installs it"
    for unit in [*SERVICES, *UNITS.glob("*.target")]:
        (tmp_path / unit.name).write_text(unit.read_text().replace(PROGRAM, "/bin/true"))
    return tmp_path


def ask(*command: str | Path) -> tuple[int, str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def settings_of(name: str) -> dict[str, list[str]]:
    """Read a unit: key to all its values."""
    found: dict[str, list[str]] = {}
    for line in (UNITS / name).read_text().splitlines():
        if match := re.fullmatch(r"(\w+)=(.*)", line):
            found.setdefault(match[1], []).append(match[2])
    return found


def test_every_unit_is_valid(units: Path) -> None:
    names = sorted(units.glob("kiosk*"))
    assert len(names) == 4
    code, said = ask("systemd-analyze", "verify", "--man=no", *names)
    objections = [line for line in said.splitlines() if "kiosk" in line]
    assert (code, objections) == (0, [])


def test_a_wrong_unit_is_noticed(units: Path) -> None:
    broken = units / "kiosk-ui.service"
    broken.write_text(broken.read_text().replace("WatchdogSec=20", "WatchdogSec=often"))
    _, said = ask("systemd-analyze", "verify", "--man=no", broken)
    assert "kiosk-ui.service" in said


@pytest.mark.parametrize("name", EXPOSURE)
def test_a_unit_is_exposed_no_more_than_promised(
    units: Path, name: str, record_property: Callable[[str, object], None]
) -> None:
    limit = EXPOSURE[name]
    command = ["systemd-analyze", "security", "--offline=true", "--no-pager", f"--threshold={limit * 10:.0f}"]
    code, said = ask(*command, units / name)
    score = re.search(r"exposure level for \S+: ([\d.]+)", said)
    assert score, said
    record_property("exposure", float(score[1]))
    assert code == 0, f"{name}: {score[1]} is more than {limit}"


def test_there_is_a_limit_for_every_service() -> None:
    assert {service.name for service in SERVICES} == set(EXPOSURE)


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_a_service_calls_a_command_that_exists(service: Path) -> None:
    (command,) = settings_of(service.name)["ExecStart"]
    program, *arguments = command.split()
    assert program == PROGRAM
    assert build_parser().parse_args(arguments).config == Path("/etc/halsorum/station.toml")


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_nothing_of_a_patient_reaches_a_disk_and_a_hang_is_noticed(service: Path) -> None:
    settings = settings_of(service.name)
    assert settings["LimitCORE"] == settings["MemorySwapMax"] == ["0"]
    assert settings["Type"] == ["notify"]
    assert settings["Restart"] == ["always"]
    assert settings["WatchdogSec"]
    assert settings["StartLimitBurst"]
    assert settings["NoNewPrivileges"] == ["yes"]
    assert settings["CapabilityBoundingSet"] == [""]


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.stem)
def test_each_finds_its_environment(service: Path) -> None:
    wanted = " ".join(f"{name}={value}" for name, value in ENVIRONMENT.items())
    assert f"\nEnvironment={wanted}\n" in service.read_text(encoding="utf-8")


def test_each_process_has_what_it_needs_and_no_more() -> None:
    station, call, ui = (settings_of(f"kiosk-{name}.service") for name in ("station", "call", "ui"))
    assert ui["PrivateNetwork"] == ["yes"]
    assert ui["RestrictAddressFamilies"] == ["AF_UNIX"]
    assert [each["DevicePolicy"] for each in (station, call, ui)] == [["closed"]] * 3
    assert all("tty" in device or "gpiochip" in device for device in station["DeviceAllow"])
    assert not any("tty" in device or "gpio" in device for device in call["DeviceAllow"] + ui["DeviceAllow"])
    assert not any(word in device for device in ui["DeviceAllow"] for word in ("video4linux", "alsa"))
    assert call["InaccessiblePaths"] == ui["InaccessiblePaths"] == ["-/var/lib/halsorum"]
    assert "StateDirectory" not in call | ui
    assert "dialout" not in call["SupplementaryGroups"][0].split()


def test_the_pins_can_be_reached() -> None:
    """What gpiozero and lgpio need: the group, the device, the machine's model, and a folder to make a pipe in."""
    station = settings_of("kiosk-station.service")
    assert "gpio" in station["SupplementaryGroups"][0].split()
    assert "char-gpiochip rw" in station["DeviceAllow"]
    assert "ProcSubset" not in station
    assert station["WorkingDirectory"] == [f"/run/{station['RuntimeDirectory'][0]}"]
    assert re.search("^g gpio ", (UNITS / "sysusers.conf").read_text(), re.MULTILINE)
    assert 'GROUP="gpio"' in (UNITS / "gpio.rules").read_text()


def test_users_and_folders_are_declared() -> None:
    users = (UNITS / "sysusers.conf").read_text()
    wanted = {settings_of(service.name)["User"][0] for service in SERVICES}
    assert len(wanted) == len(SERVICES), "each process has a user of its own"
    assert wanted == set(re.findall(r"^u (\S+)", users, re.MULTILINE))
    assert {settings_of(service.name)["Group"][0] for service in SERVICES} == {"halsorum"}
    for line in (UNITS / "tmpfiles.conf").read_text().splitlines():
        if line.startswith("d "):
            _, _, mode, user, group, _ = line.split()
            assert mode.endswith("0"), f"open to others: {line}"
            assert user in wanted | {"root"}
            assert group == "halsorum"


def test_sysusers_takes_the_file(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    code, said = ask("systemd-sysusers", "--dry-run", f"--root={tmp_path}", UNITS / "sysusers.conf")
    assert code == 0, said
    assert "halsorum-station" in said
