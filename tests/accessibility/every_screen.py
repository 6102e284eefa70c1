# SPDX-License-Identifier: EUPL-1.2
"""Every screen in every language, measured on its picture and its tree of parts.

Each test goes through all of them in a program of its own, in a real window but in time of its own: a busy machine only
makes it later. Takes many minutes: only `./run accessibility` runs it.
"""

from __future__ import annotations

from typing import Any

import pytest

from kiosk.languages import KNOWN
from tests.ui.touch.conftest import display as display
from tests.ui.touch.operating import test_walks as walks
from ui.touch.gallery.look import PANELS
from ui.touch.i18n import Words

__all__ = ["display"]
WIDTH_PX, MM = 1280, ("1280", "800", "217.0")
LONG_S = 3400.0
"""How long a program may take to go through all screens: other work may be going on here."""
FEWEST = 85
"""A patient sees so many screens at least; fewer, and some are missing."""

pytestmark = [pytest.mark.timeout(3600)]


def looked(display: str, language: str, look: str) -> dict[str, Any]:
    """Have every screen measured in one language and look."""
    report = walks.walk(display, language, *MM, look, program="tests.accessibility.pictures", deadline_s=LONG_S)
    assert report["screens"] >= FEWEST, "screens are missing"
    assert report["faults"] == [], "\n".join(report["faults"])
    return report


@pytest.mark.parametrize("look", ["standard", "high-contrast"])
@pytest.mark.parametrize("language", KNOWN)
def test_every_picture_in(display: str, language: str, look: str) -> None:
    """Nothing is cut off, small, pale, or on top of another."""
    looked(display, language, look)


@pytest.mark.parametrize("language", KNOWN)
def test_large_text_in(display: str, language: str) -> None:
    """What a patient reads is 0.7 degrees high from 600 mm, by layout and by picture, and nothing is cut off."""
    looked(display, language, "large")


@pytest.mark.parametrize("panel", PANELS)
def test_nothing_is_squeezed_on(display: str, panel: str) -> None:
    """No text of a patient's screen is lower than three quarters of what this panel promises, in any language."""
    size = (str(PANELS[panel].width_px), str(PANELS[panel].height_px), str(PANELS[panel].width_mm))
    report = walks.walk(
        display, *size, ",".join(KNOWN), program="tests.accessibility.capitals", deadline_s=LONG_S
    )  # fmt: skip
    assert report["texts"] > FEWEST * len(KNOWN), "screens are missing"
    assert report["low"] == []


@pytest.mark.parametrize("language", KNOWN)
def test_every_text_is_said_in(display: str, language: str) -> None:
    """Each text and each control of each screen has words that are said, in the screen's language."""
    looked(display, language, "said")


@pytest.mark.parametrize("language", KNOWN)
def test_every_way_goes_as_one_reads_in(display: str, language: str) -> None:
    """Keys and switches come to every control of each screen once, in reading order, and round to the first again."""
    report = walks.walk(display, language, *MM, deadline_s=LONG_S)
    mirrored_px = WIDTH_PX if Words(language).right_to_left else 0
    found = [fault for name, seen in report.items() for fault in walks.faults(name, seen["walks"], mirrored_px)]
    assert found == [], "\n".join(found)


@pytest.mark.parametrize("language", KNOWN)
def test_nothing_is_done_by_a_second_strike_by_waking_or_by_time_in(display: str, language: str) -> None:
    """On each screen two strikes are one, what lights the dark does nothing else, and time is warned of and given."""
    report = walks.walk(display, language, *MM, program="tests.accessibility.guards", deadline_s=LONG_S)
    assert report["faults"] == [], "\n".join(report["faults"])
    assert report["strikes"] > 300 and report["wakes"] > 200 and report["warnings"] > 200, "screens are missing"


def test_nothing_flashes_or_moves(display: str) -> None:
    """No screen changes more often than a clock of seconds does."""
    report = walks.walk(display, "sv", *MM, "still", program="tests.accessibility.guards", deadline_s=LONG_S)
    assert report["faults"] == [], "\n".join(report["faults"])
    assert report["stills"] >= FEWEST, "screens are missing"


def test_help_is_in_one_place(display: str) -> None:
    """The way to help stands at one place on every screen under a header, and at one in the call."""
    places = looked(display, "sv", "help")["places"]
    assert {where: len(boxes) for where, boxes in places.items()} == {"call": 1, "elsewhere": 1}
