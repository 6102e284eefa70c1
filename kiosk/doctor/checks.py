# SPDX-License-Identifier: EUPL-1.2
"""What can be seen on the machine itself: identity, memory, processes, the runtime folder, the clock."""

from __future__ import annotations

import platform
import stat
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path

from cryptography.exceptions import InvalidSignature

from kiosk.doctor.finding import Cause, Finding, Subject, failure, not_checked, ok, warning
from kiosk.errors import IdentityError
from kiosk.identity import Identity
from kiosk.ipc import socket_path
from kiosk.signalling.roles import Role

EXPIRES_SOON_DAYS = 30
PROCESSES = ("station", "call", "ui")
START = "Start it: systemctl start kiosk.target; `journalctl -u 'kiosk-*'` says why it ended."
IN_MEMORY = frozenset({"tmpfs", "ramfs"})


def check_settings(subject: Subject) -> tuple[Finding, ...]:
    """See that the settings say who and where the station is."""
    station = subject.settings.station
    empty = [key for key in ("id", "name", "address", "phone") if not getattr(station, key)]
    if "id" in empty:
        return failure("settings", "The station has no id.", "Enrol it: kiosk enrol --help")
    if empty:
        keys = ", ".join(f"station.{key}" for key in empty)
        return warning("settings", f"These settings are empty: {keys}.", "Patient and GP are shown them: fill them in.")
    return ok("settings", f"Settings read; this is station '{station.id}'.")


def check_version(subject: Subject) -> tuple[Finding, ...]:
    """Name the versions."""
    try:
        own = version("halsorum")
    except PackageNotFoundError:
        return warning("version", "The project is not installed as a package.", "Run ./run setup.")
    return ok("version", f"Hälsorum {own}, Python {platform.python_version()}, Linux {platform.release()}.")


def check_runtime(subject: Subject) -> tuple[Finding, ...]:
    """See that the runtime folder lies in memory and is closed to others."""
    folder = subject.settings.station.runtime
    kind = filesystem_of(folder, subject.machine.proc)
    if kind not in IN_MEMORY:
        return failure(
            "runtime",
            f"{folder} is on {kind or 'an unknown file system'}, not on tmpfs: pictures of a visit would reach a disk.",
            "Set station.runtime to a folder below /run.",
        )
    if not folder.is_dir():
        return warning("runtime", f"There is no {folder} yet.", "The station makes it when it starts.")
    if folder.stat().st_mode & stat.S_IRWXO:
        return failure("runtime", f"{folder} is open to every user.", f"Run: chmod o= {folder}")
    return ok("runtime", f"{folder} is in memory ({kind}) and closed to other users.")


def filesystem_of(path: Path, proc: Path) -> str:
    """Name the kind of file system ``path`` is on or would be made on; empty if unknown."""
    place = path.resolve()
    kind, depth = "", -1
    for line in _read(proc / "mounts").splitlines():
        words = line.split()
        mount = Path(words[1].replace("\\040", " "))
        # Of two file systems on one folder the later lies on top.
        if place.is_relative_to(mount) and len(mount.parts) >= depth:
            kind, depth = words[2], len(mount.parts)
    return kind


def load_identity(folder: Path) -> tuple[Identity | None, tuple[Finding, ...]]:
    """Load the identity; what is wrong with it is a finding."""
    try:
        return Identity.load(folder).require(Role.STATION), ()
    except IdentityError as problem:
        return None, failure("identity", str(problem), "", Cause.UNUSABLE)


