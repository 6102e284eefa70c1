# SPDX-License-Identifier: EUPL-1.2
"""A cuff is let go when the process that inflated it is killed."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import tty
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from drivers.links.guarding import Guard
from drivers.links.pty import PtyPort
from drivers.links.serial_port import open_serial
from drivers.simulation.cuff import CuffStage
from drivers.simulation.run import Simulation
from drivers.suntech_nibp.dialogue import ABORT
from drivers.suntech_nibp.driver import SuntechDriver
from drivers.suntech_nibp.simulator import SimulatedSuntech

READ = (
    "import sys,argparse; from drivers.cli import add_command; p=argparse.ArgumentParser(); "
    "add_command(p.add_subparsers(required=True)); a=p.parse_args(); sys.exit(a.func(a))"
)
DEADLINE_S = 20


@pytest.fixture
def line() -> Iterator[tuple[int, int]]:
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    yield ours, theirs
    os.close(ours)
    os.close(theirs)


async def until_idle(device: SimulatedSuntech) -> None:
    while device.cuff.stage is not CuffStage.IDLE:
        await asyncio.sleep(0.005)


def ignored(pid: int) -> int:
    """Return the signals that a process ignores, one bit each."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(next(row.split()[1] for row in status.splitlines() if row.startswith("SigIgn")), 16)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGABRT])
async def test_the_cuff_of_a_killed_station_is_let_go_within_a_second(tmp_path: Path, number: signal.Signals) -> None:
    device = SimulatedSuntech()
    simulation = Simulation(device, PtyPort(tmp_path / "port"))
    running = asyncio.create_task(simulation.run())
    reader = await asyncio.create_subprocess_exec(
        sys.executable, "-c", READ, "devices", "read", "--driver", "suntech_nibp", "--port", str(tmp_path / "port"),
        "--tell", "start", "--seconds", "60",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        async with asyncio.timeout(DEADLINE_S):
            while device.cuff.pressure_mmhg < 40:
                await asyncio.sleep(0.01)
        reader.send_signal(number)
        async with asyncio.timeout(1.0):
            await until_idle(device)
        assert await reader.wait() == -number
    finally:
        if reader.returncode is None:
            reader.kill()
            await reader.wait()
        running.cancel()


async def test_in_good_order_the_guard_says_nothing_and_is_gone(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "port")
    port.plug()
    try:
        link = await open_serial(str(tmp_path / "port"), SuntechDriver.line)
        link.guard(ABORT)
        process = cast(Guard, link._guard)._process
        assert process is not None
        link.close()
        async with asyncio.timeout(DEADLINE_S):
            while process.returncode is None:
                await asyncio.sleep(0.01)
            while port.host_present():
                await asyncio.sleep(0.01)
        assert process.returncode == 0
        assert port.read() == b""
    finally:
        port.unplug()


async def test_the_port_can_be_opened_again_at_once(tmp_path: Path) -> None:
    port = PtyPort(tmp_path / "port")
    port.plug()
    try:
        for _ in range(3):
            link = await open_serial(str(tmp_path / "port"), SuntechDriver.line)
            link.guard(ABORT)
            link.close()
    finally:
        port.unplug()


async def test_the_guard_outlives_the_signals_that_end_a_station(line: tuple[int, int]) -> None:
    ours, theirs = line
    guard = Guard(theirs, b"stop!")
    process = guard._process
    assert process is not None and process.stdin is not None
    # It ignores signals from when it runs; until then it inherits the wait for the pipe anyway.
    ending = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    async with asyncio.timeout(DEADLINE_S):
        while not all(ignored(process.pid) >> number - 1 & 1 for number in ending):
            await asyncio.sleep(0.01)
    for number in ending:
        process.send_signal(number)
    process.stdin.close()
    await asyncio.to_thread(process.wait, DEADLINE_S)
    assert os.read(ours, 100) == b"stop!" * 3


def test_a_guard_released_twice_is_no_error(line: tuple[int, int]) -> None:
    guard = Guard(line[1], b"stop!")
    guard.release()
    guard.release()


def test_the_guard_needs_nothing_but_a_few_modules() -> None:
    source = (Path(__file__).parents[3] / "drivers" / "links" / "guard.py").read_text()
    imported = [row.split()[1] for row in source.splitlines() if row.startswith(("import", "from"))]
    assert set(imported) == {"__future__", "os", "select", "signal", "sys", "termios"}
