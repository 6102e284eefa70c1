# SPDX-License-Identifier: EUPL-1.2
"""The station as the desk's client: tell it that a visit is over, so that it closes the GP's way in at once."""

from __future__ import annotations

import asyncio
import ssl

import aiohttp

from kiosk import log

ATTEMPTS = 5
ATTEMPT_S = 5.0
PAUSE_S = 1.0

_log = log.EventLog("desk-client")


class DeskClient:
    """The desk's interface over mutual TLS. Use as an async context manager."""

    def __init__(self, api_url: str, tls: ssl.SSLContext) -> None:
        self._url = api_url.rstrip("/")
        self._tls = tls
        self._session: aiohttp.ClientSession | None = None

    async def __aenter__(self) -> DeskClient:
        timeout = aiohttp.ClientTimeout(total=ATTEMPT_S)
        self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(ssl=self._tls, limit=2), timeout=timeout)
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._session is not None:
            await self._session.close()

    async def end_visit(self, visit: str) -> None:
        """Report the end of ``visit``; given up after some attempts, for the desk ends it by its time all the same."""
        for attempt in range(1, ATTEMPTS + 1):
            if await self._reported(visit):
                return
            _log.warning("end-not-reported", attempt=attempt)
            await asyncio.sleep(PAUSE_S * attempt)

    async def _reported(self, visit: str) -> bool:
        if self._session is None:
            return False
        try:
            async with self._session.post(f"{self._url}/visits/{visit}/end") as response:
                return response.status < 500
        except (aiohttp.ClientError, TimeoutError):
            return False
