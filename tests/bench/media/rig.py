# SPDX-License-Identifier: EUPL-1.2
"""Two network namespaces, one for each end of a call, with nothing between them but the relay.

The station has two devices, of which one is up: an address change takes the first away and brings the second.
"""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import importlib.util
import json
import os
import shutil
import signal
import struct
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError

TUN = Path("/dev/net/tun")
_TUNSETIFF = 0x400454CA
_IFF_TUN_NO_PI = 0x0001 | 0x1000
ROOT = Path(__file__).resolve().parents[3]
ANSWER_S = 5.0
PRECEDENCE = 10
_PREFIX = "halsorum-"
BROWSERS = ("chromium", "chromium-browser")

STATION_ADDRESSES = ("10.87.1.2", "10.87.2.2")
GP_ADDRESS = "10.87.9.2"


def find_browser() -> str | None:
    """Find Chromium, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing() -> list[str]:
    """Name what this machine lacks for the bench, in sentences; nothing: all is there."""
    lacks = []
    if os.geteuid() != 0:
        lacks.append("It must be run as root, because it makes network namespaces: sudo ./run bench media")
    if not TUN.exists():
        lacks.append("The kernel has no TUN devices (/dev/net/tun): modprobe tun")
    if shutil.which("ip") is None:
        lacks.append("The command 'ip' is missing: install Debian's package 'iproute2'.")
    if find_browser() is None:
        lacks.append("There is no Chromium: install Debian's package 'chromium'.")
    if importlib.util.find_spec("playwright") is None:
        lacks.append("Playwright is missing in the Python environment: call ./run setup")
    if not (ROOT / "ui" / "gp" / "node_modules" / "esbuild").is_dir():
        lacks.append("The GP's page has no tools to be built with: call ./run setup")
    return lacks


class RigError(KioskError, OSError):
    """The namespaces or the line could not be made."""


@dataclass(slots=True)
class Rig:
    """An async context manager; ``station`` and ``gp`` are the names of the namespaces."""

    station: str = field(default_factory=lambda: f"{_PREFIX}a-{os.getpid()}")
    gp: str = field(default_factory=lambda: f"{_PREFIX}b-{os.getpid()}")
    _devices: list[int] = field(default_factory=list)
    _relay: asyncio.subprocess.Process | None = None
    _at: int = 0

    async def __aenter__(self) -> Rig:
        try:
            for name in (self.station, self.gp):
                _ip("netns", "add", name)
                _ip("-n", name, "link", "set", "lo", "up")
            self._devices = [self._device("hs0", self.station), self._device("hs1", self.station),
                             self._device("hg0", self.gp)]  # fmt: skip
            _bring(self.gp, "hg0", GP_ADDRESS)
            _bring(self.station, "hs0", STATION_ADDRESSES[0])
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close_line()
        for device in self._devices:
            os.close(device)
        self._devices = []
        for name in (self.station, self.gp):
            with contextlib.suppress(RigError):
                _ip("netns", "del", name)

    async def new_line(self, seed: int) -> None:
        """Start a relay that knows nothing of before, and bring the station back to its first address."""
        await self.close_line()
        self._to_address(0)
        first, second, gp = self._devices
        words = [str(seed), str(gp), f"{STATION_ADDRESSES[0]}={first}", f"{STATION_ADDRESSES[1]}={second}"]
        self._relay = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.bench.media.relay", *words, pass_fds=self._devices, cwd=ROOT,
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, start_new_session=True,
        )  # fmt: skip
        await self.counts()

    async def close_line(self) -> None:
        """End the relay."""
        relay, self._relay = self._relay, None
        if relay is None:
            return
        if relay.stdin is not None:
            relay.stdin.close()
        try:
            await asyncio.wait_for(relay.wait(), ANSWER_S)
        except TimeoutError:
            relay.kill()
            await relay.wait()

    def change(self, *, up: dict[str, Any] | None = None, down: dict[str, Any] | None = None) -> None:
        """Change what the line does: ``up`` from the station to the GP, ``down`` the other way."""
        self._tell({key: value for key, value in (("up", up), ("down", down)) if value})

    async def counts(self) -> dict[str, Any]:
        """Ask for packet counts and the relay's own lateness since it was last asked."""
        self._tell({"ask": "counts"})
        if self._relay is None or self._relay.stdout is None:
            raise RigError("There is no line.")
        try:
            line = await asyncio.wait_for(self._relay.stdout.readline(), ANSWER_S)
        except TimeoutError:
            raise RigError("The line's relay does not answer.") from None
        if not line:
            raise RigError("The line's relay has ended.")
        counts: dict[str, Any] = json.loads(line)
        return counts

    def change_address(self) -> None:
        """Take the station's device away and bring the other one, with another address."""
        self._to_address(1 - self._at)

    def _to_address(self, number: int) -> None:
        self._at = number
        _bring(self.station, f"hs{number}", STATION_ADDRESSES[number])
        _ip("-n", self.station, "link", "set", f"hs{1 - number}", "down")
        _ip("-n", self.station, "addr", "flush", "dev", f"hs{1 - number}")

    def _tell(self, command: dict[str, Any]) -> None:
        if self._relay is None or self._relay.stdin is None:
            raise RigError("There is no line.")
        self._relay.stdin.write(json.dumps(command).encode() + b"\n")

    def _device(self, name: str, namespace: str) -> int:
        device = os.open(TUN, os.O_RDWR | os.O_NONBLOCK)
        own = f"{name}p{os.getpid()}"[:15]  # two benches may run at once; inside its namespace it has its plain name
        fcntl.ioctl(device, _TUNSETIFF, struct.pack("16sH", own.encode(), _IFF_TUN_NO_PI))
        _ip("link", "set", own, "netns", namespace, "name", name)
        _ip("-n", namespace, "link", "set", name, "addrgenmode", "none")
        return device


def take_precedence() -> None:
    """Let the bench, and all that it starts, go before other work of the machine: both stations gain alike."""
    with contextlib.suppress(OSError):
        os.nice(-PRECEDENCE)


def heed_signals() -> None:
    """Let SIGTERM end a bench as Ctrl-C does, and Ctrl-C also where a shell started it in the background."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: os.kill(os.getpid(), signal.SIGINT))


def clear_up() -> None:
    """Remove namespaces of benches that were killed before they could."""
    listed = subprocess.run(["ip", "netns", "list"], capture_output=True, text=True, check=False, timeout=10).stdout
    for name in (line.split()[0] for line in listed.splitlines() if line.startswith(_PREFIX)):
        pid = name.rpartition("-")[2]
        if pid.isdigit() and not Path(f"/proc/{pid}").exists():
            with contextlib.suppress(RigError):
                _ip("netns", "del", name)


def inside(namespace: str, *command: str) -> list[str]:
    """Write a command that runs inside ``namespace``."""
    return ["ip", "netns", "exec", namespace, *command]


def _bring(namespace: str, device: str, address: str) -> None:
    _ip("-n", namespace, "addr", "replace", f"{address}/24", "dev", device)
    _ip("-n", namespace, "link", "set", device, "up")
    _ip("-n", namespace, "route", "replace", "default", "dev", device)


def _ip(*words: str) -> None:
    done = subprocess.run(["ip", *words], capture_output=True, text=True, check=False, timeout=10)
    if done.returncode != 0:
        raise RigError(f"'ip {' '.join(words)}' failed: {done.stderr.strip()}")
