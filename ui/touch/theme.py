# SPDX-License-Identifier: EUPL-1.2
"""How one panel is drawn for one person: the palette, and sizes in millimetres, converted once.

Capital height is 4.8 mm or more (ADA 707.7.2), a target 20 mm square or more (Colle & Hiszem 2004).
"""

from __future__ import annotations

import math
from enum import Enum

from kiosk.preferences import Preferences
from kiosk.settings import PanelSection
from ui.touch.box import Box
from ui.touch.palette import HIGH_CONTRAST, STANDARD, Colour, Palette, contrast, luminance

__all__ = ["Colour", "Palette", "Size", "Theme", "contrast", "luminance"]

CAPITAL_OF_EM = 1493 / 2048
"""Capital height of DejaVu Sans (OS/2 sCapHeight over units per em)."""
TARGET_MM = 20.0
LARGE_DEGREES = 0.7
"""Capital height seen from the stated distance, with large text (EN 301 549 5.1.4)."""
LARGE_TARGET_MM = 25.0
"""With large text two lines of words fit a button of this height."""


class Size(Enum):
    """Capital heights in millimetres."""

    NOTE = 3.2
    """For staff alone: long names of devices and ports, read from near."""
    BODY = 4.8
    LEAD = 5.6
    TITLE = 7.2
    DISPLAY = 9.6
    NUMBER = 13.0


LARGER = {Size.BODY: 1.0, Size.LEAD: 1.0, Size.TITLE: 1.1, Size.DISPLAY: 1.25, Size.NUMBER: 1.6}
"""How sizes differ with large text: less than otherwise, for all of them are large."""
REFERENCE_MM = (217.0, 135.6)
"""The 10.1-inch panel every length below is drawn for."""
SMALLEST_ZOOM = 0.7
"""On a 7-inch panel text is smaller, for otherwise there would be no room for the words; targets are not."""

LARGEST_ZOOM = 1.2
"""On a large panel the pictures gain more than the words."""


class Theme:
    """Millimetres to pixels for one panel.

    Lengths are those of the reference panel; a larger panel is drawn larger throughout, a smaller one smaller. Targets
    are at least 20 true millimetres on any.
    """

    def __init__(
        self, width_px: int, height_px: int, width_mm: float, colours: Palette = STANDARD, large_from_mm: float = 0.0
    ) -> None:
        """Take the panel as it hangs; ``large_from_mm``: text is to be large, seen from there (0: it is not)."""
        self.large_mm = large_from_mm * math.tan(math.radians(LARGE_DEGREES))
        """Capitals are at least so high with large text; 0: without."""
        self.colours = colours
        self.px_per_mm = width_px / width_mm
        short_mm, long_mm = sorted((width_mm, height_px / self.px_per_mm))
        fit = min(long_mm / REFERENCE_MM[0], short_mm / REFERENCE_MM[1])
        self.zoom = 1.0 if abs(fit - 1) < 0.03 else min(LARGEST_ZOOM, max(SMALLEST_ZOOM, fit))

    def mm(self, millimetres: float) -> int:
        """Convert a length, rounded up: nothing is smaller than it says."""
        return math.ceil(millimetres * self.px_per_mm * self.zoom - 1e-6)

    def font_px(self, size: Size) -> int:
        """Em size whose capitals are ``size`` high."""
        usual = math.ceil(size.value / CAPITAL_OF_EM * self.px_per_mm * self.zoom)
        return max(usual, math.ceil(LARGER.get(size, 0.0) * self.large_mm / CAPITAL_OF_EM * self.px_per_mm))

    def least_scale(self, size: Size) -> float:
        """How far ``size`` may shrink with large text and still be large."""
        return math.ceil(self.large_mm / CAPITAL_OF_EM * self.px_per_mm) / self.font_px(size)

    def capital_mm(self, size: Size, scale: float = 1.0) -> float:
        """True height of capitals of ``size`` where a text was made smaller by ``scale``."""
        return round(self.font_px(size) * scale) * CAPITAL_OF_EM / self.px_per_mm

    @property
    def target(self) -> int:
        """Side of the smallest thing that may be touched."""
        least = LARGE_TARGET_MM if self.large_mm else TARGET_MM
        return max(self.mm(TARGET_MM), math.ceil(least * self.px_per_mm))

    @property
    def gap(self) -> int:
        """Space between neighbours."""
        return self.mm(3.0)

    @property
    def margin(self) -> int:
        """Space to the panel's edge."""
        return self.mm(6.0)

    @property
    def radius(self) -> int:
        return self.mm(3.2)


def theme_of(panel: PanelSection, box: Box, wishes: Preferences) -> Theme:
    """Make the theme of somebody with these wishes, on ``panel`` of ``box``'s pixels."""
    colours = HIGH_CONTRAST if wishes.high_contrast else STANDARD
    return Theme(box.w, box.h, panel.width_mm, colours, panel.read_from_mm if wishes.large_text else 0.0)
