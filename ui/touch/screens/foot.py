# SPDX-License-Identifier: EUPL-1.2
"""Where the buttons at the foot of a screen stand: the ways out where reading begins, the ways on where it ends."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ui.touch.box import Box
from ui.touch.theme import TARGET_MM, Theme
from ui.touch.widgets.button import LEAST_MARGIN_MM, MARGIN_MM, Button

LEAVE_MM, LEAVE_LARGE_MM = 46.0, 52.0
BACK_MM, BACK_LARGE_MM = 44.0, 60.0
ON_MM = 96.0
NARROW_MM = 100.0
"""True millimetres: in less width not all buttons stand beside each other, however low the screen is."""
BELOW_MM, BELOW_LARGE_MM = 5.0, 3.0
"""Space to the panel's edge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Foot:
    """``leave`` and ``back`` may be missing; ``on`` stand in the order of reading."""

    theme: Theme
    leave: Button | None
    back: Button | None
    on: Sequence[Button]

    @property
    def everything(self) -> list[Button]:
        return [*(button for button in (self.leave, self.back) if button is not None), *self.on]

    @property
    def below(self) -> int:
        """Space below the buttons."""
        return self.theme.mm(BELOW_LARGE_MM if self.theme.large_mm else BELOW_MM)

    def fits(self, width: int) -> bool:
        """Tell whether all words have room in a row so wide."""
        needed = sum(button.width_for(self.theme.target) for button in self.everything)
        return needed + self.theme.gap * (len(self.everything) - 1) <= width

    def rows(self, box: Box) -> int:
        """Count the rows: where a panel is high and narrow the ways on stand above the ways out."""
        split = bool(self.on) and len(self.everything) > len(self.on)
        narrow = box.upright_shape or box.w < NARROW_MM * self.theme.px_per_mm
        return 2 if split and narrow and not self.fits(box.w) else 1

    def height(self, box: Box) -> int:
        """Measure how high the foot of ``box`` is, with the space below it."""
        rows = self.rows(box)
        return rows * self.theme.target + (rows - 1) * self.theme.mm(2) + self.below

    def arrange(self, foot: Box, rows: int) -> None:
        """Place the buttons."""
        if rows == 1:
            self._row(foot.cut_top(self.theme.target)[0], self.everything)
            return
        upper, lower = foot.cut_top(self.theme.target, self.theme.mm(2))
        self._share(upper, self.on)
        ways = self.everything[: -len(self.on)]
        self._share(lower.cut_top(self.theme.target)[0], ways)

    def _row(self, row: Box, buttons: list[Button]) -> None:
        if len(buttons) * (self.theme.target + self.theme.gap) > row.w:
            room = row.w - len(buttons) * self.theme.target
            gap = max(1, min(self.theme.gap, room // max(1, len(buttons) - 1)))
            places = row.columns(len(buttons), gap)
        else:
            places = self._usual(row)
            if any(place.w < button.width_for(row.h) for button, place in zip(buttons, places, strict=True)):
                self._share(row, buttons)
                return
        for button, place in zip(buttons, places, strict=True):
            button.place(place)

    def _usual(self, row: Box) -> list[Box]:
        """The ways out are as wide everywhere, and the ways on share the rest."""
        theme, places = self.theme, []
        large = bool(theme.large_mm)
        left, right = row.cut_left(min(theme.mm(LEAVE_LARGE_MM if large else LEAVE_MM), row.w * 0.28), theme.gap)
        if self.leave is not None:
            places.append(left)
        if self.back is not None:
            roomy = large and len(self.on) < 2
            width = min(theme.mm(BACK_LARGE_MM if roomy else BACK_MM), row.w * (0.3 if roomy else 0.24))
            place, right = right.cut_left(max(theme.target, width), theme.gap)
            places.append(place)
        if self.on:
            count = len(self.on)
            width = min(right.w, count * theme.mm(ON_MM) + (count - 1) * theme.gap)
            places += right.cut_right(width)[0].columns(count, theme.gap)
        return places

    def _share(self, row: Box, buttons: Sequence[Button]) -> None:
        """Give each what its words need, and all the same of what is left; what has a sign instead does with that."""
        theme = self.theme
        target = theme.target
        least = min(target, math.ceil(TARGET_MM * theme.px_per_mm))
        gap = max(1, min(theme.gap, (row.w - len(buttons) * least) // max(1, len(buttons) - 1)))
        needs = [button.width_for(row.h) for button in buttons]
        if self.leave is None and self.back is None:  # the ways on stand where reading ends
            needed = sum(needs) + gap * (len(buttons) - 1)
            row = row.cut_right(min(row.w, max(needed, len(buttons) * theme.mm(ON_MM))))[0]
        room = row.w - gap * (len(buttons) - 1)
        for number, button in enumerate(buttons):
            if sum(needs) > room and button.brief is not None:
                needs[number] = least
        needs = _squeezed(needs, room, margin=2 * theme.mm(MARGIN_MM - LEAST_MARGIN_MM), least=least)
        spare = max(0.0, (room - sum(needs)) / len(buttons))
        for number, button in enumerate(buttons):
            last = number == len(buttons) - 1
            place, row = row.cut_left(row.w if last else needs[number] + spare, gap)
            button.place(place)


def _squeezed(needs: list[int], room: int, *, margin: int, least: int) -> list[int]:
    """Take from widths what is too much: of the margin beside the words first, then of all above the ``least``."""
    for spared in ([min(margin, need - least) for need in needs], [need - least for need in needs]):
        over, can = sum(needs) - room, sum(spared)
        if over <= 0 or can <= 0:
            continue
        share = min(1.0, over / can)
        needs = [round(need - share * each) for need, each in zip(needs, spared, strict=True)]
    return needs
