# SPDX-License-Identifier: EUPL-1.2
"""A fingerprint tells pictures apart, and a rounding from a change."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont

from ui.touch.gallery.fingerprint import STEPS, TOLERANCE, Fingerprint, fingerprint

PAPER = (247, 243, 234)
Pixels = npt.NDArray[np.uint8]


@cache
def _font() -> ImageFont.FreeTypeFont:
    spec = find_spec("kivy")  # where it is, without starting it
    assert spec is not None and spec.origin is not None
    return ImageFont.truetype(Path(spec.origin).parent / "data" / "fonts" / "DejaVuSans.ttf", 39)


def picture(text: str = "Mätaren är redo.", *, width: int = 1280, height: int = 800, at: int = 100) -> Pixels:
    """A screen with one sentence, in the size of the reference panel."""
    image = Image.new("RGB", (width, height), PAPER)
    ImageDraw.Draw(image).text((at, 300), text, fill=(22, 46, 58), font=_font())
    return np.asarray(image)


@settings(max_examples=30)
@given(st.integers(8, 60), st.integers(8, 60), st.integers(0, 2**32 - 1))
def test_it_is_read_back(width: int, height: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)
    its = fingerprint(pixels)
    assert Fingerprint.parse(str(its)) == its
    assert its.distance(its) == 0


@pytest.mark.parametrize("text", ["", "x", "x y", "0123456789012345678901 AAAA", "short " + "A" * 108])
def test_nothing_else_is_read(text: str) -> None:
    with pytest.raises(ValueError):
        Fingerprint.parse(text)


def test_one_pixel_by_one_step_is_another_digest() -> None:
    pixels = picture().copy()
    before = fingerprint(pixels)
    pixels[500, 700, 2] += 1
    assert fingerprint(pixels).digest != before.digest


def test_the_same_pixels_in_another_shape_are_another_picture() -> None:
    blank = np.zeros((80, 50, 3), dtype=np.uint8)
    assert fingerprint(blank).digest != fingerprint(blank.reshape(50, 80, 3)).digest


def test_a_changed_letter_is_more_than_a_rounding() -> None:
    before = fingerprint(picture())
    for text in ("Mätaren är reda.", "Mätaren är redo", "Mätaren är redo!"):
        assert before.distance(fingerprint(picture(text))) > 2 * TOLERANCE
    for moved in (1, 2, 5):
        assert before.distance(fingerprint(picture(at=100 + moved))) > TOLERANCE


def test_another_colour_of_the_same_brightness_is_seen() -> None:
    first, second = (np.full((80, 128, 3), colour, dtype=np.uint8) for colour in ((200, 100, 100), (100, 200, 100)))
    assert fingerprint(first).distance(fingerprint(second)) > TOLERANCE


def test_edges_that_are_rounded_otherwise_are_within_tolerance() -> None:
    """Whatever is no flat colour differs by a step up or down, as between two rasterisers."""
    pixels: npt.NDArray[Any] = picture().astype(np.int16)
    edges = (pixels != PAPER).any(axis=2)
    noise = np.random.default_rng(5).integers(-3, 4, pixels.shape, dtype=np.int16)
    pixels[edges] += noise[edges]
    after = fingerprint(pixels.clip(0, 255).astype(np.uint8))
    before = fingerprint(picture())
    assert after.digest != before.digest
    assert before.distance(after) <= TOLERANCE


def test_an_upright_picture_has_upright_fields() -> None:
    pixels = np.zeros((800, 480, 3), dtype=np.uint8)
    pixels[:100] = 255
    its = fingerprint(pixels)
    assert min(its.fields[:5]) > 100 * STEPS
    assert its.fields[5:] == (0,) * 35
