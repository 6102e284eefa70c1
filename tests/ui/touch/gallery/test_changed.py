# SPDX-License-Identifier: EUPL-1.2
"""Where two pictures differ is marked."""

from __future__ import annotations

from PIL import Image

from ui.touch.gallery.changed import AROUND_PX, MARK, changed_area


def test_what_differs_is_marked_and_framed_and_the_rest_is_pale() -> None:
    before = Image.new("RGB", (100, 60), (0, 0, 0))
    after = before.copy()
    after.paste((1, 0, 0), (40, 20, 50, 30))
    area = changed_area(before, after)
    assert area is not None
    assert area.getpixel((45, 25)) == MARK
    assert area.getpixel((40 - AROUND_PX, 25)) == MARK
    assert min(area.getpixel((5, 5))) > 150  # type: ignore[arg-type]
    assert min(area.getpixel((51, 31))) > 150  # type: ignore[arg-type]


def test_nothing_differs_or_nothing_can_be_compared() -> None:
    picture = Image.new("RGB", (100, 60))
    assert changed_area(picture, picture.copy()) is None
    assert changed_area(picture, Image.new("RGB", (60, 100))) is None


def test_a_frame_at_the_edge_is_no_trouble() -> None:
    after = Image.new("RGB", (100, 60))
    after.putpixel((0, 59), (9, 9, 9))
    assert changed_area(Image.new("RGB", (100, 60)), after) is not None
