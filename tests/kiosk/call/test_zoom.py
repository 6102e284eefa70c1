# SPDX-License-Identifier: EUPL-1.2
"""Looking closer: what is cut out, how the eye glides, and that the self-view stays whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.orders import detail
from kiosk.call.cameras.zoom import MAX_SCALE, WHOLE, Lens, Look, between, bounded, closer, window

ANY = st.floats(allow_nan=True, allow_infinity=True)
SIDES = st.integers(20, 2300).map(lambda half: 2 * half)


@given(ANY, ANY, ANY, SIDES, SIDES)
def test_whatever_is_asked_for_stays_inside_the_picture(x: float, y: float, scale: float, w: int, h: int) -> None:
    look = bounded(x, y, scale)
    assert 1 <= look.scale <= MAX_SCALE
    left, top, wide, high = window(look, w, h)
    assert left % 2 == top % 2 == wide % 2 == high % 2 == 0
    assert left >= 0 and left + wide <= w and top >= 0 and top + high <= h
    assert wide >= min(w, 32) and high >= min(h, 32)


@given(st.floats(0, 1), st.floats(0, 1), st.floats(1, 8), st.integers(1, 40))
def test_a_glide_arrives_and_never_leaves_the_picture(x: float, y: float, scale: float, fps: int) -> None:
    lens, aimed = Lens(), bounded(x, y, scale)
    lens.look(0.0)
    lens.aim(aimed)
    for count in range(1, 2 * fps + 2):
        look = lens.look(count / fps)
        assert look.x - 0.5 / look.scale >= -1e-9 and look.x + 0.5 / look.scale <= 1 + 1e-9
    assert look == aimed


def test_the_glide_is_smooth_and_quick() -> None:
    lens = Lens()
    lens.look(10.0)
    lens.aim(bounded(0.5, 0.5, 4.0))
    scales = [lens.look(10.0 + count / 30).scale for count in range(1, 31)]
    assert scales == sorted(scales) and scales[0] < 2 and scales[8] > 3.3 and scales[-1] == 4.0
    assert lens.close
    lens.aim(WHOLE)
    assert lens.close  # it still glides back
    lens.look(12.0)
    assert not lens.close


def test_half_way_is_half_way_in_ratio() -> None:
    assert between(WHOLE, Look(scale=4.0), 0.5).scale == pytest.approx(2.0)


def chequered(width: int, height: int) -> CapturedFrame:
    """Draw quarters of grey 40, 80, 120, 160 with colours of their own."""
    luma = np.zeros((height, width), np.uint8)
    u, v = np.zeros((height // 2, width // 2), np.uint8), np.zeros((height // 2, width // 2), np.uint8)
    for number, (row, column) in enumerate(((0, 0), (0, 1), (1, 0), (1, 1)), 1):
        for plane, value in ((luma, 40 * number), (u, 100 + number), (v, 140 + number)):
            high, wide = plane.shape[0] // 2, plane.shape[1] // 2
            plane[row * high : (row + 1) * high, column * wide : (column + 1) * wide] = value
    flat = np.concatenate([luma.reshape(-1), u.reshape(-1), v.reshape(-1)])
    return CapturedFrame(flat.reshape(height * 3 // 2, width), width, height, 7.0)


@pytest.mark.parametrize(
    ("size", "sent"), [((640, 360), (640, 360)), ((1920, 1080), (640, 360)), ((480, 640), (270, 360))]
)
def test_a_quarter_is_cut_out_in_all_planes(size: tuple[int, int], sent: tuple[int, int]) -> None:
    picture = chequered(*size)
    cut = closer(picture, bounded(0.75, 0.25, 2.1), 640, 360)
    assert (cut.width, cut.height, cut.time_s) == (*sent, 7.0)
    inner = slice(4, -4)
    luma = cut.planes[: cut.height][inner, inner]
    u, v = cut.planes[cut.height :].reshape(2, cut.height // 2, cut.width // 2)
    assert (int(luma.min()), int(luma.max())) == (80, 80)
    assert {int(u[5, 5]), int(v[5, 5])} == {102, 142}


def test_the_whole_is_not_copied() -> None:
    picture = chequered(64, 36)
    assert closer(picture, WHOLE, 640, 360) is picture


@pytest.mark.parametrize(
    ("sent", "captured"),
    [((640, 360), (1920, 1080)), ((640, 480), (1440, 1080)), ((1920, 1080), (1920, 1080)), ((360, 640), (1080, 1920))],
)
def test_detail_keeps_the_shape(sent: tuple[int, int], captured: tuple[int, int]) -> None:
    width, height = detail(*sent)
    assert (width, height) == captured
    assert math.isclose(width / height, sent[0] / sent[1], rel_tol=0.01)
