# SPDX-License-Identifier: EUPL-1.2
"""The GP's page as different readers have it: in another language, in a narrow window, set more widely."""

from __future__ import annotations

from playwright.async_api import Page, expect


async def speak(page: Page, language: str) -> None:
    """Choose a language as the page does; behind an open question its menu cannot be reached by hand."""
    await page.locator("#language").evaluate(
        "(menu, language) => { menu.value = language; menu.dispatchEvent(new Event('change')); }", language
    )
    await expect(page.locator("html")).to_have_attribute("lang", language)


REFLOW = """() => {
    const faults = [];
    const high = document.scrollingElement.scrollWidth - innerWidth;
    if (high > 0) faults.push(`the page is ${high} px wider than the window`);
    for (const node of document.querySelectorAll("main *, header *, dialog *")) {
        const box = node.getBoundingClientRect();
        if (!node.checkVisibility() || box.width === 0 || node.closest(".unseen")) continue;
        if (box.right > innerWidth + 1 || box.left < -1) faults.push(`${node.tagName} ${node.id} leaves the window`);
    }
    return faults;
}"""
SPACING = "line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important"
CUT = """() => [...document.querySelectorAll("button, p, dt, dd, li, h1, h2, h3, h4, summary, label")]
    .filter((node) => node.checkVisibility() && node.getClientRects().length > 0 && !node.closest(".unseen")
        && getComputedStyle(node).display !== "inline"
        && (node.scrollWidth > node.clientWidth + 1 || node.scrollHeight > node.clientHeight + 2))
    .map((node) => `${node.tagName} ${node.id} is cut off: ${node.textContent}`)"""
WINDOWS = ((320, 640), (320, 256))
"""A narrow one, and one of 1280 by 1024 px at 400 %."""


async def narrow(page: Page) -> list[str]:
    """Look for what leaves a narrow window sideways."""
    found = []
    usual = page.viewport_size
    assert usual is not None
    for width, height in WINDOWS:
        await page.set_viewport_size({"width": width, "height": height})
        found += [f"{width}×{height}: {fault}" for fault in await page.evaluate(REFLOW)]
    await page.set_viewport_size(usual)
    return found


async def widely_set(page: Page) -> list[str]:
    """Look for text that is cut off when a reader sets it wider (WCAG 1.4.12)."""
    await page.evaluate(
        "(style) => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`* { ${style} }`);"
        " document.adoptedStyleSheets = [sheet]; }",
        SPACING,
    )
    found: list[str] = await page.evaluate(CUT)
    await page.evaluate("() => { document.adoptedStyleSheets = []; }")
    return found
