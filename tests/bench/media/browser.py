# SPDX-License-Identifier: EUPL-1.2
"""Chromium inside a network namespace, and the bench's pages in it. The pages are served from memory: no server."""

from __future__ import annotations

import contextlib
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Browser, BrowserContext, Page, Playwright, Route, async_playwright
from playwright.async_api import Error as PlaywrightError

from kiosk.call.cameras.test_picture import PHASES, WAVE_S, TestPicture
from kiosk.call.sound import marker
from kiosk.call.sound.card import silence
from kiosk.call.sound.speech import Speech
from kiosk.errors import KioskError
from provisioning.bootstrap.node import node_folder
from tests.bench.media.rig import find_browser, inside

WIDTH_PX, HEIGHT_PX, FPS = 640, 360, 30
ORIGIN = "https://bench.invalid/"
STEP_MS = 15_000
SPEECH_MS = 30_000
VIEWPORT = {"width": 800, "height": 600}

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)  # fmt: skip
"""Without the last one two browsers never find each other here: mDNS names cannot be looked up on the line."""

_PAGE = """<!doctype html><html lang="en"><title>bench</title><style>video{{width:640px;height:360px}}</style>
<video autoplay playsinline></video><script type="module" src="{name}.js"></script></html>"""


class BrowserError(KioskError, OSError):
    """The browser or its page does not do what the bench asks."""


@cache
def _files() -> dict[str, bytes]:
    """Make everything the pages fetch: the code, the station's own test picture and speech."""
    with tempfile.TemporaryDirectory() as folder:
        build = Path(__file__).parent / "page" / "build.mjs"
        node = node_folder(Path(sys.prefix)) / "bin" / "node"
        subprocess.run([node, build, folder], check=True, timeout=60)
        files = {name: (Path(folder) / name).read_bytes() for name in ("gp.js", "station.js")}
    picture, half_ms = TestPicture(WIDTH_PX, HEIGHT_PX, FPS), WAVE_S * 500
    turns = [round(np.arccos(1 - 2 * phase / (PHASES - 1)) / np.pi * half_ms) for phase in range(PHASES)]
    files["picture.bin"] = b"".join(picture.draw(at_ms, 0.0).planes.tobytes() for at_ms in turns)
    about = {"width": WIDTH_PX, "height": HEIGHT_PX, "fps": FPS, "waveMs": WAVE_S * 1000, "count": PHASES}
    files["picture.json"] = json.dumps(about).encode()
    speech = Speech("sv")
    speech.prepare()
    moments = range(0, SPEECH_MS, 20)
    files["speech.bin"] = b"".join(
        (speech.frame(at_ms) if at_ms % marker.PERIOD_MS else silence()).tobytes() for at_ms in moments
    )
    files["burst.bin"] = marker.burst().tobytes()
    return files


@dataclass(slots=True)
class NetBrowser:
    """A Chromium in ``namespace``; an async context manager. ``pid`` is the root of its processes."""

    namespace: str
    _playwright: Playwright | None = None
    _browser: Browser | None = None
    _folder: tempfile.TemporaryDirectory[str] | None = None

    async def __aenter__(self) -> NetBrowser:
        self._folder = tempfile.TemporaryDirectory(prefix="halsorum-bench-")
        program = Path(self._folder.name) / "chromium"
        command = shlex.join(inside(self.namespace, find_browser() or "chromium"))
        program.write_text(f'#!/bin/sh\necho $$ > "{self._folder.name}/pid"\nexec {command} "$@"\n', encoding="utf-8")
        program.chmod(0o700)
        try:
            self._playwright = await async_playwright().start()
            self._browser = await self._playwright.chromium.launch(
                executable_path=program, args=list(ARGUMENTS), handle_sigint=False
            )
        except PlaywrightError as problem:
            await self.__aexit__()
            raise BrowserError("Chromium does not start inside the namespace.", hint=str(problem)[:200]) from problem
        return self

    async def __aexit__(self, *_: object) -> None:
        with contextlib.suppress(PlaywrightError):  # it may be gone already, as after Ctrl-C
            if self._browser is not None:
                await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()
        if self._folder is not None:
            self._folder.cleanup()

    @property
    def pid(self) -> int:
        if self._folder is None:
            raise BrowserError("The browser is not running.")
        return int((Path(self._folder.name) / "pid").read_text())

    @property
    def version(self) -> str:
        return self._browser.version if self._browser is not None else ""

    async def open(self, name: str, on_event: Callable[[dict[str, Any]], Any]) -> BenchPage:
        """Open the page ``gp`` or ``station`` in a fresh profile."""
        if self._browser is None:
            raise BrowserError("The browser is not running.")
        context = await self._browser.new_context(viewport=VIEWPORT)  # type: ignore[arg-type]
        context.set_default_timeout(STEP_MS)
        await context.grant_permissions(["camera", "microphone"], origin=ORIGIN)
        await context.route(f"{ORIGIN}**", _serve)
        page = await context.new_page()
        opened = BenchPage(page, context)
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        await page.expose_function("benchEvent", on_event)
        await page.goto(f"{ORIGIN}{name}.html")
        await page.wait_for_function("() => window.bench !== undefined")
        return opened


async def _serve(route: Route) -> None:
    name = route.request.url.removeprefix(ORIGIN)
    if name.endswith(".html"):
        await route.fulfill(body=_PAGE.format(name=name.removesuffix(".html")), content_type="text/html")
    elif name in _files():
        kind = "text/javascript" if name.endswith(".js") else "application/octet-stream"
        await route.fulfill(body=_files()[name], content_type=kind)
    else:
        await route.fulfill(status=404, body="")


@dataclass(slots=True)
class BenchPage:
    """A page of the bench; ``errors`` holds what its code did not catch."""

    page: Page
    context: BrowserContext
    errors: list[str] = field(default_factory=list)

    async def ask(self, what: str, *given: Any) -> Any:
        """Call ``window.bench[what](...given)`` and return what it gives."""
        try:
            return await self.page.evaluate("([what, given]) => window.bench[what](...given)", [what, list(given)])
        except PlaywrightError as problem:
            raise BrowserError(f"The page failed at '{what}'.", hint=str(problem)[:300]) from problem

    async def close(self) -> None:
        with contextlib.suppress(PlaywrightError):
            await self.context.close()
