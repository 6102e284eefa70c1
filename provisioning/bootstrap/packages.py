# SPDX-License-Identifier: EUPL-1.2
"""The Debian packages: read `packages.txt`, see what is missing, say so, install it. Nothing is installed twice."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from provisioning.bootstrap.command import SetupError, clean_environment, complaint, run_logged
from provisioning.bootstrap.terminal import say

LINE = re.compile(r"(?P<names>[a-z0-9.+|-]+)\s+(?P<why>\S.*)")
SECTION = re.compile(r"\[(?P<name>[a-z-]+)\]")
PI_MODEL = Path("/proc/device-tree/model")
QUERY_LIMIT_S = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """One line of the file. ``names`` are alternatives, the best first."""

    names: tuple[str, ...]
    why: str
    section: str


def parse(text: str) -> tuple[Package, ...]:
    """Read the file's text; raises `SetupError` naming the line that is not understood."""
    section = ""
    packages: list[Package] = []
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if head := SECTION.fullmatch(line.strip()):
            section = head["name"]
        elif entry := LINE.fullmatch(line.strip()):
            packages.append(Package(names=tuple(entry["names"].split("|")), why=entry["why"], section=section))
        else:
            raise SetupError(f"packages.txt, line {number} is not 'NAME why'; mend that line.")
    return tuple(packages)


def wanted_sections(model: Path = PI_MODEL) -> frozenset[str]:
    """Tell which sections this machine needs."""
    sections = {"demo", "test"}
    if on_raspberry_pi(model):
        sections.add("station")
    if not localhost_has_address():
        sections.add("no-localhost")
    return frozenset(sections)


def localhost_has_address() -> bool:
    """Tell whether this machine knows its own name for itself; the barest ones have no /etc/hosts."""
    try:
        socket.getaddrinfo("localhost", None)
    except socket.gaierror:
        return False
    return True


def on_raspberry_pi(model: Path = PI_MODEL) -> bool:
    """Tell whether this is a Raspberry Pi."""
    return model.is_file() and b"Raspberry Pi" in model.read_bytes()


def missing(packages: Iterable[Package], installed: Collection[str]) -> tuple[Package, ...]:
    """Keep those of which no alternative is installed."""
    return tuple(package for package in packages if not any(name in installed for name in package.names))


def choose(packages: Iterable[Package], offered: Collection[str]) -> tuple[dict[str, Package], tuple[Package, ...]]:
    """Choose a name on offer for each package; also return those for which there is none."""
    chosen: dict[str, Package] = {}
    nowhere: list[Package] = []
    for package in packages:
        name = next((name for name in package.names if name in offered), None)
        if name is None:
            nowhere.append(package)
        else:
            chosen[name] = package
    return chosen, tuple(nowhere)


def announce(chosen: Mapping[str, Package]) -> str:
    """Write what is about to be installed and why."""
    width = max(len(name) for name in chosen)
    lines = [f"  {name:{width}}  {package.why}" for name, package in chosen.items()]
    text = "\n".join(["These Debian packages are missing and will be installed:", *lines])
    if "mosquitto" in chosen and Path("/run/systemd/system").is_dir():
        text += (
            "\nDebian starts mosquitto as a service on this machine's port 1883. Nothing here uses that service; "
            "to stop it: sudo systemctl disable --now mosquitto"
        )
    return text


def installed_names(packages: Iterable[Package]) -> frozenset[str]:
    """Ask dpkg which of the names are installed, all alternatives considered."""
    names = [name for package in packages for name in package.names]
    query = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev} ${Package}\n", *names]
    lines = (line.split() for line in _ask(query).splitlines())
    return frozenset(words[1] for words in lines if len(words) == 2 and words[0] == "ii")


def offered_names(packages: Iterable[Package]) -> frozenset[str]:
    """Ask apt which of the names it could install now."""
    names = [name for package in packages for name in package.names]
    found: set[str] = set()
    current = ""
    for line in _ask(["apt-cache", "policy", *names]).splitlines():
        if not line.startswith(" "):
            current = line.rstrip(":")
        elif line.strip().startswith("Candidate:") and "(none)" not in line:
            found.add(current)
    return frozenset(found)


