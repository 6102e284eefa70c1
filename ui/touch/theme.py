# SPDX-License-Identifier: EUPL-1.2
"""Design tokens: colour pairs whose contrast is computed, and sizes in millimetres, converted once.

Capital height is 4.8 mm or more (ADA 707.7.2), a target 20 mm square or more (Colle & Hiszem 2004), text has a contrast
of 7:1 where it can and parts 3:1 (EN 301 549 11.1.4.3, 11.1.4.11).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum

CAPITAL_OF_EM = 1493 / 2048
"""Capital height of DejaVu Sans (OS/2 sCapHeight over units per em)."""
TARGET_MM = 20.0


@dataclass(frozen=True, slots=True)
class Colour:
    """An opaque sRGB colour, 0…255."""

    red: int
    green: int
    blue: int

    @property
    def rgba(self) -> tuple[float, float, float, float]:
        return (self.red / 255, self.green / 255, self.blue / 255, 1.0)

    def faded(self, alpha: float) -> tuple[float, float, float, float]:
        """Give the colour for a canvas, transparent."""
        return (self.red / 255, self.green / 255, self.blue / 255, alpha)


def _hex(code: str) -> Colour:
    return Colour(int(code[0:2], 16), int(code[2:4], 16), int(code[4:6], 16))


PAPER = _hex("F7F3EA")
"""Warm paper: the ground of every screen."""
SURFACE = _hex("FFFFFF")
INK = _hex("16313A")
QUIET = _hex("3C525A")
"""Text that may stand back."""
EDGE = _hex("71868C")
"""Outlines of things that can be touched."""
HAIRLINE = _hex("DDD5C4")
"""Decoration only; carries no meaning."""
PINE = _hex("0B4D53")
PINE_PRESSED = _hex("06363B")
PINE_TINT = _hex("DCEBE8")
SURFACE_PRESSED = _hex("E4EDEC")
BRICK = _hex("8C2A1E")
BRICK_PRESSED = _hex("651C13")
AMBER_TINT = _hex("FCE7B4")
AMBER = _hex("7A4B00")
"""The sign on a notice."""
SUN = _hex("F4C15D")
DUSK = _hex("0E3D45")
HILL_FAR = _hex("2F6B6C")
HILL_NEAR = _hex("1B5358")
SNOW = _hex("FBF6EA")
NIGHT = _hex("10262C")
"""Ground of pictures."""
PULSE = _hex("0B6B4F")
"""The plethysmogram's line."""
SKIN = _hex("E9B99A")
SKIN_SHADE = _hex("D39B7A")
NAIL = _hex("F6DCCB")
CLIP = _hex("33525B")
CLIP_LIGHT = _hex("54757E")
GLOW = _hex("E8503A")


def luminance(colour: Colour) -> float:
    """WCAG 2.2 relative luminance."""

    def linear(channel: int) -> float:
        value = channel / 255
        return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)

    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue)


def contrast(first: Colour, second: Colour) -> float:
    """WCAG 2.2 contrast ratio, 1…21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT_PAIRS = (
    (INK, PAPER), (QUIET, PAPER), (INK, SURFACE), (QUIET, SURFACE), (INK, AMBER_TINT), (INK, PINE_TINT),
    (SURFACE, PINE), (SURFACE, PINE_PRESSED), (SURFACE, BRICK), (SURFACE, BRICK_PRESSED), (INK, SURFACE_PRESSED),
    (SNOW, DUSK), (SURFACE, NIGHT), (BRICK, SURFACE), (BRICK, PAPER), (PINE, PAPER), (PINE, SURFACE),
)  # fmt: skip
"""Every pair of text and ground in use."""
PART_PAIRS = ((EDGE, PAPER), (EDGE, SURFACE), (PULSE, SURFACE), (PINE, PAPER), (BRICK, PAPER), (AMBER, AMBER_TINT))
"""Every pair of a meaningful part and its ground."""


class Size(Enum):
    """Capital heights in millimetres."""

    NOTE = 3.2
    """For staff alone: long names of devices and ports, read from near."""
    BODY = 4.8
    LEAD = 5.6
    TITLE = 7.2
    DISPLAY = 9.6
    NUMBER = 13.0


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

    def __init__(self, width_px: int, height_px: int, width_mm: float) -> None:
        self.px_per_mm = width_px / width_mm
        fit = min(width_mm / REFERENCE_MM[0], height_px / self.px_per_mm / REFERENCE_MM[1])
        self.zoom = 1.0 if abs(fit - 1) < 0.03 else min(LARGEST_ZOOM, max(SMALLEST_ZOOM, fit))

    def mm(self, millimetres: float) -> int:
        """Convert a length, rounded up: nothing is smaller than it says."""
        return math.ceil(millimetres * self.px_per_mm * self.zoom - 1e-6)

    def font_px(self, size: Size) -> int:
        """Em size whose capitals are ``size`` high."""
        return math.ceil(size.value / CAPITAL_OF_EM * self.px_per_mm * self.zoom)

    @property
    def target(self) -> int:
        """Side of the smallest thing that may be touched."""
        return max(self.mm(TARGET_MM), math.ceil(TARGET_MM * self.px_per_mm))

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
