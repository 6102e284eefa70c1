# SPDX-License-Identifier: EUPL-1.2
"""The folder of a run: pictures, small ones, the accepted ones that differ, and what is known of them all."""

from __future__ import annotations

from pathlib import Path

import msgspec

from ui.touch.gallery.look import Key

SUFFIX = ".webp"
"""Lossless; a PNG of a screen is twice as large."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a picture. ``shown``: digest of what it was to show; ``edition``: of the code that drew it."""

    fingerprint: str = ""
    rasteriser: str = ""
    problem: str = ""
    shown: str = ""
    edition: str = ""


class Notes(msgspec.Struct, kw_only=True):
    """``before``: fingerprints of the accepted pictures at hand."""

    pictures: dict[str, Entry] = {}
    before: dict[str, str] = {}


class Folder:
    """Where things are in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._notes = root / "run.json"

    def picture(self, key: Key) -> Path:
        return self._path("pictures", key)

    def fresh(self, key: Key) -> Path:
        """Where a picture is put until it is known what becomes of the one before."""
        return self._path("fresh", key)

    def thumb(self, key: Key) -> Path:
        return self._path("thumbs", key)

    def before(self, key: Key) -> Path:
        """The accepted picture, where it differs and is at hand."""
        return self._path("before", key)

    def changed(self, key: Key) -> Path:
        return self._path("changed", key)

    def _path(self, kind: str, key: Key) -> Path:
        return self.root / kind / key.panel / key.language / key.look / f"{key.screen}{SUFFIX}"

    def read(self) -> Notes:
        """Read what a former run wrote; nothing readable is nothing known."""
        try:
            return msgspec.json.decode(self._notes.read_bytes(), type=Notes)
        except (FileNotFoundError, msgspec.DecodeError):
            return Notes()

    def write(self, notes: Notes) -> None:
        self.root.mkdir(parents=True, exist_ok=True)
        partial = self._notes.with_suffix(".part")
        partial.write_bytes(msgspec.json.encode(notes))
        partial.rename(self._notes)
