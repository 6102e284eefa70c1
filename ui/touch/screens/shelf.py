# SPDX-License-Identifier: EUPL-1.2
"""Cards side by side, divided into pages where large text leaves no room for all of them at once. Nothing scrolls."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from ui.touch.box import Box
from ui.touch.theme import Theme
from ui.touch.widgets.pager import Pager
from ui.touch.widgets.part import NOWHERE, Part
from ui.touch.widgets.prompt import Prompt, holds

GAP_MM = 3.5
MOST_WITHOUT_HOLES = 4
BEST_SHAPE = 1.1
"""Width over height of a card with a picture above a line of words."""


def grids(box: Box, count: int, gap: int, best: float) -> Iterator[list[Box]]:
    """Divide ``box`` into so many cells in all ways without holes; the one nearest to ``best`` first."""

    def shape(columns: int) -> float:
        rows = -(-count // columns)
        width, height = (box.w - gap * (columns - 1)) / columns, (box.h - gap * (rows - 1)) / rows
        return abs(math.log(max(width, 1) / max(height, 1) / best))

    whole = [columns for columns in range(1, count + 1) if count % columns == 0 or count > MOST_WITHOUT_HOLES]
    for columns in sorted(whole, key=shape):
        rows = box.rows(-(-count // columns), gap)
        yield [cell for row in rows for cell in row.columns(columns, gap)][:count]


def shelve(
    theme: Theme,
    pager: Pager,
    owner: Part,
    place: Box,
    cards: Sequence[Part],
    best: float,
    *,
    paged: bool = False,
    first: Part | None = None,
) -> None:
    """Put ``cards`` into ``place``, each with its words whole.

    Without room for that they are made smaller; with large text (or if ``paged``) the rest stand on further pages, of
    which one sees that with ``first`` first.
    """
    if not cards:
        return
    gap = theme.mm(GAP_MM)
    cells = _roomy(place, cards, gap, best)
    if cells is None and not theme.large_mm and not paged:
        cells = max(grids(place, len(cards), gap, best), key=lambda cells: min(map(_scale, cards, cells)))
    if cells is not None:
        pager.release(owner)
        _place(cards, cells)
        return
    strip, room = pager.strip(place)
    pages = _pages(room, cards, gap, best)
    if first is not None and pager.owner is not owner:
        pager.number = next((page for page, (held, _cells) in enumerate(pages) if first in held), 0)
    shown, cells = pages[pager.turn(owner, len(pages), strip)]
    for card in cards:
        if card not in shown:
            card.place(NOWHERE)
    _place(shown, cells)


def has_room(theme: Theme, place: Box, cards: Sequence[Part], best: float) -> bool:
    """Tell whether all ``cards`` keep their words large in ``place``."""
    return _roomy(place, cards, theme.mm(GAP_MM), best) is not None


def _pages(room: Box, cards: Sequence[Part], gap: int, best: float) -> list[tuple[Sequence[Part], list[Box]]]:
    """Divide ``cards``: as many on each page as there is room for, and one at least."""
    pages: list[tuple[Sequence[Part], list[Box]]] = []
    rest = cards
    while rest:
        for count in range(len(rest), 0, -1):
            cells = _roomy(room, rest[:count], gap, best)
            if cells is not None or count == 1:
                break
        pages.append((rest[:count], cells or [room]))
        rest = rest[count:]
    return pages


def _roomy(place: Box, cards: Sequence[Part], gap: int, best: float) -> list[Box] | None:
    """Find cells in which all ``cards`` keep their words large; None: there is no room."""
    for cells in grids(place, len(cards), gap, best):
        if all(map(_fits, cards, cells)):
            return cells
    return None


def _scale(card: Part, cell: Box) -> float:
    """Measure how large the words of ``card`` would be."""
    return float(card.scale_in(cell)) if hasattr(card, "scale_in") else 1.0


def _fits(card: Part, cell: Box) -> bool:
    if isinstance(card, Prompt):
        return holds(card, cell)
    return bool(card.fits_in(cell)) if hasattr(card, "fits_in") else True


def _place(cards: Sequence[Part], cells: Sequence[Box]) -> None:
    for card, cell in zip(cards, cells, strict=False):
        card.place(cell)
