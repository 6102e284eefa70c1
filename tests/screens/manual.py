# SPDX-License-Identifier: EUPL-1.2
"""The pictures in the documents: drawn by the same run, under the names that the documents give them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from PIL import Image

from tests.screens.scenes import ROOT
from ui.touch.gallery.look import Key

PICTURES = Path("docs") / "pictures"
DOCUMENTS = ("README.md", "docs/*.md")
_NAMED = re.compile(r"\]\((?:docs/)?pictures/([^)\s]+)\.png\)")


def named(root: Path = ROOT) -> list[Key]:
    """List the pictures that the documents refer to; raises `ValueError` for a name that is no picture's."""
    paths = [path for pattern in DOCUMENTS for path in sorted(root.glob(pattern))]
    return sorted({Key.parse(name) for path in paths for name in _NAMED.findall(path.read_text(encoding="utf-8"))})


def write(pictures: Iterable[tuple[Key, Path]], root: Path = ROOT) -> list[Path]:
    """Write ``pictures`` where the documents find them, and take away what none refers to; returns what is new."""
    folder = root / PICTURES
    folder.mkdir(parents=True, exist_ok=True)
    wanted, written = set(), []
    for key, source in pictures:
        path = folder / f"{key}.png"
        wanted.add(path)
        with Image.open(source) as file:
            picture = file.convert("RGB")
        if not _same(path, picture):
            picture.save(path, optimize=True)
            written.append(path)
    for path in set(folder.glob("*.png")) - wanted:
        path.unlink()
    return sorted(written)


def _same(path: Path, picture: Image.Image) -> bool:
    if not path.exists():
        return False
    with Image.open(path) as file:
        return file.size == picture.size and file.convert("RGB").tobytes() == picture.tobytes()
