# SPDX-License-Identifier: EUPL-1.2
"""Chromium in the station's place: the page `station` in a second browser."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.bench.media.browser import BenchPage, NetBrowser
from tests.bench.media.ends import CONNECT_S, GpEnd, Wire, poll_page
from tests.bench.media.rig import RigError
from tests.bench.media.track import Track, VoiceCounter

_CALL = "chromium"


class ChromiumEnd:
    """One call of the browser in the station's namespace."""

    def __init__(self, browser: NetBrowser, wire: Wire) -> None:
        self.track = Track()
        self.facts: dict[str, Any] = {}
        self.series: list[dict[str, Any]] = []
        self._browser, self._wire = browser, wire
        self._voice = VoiceCounter()
        self._page: BenchPage | None = None
        self._gp: GpEnd | None = None
        self._connected = asyncio.Event()

    @property
    def pid(self) -> int:
        return self._browser.pid

    async def connect(self, gp: GpEnd) -> None:
        self._gp = gp
        self._page = await self._browser.open("station", self._happened)
        await self._exchange(await self._page.ask("offer"))
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._connected.wait()
                await gp.connected.wait()
        except TimeoutError:
            raise RigError("The call between two browsers does not come about.") from None

    async def gp_says(self, event: dict[str, Any]) -> None:
        if event["type"] == "candidates" and self._page is not None:
            await self._wire.passed()
            await self._page.ask("candidates", event["candidates"])

    async def poll(self) -> None:
        if self._page is not None:
            await poll_page(self._page, self.track, self._voice, self.series, self.facts)

    async def close(self) -> None:
        if self._page is not None:
            await self._page.close()

    async def _happened(self, event: dict[str, Any]) -> None:
        if event["type"] == "connected":
            self._connected.set()
        elif event["type"] == "offer":
            await self._exchange(event["sdp"])

    async def _exchange(self, offer: str) -> None:
        if self._gp is None or self._page is None:
            return
        await self._wire.passed()
        answer = await self._gp.page.ask("answer", _CALL, offer)
        await self._wire.passed()
        await self._page.ask("answer", answer)
        await self._gp.page.ask("answered")