def _ask(command: Sequence[str]) -> str:
    env = clean_environment() | {"LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, capture_output=True, text=True, env=env, timeout=QUERY_LIMIT_S, check=False)
    return done.stdout


class PackagesStep:
    """Install what this machine lacks of `packages.txt`."""

    title = "Debian packages"

    def __init__(self, root: Path) -> None:
        self._packages = [
            package
            for package in parse((root / "packages.txt").read_text(encoding="utf-8"))
            if package.section in wanted_sections()
        ]
        self._log = root / "build" / "setup" / "packages.log"

    def due(self) -> bool:
        if shutil.which("dpkg-query") is None or shutil.which("apt-get") is None:
            names = " ".join(package.names[0] for package in self._packages)
            raise SetupError(
                "This machine has no apt, and set-up knows Debian and Raspberry Pi OS only; install what these are "
                f"called here and call ./run --no-packages instead: {names}"
            )
        return bool(self._missing())

    def carry_out(self, detail: Callable[[str], None]) -> None:
        lacking = self._missing()
        prefix = as_root([package.names[0] for package in lacking])
        chosen, nowhere = choose(lacking, offered_names(lacking))
        fresh = bool(nowhere)
        if nowhere:
            reached = self._update(prefix, detail)
            chosen, nowhere = choose(lacking, offered_names(lacking))
            if nowhere and not reached:
                raise self._failed("cannot be fetched: Debian's servers are not reached")
        if nowhere:
            names = ", ".join(f"'{'|'.join(package.names)}' ({package.why})" for package in nowhere)
            raise SetupError(f"Debian's sources on this machine do not offer {names}; see /etc/apt/sources.list*.")
        say(announce(chosen))
        if self._install(prefix, chosen, detail):
            return
        # the lists may be older than the archive
        if fresh or not self._update(prefix, detail) or not self._install(prefix, chosen, detail):
            raise self._failed("could not be installed")

    def _missing(self) -> tuple[Package, ...]:
        return missing(self._packages, installed_names(self._packages))

    def _update(self, prefix: Sequence[str], detail: Callable[[str], None]) -> bool:
        detail("fetching Debian's package lists")
        # apt-get calls it a success when a server was not reached, and says so in a warning
        return self._apt(prefix, ["update"], detail) == 0 and not complaint(self._log, ["E:", "W: Failed to fetch"])

    def _install(self, prefix: Sequence[str], names: Iterable[str], detail: Callable[[str], None]) -> bool:
        mend = [*prefix, "dpkg", "--configure", "-a"]  # an earlier installation may have been cut off
        run_logged(mend, log=self._log, env=_quiet_environment())
        return self._apt(prefix, ["install", "-y", "--no-install-recommends", *names], detail) == 0

    def _apt(self, prefix: Sequence[str], words: Sequence[str], detail: Callable[[str], None]) -> int:
        options = ["DPkg::Lock::Timeout=300", "Acquire::http::Timeout=30", "Acquire::Retries=2", "APT::Status-Fd=1"]
        command = [*prefix, "apt-get", "-q", *(word for each in options for word in ("-o", each)), *words]
        return run_logged(
            command, log=self._log, env=_quiet_environment(), on_line=lambda line: detail(apt_detail(line))
        )

    def _failed(self, what: str) -> SetupError:
        last = complaint(self._log, ["E:", "W: Failed to fetch", "sudo:"])
        return SetupError(
            f"The Debian packages {what}{f' ({last})' if last else ''}; see to the network and call ./run again. "
            f"The whole story: {self._log}"
        )


def as_root(names: Sequence[str]) -> list[str]:
    """Return the words that make a command run as root; raises `SetupError` with the command to type instead."""
    settings = ["env", "DEBIAN_FRONTEND=noninteractive", "LC_ALL=C.UTF-8"]
    if os.geteuid() == 0:
        return settings
    by_hand = f"apt-get install --no-install-recommends {' '.join(names)}"
    if shutil.which("sudo") is None:
        raise SetupError(f"Debian packages are missing and there is no sudo here; as root, call: {by_hand}")
    asks = sys.stdin.isatty()
    if asks:
        say("Debian packages are missing; installing them needs your password for sudo.")
    if subprocess.run(["sudo", "-v"] if asks else ["sudo", "-n", "true"], check=False, timeout=300).returncode != 0:
        raise SetupError(f"Debian packages are missing and sudo was refused; call: sudo {by_hand}")
    return ["sudo", *settings]


def apt_detail(line: str) -> str:
    """Turn a line of apt's status channel into words; other lines into nothing."""
    kind, _, rest = line.partition(":")
    words = rest.split(":")
    if kind not in {"dlstatus", "pmstatus"} or len(words) < 2:
        return ""
    try:
        percent = round(float(words[1]))
    except ValueError:
        return ""
    return f"fetching {percent} %" if kind == "dlstatus" else f"installing {percent} % ({words[0]})"


def _quiet_environment() -> dict[str, str]:
    return clean_environment() | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
