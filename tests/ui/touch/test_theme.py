# SPDX-License-Identifier: EUPL-1.2
"""The design tokens keep what they promise."""

from __future__ import annotations

import pytest

from kiosk.preferences import Preferences
from kiosk.settings import PanelSection
from ui.touch.box import Box
from ui.touch.palette import HIGH_CONTRAST, STANDARD, Colour, Palette, contrast, part_pairs, text_pairs
from ui.touch.theme import CAPITAL_OF_EM, Size, Theme, theme_of

PANELS = [(1280, 800, 217.0), (800, 480, 154.0), (1920, 1080, 344.0), (3840, 2160, 344.0)]


def test_contrast_is_that_of_wcag() -> None:
    """Known answers of the formula in WCAG 2.2."""
    black, white, grey = Colour(0, 0, 0), Colour(255, 255, 255), Colour(0x76, 0x76, 0x76)
    assert contrast(black, white) == pytest.approx(21.0)
    assert contrast(white, white) == pytest.approx(1.0)
    assert contrast(grey, white) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize("palette", [STANDARD, HIGH_CONTRAST], ids=["standard", "high-contrast"])
def test_text_has_seven_to_one(palette: Palette) -> None:
    assert [pair for pair in text_pairs(palette) if contrast(*pair) < 7.0] == []


@pytest.mark.parametrize(
    ("palette", "least"), [(STANDARD, 3.0), (HIGH_CONTRAST, 4.5)], ids=["standard", "high-contrast"]
)
def test_parts_stand_out(palette: Palette, least: float) -> None:
    assert [pair for pair in part_pairs(palette) if contrast(*pair) < least] == []


@pytest.mark.parametrize("panel", PANELS)
def test_a_target_is_twenty_millimetres_on_every_panel(panel: tuple[int, int, float]) -> None:
    theme = Theme(*panel)
    assert theme.target / theme.px_per_mm >= 20.0


@pytest.mark.parametrize("size", Size)
def test_capitals_are_as_high_as_the_size_says(size: Size) -> None:
    theme = Theme(1280, 800, 217.0)
    assert theme.font_px(size) * CAPITAL_OF_EM / theme.px_per_mm >= size.value
    assert size.value >= 4.8 or size is Size.NOTE, "patients read nothing smaller"


@pytest.mark.parametrize(
    ("panel", "viewing_mm", "capital_mm"),
    [((800, 480, 154.0), 0.0, 5.49), ((480, 800, 92.4), 0.0, 5.49), ((1280, 800, 217.0), 0.0, 7.33),
     ((1080, 1920, 193.5), 0.0, 7.33), ((800, 480, 154.0), 600.0, 7.33), ((1280, 800, 217.0), 900.0, 10.99)],
)  # fmt: skip
def test_large_text_is_as_high_as_from_where_it_is_read(
    panel: tuple[int, int, float], viewing_mm: float, capital_mm: float
) -> None:
    """0.7 degrees (EN 301 549 5.1.4): at 450 mm from a small panel, at 600 mm from others, or as it was measured."""
    width, height, width_mm = panel
    section = PanelSection(width_px=width, height_px=height, width_mm=width_mm, viewing_mm=viewing_mm)
    theme = theme_of(section, Box(0, 0, width, height), Preferences(large_text=True))
    assert theme.large_mm == pytest.approx(capital_mm, abs=0.01)
    assert theme.capital_mm(Size.BODY) >= theme.large_mm
