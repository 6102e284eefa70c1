# SPDX-License-Identifier: EUPL-1.2
"""The real ui process, under a display of its own."""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

STOP_WITHIN_S = 10.0
COMMAND = (
    "import argparse, sys; from kiosk import log; from ui.touch.cli import add_command; "
    "parser = argparse.ArgumentParser(); add_command(parser.add_subparsers()); "
    "arguments = parser.parse_args(); log.configure(); sys.exit(arguments.func(arguments))"
)


async def start_ui(display: str, runtime: Path, *overrides: str) -> Process:
    """Start `kiosk ui` with a stage, as a window of the reference panel unless overridden."""
    settings = (f"station.runtime={runtime}", "panel.fullscreen=false", *overrides)
    arguments = [part for setting in settings for part in ("--set", setting)]
    environment = {**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", COMMAND, "ui", *arguments, "--stage", str(runtime / "stage.sock"),
        env=environment, stderr=PIPE,
    )  # fmt: skip


async def stop_ui(process: Process) -> str:
    """Ask it to stop; returns what it wrote. Killed if it does not."""
    if process.returncode is None:
        process.terminate()
    try:
        async with asyncio.timeout(STOP_WITHIN_S):
            _, written = await process.communicate()
    except TimeoutError:
        process.kill()
        await process.wait()
        raise
    return written.decode()
