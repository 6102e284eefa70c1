# SPDX-License-Identifier: EUPL-1.2
"""The other end of `kiosk ui --stage`: what tests and the demonstration use to see and touch the screen."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from types import TracebackType
from typing import Any

DEADLINE_S = 15.0
CONNECT_PAUSE_S = 0.05
BETWEEN_DIGITS_S = 0.3
"""Longer than the keypad's filter against double strikes."""


class StageError(RuntimeError):
    """The screen cannot do what was asked; says why."""


class StageClient:
    """``async with StageClient(socket) as stage:`` waits for the ui to be there. One request at a time."""

    def __init__(self, socket: Path, deadline_s: float = DEADLINE_S) -> None:
        self._socket = socket
        self._deadline_s = deadline_s
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None
        self._turn = asyncio.Lock()
        self._last, self._last_s = "", 0.0
        self.pace_s = BETWEEN_DIGITS_S
        """How long the same touch or key, or one at the same place, waits before it is given again."""

    async def __aenter__(self) -> StageClient:
        async with asyncio.timeout(self._deadline_s):
            while self._writer is None:
                try:
                    self._reader, self._writer = await asyncio.open_unix_connection(self._socket, limit=1 << 22)
                except (FileNotFoundError, ConnectionRefusedError):
                    await asyncio.sleep(CONNECT_PAUSE_S)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._writer is not None:
            self._writer.close()

    async def ask(self, do: str, **request: Any) -> dict[str, Any]:
        """Send one request and return its answer; raises `StageError` for a refusal."""
        if self._reader is None or self._writer is None:
            raise StageError("not connected")
        async with self._turn, asyncio.timeout(self._deadline_s + float(request.get("timeout_s", 0))):
            self._writer.write(json.dumps({"do": do, **request}).encode() + b"\n")
            line = await self._reader.readline()
        if not line:
            raise StageError("the ui is gone")
        answer: dict[str, Any] = json.loads(line)
        if not answer.pop("ok"):
            raise StageError(f"{do}: {answer['why']}")
        return answer

    async def screen(self) -> dict[str, Any]:
        """Return ``screen``, ``language``, ``ready``, ``idle``, and what is marked (``marked``, ``mark``,
        ``scan``, and ``keys``: whether a key would act now)."""
        return await self.ask("screen")

    async def wait(self, screen: str, timeout_s: float = 10.0, **more: Any) -> dict[str, Any]:
        """Wait until ``screen`` is drawn and takes touches; ``language=`` and ``idle=`` may be given too."""
        return await self.ask("wait", screen=screen, timeout_s=timeout_s, **more)

    async def tree(self) -> list[dict[str, Any]]:
        """Return every visible widget."""
        widgets: list[dict[str, Any]] = (await self.ask("tree"))["widgets"]
        return widgets

    async def spoken(self) -> dict[str, Any]:
        """Return ``said`` (utterances, as to somebody with a headset), ``visible`` (texts) and whether it is ``on``."""
        return await self.ask("spoken")

    async def find(self, ident: str) -> dict[str, Any]:
        """Return the widget called ``ident``."""
        for widget in await self.tree():
            if widget["id"] == ident:
                return widget
        raise StageError(f"there is no '{ident}'")

    async def picture(self, path: Path) -> None:
        """Save what is on the screen as PNG."""
        await self.ask("picture", path=str(path))

    async def tap(self, ident: str) -> None:
        """Touch the middle of ``ident`` through Kivy's input; the same place twice at a person's pace."""
        await self._paced(ident, "tap", id=ident, pace_s=self.pace_s)

    async def key(self, code: int) -> dict[str, Any]:
        """Press a key by Kivy's number of it; the same twice at a person's pace. Return what is marked then."""
        return await self._paced(str(code), "key", code=code)

    async def _paced(self, what: str, do: str, **request: Any) -> dict[str, Any]:
        """Wait where the same again would pass for a tremor, then ask."""
        loop = asyncio.get_running_loop()
        left_s = self._last_s + self.pace_s - loop.time()
        if what == self._last and left_s > 0:
            await asyncio.sleep(left_s)
        answer = await self.ask(do, **request)
        self._last, self._last_s = what, loop.time()
        return answer

    async def hold(self, ident: str, seconds: float) -> None:
        """Touch the middle of ``ident`` for so long."""
        await self.ask("hold", id=ident, seconds=seconds)

    async def centre(self, ident: str) -> tuple[int, int]:
        """Return the middle of ``ident`` in pixels from the window's top left, for a real pointer."""
        x, y, w, h = (await self.find(ident))["box"]
        return x + w // 2, y + h // 2

    async def type_code(self, digits: str) -> None:
        """Tap a code, at a person's pace."""
        for digit in digits:
            await self.tap(f"key-{digit}")
