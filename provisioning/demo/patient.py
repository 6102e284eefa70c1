# SPDX-License-Identifier: EUPL-1.2
"""The patient of a played visit: looks at the real touch UI and taps it through the X server, like a finger would."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from kiosk.errors import KioskError
from ui.touch.stage_client import BETWEEN_DIGITS_S, StageClient

LOOK_AGAIN_S = 0.1
SIMPLEST = {
    "how-to": "continue",
    "who-for": "person-self",
    "company": "company-alone",
    "consent": "consent",
    "prepare": "continue",
    "review": "continue",
    "summary": "continue",
    "rating": "continue",
    "erased": "done",
    "cleaning": "done",
}
"""What leads on from each screen that asks something, if there is nothing special to say."""


class Patient:
    """Eyes and a finger: ``stage`` sees the screen, xdotool taps on ``environment``'s display."""

    def __init__(self, stage: StageClient, environment: Mapping[str, str]) -> None:
        self._stage = stage
        self._environment = dict(environment)

    async def sees(self, screen: str, timeout_s: float = 15.0) -> None:
        """Wait until ``screen`` is drawn and takes touches."""
        await self._stage.wait(screen, timeout_s=timeout_s)

    async def tap(self, ident: str) -> None:
        """Tap the middle of a widget."""
        x, y = await self._stage.centre(ident)
        process = await asyncio.create_subprocess_exec(
            "xdotool", "mousemove", str(x), str(y), "click", "1", env=self._environment
        )
        if await process.wait() != 0:
            raise KioskError("The screen could not be tapped.", hint="Is xdotool there, and the display?")

    async def type_code(self, digits: str) -> None:
        """Tap a code, at a person's pace."""
        for digit in digits:
            await self.tap(f"key-{digit}")
            await asyncio.sleep(BETWEEN_DIGITS_S)

    async def reads(self, ident: str, timeout_s: float = 20.0) -> str:
        """Wait until the widget ``ident`` shows a number; return its digits."""
        async with asyncio.timeout(timeout_s):
            while True:
                text = await self.text(ident)
                if any(character.isdigit() for character in text):
                    return "".join(character for character in text if character.isdigit())
                await asyncio.sleep(LOOK_AGAIN_S)

    async def widgets(self) -> list[dict[str, Any]]:
        return await self._stage.tree()

    async def picture(self, path: Path) -> None:
        await self._stage.picture(path)

    async def sees_other(self, ident: str, before: str, timeout_s: float = 15.0) -> None:
        """Wait until the widget ``ident`` says something else than ``before``."""
        async with asyncio.timeout(timeout_s):
            while True:
                if await self.text(ident) not in ("", before):
                    return
                await asyncio.sleep(LOOK_AGAIN_S)

    async def text(self, ident: str) -> str:
        """Read the widget ``ident``; empty if it is not there."""
        found = [widget for widget in await self._stage.tree() if widget["id"] == ident]
        return str(found[0]["text"]) if found else ""
