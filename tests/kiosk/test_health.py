# SPDX-License-Identifier: EUPL-1.2
"""What systemd is told, and what a process costs."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kiosk.clock import ManualClock
from kiosk.health import Watchdog, notify
from kiosk.usage import read_process_usage
from tests.kiosk.call.wait import until


@pytest.fixture(params=["path", "abstract"])
def manager(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    name = f"@halsorum-test-{os.getpid()}" if request.param == "abstract" else str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name[1:] if name.startswith("@") else name)
        listening.settimeout(3)
        monkeypatch.setenv("NOTIFY_SOCKET", name)
        yield listening


def test_the_manager_hears(manager: socket.socket) -> None:
    notify("READY=1")
    assert manager.recv(99) == b"READY=1"


@pytest.mark.parametrize("address", ["", "/nowhere/at/all"])
def test_no_manager_no_matter(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    notify("READY=1")


async def test_the_watchdog_is_fed_only_while_the_work_lives(manager: socket.socket) -> None:
    clock = ManualClock()
    watchdog = Watchdog(clock, {"WATCHDOG_USEC": "40000", "WATCHDOG_PID": str(os.getpid())})
    assert watchdog.interval_s == 0.02
    manager.setblocking(False)
    running = asyncio.create_task(watchdog.run())
    await until(lambda: _pending(manager) == b"WATCHDOG=1")
    clock.advance(0.03)
    assert not watchdog.due
    while _pending(manager):
        pass
    await asyncio.sleep(0.06)
    assert not _pending(manager)
    watchdog.alive()
    await until(lambda: _pending(manager))
    running.cancel()


def _pending(manager: socket.socket) -> bytes:
    try:
        return manager.recv(99)
    except BlockingIOError:
        return b""


@pytest.mark.parametrize(
    "environ", [{}, {"WATCHDOG_USEC": "0"}, {"WATCHDOG_USEC": "soon"}, {"WATCHDOG_USEC": "9", "WATCHDOG_PID": "1"}]
)
async def test_nobody_watches(environ: dict[str, str]) -> None:
    watchdog = Watchdog(ManualClock(), environ)
    assert watchdog.interval_s is None and not watchdog.due
    await asyncio.wait_for(watchdog.run(), 1)


def test_usage_of_this_process() -> None:
    before = read_process_usage(os.getpid())
    ballast = bytearray(os.urandom(1 << 20)) * 64
    _burn(lambda: read_process_usage(os.getpid()).cpu_s >= before.cpu_s + 0.05)
    after = read_process_usage(os.getpid())
    assert after.cpu_s > before.cpu_s
    assert after.rss_bytes > before.rss_bytes + len(ballast) // 2


def _burn(enough: Callable[[], bool]) -> None:
    while not enough():
        sum(range(10_000))


def test_usage_of_nobody() -> None:
    with pytest.raises(ProcessLookupError):
        read_process_usage(2**22 + 1)