def check_identity(subject: Subject) -> tuple[Finding, ...]:
    """See that the certificate is the authority's, is this station's and stays valid."""
    identity = subject.identity
    if identity is None:
        return ()
    left = (identity.expires_at - subject.clock.now()).days
    if identity.name != subject.settings.station.id:
        return failure(
            "identity",
            f"The certificate is that of '{identity.name}', the settings are those of '{subject.settings.station.id}'.",
            "Enrol again: kiosk enrol --help",
            Cause.UNUSABLE,
        )
    try:
        identity.certificate.verify_directly_issued_by(identity.authority)
    except (InvalidSignature, ValueError, TypeError):
        return failure(
            "identity",
            "The certificate was not issued by the authority beside it.",
            "Enrol again: kiosk enrol --help",
            Cause.UNUSABLE,
        )
    if left < 0:
        what = f"The certificate expired {-left} days ago."
        return failure("identity", what, "Enrol again: kiosk enrol --help", Cause.EXPIRED)
    if left < EXPIRES_SOON_DAYS:
        what = f"The certificate expires in {left} days."
        return warning("identity", what, "Enrol again: kiosk enrol --help", Cause.EXPIRES_SOON)
    return ok("identity", f"Key and certificate of '{identity.name}' fit; valid for {left} more days.")


def check_clock(subject: Subject) -> tuple[Finding, ...]:
    """See that the clock is not before the certificate was made: a machine without a battery wakes up in the past."""
    if subject.identity is None:
        return not_checked("clock", "Without an identity there is no date to compare the clock with.")
    now, since = subject.clock.now(), subject.identity.certificate.not_valid_before_utc
    if now < since:
        return failure(
            "clock",
            f"The clock says {now:%Y-%m-%d %H:%M} UTC, which is before the certificate was made.",
            "Let the machine reach a time server, or set the clock: timedatectl set-time",
            Cause.CLOCK_WRONG,
        )
    return ok("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC.")


def check_swap(subject: Subject) -> tuple[Finding, ...]:
    """See that memory does not go to a disk. Compressed memory (zram) stays in memory."""
    lines = _read(subject.machine.proc / "swaps").splitlines()[1:]
    disks = [line.split()[0] for line in lines if line.strip() and "zram" not in line.split()[0]]
    if not disks:
        return ok("swap", "No memory goes to a disk.")
    return warning(
        "swap",
        f"Memory may be written to {', '.join(disks)}. The units keep the station's own processes out of it; started "
        "by hand they are not.",
        "On a station: swapoff -a, and take the line out of /etc/fstab.",
    )


def check_core_dumps(subject: Subject) -> tuple[Finding, ...]:
    """See that a crash does not write a process's memory to a disk."""
    proc = subject.machine.proc
    running = running_processes(proc)
    dumping = [name for name, pid in running.items() if not _core_off(proc, pid)]
    if dumping:
        return failure(
            "core dumps",
            f"A crash of {', '.join(dumping)} would write its memory to a file.",
            "Start it through its unit (LimitCORE=0), or with `ulimit -c 0`.",
        )
    if running:
        return ok("core dumps", "Off for every process of the station that runs.")
    return ok("core dumps", "The units turn them off (LimitCORE=0); nothing of the station runs now.")


def _core_off(proc: Path, pid: int) -> bool:
    lines = [line for line in _read(proc / str(pid) / "limits").splitlines() if line.startswith("Max core file size")]
    return not lines or lines[0].split()[4] == "0"


def running_processes(proc: Path) -> dict[str, int]:
    """Find the station's processes by their command lines: name to process number."""
    found: dict[str, int] = {}
    for entry in proc.iterdir():
        if not entry.name.isdecimal():
            continue
        words = _read(entry / "cmdline").split("\0")
        for first, second in pairwise(words):
            if Path(first).name == "kiosk" and second in PROCESSES:
                found.setdefault(second, int(entry.name))
    return found


def check_processes(subject: Subject) -> tuple[Finding, ...]:
    """See that the three processes run."""
    running = running_processes(subject.machine.proc)
    absent = [name for name in PROCESSES if name not in running]
    if not running:
        return warning("processes", "The station is not running.", START)
    if absent:
        return failure("processes", f"Not running: {', '.join(absent)}.", START)
    if not socket_path(subject.settings.station.runtime).is_socket():
        return failure("processes", "All three run, but the station's socket is not there.", "Restart kiosk.target.")
    return ok("processes", "Station, call and screens run.")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
