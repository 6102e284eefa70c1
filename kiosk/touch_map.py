# SPDX-License-Identifier: EUPL-1.2
"""From where the touch panel says that a finger is to where it is on the picture: an affine map. Pure.

Points are shares of the panel, from its lower left corner. Least squares over the targets (three fix the six numbers;
five tell by their residuals whether the fingers met them).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
Affine = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f: x' = a x + b y + c and y' = d x + e y + f."""

IDENTITY: Affine = (1.0, 0.0, 0.0, 0.0, 1.0, 0.0)
TARGETS: tuple[Point, ...] = ((0.1, 0.7), (0.9, 0.7), (0.9, 0.1), (0.1, 0.1), (0.5, 0.45))
"""Where a technician touches, one after the other; clear of the emergency button in the upper corner."""
MOST_OFF_MM = 4.0
"""A finger meets a mark about so well; more means that a mark was missed."""
_LEAST_AREA = 0.05
"""So much of the panel the touches must span, as the determinant of the map back."""
_MOST = 4.0


def apply(affine: Affine, point: Point) -> Point:
    """Map a touch to the picture."""
    a, b, c, d, e, f = affine
    x, y = point
    return a * x + b * y + c, d * x + e * y + f


def solve(raw: Sequence[Point], targets: Sequence[Point]) -> Affine | None:
    """Find the map that brings ``raw`` closest to ``targets``; None if the touches say nothing (they lie on a line)."""
    rows = [(x, y, 1.0) for x, y in raw]
    normal = [[sum(row[i] * row[j] for row in rows) for j in range(3)] for i in range(3)]
    found: list[float] = []
    for axis in (0, 1):
        right = [sum(row[i] * target[axis] for row, target in zip(rows, targets, strict=True)) for i in range(3)]
        column = _linear(normal, right)
        if column is None:
            return None
        found += column
    a, b, c, d, e, f = found
    usable = abs(a * e - b * d) >= _LEAST_AREA and all(math.isfinite(each) and abs(each) <= _MOST for each in found)
    return (a, b, c, d, e, f) if usable else None


def worst_off_mm(affine: Affine, raw: Sequence[Point], targets: Sequence[Point], size_mm: tuple[float, float]) -> float:
    """Measure how far the worst touch ends from its target."""
    off = []
    for touch, target in zip(raw, targets, strict=True):
        x, y = apply(affine, touch)
        off.append(math.hypot((x - target[0]) * size_mm[0], (y - target[1]) * size_mm[1]))
    return max(off)


def _linear(matrix: Sequence[Sequence[float]], right: Sequence[float]) -> list[float] | None:
    """Solve three linear equations by Cramer's rule; None if they do not determine the answer."""
    whole = _determinant(matrix)
    if abs(whole) < 1e-9:
        return None
    return [
        _determinant([[right[i] if j == column else matrix[i][j] for j in range(3)] for i in range(3)]) / whole
        for column in range(3)
    ]


def _determinant(m: Sequence[Sequence[float]]) -> float:
    return (
        m[0][0] * (m[1][1] * m[2][2] - m[1][2] * m[2][1])
        - m[0][1] * (m[1][0] * m[2][2] - m[1][2] * m[2][0])
        + m[0][2] * (m[1][0] * m[2][1] - m[1][1] * m[2][0])
    )
