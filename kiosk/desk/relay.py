# SPDX-License-Identifier: EUPL-1.2
"""The broker behind the desk's own address: a GP's browser reaches it at `/mqtt` by WSS, the desk hands the bytes on.

A hospital's network lets one address and port 443 through, and one certificate is enough. It is also what makes
Firefox work with a Mosquitto that has TLS WebSockets of its own: its library offers HTTP/2 in the TLS handshake but
does not know WebSockets over HTTP/2 (RFC 8441), which Firefox then asks for; here only HTTP/1.1 is spoken. The desk
sees MQTT as the broker does and is believed as little: calls are signed.
"""

from __future__ import annotations

import asyncio
import ssl
from urllib.parse import urlsplit

import aiohttp
from aiohttp import WSMsgType, web

from kiosk import log
from kiosk.desk_settings import DeskSettings

PATH = "/mqtt"
PROTOCOLS = ("mqtt",)
MAX_MESSAGE_BYTES = 64 * 1024
CONNECT_DEADLINE_S = 10.0
SILENCE_S = 60.0
"""A page's keep-alive is 20 s; who says nothing for so long is gone."""
MAX_RELAYS = 2000

_log = log.EventLog("relay")


def page_broker_url(settings: DeskSettings) -> str:
    """Tell where GPs' pages find the broker: as set, or at the desk's own relay."""
    if settings.broker.public_url:
        return settings.broker.public_url
    return f"wss://{urlsplit(settings.desk.public_url).netloc}{PATH}"


class Relay:
    """Hands WebSocket messages on, both ways, until either end is gone."""

    def __init__(self, settings: DeskSettings, tls: ssl.SSLContext) -> None:
        self._url = settings.broker.relay_to
        self._origin = settings.desk.public_url.rstrip("/")
        self._tls = tls
        self._open = 0

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Relay one page's connection; only our own page's, for a browser names the origin."""
        if request.headers.get("Origin") != self._origin:
            raise web.HTTPForbidden
        if self._open >= MAX_RELAYS:
            raise web.HTTPServiceUnavailable
        self._open += 1
        try:
            return await self._relay(request)
        finally:
            self._open -= 1

    async def _relay(self, request: web.Request) -> web.StreamResponse:
        page = web.WebSocketResponse(
            protocols=PROTOCOLS, max_msg_size=MAX_MESSAGE_BYTES, receive_timeout=SILENCE_S, timeout=2.0, compress=False
        )
        try:
            async with aiohttp.ClientSession() as session:
                async with asyncio.timeout(CONNECT_DEADLINE_S):
                    broker = await session.ws_connect(
                        self._url, protocols=PROTOCOLS, ssl=self._tls, max_msg_size=MAX_MESSAGE_BYTES
                    )
                async with broker:
                    await page.prepare(request)
                    await _join(page, broker)
        except (aiohttp.ClientError, TimeoutError, OSError) as problem:
            _log.warning("broker-not-reached", kind=type(problem).__name__)
            if not page.prepared:
                raise web.HTTPBadGateway from None
        return page


async def _join(page: web.WebSocketResponse, broker: aiohttp.ClientWebSocketResponse) -> None:
    """Carry messages until one of the two ends."""
    pumps = {asyncio.create_task(_pump(page, broker)), asyncio.create_task(_pump(broker, page))}
    try:
        await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        await page.close()


async def _pump(
    source: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
    sink: web.WebSocketResponse | aiohttp.ClientWebSocketResponse,
) -> None:
    while True:
        message = await source.receive()
        if message.type is not WSMsgType.BINARY:
            return
        await sink.send_bytes(message.data)
