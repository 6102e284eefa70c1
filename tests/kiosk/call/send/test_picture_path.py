# SPDX-License-Identifier: EUPL-1.2
"""To the board's encoder late, away from it at once."""

from __future__ import annotations

import pytest

from kiosk.call.send.picture_path import AGAIN_AFTER_S, LATER_S, STEADY_S, TABLE, Mode, PathEvent, PicturePath


def judged(path: PicturePath, fits: bool, from_s: float, to_s: float) -> float | None:
    """Judge the same for a while; return when the mode changed."""
    before, now_s = path.mode, from_s
    while now_s < to_s:
        path.judge(fits, now_s)
        if path.mode is not before:
            return now_s
        now_s += 0.033
    return None


def test_it_must_have_fitted_for_a_while() -> None:
    path = PicturePath()
    assert judged(path, True, 0.0, 0.9 * STEADY_S) is None
    assert judged(path, False, 0.9 * STEADY_S, STEADY_S) is None
    changed_s = judged(path, True, STEADY_S, 9.0)
    assert path.mode is Mode.COMING and changed_s is not None and changed_s == pytest.approx(2 * STEADY_S, abs=0.1)


@pytest.mark.parametrize(("event", "pause_s"), [(PathEvent.SHORT, AGAIN_AFTER_S), (PathEvent.WENT, LATER_S)])
@pytest.mark.parametrize("came", [False, True])
def test_what_went_wrong_is_not_tried_again_at_once(event: PathEvent, pause_s: float, came: bool) -> None:
    path = PicturePath()
    judged(path, True, 0.0, 2.0)
    if came:
        path.happen(PathEvent.CAME, 2.0)
    path.happen(event, 3.0)
    assert path.mode is Mode.SOFTWARE
    assert judged(path, True, 3.0, 60.0) == pytest.approx(3.0 + pause_s, abs=0.1)


def test_only_what_the_table_says_changes_anything() -> None:
    for mode in Mode:
        for event in PathEvent:
            path = PicturePath()
            path.mode = mode
            path.happen(event, 1.0)
            assert path.mode is TABLE.get((mode, event), mode)
            assert (path.since_s == 1.0) == ((mode, event) in TABLE)


def test_a_picture_that_comes_uncalled_changes_nothing() -> None:
    path = PicturePath()
    path.happen(PathEvent.CAME, 0.0)
    assert path.mode is Mode.SOFTWARE
