# SPDX-License-Identifier: EUPL-1.2
"""What drawn pictures have in common: from colours to I420, and a moving part pasted over a still one."""

from __future__ import annotations

from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

Planes = NDArray[np.uint8]
Box = tuple[int, int, int, int]
"""Left, top, right, bottom; each a multiple of four, so that the small planes fit too."""


def to_i420(rgb: NDArray[Any]) -> Planes:
    """Convert to I420 with BT.601 coefficients in video range."""
    wide = rgb.astype(np.float32)
    r, g, b = wide[..., 0], wide[..., 1], wide[..., 2]
    y = 16 + 0.257 * r + 0.504 * g + 0.098 * b
    u = 128 - 0.148 * r - 0.291 * g + 0.439 * b
    v = 128 + 0.439 * r - 0.368 * g - 0.071 * b
    rows, columns = y.shape
    halves = [plane.reshape(rows // 2, 2, columns // 2, 2).mean(axis=(1, 3)).reshape(-1) for plane in (u, v)]
    flat = np.concatenate([y.reshape(-1), *halves])
    return cast("Planes", np.rint(flat).astype(np.uint8).reshape(rows * 3 // 2, columns))


def paste(planes: Planes, height: int, part: Planes, box: Box) -> None:
    """Put ``part`` into ``planes``, a picture ``height`` rows high."""
    left, top, right, bottom = box
    rows, columns = bottom - top, right - left
    planes[top:bottom, left:right] = part[:rows]
    for whole, small in zip(chroma(planes, height), chroma(part, rows), strict=True):
        whole[top // 2 : bottom // 2, left // 2 : left // 2 + columns // 2] = small


def chroma(planes: Planes, height: int) -> tuple[Planes, Planes]:
    """Return views of the two small planes."""
    columns = planes.shape[1]
    u, v = planes[height:].reshape(2, height // 2, columns // 2)
    return u, v
