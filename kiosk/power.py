# SPDX-License-Identifier: EUPL-1.2
"""Starting the programs of the station anew, or the whole machine: by systemd, which asks polkit whether it may be.

`systemd/halsorum-power.rules` lets the station's user do just these two things. Where no service manager runs the
station (at a developer's desk, in the demonstration) neither is offered.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum

from kiosk.errors import KioskError

TARGET = "kiosk.target"
RUN_S = 10.0

Runner = Callable[[tuple[str, ...]], Awaitable[int]]
"""Runs a command and returns its exit code; raises `OSError` where it cannot be started."""


class Restart(StrEnum):
    """What is started anew."""

    PROGRAMS = "programs"
    """The three processes of the station."""
    MACHINE = "machine"


class PowerReason(StrEnum):
    """Why nothing was started anew."""

    UNMANAGED = "unmanaged"
    """No service manager runs the station."""
    REFUSED = "refused"
    """The system does not let the station's user do it."""
    NO_ANSWER = "no-answer"


class PowerError(KioskError):
    """The machine goes on as before."""


COMMANDS: dict[Restart, tuple[str, ...]] = {
    Restart.PROGRAMS: ("--no-block", "--no-ask-password", "restart", TARGET),
    Restart.MACHINE: ("--no-block", "--no-ask-password", "reboot"),
}
"""Without waiting: the one who waits would be stopped with the rest."""


def managed(environ: Mapping[str, str]) -> bool:
    """Tell whether systemd runs this process (systemd.exec(5), *Environment variables*)."""
    return bool(environ.get("INVOCATION_ID")) and bool(environ.get("NOTIFY_SOCKET"))


class Power:
    """Restarts by `systemctl`; ``run`` None: there is nobody to ask."""

    def __init__(self, run: Runner | None) -> None:
        self._run = run

    @property
    def able(self) -> bool:
        return self._run is not None

    async def restart(self, what: Restart) -> None:
        """Have ``what`` started anew; raises `PowerError` if it is not going to be."""
        if self._run is None:
            raise PowerError(
                "No service manager runs this station.",
                reason=PowerReason.UNMANAGED,
                hint="Start it anew as it was started.",
            )
        try:
            async with asyncio.timeout(RUN_S):
                code = await self._run(COMMANDS[what])
        except (TimeoutError, OSError):
            raise PowerError(
                "The service manager does not answer.",
                reason=PowerReason.NO_ANSWER,
                hint="Switch the station off and on.",
            ) from None
        if code != 0:
            raise PowerError(
                "The system does not let the station restart.",
                reason=PowerReason.REFUSED,
                hint="Install systemd/halsorum-power.rules, or switch the station off and on.",
            )


async def run_systemctl(arguments: tuple[str, ...]) -> int:
    """Run systemctl; a `Runner`."""
    process = await asyncio.create_subprocess_exec(
        shutil.which("systemctl") or "/usr/bin/systemctl",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        return await process.wait()
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
