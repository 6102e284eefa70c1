# SPDX-License-Identifier: EUPL-1.2
"""The millisecond stripe: a time stamp in the picture itself, readable after any codec and scaling.

Along the top of the picture, over a fifteenth of its height, lie 32 blocks of equal width, white for 1 and black for 0,
most significant bit first: 24 bits of milliseconds since 1970 modulo 2^24 (4.66 hours) and 8 check bits (CRC-8,
polynomial 0x07, start 0xFF, over the three bytes of the time, most significant first). Black is luminance 16, white
235. Whoever draws frames at one end and reads them at the other, with one clock, has measured the latency of everything
between.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

BITS = 32
HEIGHT_SHARE = 15
MODULUS_MS = 1 << 24
BLACK = 16
WHITE = 235
MIN_CONTRAST = 50
"""Least difference in luminance between the darkest and the brightest block of a stripe."""
UNSURE = 0.3
"""A block this far from both black and white is neither: the picture has no stripe, or one too damaged to trust."""

Plane = NDArray[np.uint8]


def height_of(height: int) -> int:
    """Tell how many rows the stripe takes in a picture of ``height`` rows: even, so that chroma can follow."""
    return max(2, height // HEIGHT_SHARE // 2 * 2)


def encode(y: Plane, time_ms: int) -> None:
    """Draw the stripe for ``time_ms`` into the luminance plane ``y`` (rows, columns), in place."""
    rows, columns = y.shape
    blocks = np.where(_bits(time_ms % MODULUS_MS), WHITE, BLACK).astype(np.uint8)
    y[: height_of(rows)] = np.repeat(blocks, np.diff(_edges(columns)))


def decode(y: NDArray[Any]) -> int | None:
    """Read the milliseconds modulo 2^24 from the luminance plane ``y``; None if there is no stripe that checks."""
    rows, columns = y.shape
    height = height_of(rows)
    if columns < 4 * BITS or rows < HEIGHT_SHARE:
        return None
    some = y[height // 4 : max(height // 4 + 1, height * 3 // 4)]
    inner, pixels = _inner(columns)
    means = np.add.reduceat(some.sum(axis=0, dtype=np.uint32), inner)[::2] / (pixels * len(some))
    low, high = float(means.min()), float(means.max())
    if high - low < MIN_CONTRAST:
        return None
    share = (means - low) / (high - low)
    if np.any((share > UNSURE) & (share < 1 - UNSURE)):
        return None
    word = int.from_bytes(np.packbits(means > (low + high) / 2).tobytes(), "big")
    time_ms, check = word >> 8, word & 0xFF
    return time_ms if _check(time_ms) == check else None


def age_ms(now_ms: float, stripe_ms: int) -> float:
    """Tell how long before ``now_ms`` a stripe was drawn; negative if the clocks disagree."""
    age = (now_ms - stripe_ms) % MODULUS_MS
    return age - MODULUS_MS if age > MODULUS_MS / 2 else age


def _bits(time_ms: int) -> NDArray[np.bool_]:
    word = time_ms << 8 | _check(time_ms)
    return np.array([word >> (BITS - 1 - i) & 1 for i in range(BITS)], dtype=np.bool_)


@lru_cache
def _edges(columns: int) -> NDArray[np.int64]:
    return np.arange(BITS + 1, dtype=np.int64) * columns // BITS


@lru_cache
def _inner(columns: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Tell from where to where each block is read, by turns, and how many columns those are."""
    edges = _edges(columns)
    margin = np.diff(edges) // 4
    inner = np.column_stack([edges[:-1] + margin, edges[1:] - margin])
    return inner.ravel(), inner[:, 1] - inner[:, 0]


def _check(time_ms: int) -> int:
    crc = 0xFF
    for byte in time_ms.to_bytes(3, "big"):
        crc ^= byte
        for _ in range(8):
            crc = (crc << 1 ^ 0x07 if crc & 0x80 else crc << 1) & 0xFF
    return crc
