# SPDX-License-Identifier: EUPL-1.2
"""A small supervisor for places without systemd: the demo, the tests, a developer's desk.

Starts processes, starts again what ends (with growing pauses), and stops everything it started, in reverse order and
with a deadline. On a station systemd does this.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import log

RESTART_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0)
SETTLED_S = 20.0
"""A process that ran this long has its pauses forgotten."""
STOP_DEADLINE_S = 8.0

_log = log.EventLog("supervisor")


@dataclass(frozen=True, kw_only=True, slots=True)
class Program:
    """What to run. ``log_file`` takes its standard error and output; None: they are inherited.

    ``commands``: it takes lines on its standard input, see `Supervisor.tell`. ``niceness``: as in a unit's ``Nice=``,
    where this user may give it.
    """

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    log_file: Path | None = None
    restart: bool = True
    commands: bool = False
    niceness: int = 0


def kiosk_command(*arguments: str) -> tuple[str, ...]:
    """Name this installation's own command line."""
    return (sys.executable, "-m", "kiosk", *arguments)


class Supervisor:
    """Runs programs until it is left."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._exit_codes: dict[str, int] = {}
        self.restarts: dict[str, int] = {}

    async def __aenter__(self) -> Supervisor:
        return self

    async def __aexit__(self, *_: object) -> None:
        for name in reversed(tuple(self._tasks)):
            await self.stop(name)

    async def start(self, program: Program) -> None:
        """Start ``program`` and keep it running."""
        started = asyncio.Event()
        self._tasks[program.name] = asyncio.create_task(self._keep(program, started))
        await started.wait()

    def pid(self, name: str) -> int | None:
        """Return the process number of a running program."""
        process = self._processes.get(name)
        return process.pid if process is not None and process.returncode is None else None

    def exit_code(self, name: str) -> int | None:
        """Return how a program last ended; None if it has not."""
        return self._exit_codes.get(name)

    async def ended(self, name: str) -> int:
        """Wait until a program ends by itself; return its exit code."""
        while True:
            process = self._processes[name]
            code = await process.wait()
            if self._processes[name] is process:
                return code

    async def tell(self, name: str, line: str) -> None:
        """Write a line to a running program's standard input."""
        process = self._processes.get(name)
        if process is not None and process.stdin is not None and process.returncode is None:
            process.stdin.write(f"{line}\n".encode())
            await process.stdin.drain()

    async def kill(self, name: str) -> None:
        """Kill a running program as a fault would, and wait until it is dead; it is started again after its pause."""
        process = self._processes.get(name)
        if process is not None and process.returncode is None:
            process.kill()
            async with asyncio.timeout(STOP_DEADLINE_S):
                await process.wait()

    async def stop(self, name: str) -> None:
        """Stop a program and do not start it again."""
        task = self._tasks.pop(name, None)
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self, program: Program, started: asyncio.Event) -> None:
        failures = 0
        loop = asyncio.get_running_loop()
        while True:
            begun_s = loop.time()
            await self._run_once(program, started)
            if not program.restart:
                return
            failures = 0 if loop.time() - begun_s > SETTLED_S else failures + 1
            self.restarts[program.name] = self.restarts.get(program.name, 0) + 1
            await asyncio.sleep(RESTART_PAUSES_S[min(failures, len(RESTART_PAUSES_S)) - 1])

    async def _run_once(self, program: Program, started: asyncio.Event) -> None:
        output = None if program.log_file is None else os.open(program.log_file, _APPEND, 0o640)
        try:
            process = await asyncio.create_subprocess_exec(
                *program.arguments,
                stdin=asyncio.subprocess.PIPE if program.commands else asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                env={**os.environ, **program.environment},
                start_new_session=True,
            )
        finally:
            if output is not None:
                os.close(output)
        self._processes[program.name] = process
        if program.niceness:
            with contextlib.suppress(PermissionError, ProcessLookupError):
                os.setpriority(os.PRIO_PROCESS, process.pid, program.niceness)
        started.set()
        _log.info("started", process=program.name, pid=process.pid)
        try:
            code = await process.wait()
            self._exit_codes[program.name] = code
            _log.warning("ended", process=program.name, exit_code=code)
        except asyncio.CancelledError:
            await _end(process)
            raise
        finally:
            _sweep(process.pid)


_APPEND = os.O_WRONLY | os.O_CREAT | os.O_APPEND


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ask the process to end, then make it."""
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_DEADLINE_S):
            await process.wait()
    except TimeoutError:
        _log.warning("killed", pid=process.pid)
        process.kill()
        await process.wait()


def _sweep(group: int) -> None:
    """Kill what a process that has ended left behind in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
