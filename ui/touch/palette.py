# SPDX-License-Identifier: EUPL-1.2
"""The two sets of colours a screen can wear, and the pairs whose contrast is computed (WCAG 2.2).

Standard text has 7:1 and parts 3:1 (EN 301 549 11.1.4.3, 11.1.4.11); high contrast has 7:1 and 4.5:1, on black. What an
instrument looks like keeps its colours in both: in high contrast it is drawn on a white plate.
"""

from __future__ import annotations

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours by what they are for. A tint is a ground that text stands on."""

    paper: Colour
    """The ground of every screen."""
    surface: Colour
    """Cards; and the words on `pine` and `brick`."""
    surface_pressed: Colour
    ink: Colour
    quiet: Colour
    """Text that may stand back."""
    edge: Colour
    """Outlines of things that can be touched."""
    hairline: Colour
    """Decoration only; carries no meaning."""
    pine: Colour
    pine_pressed: Colour
    pine_tint: Colour
    brick: Colour
    brick_pressed: Colour
    amber: Colour
    """The sign on a notice."""
    amber_tint: Colour
    sun: Colour
    dusk: Colour
    hill_far: Colour
    hill_near: Colour
    snow: Colour
    """Words over the landscape."""
    night: Colour
    """Ground of pictures."""
    on_night: Colour
    pulse: Colour
    """The plethysmogram's line."""
    skin: Colour
    skin_shade: Colour
    nail: Colour
    clip: Colour
    clip_light: Colour
    glow: Colour
    plate: Colour | None = None
    """Ground under drawn pictures; None: they stand on what is there."""


STANDARD = Palette(
    paper=_hex("F7F3EA"),
    surface=_hex("FFFFFF"),
    surface_pressed=_hex("E8F1F0"),
    ink=_hex("16313A"),
    quiet=_hex("3C525A"),
    edge=_hex("71868C"),
    hairline=_hex("DDD5C4"),
    pine=_hex("0B4D53"),
    pine_pressed=_hex("06363B"),
    pine_tint=_hex("DCEBE8"),
    brick=_hex("8C2A1E"),
    brick_pressed=_hex("651C13"),
    amber=_hex("7A4B00"),
    amber_tint=_hex("FCE7B4"),
    sun=_hex("F4C15D"),
    dusk=_hex("0E3D45"),
    hill_far=_hex("2F6B6C"),
    hill_near=_hex("1B5358"),
    snow=_hex("FBF6EA"),
    night=_hex("10262C"),
    on_night=_hex("FFFFFF"),
    pulse=_hex("0B6B4F"),
    skin=_hex("E9B99A"),
    skin_shade=_hex("D39B7A"),
    nail=_hex("F6DCCB"),
    clip=_hex("33525B"),
    clip_light=_hex("54757E"),
    glow=_hex("E8503A"),
)
"""Warm paper and dark ink."""

HIGH_CONTRAST = Palette(
    paper=_hex("000000"),
    surface=_hex("181818"),
    surface_pressed=_hex("303030"),
    ink=_hex("FFFFFF"),
    quiet=_hex("F0F0F0"),
    edge=_hex("FFFFFF"),
    hairline=_hex("FFFFFF"),
    pine=_hex("FFE14D"),
    pine_pressed=_hex("FFF4B8"),
    pine_tint=_hex("10363B"),
    brick=_hex("FFB9AD"),
    brick_pressed=_hex("FFDDD7"),
    amber=_hex("FFD24D"),
    amber_tint=_hex("332600"),
    sun=_hex("FFD24D"),
    dusk=_hex("000000"),
    hill_far=_hex("1C3133"),
    hill_near=_hex("101E20"),
    snow=_hex("FFFFFF"),
    night=_hex("000000"),
    on_night=_hex("FFFFFF"),
    pulse=_hex("5CFFB0"),
    skin=STANDARD.skin,
    skin_shade=STANDARD.skin_shade,
    nail=STANDARD.nail,
    clip=STANDARD.clip,
    clip_light=STANDARD.clip_light,
    glow=STANDARD.glow,
    plate=_hex("FFFFFF"),
)
"""White and yellow on black."""

_TEXT = (
    "ink on paper", "quiet on paper", "ink on surface", "quiet on surface", "ink on amber_tint", "ink on pine_tint",
    "surface on pine", "surface on pine_pressed", "surface on brick", "surface on brick_pressed",
    "ink on surface_pressed", "brick on surface", "brick on paper", "brick on surface_pressed", "pine on paper",
    "pine on surface", "pine on surface_pressed", "snow on dusk", "snow on hill_near", "on_night on night",
)  # fmt: skip
_PARTS = (
    "edge on paper", "edge on surface", "edge on surface_pressed", "pulse on surface", "pine on paper",
    "pine on surface", "pine on pine_tint", "brick on paper", "brick on surface", "amber on amber_tint",
    "on_night on night", "dusk on sun", "sun on dusk",
)  # fmt: skip


def _pairs(palette: Palette, pairs: tuple[str, ...]) -> tuple[tuple[Colour, Colour], ...]:
    names = (pair.split(" on ") for pair in pairs)
    return tuple((getattr(palette, upper), getattr(palette, ground)) for upper, ground in names)


def text_pairs(palette: Palette) -> tuple[tuple[Colour, Colour], ...]:
    """List every pair of text and ground in use."""
    return _pairs(palette, _TEXT)


def part_pairs(palette: Palette) -> tuple[tuple[Colour, Colour], ...]:
    """List every pair of a meaningful part and its ground."""
    return _pairs(palette, _PARTS)


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
