# SPDX-License-Identifier: EUPL-1.2
"""Whether a camera's pictures show anything: neither black nor always the same. Pure; keeps no picture."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.selftest.report import Reason

LEAST_LOOKS = 5
BLACK_MEAN = 24.0
"""Luminance below which a picture is dark; black is 16."""
BLACK_SPREAD = 5.0
"""Standard deviation below which there is nothing in it, not even a lamp's light."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is kept of a picture: how bright, how varied, and a sum that tells whether another one is the same."""

    mean: float
    spread: float
    sum: int


def look(picture: CapturedFrame) -> Look:
    """Look at a picture."""
    luminance = picture.planes[: picture.height]
    return Look(float(luminance.mean()), float(luminance.std()), zlib.crc32(np.ascontiguousarray(luminance).data))


def judge(looks: Sequence[Look]) -> Reason:
    """Say what is wrong with these pictures, the newest last; `Reason.NONE`: nothing.

    A sensor's noise makes every picture of a living camera another one, even of an empty room.
    """
    if len(looks) < LEAST_LOOKS:
        return Reason.NO_PICTURE
    if all(each.mean < BLACK_MEAN and each.spread < BLACK_SPREAD for each in looks[-LEAST_LOOKS:]):
        return Reason.BLACK
    return Reason.FROZEN if len({each.sum for each in looks}) == 1 else Reason.NONE
