# SPDX-License-Identifier: EUPL-1.2
"""A screen for the touch UI where there is none: Xvfb, on a display number it chooses itself."""

from __future__ import annotations

import asyncio
import os
import shutil

from kiosk.errors import KioskError

START_DEADLINE_S = 10.0
END_DEADLINE_S = 5.0


def screen_here() -> bool:
    """Tell whether a window could be opened for a person."""
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


class VirtualDisplay:
    """Xvfb; an async context manager whose value is the environment for programs that draw on it."""

    def __init__(self, width_px: int, height_px: int) -> None:
        self._size = f"{width_px}x{height_px}x24"
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> dict[str, str]:
        if shutil.which("Xvfb") is None:
            raise KioskError("There is no Xvfb to draw on.", hint="Install Debian's package 'xvfb'.")
        reading, writing = os.pipe()
        try:
            arguments = ("-displayfd", str(writing), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset")
            self._process = await asyncio.create_subprocess_exec(
                "Xvfb", *arguments, pass_fds=(writing,), stderr=asyncio.subprocess.DEVNULL, start_new_session=True
            )
        finally:
            os.close(writing)
        number = ""
        try:
            async with asyncio.timeout(START_DEADLINE_S):
                number = await asyncio.to_thread(_read_line, reading)
        finally:
            os.close(reading)
            if not number:
                await self._end()
        if not number:
            raise KioskError("Xvfb ended at once.", hint="Run `Xvfb :99` by hand to see why.")
        return {"DISPLAY": f":{number}", "WAYLAND_DISPLAY": "", "SDL_VIDEODRIVER": "x11", "LIBGL_ALWAYS_SOFTWARE": "1"}

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def _end(self) -> None:
        """End it, also where it is given up before it has said its number."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        try:
            async with asyncio.timeout(END_DEADLINE_S):
                await self._process.wait()
        except TimeoutError:
            self._process.kill()
            await self._process.wait()


def _read_line(descriptor: int) -> str:
    """Read up to the line's end: Xvfb writes number and newline apart, and dies if nobody takes the second."""
    with os.fdopen(os.dup(descriptor)) as stream:
        return stream.readline().strip()
