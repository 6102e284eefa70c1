# SPDX-License-Identifier: EUPL-1.2
"""Divide a long text into pages that each fit a place. Pure: the font is asked through two functions."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ui.touch.text.wrap import Measure, wrap


def paged(text: str, width_px: int, height_px: int, measure: Measure, height: Callable[[str], int]) -> tuple[str, ...]:
    """Divide ``text`` at the ends of lines; every page holds a line at least. ``height``: of one line, in pixels."""
    pages: list[str] = []
    page, left_px = "", 0
    for line, goes_on in _lines(text, width_px, measure):
        high = height(line or " ")
        if page and high > left_px:
            pages.append(page.strip("\n"))
            page = ""
        if not page:
            page, left_px = line, height_px - high
        else:
            page, left_px = f"{page}{' ' if goes_on else chr(10)}{line}", left_px - high
    return tuple(each for each in (*pages, page.strip("\n")) if each) or ("",)


def _lines(text: str, width_px: int, measure: Measure) -> Iterator[tuple[str, bool]]:
    """Yield each line, and whether it goes on from the one before."""
    for paragraph in text.split("\n"):
        for number, line in enumerate(wrap(paragraph, width_px, measure)):
            yield line, number > 0
