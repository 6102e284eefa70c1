# SPDX-License-Identifier: EUPL-1.2
"""Measuring a panel with what a technician has in the pocket: an outline is made as large as the thing itself. Pure."""

from __future__ import annotations

from enum import StrEnum

LEAST_MM, MOST_MM = 60.0, 800.0
"""Between these a panel's width is believed."""


class Yardstick(StrEnum):
    """What is laid on the screen."""

    CARD = "card"
    """A bank card or identity card: ISO/IEC 7810, ID-1."""
    RULER = "ruler"
    """Fifty millimetres of any ruler."""
    EYES = "eyes"
    """Nothing: it is said how far from the screen one's eyes are."""


LENGTH_MM = {Yardstick.CARD: 85.60, Yardstick.RULER: 50.0}
CARD_HEIGHT_MM = 53.98


def width_mm(yardstick: Yardstick, length_px: int, panel_px: int) -> float:
    """Tell how wide the panel is if ``yardstick`` is ``length_px`` long on it."""
    return round(panel_px * LENGTH_MM[yardstick] / length_px, 2)


def length_px(yardstick: Yardstick, panel_mm: float, panel_px: int) -> int:
    """Tell how long ``yardstick`` is on a panel of that width."""
    return round(panel_px * LENGTH_MM[yardstick] / panel_mm)


def bounded(yardstick: Yardstick, length: int, panel_px: int) -> int:
    """Keep a length to what a believable panel would show, and to what has room on this one."""
    least = length_px(yardstick, MOST_MM, panel_px)
    most = min(length_px(yardstick, LEAST_MM, panel_px), panel_px)
    return min(max(length, least), most)
