# SPDX-License-Identifier: EUPL-1.2
"""Sentences made of values: how long one waits, and values beside each other in the order in which one reads."""

from __future__ import annotations

import pytest

from ui.touch.i18n import Words
from ui.touch.screens.locked import how_long
from ui.touch.text.shape import lay_out
from ui.touch.widgets.readings import beside


@pytest.mark.parametrize(
    ("left_s", "said"), [(1, "in 1 second"), (119, "in 119 seconds"), (120, "in 2 minutes"), (539, "in 9 minutes")]
)
def test_a_long_wait_is_told_in_minutes(left_s: int, said: str) -> None:
    assert how_long(Words("en"), left_s) == f"You can try again {said}."


def test_values_stand_beside_each_other_in_the_order_in_which_one_reads() -> None:
    values = ("127/76 mmHg", "", "64 /min")
    assert beside(Words("sv"), values, "  ") == "127/76 mmHg  64 /min"
    assert beside(Words("ar"), (), "  ") == ""
    drawn = lay_out(beside(Words("ar"), values, "  "), 1000, len).lines
    assert drawn == ("64 /min  127/76 mmHg",)
