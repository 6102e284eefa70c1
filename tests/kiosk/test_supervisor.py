# SPDX-License-Identifier: EUPL-1.2
"""The supervisor: what ends comes back, what was stopped stays away, nothing outlives it."""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

import pytest

from kiosk import supervisor
from kiosk.supervisor import Program, Supervisor

DEADLINE_S = 10.0


async def appears(path: Path, lines: int) -> list[str]:
    """Wait until ``path`` has so many lines."""
    async with asyncio.timeout(DEADLINE_S):
        while True:
            text = path.read_text().splitlines() if path.exists() else []
            if len(text) >= lines:
                return text
            await asyncio.sleep(0.02)


def shell(script: str, **more: object) -> Program:
    return Program(name="child", arguments=("sh", "-c", script), **more)  # type: ignore[arg-type]


async def test_what_ends_is_started_again(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Supervisor() as running:
        await running.start(shell("echo $$; exit 3", log_file=log))
        pids = await appears(log, 3)
        assert len(set(pids)) == 3
        assert running.exit_code("child") == 3
        assert running.restarts["child"] >= 2


async def test_a_killed_process_comes_back_and_a_stopped_one_does_not(tmp_path: Path) -> None:
    log = tmp_path / "log"
    async with Supervisor() as running:
        await running.start(shell("echo $$; exec sleep 60", log_file=log))
        (first,) = await appears(log, 1)
        await running.kill("child")
        second = (await appears(log, 2))[1]
        assert second != first and running.pid("child") == int(second)
        await running.stop("child")
        assert running.pid("child") is None
        assert not Path(f"/proc/{second}").exists()


async def test_a_process_that_ignores_the_polite_signal_is_killed_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_DEADLINE_S", 0.3)
    log = tmp_path / "log"
    async with Supervisor() as running:
        await running.start(shell("trap '' TERM; sleep 61 & echo $!; wait; wait", log_file=log))
        (child,) = await appears(log, 1)
    async with asyncio.timeout(DEADLINE_S):
        while Path(f"/proc/{child}/stat").exists() and " Z " not in Path(f"/proc/{child}/stat").read_text():
            await asyncio.sleep(0.02)


async def test_lines_reach_a_program_that_takes_commands(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = Program(name="child", arguments=("cat",), log_file=log, commands=True)
    async with Supervisor() as running:
        await running.start(program)
        await running.tell("child", "finger in")
        assert await appears(log, 1) == ["finger in"]


async def test_the_environment_is_given_on_top_of_ours(tmp_path: Path) -> None:
    log = tmp_path / "log"
    program = shell("echo $HALSORUM_TEST $HOME", log_file=log, environment={"HALSORUM_TEST": "yes"}, restart=False)
    async with Supervisor() as running:
        await running.start(program)
        assert await appears(log, 1) == [f"yes {os.environ.get('HOME', '')}".rstrip()]


def test_our_own_command_line_is_this_installation_s() -> None:
    assert supervisor.kiosk_command("station") == (sys.executable, "-m", "kiosk", "station")


async def test_a_process_runs_with_the_niceness_it_is_given(tmp_path: Path) -> None:
    async with Supervisor() as running:
        niceness = min(19, os.getpriority(os.PRIO_PROCESS, 0) + 3)
        await running.start(shell("exec sleep 60", niceness=niceness))
        pid = running.pid("child")
        assert pid is not None and os.getpriority(os.PRIO_PROCESS, pid) == niceness


async def test_a_niceness_that_is_not_allowed_is_done_without(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(which: int, who: int, niceness: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", refuse)
    async with Supervisor() as running:
        await running.start(shell("exec sleep 60", niceness=-5))
        assert running.pid("child") is not None
