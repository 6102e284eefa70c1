# SPDX-License-Identifier: EUPL-1.2
"""The GP of a played visit: a real headless Chromium at the real page, with a camera and ears of her own."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, BrowserContext, Page, Playwright, async_playwright
from playwright.async_api import Error as PlaywrightError

from kiosk.errors import KioskError

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
VIEWPORT = {"width": 1280, "height": 800}
STEP_DEADLINE_MS = 20_000

_ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream", "--autoplay-policy=no-user-gesture-required",
    "--disable-features=WebRtcHideLocalIpsWithMdns",
)  # fmt: skip


def find_browser() -> str:
    """Find a Chromium; raises `KioskError` if there is none."""
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    raise KioskError("There is no Chromium to play the GP with.", hint="Install Debian's package 'chromium'.")


@dataclass(slots=True)
class GpBrowser:
    """A GP's browser; an async context manager. ``trusted_spki`` makes it trust just the clinic's servers."""

    trusted_spki: str
    measured: bool = True
    _playwright: Playwright | None = None
    _browser: Browser | None = None
    _context: BrowserContext | None = None

    async def __aenter__(self) -> GpBrowser:
        try:
            self._playwright = await async_playwright().start()
            self._browser = await self._playwright.chromium.launch(
                executable_path=find_browser(),
                args=[*_ARGUMENTS, f"--ignore-certificate-errors-spki-list={self.trusted_spki}"],
            )
            await self.new_person()
        except PlaywrightError as problem:
            await self.__aexit__()
            raise KioskError(
                "The GP's browser does not start.", hint="Run `chromium --version` to see why."
            ) from problem
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._browser is not None:
            await self._browser.close()
        if self._playwright is not None:
            await self._playwright.stop()

    async def new_person(self) -> None:
        """Start with an empty profile: another person, or another computer."""
        if self._browser is None:
            raise KioskError("The browser is not running.")
        self._context = await self._browser.new_context(viewport=VIEWPORT, locale="sv-SE")  # type: ignore[arg-type]
        self._context.set_default_timeout(STEP_DEADLINE_MS)
        if self.measured:
            await self._context.add_init_script(files(__package__).joinpath("gp_devices.js").read_text("utf-8"))

    async def pages(self) -> list[Page]:
        """List every open tab."""
        contexts = self._browser.contexts if self._browser is not None else []
        return [page for context in contexts for page in context.pages]

    async def open(self, link: str) -> GpPage:
        """Open the link in a new tab."""
        if self._context is None:
            raise KioskError("The browser is not running.")
        page = await self._context.new_page()
        await page.goto(link)
        return GpPage(page)


@dataclass(slots=True)
class GpPage:
    """One tab with the GP's page."""

    page: Page

    async def join(self, name: str = "") -> None:
        """Fill in a name and join."""
        await self.page.locator("#lobby").wait_for()
        if name:
            await self.page.fill("#name", name)
        await self.page.click("#join")

    async def in_call(self, deadline_ms: float = STEP_DEADLINE_MS) -> None:
        """Wait until the patient's picture moves."""
        await self.state("in-call", deadline_ms)
        await self.page.wait_for_function(
            "() => { const v = document.getElementById('remote-video');"
            " return v.videoWidth > 0 && v.getVideoPlaybackQuality().totalVideoFrames > 2; }",
            timeout=deadline_ms,
        )

    async def state(self, state: str, deadline_ms: float = STEP_DEADLINE_MS) -> None:
        """Wait for a state of the page, by the name it has in its table."""
        await self.page.wait_for_selector(f"body[data-state='{state}']", timeout=deadline_ms)

    async def numbers(self, deadline_ms: float = STEP_DEADLINE_MS) -> tuple[str, str]:
        """Wait for SpO2 and pulse, and read them."""
        await self.page.wait_for_function(
            "() => ['value-spo2', 'value-pulse'].every(id => /^\\d+$/.test(document.getElementById(id).textContent))",
            timeout=deadline_ms,
        )
        spo2 = await self.page.text_content("#value-spo2")
        return spo2 or "", await self.page.text_content("#value-pulse") or ""

    async def accept(self, deadline_ms: float = STEP_DEADLINE_MS) -> None:
        """Accept the readings shown, and wait until they are filed."""
        await self.page.click("#accept")
        await self.page.wait_for_selector("#accepted-list [data-state='filed']", timeout=deadline_ms)

    async def write(self, text: str) -> None:
        await self.page.fill("#chat-input", text)
        await self.page.click("#chat-send")

    async def end(self) -> None:
        await self.page.click("#end")
        await self.page.click("#end-confirm")

    async def first_frame_s(self) -> float | None:
        """Wall time of the first decoded frame, as the page marked it."""
        found = await self.page.evaluate(
            "() => { const m = performance.getEntriesByName('first-frame')[0];"
            " return m ? performance.timeOrigin + m.startTime : null; }"
        )
        return None if found is None else float(found) / 1000

    async def measured(self) -> dict[str, Any]:
        """What the browser's instruments have measured so far."""
        found: dict[str, Any] = await self.page.evaluate("() => window.halsorumProbe")
        return found

    async def picture(self, path: Path) -> None:
        await self.page.screenshot(path=path)
