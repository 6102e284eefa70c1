# SPDX-License-Identifier: EUPL-1.2
"""The range of a picture is found out from the picture, not guessed anew at every frame."""

from __future__ import annotations

import random

from ui.touch.colour_range import EVERY_FRAMES, SURE_LOOKS, RangeWatch

SIZE = 320 * 180


def noise(low: int, high: int, outliers: int = 0) -> bytes:
    made = random.Random(1)
    pixels = bytearray(made.randint(low, high) for _ in range(SIZE))
    for _ in range(outliers):
        pixels[made.randrange(SIZE)] = made.choice((0, 255))
    return bytes(pixels)


def test_video_range_with_a_codec_s_overshoot_stays_video_range() -> None:
    watch = RangeWatch()
    assert not any(watch.look(noise(10, 240, outliers=100)) for _ in range(3 * EVERY_FRAMES))


def test_full_range_is_seen_at_once() -> None:
    assert RangeWatch().look(noise(0, 255))


def test_a_dark_moment_does_not_change_it_back_but_another_camera_does() -> None:
    watch = RangeWatch()
    watch.look(noise(0, 255))
    dark = noise(20, 60)
    answers = [watch.look(dark) for _ in range(EVERY_FRAMES * (SURE_LOOKS + 1))]
    assert answers[EVERY_FRAMES] and not answers[-1]
