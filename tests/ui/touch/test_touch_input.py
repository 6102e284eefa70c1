# SPDX-License-Identifier: EUPL-1.2
"""Touches are brought to where the finger is, each event once; and a figure at 0.6 m is twice that at 1.2 m."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from ui.touch.framing import FAR_M, NEAR_M, figure
from ui.touch.touch_input import TouchInput, raw_place


def touch(x: float, y: float) -> Any:
    return SimpleNamespace(uid=1, sx=x, sy=y, ud={})


def test_without_a_map_nothing_moves() -> None:
    one = touch(0.2, 0.3)
    assert TouchInput().process([("begin", one)]) == [("begin", one)]
    assert (one.sx, one.sy) == raw_place(one) == (0.2, 0.3)


def test_every_event_is_mapped_once() -> None:
    touches, one = TouchInput(), touch(0.2, 0.3)
    touches.affine = (1.0, 0.0, 0.1, 0.0, 1.0, 0.0)
    touches.process([("begin", one)])
    assert one.sx == pytest.approx(0.3)
    touches.process([("update", one)])
    assert one.sx == pytest.approx(0.3), "it has not moved"
    one.sx = 0.5
    touches.process([("update", one), ("end", one)])
    assert one.sx == pytest.approx(0.6)
    assert raw_place(one) == (0.5, 0.3)


def test_a_new_touch_at_the_place_of_one_that_ended_is_mapped() -> None:
    touches, one = TouchInput(), touch(0.2, 0.3)
    touches.affine = (1.0, 0.0, 0.1, 0.0, 1.0, 0.0)
    touches.process([("begin", one), ("end", one)])
    again = touch(one.sx, one.sy)
    touches.process([("begin", again)])
    assert again.sx == pytest.approx(0.4)


def test_a_figure_is_half_as_large_twice_as_far() -> None:
    near, far = figure(NEAR_M), figure(FAR_M)
    assert near.head == pytest.approx(2 * far.head)
    assert 0.4 < near.head < 0.6
