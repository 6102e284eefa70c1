# SPDX-License-Identifier: EUPL-1.2
"""The buttons at the foot: each has the room its words need, in the order of reading, wherever there is any."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, cast, get_args

import pytest

from kiosk import messages as m
from ui.touch.box import Box
from ui.touch.screens.by_view import SCREENS
from ui.touch.screens.foot import Foot
from ui.touch.theme import Theme
from ui.touch.widgets.button import Button
from ui.touch.widgets.part import NOWHERE

THEME = Theme(1280, 800, 217.0, large_from_mm=600.0)
ROW = Box(0, 0, 1200, 300)
UPRIGHT = Box(0, 0, 700, 1200)


class Stub:
    """A button of words so wide."""

    def __init__(self, need: int, *, brief: bool = False) -> None:
        self.need = need
        self.brief = object() if brief else None
        self.box = NOWHERE

    def width_for(self, _height: int) -> int:
        return max(self.need, THEME.target)

    def place(self, box: Box) -> None:
        self.box = box


def foot(*on: Stub, leave: Stub | None = None, back: Stub | None = None) -> Foot:
    parts: dict[str, Any] = {"leave": leave, "back": back, "on": [cast(Button, each) for each in on]}
    return Foot(theme=THEME, **parts)


def test_each_button_has_what_its_words_need_where_the_row_has_it() -> None:
    buttons = [Stub(280), Stub(250), Stub(330), Stub(200)]
    foot(*buttons[2:], leave=buttons[0], back=buttons[1]).arrange(ROW, 1)
    assert all(each.box.w >= each.need for each in buttons)
    assert all(after.box.x - before.box.right >= THEME.gap - 1 for before, after in pairwise(buttons))
    assert (buttons[0].box.x, buttons[-1].box.right) == (ROW.x, ROW.right)


def test_a_sign_stands_for_the_words_before_any_are_made_smaller() -> None:
    leave, back, on = Stub(500), Stub(400, brief=True), Stub(450)
    foot(on, leave=leave, back=back).arrange(ROW, 1)
    assert back.box.w < back.need
    assert leave.box.w >= leave.need
    assert on.box.w >= on.need


def test_targets_keep_their_size_where_words_cannot() -> None:
    buttons = [Stub(900), Stub(900), Stub(900)]
    foot(*buttons[1:], leave=buttons[0]).arrange(ROW, 1)
    assert all(each.box.w >= THEME.target for each in buttons)
    assert buttons[-1].box.right == ROW.right


def test_on_a_high_panel_the_ways_on_stand_above_the_ways_out() -> None:
    leave, back, on = Stub(300), Stub(300), Stub(400)
    whole = foot(on, leave=leave, back=back)
    assert whole.rows(UPRIGHT) == 2
    place, _ = UPRIGHT.cut_bottom(whole.height(UPRIGHT))
    whole.arrange(place, 2)
    assert on.box.y >= leave.box.top
    assert leave.box.y == back.box.y > UPRIGHT.y
    assert whole.rows(ROW) == 1


@pytest.mark.parametrize("mirrored", [False, True])
def test_ways_on_alone_stand_where_reading_ends(mirrored: bool) -> None:
    on = Stub(700)
    row = Box(0, 0, 1200, 300, mirrored=mirrored)
    foot(on).arrange(row, 1)
    assert 700 <= on.box.w < row.w
    assert (on.box.x == row.x) is mirrored


def test_every_view_has_a_screen() -> None:
    assert set(SCREENS) == set(get_args(m.AnyView))
