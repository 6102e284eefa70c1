# SPDX-License-Identifier: EUPL-1.2
"""What was said, on paper: text into `lp`'s standard input, and nothing on disk here.

The printing system keeps what it has not printed yet; a station's own keeps it on tmpfs, and no longer than that.
"""

from __future__ import annotations

import asyncio
import contextlib
from asyncio.subprocess import DEVNULL, PIPE, Process
from enum import StrEnum

from kiosk import log
from kiosk.errors import KioskError

DEADLINE_S = 20.0
END_S = 2.0
"""How long a program that is told to end may take."""
COMMAND = "lp"

_log = log.EventLog("printer")


class PrinterReason(StrEnum):
    """Why nothing was printed."""

    NOT_INSTALLED = "not-installed"
    """There is no `lp` here."""
    REFUSED = "refused"
    """The queue does not exist or takes nothing."""
    TOO_LATE = "too-late"
    """The printing system did not answer in time."""


class PrinterError(KioskError):
    """The queue did not take what was to be printed."""


async def print_text(queue: str, text: str, *, deadline_s: float = DEADLINE_S, command: str = COMMAND) -> None:
    """Hand ``text`` to the printer's queue; raises `PrinterError`. The paper comes later, or not: no queue knows."""
    try:
        process = await asyncio.create_subprocess_exec(
            command, "-d", queue, "-t", "halsorum", "-", stdin=PIPE, stdout=DEVNULL, stderr=DEVNULL
        )
    except OSError as problem:
        raise PrinterError(
            "There is no program to print with.", reason=PrinterReason.NOT_INSTALLED, hint="Install cups-client."
        ) from problem
    try:
        async with asyncio.timeout(deadline_s):
            await process.communicate(text.encode())
    except TimeoutError as problem:
        raise PrinterError(
            "The printing system does not answer.", reason=PrinterReason.TOO_LATE, hint="Look whether CUPS runs."
        ) from problem
    except OSError as problem:
        raise _refused() from problem
    finally:
        await _end(process)
    if process.returncode != 0:
        raise _refused()


def _refused() -> PrinterError:
    return PrinterError(
        "The printer's queue took nothing.",
        reason=PrinterReason.REFUSED,
        hint="Compare the setting with `lpstat -a`.",
    )


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), END_S)


class Printer:
    """One queue; an empty name: there is no printer."""

    def __init__(self, queue: str) -> None:
        self._queue = queue
        self._task: asyncio.Task[bool] | None = None

    async def put(self, text: str) -> bool:
        """Print ``text``; tell whether the queue took it."""
        self._task = asyncio.ensure_future(self._print(text))
        return await asyncio.shield(self._task)

    async def settle(self) -> None:
        """Wait for what is under way: its text must be gone before anything is called erased."""
        task, self._task = self._task, None
        if task is not None:
            await asyncio.wait({task}, timeout=DEADLINE_S + END_S)

    async def _print(self, text: str) -> bool:
        try:
            await print_text(self._queue, text)
        except PrinterError as problem:
            _log.error("not-printed", problem)
            return False
        _log.info("printed")
        return True
