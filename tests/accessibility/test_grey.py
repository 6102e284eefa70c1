# SPDX-License-Identifier: EUPL-1.2
"""What can be this or that shows which by words or a sign: seen in grey, and whatever lies between its edges.

EN 301 549 8.1.3, WCAG 1.4.1. Only ink counts, told from its ground by lightness: another tint is no other picture.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from kiosk import messages as m
from kiosk.preferences import Preferences
from tests.ui.touch.conftest import display as display
from tests.ui.touch.station import FakeStation, screen
from tests.ui.touch.views import CASES, Case
from ui.touch.stage_client import StageClient

__all__ = ["display"]
PATIENCE_S = 60.0
EDGE_PX, INK = 14, 60
"""Edges are left out; what differs so much from the commonest grey is ink."""
LEAST = 0.003
"""Share of a part that a sign or another word takes at least."""
OFF = Case(m.HowToView(), ())
ON = Case(m.HowToView(), (), {"preferences": Preferences(speech=True)})
PAIRS = {
    "a wish": (OFF, ON, "speech"),
    "company": (CASES["company"], CASES["company-chosen"], "company-interpreter"),
    "a reason": (CASES["drop-in"], CASES["drop-in-chosen"], "reason-chest"),
    "the microphone": (CASES["call"], CASES["call-off"], "microphone"),
    "the camera": (CASES["call"], CASES["call-off"], "camera"),
}


async def ink_of(station: FakeStation, stage: StageClient, case: Case, ident: str, path: Path) -> np.ndarray[Any, Any]:
    """Show a screen, after quite another; return where the ink of a part lies."""
    for each in (CASES["unavailable"], case):
        station.show(each.view, "sv", **each.show)
        await stage.wait(str(each.view.__struct_config__.tag), timeout_s=PATIENCE_S)
    widgets = (await stage.ask("tree", timeout_s=PATIENCE_S))["widgets"]
    x, y, w, h = next(each["box"] for each in widgets if each["id"] == ident)
    await stage.ask("picture", path=str(path), timeout_s=PATIENCE_S)
    with Image.open(path) as file:
        box = (x + EDGE_PX, y + EDGE_PX, x + w - EDGE_PX, y + h - EDGE_PX)
        grey = np.asarray(file.convert("L").crop(box), dtype=int)
    inked: np.ndarray[Any, Any] = np.abs(grey - np.bincount(grey.ravel()).argmax()) > INK
    return inked


async def test_what_is_on_or_chosen_is_told_in_grey(display: str, tmp_path: Path) -> None:
    async with screen(display, tmp_path) as (station, stage, _process):
        for name, (one, other, ident) in PAIRS.items():
            before = await ink_of(station, stage, one, ident, tmp_path / "one.png")
            again = await ink_of(station, stage, one, ident, tmp_path / "one.png")
            after = await ink_of(station, stage, other, ident, tmp_path / "other.png")
            assert (before == again).all(), f"{name} does not keep still"
            assert before.shape != after.shape or np.mean(before != after) > LEAST, f"only a colour tells {name}"


@pytest.mark.parametrize("tint", [0, 40])
def test_another_tint_is_no_other_picture(tint: int) -> None:
    """The measure itself: a card that only changes its ground tells nothing."""
    grounds = []
    for ground in (230, 230 - tint):
        card = np.full((60, 60), ground)
        card[20:40, 20:40] = 30
        grounds.append(np.abs(card - np.bincount(card.ravel()).argmax()) > INK)
    assert (grounds[0] == grounds[1]).all()
