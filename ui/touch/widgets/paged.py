# SPDX-License-Identifier: EUPL-1.2
"""Large texts under each other: the part of them that there is room for, and the way to the next. Nothing scrolls."""

from __future__ import annotations

from collections.abc import Sequence

from ui.touch.box import Box
from ui.touch.pages import divide
from ui.touch.theme import Theme
from ui.touch.widgets.pager import Pager
from ui.touch.widgets.prompt import Prompt, text_height, written

FEWEST_LINES = 2
"""A page of less is none: then texts are made smaller, as a last resort."""


def hold_all(theme: Theme, texts: Sequence[Prompt], box: Box, gap: int) -> bool:
    """Tell whether all of ``texts`` have room in ``box`` as large as they are meant to be."""
    heights = [text_height(theme, each.text, each.text_size, box.w) for each in texts]
    return sum(heights) + gap * max(0, len(texts) - 1) <= box.h


def turn_to_page(theme: Theme, pager: Pager, box: Box, prompts: Sequence[Prompt], gap: int) -> Box:
    """Have ``prompts`` show the page that is turned to; return the place of their texts."""
    texts = [prompt for prompt in prompts if prompt.text]
    for prompt in prompts:
        prompt.page = None
    owner = prompts[0]
    if hold_all(theme, texts, box, gap) or pager.owner not in (None, owner):
        pager.release(owner)
        return box
    strip, rest = pager.strip(box)
    lines = [written(theme, each.text, each.text_size, rest.w) for each in texts]
    least = max(line.high_px for each in lines for line in each)
    if rest.h < FEWEST_LINES * least:
        pager.release(owner)
        return box
    pages = divide(lines, rest.h, gap)
    number = pager.turn(owner, len(pages), strip)
    for prompt, part in zip(texts, pages[number], strict=True):
        prompt.page = part
    return rest
