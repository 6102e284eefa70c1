# SPDX-License-Identifier: EUPL-1.2
"""The process that draws: a picture depends on nothing but what it shows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec import structs
from PIL import Image

from kiosk import messages as m
from tests.screens.painters import painter
from tests.screens.scenes import scene_of
from tests.ui.touch.views import BP_READY
from ui.touch.gallery.fingerprint import fingerprint
from ui.touch.gallery.job import Job, Scene
from ui.touch.gallery.look import PANELS, Key, Look

PANEL = PANELS["7"]
SCREENS = (
    "code",
    "code-wrong",
    "measure-done",
    "measure-idle",
    "call-notice",
    "locked",
    "how-to",
    "emergency",
    "please-wait",
)
KEYS = [Key(screen, language, look, "7") for screen in SCREENS for language, look in
        (("sv", Look.NORMAL), ("ar", Look.LARGE_CONTRAST))]  # fmt: skip


def job(key: Key, folder: Path, scene: Scene | None = None) -> Job:
    path, thumb = (str(folder / kind / f"{key}.webp") for kind in ("pictures", "thumbs"))
    return Job(key=str(key), scene=scene or scene_of(key), path=path, thumb=thumb)


@pytest.fixture
def world(display: str) -> dict[str, str]:
    return {"DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"}


@pytest.mark.timeout(240)
async def test_the_same_pixels_in_any_order_on_any_processor(world: dict[str, str], tmp_path: Path) -> None:
    """Another order, threads, and vectors of half the width, which are those of an older processor: bit for bit."""
    other = {**world, "LP_NATIVE_VECTOR_WIDTH": "128", "LP_NUM_THREADS": "2"}
    found: list[dict[str, str]] = []
    for environment, keys in ((world, KEYS), (other, KEYS[::-1])):
        async with painter(PANEL, environment) as its:
            done = [await its.draw(job(key, tmp_path)) for key in keys]
            assert "llvmpipe" in its.rasteriser
        found.append({each.key: each.fingerprint for each in done})
    assert found[0] == found[1]
    assert all(found[0].values())
    assert len(set(found[0].values())) == len(KEYS) - 1, "'please wait' is in every language at once"


@pytest.mark.timeout(120)
async def test_what_is_saved_is_what_was_drawn_and_one_screen_that_breaks_is_one(
    world: dict[str, str], tmp_path: Path
) -> None:
    key = KEYS[0]
    odd = structs.replace(BP_READY, title="guide.no-such-words")
    broken = structs.replace(scene_of(key).show, view=m.MeasureView(instruments=(odd,), complete=False))
    async with painter(PANEL, world) as its:
        first = await its.draw(job(key, tmp_path))
        failed = await its.draw(job(key, tmp_path / "broken", Scene(show=broken)))
        absent = await its.draw(job(key, tmp_path, structs.replace(scene_of(key), touch=("no-such-button",))))
        again = await its.draw(job(key, tmp_path))
    assert failed.problem.startswith("KeyError: 'guide.no-such-words' (i18n.py, line ")
    assert absent.problem.startswith("LookupError: there is no button 'no-such-button' (easel.py")
    assert not (tmp_path / "broken").exists()
    assert first == again
    with Image.open(tmp_path / "pictures" / f"{key}.webp") as picture:
        assert picture.size == (PANEL.width_px, PANEL.height_px)
        assert str(fingerprint(np.asarray(picture.convert("RGB")))) == first.fingerprint
    with Image.open(tmp_path / "thumbs" / f"{key}.webp") as picture:
        assert picture.size == (PANEL.width_px // 4, PANEL.height_px // 4)
