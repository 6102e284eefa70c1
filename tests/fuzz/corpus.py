# SPDX-License-Identifier: EUPL-1.2
"""The kept inputs of each driver: one archive a driver beside this file, and seeds made of its examples."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterator
from pathlib import Path

from tests.drivers.named import examples, short
from tests.fuzz.one import MEDIA

FOLDER = Path(__file__).parent / "corpus"
KEPT = 400
"""At most so many inputs are kept, the shortest first."""
SEED_BYTES = 150
STAMP = (2020, 1, 1, 0, 0, 0)


def kept(name: str) -> list[bytes]:
    """Return the kept inputs of a driver."""
    archive = FOLDER / f"{short(name)}.zip"
    if not archive.exists():
        return []
    with zipfile.ZipFile(archive) as files:
        return [files.read(entry) for entry in files.namelist()]


def keep(name: str, inputs: list[bytes]) -> int:
    """Replace the kept inputs of a driver; return how many there are now. Equal inputs give an equal archive."""
    chosen = sorted(set(inputs), key=lambda data: (len(data), data))[:KEPT]
    FOLDER.mkdir(exist_ok=True)
    with zipfile.ZipFile(FOLDER / f"{short(name)}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=9) as files:
        for data in chosen:
            files.writestr(zipfile.ZipInfo(hashlib.sha256(data).hexdigest()[:16], STAMP), data, zipfile.ZIP_DEFLATED)
    return len(chosen)


def seeds(name: str) -> Iterator[bytes]:
    """Yield inputs made of the driver's examples, whole and in part, fed in every way."""
    for example in () if name in MEDIA else examples(name):
        for mode in (0, 2, 4, 0x81):
            yield bytes([mode]) + example.data[:SEED_BYTES]
            yield bytes([mode]) + example.data[-SEED_BYTES:]
