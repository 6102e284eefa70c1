# SPDX-License-Identifier: EUPL-1.2
"""Debian's own Firefox, driven over WebDriver BiDi (W3C): playwright drives only a Firefox of its own making."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp

FIREFOX = "/usr/bin/firefox-esr"
DEADLINE_S = 20.0
STARTING_S = 60.0
PREFERENCES = {
    "media.navigator.streams.fake": True,
    "media.navigator.permission.disabled": True,
    "media.autoplay.default": 0,
    "media.peerconnection.ice.loopback": True,
    "intl.accept_languages": "en-GB",
    "app.update.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.page": 0,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
}


@dataclass
class Firefox:
    """One tab."""

    socket: aiohttp.ClientWebSocketResponse
    tab: str = ""
    _next: int = 0
    said: list[str] = field(default_factory=list)

    async def ask(self, method: str, **params: Any) -> dict[str, Any]:
        self._next += 1
        await self.socket.send_json({"id": self._next, "method": method, "params": params})
        async with asyncio.timeout(STARTING_S if method == "session.new" else DEADLINE_S):
            while True:
                answer: dict[str, Any] = json.loads(await self.socket.receive_str())
                if answer.get("method") == "log.entryAdded":
                    self.said.append(str(answer["params"]["text"]))
                if answer.get("id") != self._next:
                    continue
                if answer["type"] == "error":
                    raise AssertionError(answer["message"])
                result: dict[str, Any] = answer["result"]
                return result

    async def run(self, script: str) -> Any:
        """Evaluate a script whose value is a text, a number or a truth."""
        answer = await self.ask(
            "script.evaluate",
            expression=script,
            target={"context": self.tab},
            awaitPromise=True,
            userActivation=True,
        )
        if answer["type"] != "success":
            raise AssertionError(answer["exceptionDetails"]["text"])
        return answer["result"].get("value")

    async def until(self, script: str) -> None:
        """Wait until a script holds."""
        try:
            async with asyncio.timeout(DEADLINE_S):
                while not await self.run(script):
                    await asyncio.sleep(0.1)
        except TimeoutError as problem:
            raise AssertionError(f"waited in vain for: {script}") from problem

    async def open(self, url: str) -> None:
        await self.ask("browsingContext.navigate", context=self.tab, url=url, wait="complete")


@asynccontextmanager
async def firefox(profile: Path) -> AsyncIterator[Firefox]:
    """Start Firefox without a screen on a profile of its own."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
    (profile / "user.js").write_text("\n".join(lines))
    process = await asyncio.create_subprocess_exec(
        FIREFOX,
        *("--headless", "--no-remote", "--profile", str(profile), "--remote-debugging-port", "0"),
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
        env={"HOME": str(profile), "PATH": "/usr/bin:/bin", "MOZ_DISABLE_CONTENT_SANDBOX": "1"},
    )
    draining: asyncio.Task[bytes] | None = None
    try:
        assert process.stderr is not None
        url = await _address(process.stderr)
        draining = asyncio.create_task(process.stderr.read())
        async with aiohttp.ClientSession() as http, http.ws_connect(f"{url}/session") as socket:
            browser = Firefox(socket)
            await browser.ask("session.new", capabilities={"alwaysMatch": {"acceptInsecureCerts": True}})
            await browser.ask("session.subscribe", events=["log.entryAdded"])
            tree = await browser.ask("browsingContext.getTree")
            browser.tab = tree["contexts"][0]["context"]
            yield browser
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await asyncio.wait_for(process.wait(), DEADLINE_S)
        if draining is not None:
            await draining


async def _address(stderr: asyncio.StreamReader) -> str:
    """Read where Firefox listens from what it says at start."""
    async with asyncio.timeout(DEADLINE_S):
        while line := (await stderr.readline()).decode():
            found = re.search(r"listening on (ws://\S+)", line)
            if found:
                return found[1]
    raise AssertionError("Firefox ended before it listened")
