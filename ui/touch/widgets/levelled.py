# SPDX-License-Identifier: EUPL-1.2
"""Cards beside each other, each with a row of buttons: the buttons of all of them stand on one line."""

from __future__ import annotations

from collections.abc import Sequence

from ui.touch.box import Box
from ui.touch.widgets.part import Part


class Levelled(Part):
    """A card whose buttons can stand ``drop_px`` above its foot, ``row_px`` high; 0: where its words leave them."""

    drop_px = row_px = 0

    @property
    def room(self) -> Box:
        """What of its place it uses."""
        return self.box.cut_bottom(self.drop_px)[1]

    def fits_in(self, box: Box, row_px: int = 0) -> bool:
        """Tell whether the words are large enough there."""
        raise NotImplementedError

    def row_in(self, box: Box) -> Box:
        """Tell where its first button is in ``box`` if nothing stands beside it."""
        raise NotImplementedError

    def level(self, drop_px: int, row_px: int) -> None:
        """Put the buttons level with those beside, if the words stay large."""
        if not self.fits_in(self.box.cut_bottom(drop_px)[1], row_px):
            drop_px = row_px = 0
        if (drop_px, row_px) != (self.drop_px, self.row_px):
            self.drop_px, self.row_px = drop_px, row_px
            self.draw()


def level(cards: Sequence[Levelled]) -> None:
    """Have the buttons of ``cards`` that stand beside each other on one line; once they are placed."""
    shown = [card for card in cards if not card.hidden]
    for card in shown:
        beside = [each for each in shown if (each.box.y, each.box.h) == (card.box.y, card.box.h)]
        rows = [each.row_in(each.box) for each in beside]
        foot = min(row.y for row in rows)
        if len(beside) > 1:
            card.level(foot - card.box.y, min(row.h for row in rows))
        else:
            card.level(0, 0)
