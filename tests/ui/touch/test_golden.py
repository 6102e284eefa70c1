# SPDX-License-Identifier: EUPL-1.2
"""The screens are those that somebody looked at and accepted. The rest of them: `./run screens`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.painters import painter
from tests.screens.scenes import GOLDEN, catalogue, edition, scene_of
from ui.touch.gallery.folder import Folder
from ui.touch.gallery.gallery import Gallery
from ui.touch.gallery.look import PANELS, REFERENCE_LANGUAGE, REFERENCE_PANEL, Look, Wanted

SEEN = Wanted(languages=(REFERENCE_LANGUAGE,), looks=(Look.NORMAL,), panels=(REFERENCE_PANEL,))
COMMAND = f"./run screens --panel {REFERENCE_PANEL} --language {REFERENCE_LANGUAGE} --look normal"


@pytest.mark.timeout(300)
async def test_every_screen_is_the_accepted_one(display: str, tmp_path: Path) -> None:
    """On the reference panel, in Swedish."""
    if not (GOLDEN / f"{REFERENCE_PANEL}.json").exists():
        pytest.skip("no pictures have been accepted yet: look at ./run screens, then ./run screens --accept")
    gallery = Gallery(
        folder=Folder(tmp_path), golden_folder=GOLDEN, catalogue=catalogue(), scene_of=scene_of, edition=edition()
    )
    async with painter(PANELS[REFERENCE_PANEL], {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}) as its:
        for job in gallery.jobs(SEEN):
            gallery.take(await its.draw(job), its.rasteriser)
    rows = gallery.rows(SEEN)
    assert len(rows) > 100
    differing = [
        f"{row.key} ({row.outcome}{row.problem and f': {row.problem}'})" for row in rows if row.outcome.differs
    ]
    assert differing == [], f"look at it: {COMMAND}; if it is as it should be: ./run screens --accept"
