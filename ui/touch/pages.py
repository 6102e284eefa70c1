# SPDX-License-Identifier: EUPL-1.2
"""Texts that stand under each other, divided into pages where they are too large for one. Nothing scrolls.

A text that fits a page is never divided: it moves to the next one whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """A line as it is drawn. ``goes_on``: it continues the one before."""

    text: str
    goes_on: bool
    high_px: int


Page = tuple[str, ...]
"""What of each text stands on a page; empty: nothing."""


def divide(texts: Sequence[Sequence[Written]], height_px: int, gap_px: int) -> tuple[Page, ...]:
    """Divide ``texts``, with ``gap_px`` between them, into pages of ``height_px``; each page holds a line at least."""
    pages: list[list[str]] = [[""] * len(texts)]
    left_px = height_px
    for number, lines in enumerate(texts):
        whole_px = sum(line.high_px for line in lines)
        begun = any(pages[-1])
        left_px -= gap_px if begun else 0
        if begun and whole_px > left_px and (whole_px <= height_px or lines[0].high_px > left_px):
            pages.append([""] * len(texts))
            left_px = height_px
        for line in lines:
            if line.high_px > left_px and any(pages[-1]):
                pages.append([""] * len(texts))
                left_px = height_px
            before = pages[-1][number]
            joint = (" " if line.goes_on else "\n") if before else ""
            pages[-1][number] = before + joint + line.text
            left_px -= line.high_px
    return tuple(tuple(page) for page in pages)
