# SPDX-License-Identifier: EUPL-1.2
"""What runs on this machine: versions of the station's software and of what it stands on. Says nothing of persons."""

from __future__ import annotations

import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import msgspec

from kiosk.doctor.finding import Machine
from kiosk.settings import StationSettings
from kiosk.technician_view import Version, VersionLine

_PACKAGES = {
    Version.SOFTWARE: "halsorum", Version.KIVY: "kivy", Version.AIORTC: "aiortc", Version.AV: "av",
}  # fmt: skip
OS_RELEASE = Path("/etc/os-release")
HASH_CHARACTERS = 12


def versions(settings: StationSettings, machine: Machine, os_release: Path = OS_RELEASE) -> tuple[VersionLine, ...]:
    """Collect them. Reads small files; what this machine does not tell is left out."""
    found = {part: _package(name) for part, name in _PACKAGES.items()}
    found[Version.PYTHON] = platform.python_version()
    found[Version.SYSTEM] = _system(os_release)
    found[Version.KERNEL] = f"{platform.release()} {platform.machine()}"
    found[Version.MODEL] = _model(machine)
    found[Version.SETTINGS] = settings_hash(settings)
    found[Version.STATION] = settings.station.id
    return tuple(VersionLine(part=part, value=found[part]) for part in Version if found.get(part))


def settings_hash(settings: StationSettings) -> str:
    """Make a short hash of every setting that counts: equal on stations that are set up alike."""
    text = msgspec.json.encode(settings, enc_hook=str, order="deterministic")
    return hashlib.sha256(text).hexdigest()[:HASH_CHARACTERS]


def _package(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _system(os_release: Path) -> str:
    lines = _text(os_release).splitlines()
    named = (line.partition("=")[2].strip('"') for line in lines if line.startswith("PRETTY_NAME="))
    return next(named, "")


def _model(machine: Machine) -> str:
    """Name the machine: as a Raspberry Pi's device tree does, or a PC's firmware."""
    for path in (machine.proc / "device-tree" / "model", machine.sys / "class" / "dmi" / "id" / "product_name"):
        if text := _text(path).strip("\0\n "):
            return text
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
