# SPDX-License-Identifier: EUPL-1.2
"""Pictures that stand beside words which say the same: one function a picture, drawn as the guides' pictures are."""

from __future__ import annotations

from collections.abc import Callable

from ui.touch.box import Box
from ui.touch.drawings.figure import figure
from ui.touch.drawings.pen import HEIGHT, WIDTH, Pen
from ui.touch.theme import Theme
from ui.touch.widgets.part import card

PLATE_MM = 2.0


def _one(pen: Pen) -> None:
    figure(pen, 80, 8, 84)


SCENES: dict[str, Callable[[Pen], None]] = {
    key: _one
    for key in (
        "self",
        "child",
        "other",
        "alone",
        "relative",
        "assistant",
        "interpreter",
        "rest",
        "sleeve",
        "hands",
        "nails",
        "shoes",
        "wiping",
    )
}


def draw_scene(key: str, box: Box, theme: Theme) -> None:
    """Draw a picture into the open canvas, as large as ``box`` allows; on a plate where the ground is dark."""
    if box.w <= 0 or box.h <= 0:
        return
    if theme.colours.plate is not None:
        box = box.fitted(WIDTH / HEIGHT)
        card(box, theme.colours.plate, theme.radius)
        box = box.inset(theme.mm(PLATE_MM))
    SCENES[key](Pen(box))
