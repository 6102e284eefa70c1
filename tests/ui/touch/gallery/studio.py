# SPDX-License-Identifier: EUPL-1.2
"""A gallery whose pictures are flat colours that a test chooses."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from kiosk import messages as m
from ui.touch.gallery.fingerprint import fingerprint
from ui.touch.gallery.folder import Folder
from ui.touch.gallery.gallery import Gallery, with_wishes
from ui.touch.gallery.golden import Outcome
from ui.touch.gallery.job import Done, Job, Scene
from ui.touch.gallery.look import Key, Look, Wanted

HERE = "llvmpipe"
EVERYTHING = Wanted()
CODE, CALL, STAFF = (Key(screen, "sv", Look.NORMAL, "10") for screen in ("code", "call", "staff-pin"))


def scene(key: Key) -> Scene:
    show = m.Show(view=m.CodeView(attempts_left=len(key.screen)), language="sv", station_name="S", phone="1")
    return with_wishes(Scene(show=show), key)


def save(job: Job, colour: int) -> Done:
    """Do what the process that draws does: save and tell."""
    pixels = np.full((80, 128, 3), 200, dtype=np.uint8)
    pixels[10:20, 30:50] = colour
    for name in (job.path, job.thumb):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(pixels).save(name, format="WEBP", lossless=True)
    return Done(key=job.key, fingerprint=str(fingerprint(pixels)))


class Studio:
    """Runs on one folder, one after the other."""

    def __init__(self, root: Path, catalogue: Sequence[Key] = (CODE, CALL)) -> None:
        self.root = root
        self.catalogue = catalogue
        self.edition = "1"
        self.colours: dict[Key, int] = {}

    def open(self) -> Gallery:
        return Gallery(
            folder=Folder(self.root / "out"),
            golden_folder=self.root / "golden",
            catalogue=self.catalogue,
            scene_of=scene,
            edition=self.edition,
        )

    def run(self, *, again: bool = False, accept: bool = False) -> dict[Key, Outcome]:
        """Draw what is due; returns how everything stands then."""
        gallery = self.open()
        for job in gallery.jobs(EVERYTHING, again=again):
            gallery.take(save(job, self.colours.get(Key.parse(job.key), 0)), HERE)
        if accept:
            gallery.accept(EVERYTHING)
        gallery.save()
        return {row.key: row.outcome for row in gallery.rows(EVERYTHING)}
