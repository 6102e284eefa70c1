# SPDX-License-Identifier: EUPL-1.2
"""What is kept of a picture that was accepted: its digest, and its brightness in a few fields.

One rasteriser draws one picture, bit for bit, so there the digest decides. Another (a newer Mesa, another processor's)
may round the edges of shapes otherwise; there the fields decide. A field holds the weighted mean of a fortieth of the
picture in steps of 1/256: a changed letter is some twenty or forty of these, edges rounded otherwise are a few.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

LONG, SHORT = 8, 5
"""Fields along the picture's longer and shorter side."""
STEPS = 256
TOLERANCE = 10
"""So many steps may a field differ where another rasteriser drew; the measurement is in docs/screens.md."""
_WEIGHTS = np.array([0.45, 0.35, 0.20], dtype=np.float32)
"""Of red, green and blue: unequal, so that hardly any two colours weigh the same."""
CELL_PX = 16
LIGHTEST = 0.3
DIGEST_CHARACTERS = 22


@dataclass(frozen=True, order=True, slots=True)
class Fingerprint:
    """``digest`` of every pixel; ``fields`` row by row."""

    digest: str
    fields: tuple[int, ...]

    def __str__(self) -> str:
        packed = np.array(self.fields, dtype=">u2").tobytes()
        return f"{self.digest} {base64.b64encode(packed).decode()}"

    @staticmethod
    def parse(text: str) -> Fingerprint:
        """Read what ``str`` wrote; raises `ValueError` for anything else."""
        digest, packed = text.split(" ")
        fields = np.frombuffer(base64.b64decode(packed, validate=True), dtype=">u2")
        if len(digest) != DIGEST_CHARACTERS or len(fields) != LONG * SHORT:
            raise ValueError("this is no fingerprint")
        return Fingerprint(digest, tuple(int(each) for each in fields))

    def distance(self, other: Fingerprint) -> int:
        """Return how much the field that differs most does, in steps."""
        return max(abs(mine - its) for mine, its in zip(self.fields, other.fields, strict=True))


def fingerprint(pixels: npt.NDArray[np.uint8]) -> Fingerprint:
    """Take the fingerprint of ``pixels``: height, width, three colours."""
    height, width, _ = pixels.shape
    size = np.array([height, width], dtype=">u4").tobytes()
    digest = hashlib.sha256(size + np.ascontiguousarray(pixels).tobytes()).digest()
    short = base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")
    return Fingerprint(short, tuple(_fields(pixels)))


def _fields(pixels: npt.NDArray[np.uint8]) -> list[int]:
    height, width, _ = pixels.shape
    rows, columns = (SHORT, LONG) if width >= height else (LONG, SHORT)
    weighed = (pixels @ _WEIGHTS) * _weights(height, width)
    by_row = np.add.reduceat(weighed, _starts(height, rows), axis=0, dtype=np.float64)
    sums: npt.NDArray[Any] = np.add.reduceat(by_row, _starts(width, columns), axis=1)
    means = sums / np.outer(_lengths(height, rows), _lengths(width, columns))
    return [round(float(each) * STEPS) for each in means.ravel()]


@cache
def _weights(height: int, width: int) -> npt.NDArray[np.float32]:
    """Weigh each cell otherwise than its neighbours, so that what moves within a field changes its sum."""
    row, column = np.indices((height, width)) // CELL_PX
    return (LIGHTEST + (1 - LIGHTEST) * ((row * 7 + column * 5 + row * column * 3) % 8) / 7).astype(np.float32)


def _starts(length: int, parts: int) -> list[int]:
    return [length * part // parts for part in range(parts)]


def _lengths(length: int, parts: int) -> npt.NDArray[np.int64]:
    return np.diff([*_starts(length, parts), length])
