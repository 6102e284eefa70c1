# SPDX-License-Identifier: EUPL-1.2
"""What is kept of a picture that was accepted: its digest, and its brightness in a few fields.

One rasteriser draws one picture, bit for bit, so there the digest decides. Another (a newer Mesa, another processor's)
may round the edges of shapes otherwise; there the fields decide. A field holds the mean of a fortieth of the picture in
steps of 1/256: a changed letter is some forty of these, edges rounded otherwise are a few.
"""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

LONG, SHORT = 8, 5
"""Fields along the picture's longer and shorter side."""
STEPS = 256
TOLERANCE = 20
"""So many steps may a field differ where another rasteriser drew; the measurement is in docs/screens.md."""
_WEIGHTS = np.array([0.45, 0.35, 0.20])
"""Of red, green and blue: unequal, so that hardly any two colours weigh the same."""
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
    by_row = np.add.reduceat(pixels, _starts(height, rows), axis=0, dtype=np.uint32)
    sums: npt.NDArray[Any] = np.add.reduceat(by_row, _starts(width, columns), axis=1, dtype=np.uint32)
    area = np.outer(_lengths(height, rows), _lengths(width, columns))
    means = (sums @ _WEIGHTS) / area
    return [round(float(each) * STEPS) for each in means.ravel()]


def _starts(length: int, parts: int) -> list[int]:
    return [length * part // parts for part in range(parts)]


def _lengths(length: int, parts: int) -> npt.NDArray[np.int64]:
    return np.diff([*_starts(length, parts), length])
