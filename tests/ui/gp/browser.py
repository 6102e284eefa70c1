# SPDX-License-Identifier: EUPL-1.2
"""The GP's page in a real browser with a made-up camera and microphone."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DEADLINE_MS = 15_000


@dataclass
class GpPage:
    """One browser window; ``said`` is everything the page put on the console, ``asked`` every request it made."""

    context: BrowserContext
    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    async def state(self, state: str) -> None:
        """Wait until the page is in this state."""
        await expect(self.page.locator("#page-state")).to_have_attribute("data-state", state, timeout=DEADLINE_MS)

    async def connection(self, state: str) -> None:
        locator = self.page.locator("#connection-state")
        await expect(locator).to_have_attribute("data-state", state, timeout=DEADLINE_MS)

    async def text(self, selector: str, words: str) -> None:
        await expect(self.page.locator(selector)).to_contain_text(words, timeout=DEADLINE_MS)

    async def until(self, script: str) -> None:
        """Wait until a script holds. (`wait_for_function` evaluates text, which the page's content policy forbids.)"""
        async with asyncio.timeout(DEADLINE_MS / 1000):
            while not await self.page.evaluate(script):
                await asyncio.sleep(0.05)

    async def open(self, link: str) -> None:
        await self.page.goto(link)
        await self.state("lobby")

    async def join(self, link: str) -> None:
        await self.open(link)
        await self.page.click("#join")

    async def kept(self) -> dict[str, int | list[str]]:
        """What is left in the browser's storage: keys of local storage, number of signing keys."""
        kept: dict[str, int | list[str]] = await self.page.evaluate(
            """async () => {
                const db = await new Promise((resolve) => {
                    const request = indexedDB.open("halsorum", 1);
                    request.onupgradeneeded = () => request.result.createObjectStore("keys");
                    request.onsuccess = () => resolve(request.result);
                });
                const keys = await new Promise((resolve) => {
                    const request = db.transaction("keys").objectStore("keys").getAllKeys();
                    request.onsuccess = () => resolve(request.result);
                });
                db.close();
                return {settings: Object.keys(localStorage), session: sessionStorage.length, keys: keys.length};
            }"""
        )
        return kept


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@asynccontextmanager
async def browsing(browser: Browser, locale: str = "en-GB") -> AsyncIterator[GpPage]:
    """Open a window of a usual laptop's size, with a storage of its own."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800}, locale=locale)
    page = await context.new_page()
    gp = GpPage(context, page)
    page.on("console", lambda message: gp.said.append(message.text))
    page.on("pageerror", lambda error: gp.said.append(str(error)))
    page.on("request", lambda request: gp.asked.append(f"{request.method} {request.url}"))
    try:
        yield gp
    finally:
        await context.close()
