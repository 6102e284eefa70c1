# SPDX-License-Identifier: EUPL-1.2
"""The pictures that somebody has looked at and accepted, as fingerprints: one JSON file a panel, one line a picture."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

import msgspec

from ui.touch.gallery.fingerprint import TOLERANCE, Fingerprint
from ui.touch.gallery.look import Key


class Outcome(StrEnum):
    """How a picture stands to the accepted one; what needs a person's eye comes first."""

    FAILED = "failed"
    """The screen could not be drawn."""
    CHANGED = "changed"
    NEW = "new"
    """Nobody has accepted any picture of that name."""
    GONE = "gone"
    """It was accepted, and there is no such screen any more."""
    NEAR = "near"
    """Another rasteriser drew the same, but for roundings."""
    SAME = "same"

    @property
    def differs(self) -> bool:
        """Whether somebody must look, and accept or mend."""
        return self not in {Outcome.SAME, Outcome.NEAR}


class GoldenError(RuntimeError):
    """The accepted pictures cannot be read or added to; says why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A picture's fingerprint and what drew it."""

    fingerprint: Fingerprint
    rasteriser: str


@dataclass(kw_only=True, slots=True)
class Golden:
    """The accepted pictures of every panel; ``rasterisers`` by panel."""

    rasterisers: dict[str, str] = field(default_factory=dict)
    pictures: dict[Key, Fingerprint] = field(default_factory=dict)

    def judge(self, key: Key, drawn: Drawn) -> Outcome:
        """Compare a picture with the accepted one."""
        accepted = self.pictures.get(key)
        if accepted is None:
            return Outcome.NEW
        if accepted.digest == drawn.fingerprint.digest:
            return Outcome.SAME
        if drawn.rasteriser == self.rasterisers[key.panel]:
            return Outcome.CHANGED
        return Outcome.NEAR if accepted.distance(drawn.fingerprint) <= TOLERANCE else Outcome.CHANGED

    def accept(self, drawn: Mapping[Key, Drawn], catalogue: Iterable[Key]) -> None:
        """Take ``drawn`` for right, and forget what is not in ``catalogue``.

        Raises `GoldenError` where that would mix what two rasterisers drew: of such a mixture no digest decides.
        """
        known = set(catalogue)
        kept = {key: its for key, its in self.pictures.items() if key in known}
        panels = {key.panel: picture.rasteriser for key, picture in drawn.items()}
        for panel, rasteriser in panels.items():
            others = [key for key in kept if key.panel == panel and key not in drawn]
            odd = {its.rasteriser for key, its in drawn.items() if key.panel == panel} - {rasteriser}
            if odd or (others and self.rasterisers.get(panel) != rasteriser):
                raise GoldenError(
                    f"The accepted pictures of panel {panel} were drawn by another rasteriser. Accept all of that "
                    f"panel's at once: ./run screens --panel {panel} --again --accept"
                )
        self.rasterisers |= panels
        self.pictures = kept | {key: its.fingerprint for key, its in drawn.items()}


class _File(msgspec.Struct, kw_only=True):
    rasteriser: str
    pictures: dict[str, str]


def read(folder: Path) -> Golden:
    """Read every panel's file; raises `GoldenError` for one that is no such file."""
    golden = Golden()
    for path in sorted(folder.glob("*.json")):
        try:
            file = msgspec.json.decode(path.read_bytes(), type=_File)
            golden.rasterisers[path.stem] = file.rasteriser
            for name, text in file.pictures.items():
                golden.pictures[Key.parse(f"{name}.{path.stem}")] = Fingerprint.parse(text)
        except (msgspec.DecodeError, ValueError) as problem:
            raise GoldenError(f"{path} does not hold accepted pictures: {problem}. Take it from git again.") from None
    return golden


def write(folder: Path, golden: Golden) -> None:
    """Write every panel's file; a panel without pictures has none."""
    folder.mkdir(parents=True, exist_ok=True)
    panels = {key.panel for key in golden.pictures}
    for panel in panels:
        mine = sorted((key, its) for key, its in golden.pictures.items() if key.panel == panel)
        file = _File(
            rasteriser=golden.rasterisers[panel],
            pictures={str(key).removesuffix(f".{panel}"): str(its) for key, its in mine},
        )
        partial = folder / f"{panel}.part"
        partial.write_bytes(msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n")
        partial.rename(folder / f"{panel}.json")
    for path in folder.glob("*.json"):
        if path.stem not in panels:
            path.unlink()
