# SPDX-License-Identifier: EUPL-1.2
"""A pane page by page, where large text leaves no room for what to do beside the numbers. Its buttons stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ui.touch.box import Box
from ui.touch.pages import divide
from ui.touch.widgets.part import NOWHERE, card
from ui.touch.widgets.prompt import Prompt, text_height, written
from ui.touch.widgets.value import Value

if TYPE_CHECKING:
    from ui.touch.pane import Pane

Leaf = Callable[[], None]
"""Puts there what one page shows."""
INSIDE_MM, ABOVE_MM = 3.0, 0.5
"""Margins of the words on their card."""


def crowded(pane: Pane) -> bool:
    """Tell whether anything of ``pane`` had to be smaller than large text is."""
    least = pane.theme.large_mm - 0.01
    prompts = (prompt for prompt in pane.prompts if not prompt.hidden and prompt.shown)
    values = (value for value in (*pane.values, pane.gauge.value) if not value.hidden)
    return any(part.describe()["capital_mm"] < least for part in (*prompts, *values))


def arrange(pane: Pane) -> None:
    """Show the page that is turned to."""
    row, place = _rows(pane)
    leaves = list(_leaves(pane, place))
    strip = NOWHERE
    if len(leaves) > 1:
        if pane.buttons:
            strip, row = row.cut_right(pane.theme.target + pane.theme.mm(4), pane.theme.mm(3))
        else:
            strip, place = pane.pager.strip(place)
            leaves = list(_leaves(pane, place))
    pane.put_away()
    for button, column in zip(pane.buttons, row.columns(max(1, len(pane.buttons)), pane.theme.mm(3)), strict=False):
        button.place(column)
    if len(leaves) > 1:
        leaves[pane.pager.turn(pane, len(leaves), strip)]()
        return
    pane.pager.release(pane)
    for leaf in leaves:
        leaf()


def _rows(pane: Pane) -> tuple[Box, Box]:
    if not pane.buttons:
        return NOWHERE, pane.box
    return pane.box.cut_bottom(pane.theme.target, pane.theme.mm(2.5))


def _leaves(pane: Pane, place: Box) -> Iterator[Leaf]:
    """Numbers first where there are any: what to do has been read then."""
    numbers = list(_numbers(pane, place))
    yield from numbers
    if pane.failed:
        yield from _advice(pane, place)
        yield from _words(pane, [pane.kept], place)
    elif numbers:
        yield from _words(pane, [pane.status if pane.finished else pane.how], place)
    else:
        yield from _words(pane, [pane.how, pane.status], place)


def _numbers(pane: Pane, place: Box) -> Iterator[Leaf]:
    if pane.failed:
        return
    if pane.measures:
        yield partial(pane.gauge.place, place)
        return
    gap, rest = pane.theme.mm(3), [value for value in pane.values if value.number]
    while rest:
        count = max((n for n in range(1, len(rest) + 1) if _high(rest[:n], place, gap) <= place.h), default=1)
        yield partial(_put_numbers, rest[:count], place, gap)
        rest = rest[count:]


def _high(values: list[Value], place: Box, gap: int) -> int:
    return sum(value.height_for(place.w) for value in values) + gap * (len(values) - 1)


def _put_numbers(values: list[Value], place: Box, gap: int) -> None:
    """Give each the lines it needs, and all the same of what is left."""
    spare = max(0, place.h - _high(values, place, gap)) // len(values)
    for value in values:
        row, place = place.cut_top(value.height_for(place.w) + spare, gap)
        value.place(row)


def _advice(pane: Pane, place: Box) -> Iterator[Leaf]:
    prompt = pane.advice.prompt
    lines = written(pane.theme, prompt.text, prompt.text_size, pane.advice.room_in(place).w)
    for (text,) in divide([lines], pane.advice.room_in(place).h, 0):
        yield partial(_put_advice, pane, text, place)


def _put_advice(pane: Pane, text: str, place: Box) -> None:
    pane.advice.prompt.page = text
    pane.advice.place(place)


def _words(pane: Pane, prompts: list[Prompt], place: Box) -> Iterator[Leaf]:
    theme = pane.theme
    told = [prompt for prompt in prompts if prompt.text]
    inner = place.inset(theme.mm(INSIDE_MM), theme.mm(ABOVE_MM))
    lines = [written(theme, prompt.text, prompt.text_size, inner.w) for prompt in told]
    for page in divide(lines, inner.h, theme.mm(2)) if told else ():
        yield partial(_put_words, pane, dict(zip(told, page, strict=True)), place, inner)


def _put_words(pane: Pane, page: dict[Prompt, str], place: Box, inner: Box) -> None:
    theme = pane.theme
    with pane.canvas.before:
        card(place, theme.colours.surface, theme.radius)
    for prompt, text in page.items():
        prompt.page, prompt.valign = text, "top"
        high = text_height(theme, text, prompt.text_size, inner.w)
        piece, inner = inner.cut_top(min(inner.h, high), theme.mm(2) if text else 0)
        prompt.place(piece if text else NOWHERE)
