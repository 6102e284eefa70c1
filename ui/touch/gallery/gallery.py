# SPDX-License-Identifier: EUPL-1.2
"""A run: which pictures are to be drawn, what becomes of them, how they stand to the accepted ones."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
from msgspec import structs
from PIL import Image

from ui.touch.gallery import golden
from ui.touch.gallery.changed import changed_area
from ui.touch.gallery.fingerprint import Fingerprint
from ui.touch.gallery.folder import Entry, Folder
from ui.touch.gallery.golden import Drawn, Outcome
from ui.touch.gallery.job import Done, Job, Scene
from ui.touch.gallery.look import Key, Wanted

_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One picture in the sheet. ``before``, ``changed``: these pictures are there too."""

    key: Key
    outcome: Outcome
    before: bool = False
    changed: bool = False
    problem: str = ""


class Gallery:
    """``catalogue``: every picture there is; ``scene_of`` says what it shows; ``edition`` names the code that draws."""

    def __init__(
        self,
        *,
        folder: Folder,
        golden_folder: Path,
        catalogue: Sequence[Key],
        scene_of: Callable[[Key], Scene],
        edition: str,
    ) -> None:
        """Read what former runs left; raises `GoldenError` for accepted pictures that cannot be read."""
        self.folder = folder
        self.golden = golden.read(golden_folder)
        self._golden_folder = golden_folder
        self._catalogue = catalogue
        self._scene_of = scene_of
        self.edition = edition
        self._notes = folder.read()
        self._digests: dict[Key, str] = {}

    def jobs(self, wanted: Wanted, *, again: bool = False) -> list[Job]:
        """List what must be drawn; a picture whose screen and code are those of a former run need not be."""
        return [self._job(key) for key in self._chosen(wanted) if again or self._is_due(key)]

    def _is_due(self, key: Key) -> bool:
        return not self._is_there(key) or bool(self._notes.pictures[str(key)].problem)

    def _chosen(self, wanted: Wanted) -> Iterator[Key]:
        return (key for key in self._catalogue if key in wanted)

    def _job(self, key: Key) -> Job:
        path, thumb = self.folder.fresh(key), self.folder.thumb(key)
        return Job(key=str(key), scene=self._scene_of(key), path=str(path), thumb=str(thumb))

    def take(self, done: Done, rasteriser: str) -> Outcome:
        """Put a picture in its place, and the accepted one beside it if it differs and is at hand."""
        key = Key.parse(done.key)
        former = self._notes.pictures.get(done.key)
        self._notes.pictures[done.key] = Entry(
            fingerprint=done.fingerprint,
            rasteriser=rasteriser,
            problem=done.problem,
            shown=self._shown(key),
            edition=self.edition,
        )
        outcome = self._outcome(key)
        if not done.problem:
            self._put(key, former, outcome)
        return outcome

    def _put(self, key: Key, former: Entry | None, outcome: Outcome) -> None:
        picture, before, changed = self.folder.picture(key), self.folder.before(key), self.folder.changed(key)
        accepted = str(self.golden.pictures.get(key, ""))
        if former is not None and accepted == former.fingerprint != "" and picture.exists() and outcome.differs:
            before.parent.mkdir(parents=True, exist_ok=True)
            picture.replace(before)
            self._notes.before[str(key)] = accepted
        picture.parent.mkdir(parents=True, exist_ok=True)
        self.folder.fresh(key).replace(picture)
        changed.unlink(missing_ok=True)
        if not outcome.differs:
            before.unlink(missing_ok=True)
            self._notes.before.pop(str(key), None)
        elif self._has_before(key) and (area := changed_area(_open(before), _open(picture))) is not None:
            changed.parent.mkdir(parents=True, exist_ok=True)
            area.save(changed, lossless=True, method=1, quality=20)

    def _has_before(self, key: Key) -> bool:
        accepted = str(self.golden.pictures.get(key, ""))
        return bool(accepted) and self._notes.before.get(str(key)) == accepted and self.folder.before(key).exists()

    def _outcome(self, key: Key) -> Outcome:
        entry = self._notes.pictures[str(key)]
        return Outcome.FAILED if entry.problem else self.golden.judge(key, _drawn(entry))

    def rows(self, wanted: Wanted) -> list[Row]:
        """List the pictures that are there and wanted, those that need a person's eye first."""
        rows = [self._row(key) for key in self._chosen(wanted) if self._is_there(key)]
        known = set(self._catalogue)
        gone = [key for key in self.golden.pictures if key not in known and key in wanted]
        rows += [Row(key=key, outcome=Outcome.GONE) for key in gone]
        order = list(Outcome)
        return sorted(rows, key=lambda row: order.index(row.outcome))

    def missing(self, wanted: Wanted) -> int:
        """Count the pictures that are wanted and not there."""
        return sum(not self._is_there(key) for key in self._chosen(wanted))

    def _is_there(self, key: Key) -> bool:
        """Whether what is known of ``key`` is of this code and this screen."""
        entry = self._notes.pictures.get(str(key))
        if entry is None or (entry.shown, entry.edition) != (self._shown(key), self.edition):
            return False
        return bool(entry.problem) or self.folder.picture(key).exists()

    def _shown(self, key: Key) -> str:
        if key not in self._digests:
            self._digests[key] = hashlib.sha256(_ENCODER.encode(self._scene_of(key))).hexdigest()[:16]
        return self._digests[key]

    def _row(self, key: Key) -> Row:
        outcome, before = self._outcome(key), self._has_before(key)
        return Row(
            key=key,
            outcome=outcome,
            before=before and outcome.differs,
            changed=before and outcome.differs and self.folder.changed(key).exists(),
            problem=self._notes.pictures[str(key)].problem,
        )

    def accept(self, wanted: Wanted) -> int:
        """Take what is there and wanted for right; returns how many differed. Raises `GoldenError`."""
        rows = self.rows(wanted)
        chosen = [row.key for row in rows if row.outcome not in {Outcome.FAILED, Outcome.GONE}]
        self.golden.accept({key: _drawn(self._notes.pictures[str(key)]) for key in chosen}, self._catalogue)
        golden.write(self._golden_folder, self.golden)
        for key in chosen:
            self.folder.before(key).unlink(missing_ok=True)
            self.folder.changed(key).unlink(missing_ok=True)
            self._notes.before.pop(str(key), None)
        self.save()
        return sum(row.outcome.differs and row.outcome is not Outcome.FAILED for row in rows)

    def save(self) -> None:
        """Write down what is known, so that the next run goes on from here."""
        self.folder.write(self._notes)

    @property
    def rasterisers(self) -> tuple[str, ...]:
        """Name what drew the pictures that are there."""
        return tuple(sorted({entry.rasteriser for entry in self._notes.pictures.values() if entry.rasteriser}))


def with_wishes(scene: Scene, key: Key) -> Scene:
    """Return ``scene`` as the person of ``key`` wants to see it; how they hear and operate it stays."""
    wishes = key.look.preferences(key.language)
    own = structs.replace(
        scene.show.preferences,
        language=key.language,
        large_text=wishes.large_text,
        high_contrast=wishes.high_contrast,
    )
    return structs.replace(scene, show=structs.replace(scene.show, language=key.language, preferences=own))


def _drawn(entry: Entry) -> Drawn:
    return Drawn(fingerprint=Fingerprint.parse(entry.fingerprint), rasteriser=entry.rasteriser)


def _open(path: Path) -> Image.Image:
    with Image.open(path) as file:
        return file.convert("RGB")
