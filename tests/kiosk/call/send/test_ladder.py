# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.send.ladder import AGAIN_AFTER_S, UP_AFTER_S, Ladder, rungs


@given(st.integers(16, 4000), st.integers(16, 4000), st.sampled_from([5.0, 10.0, 15.0, 25.0, 30.0, 60.0]))
def test_rungs_go_down_in_even_sizes_of_one_shape(width: int, height: int, fps: float) -> None:
    path = rungs(width, height, fps)
    assert abs(path[0].width - width) <= 1 and abs(path[0].height - height) <= 1 and path[0].fps == fps
    for rung in path:
        assert rung.width % 2 == rung.height % 2 == 0
        assert 2 <= rung.width <= width + 1 and 2 <= rung.height <= height + 1 and 0 < rung.fps <= fps
        assert rung.width / rung.height == pytest.approx(width / height, rel=0.3) or min(rung.width, rung.height) < 32
    for higher, lower in pairwise(path):
        assert higher.good_bps > lower.good_bps
        assert lower.usable_bps < higher.usable_bps


def test_the_usual_source_has_the_usual_rungs() -> None:
    sizes = [(rung.width, rung.height) for rung in rungs(640, 360, 30)]
    assert sizes[0] == (640, 360) and (480, 270) in sizes and (320, 180) in sizes and sizes[-1] == (256, 144)
    assert rungs(640, 360, 30)[0].good_bps == 350_000
    assert rungs(640, 360, 30)[0].usable_bps == pytest.approx(220_000, rel=0.01)
    assert (640, 360) in [(rung.width, rung.height) for rung in rungs(1280, 720, 30)]


@pytest.mark.parametrize(("width", "height"), [(640, 480), (480, 640), (720, 1280)])
def test_other_shapes_keep_theirs(width: int, height: int) -> None:
    for rung in rungs(width, height, 30):
        assert rung.width / rung.height == pytest.approx(width / height, rel=0.03)


def test_the_first_rung_is_that_of_the_first_rate() -> None:
    assert Ladder(640, 360, 30).rung(540_000, 0.0).height == 360
    assert Ladder(640, 360, 30).rung(100_000, 0.0).height == 180
    assert Ladder(640, 360, 30).rung(0, 0.0).fps == 7.5


def test_it_goes_down_at_once_and_up_after_a_while() -> None:
    ladder = Ladder(640, 360, 30)
    ladder.rung(600_000, 0.0)
    assert ladder.rung(225_000, 1.0).height == 360  # usable still
    assert ladder.rung(150_000, 1.1).height == 270
    assert ladder.rung(1_000_000, 2.0).height == 270
    assert ladder.rung(1_000_000, 2.0 + UP_AFTER_S - 0.1).height == 270
    assert ladder.rung(150_000, 2.0 + UP_AFTER_S).height == 270  # it did not last
    for tick in range(int(10 * (UP_AFTER_S + AGAIN_AFTER_S))):
        rung = ladder.rung(1_000_000, 5.0 + tick / 10)
    assert rung.height == 360


def test_it_jumps_up_over_several_rungs() -> None:
    ladder = Ladder(1280, 720, 30)
    ladder.rung(2_000_000, 0.0)
    ladder.rung(60_000, 1.0)
    ladder.rung(2_000_000, 2.0)
    assert ladder.rung(2_000_000, 2.0 + UP_AFTER_S + 0.1).height == 720


@given(st.floats(20_000, 900_000), st.floats(0.0, 0.12), st.integers(0, 1000))
def test_a_rate_that_wavers_changes_the_size_seldom(bps: float, share: float, seed: int) -> None:
    chance = random.Random(seed)
    ladder = Ladder(640, 360, 30)
    seen = [ladder.rung(bps * (1 + share * chance.uniform(-1, 1)), tick / 10) for tick in range(600)]
    assert sum(before != after for before, after in pairwise(seen)) <= 12
