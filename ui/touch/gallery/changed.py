# SPDX-License-Identifier: EUPL-1.2
"""Show where two pictures differ."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

MARK = (214, 0, 122)
"""Of no screen's palette."""
PALE = 0.25
AROUND_PX = 6


def changed_area(before: Image.Image, after: Image.Image) -> Image.Image | None:
    """Draw ``after`` pale, what differs in it marked, and a frame about that; None where the sizes differ or nothing
    does."""
    if before.size != after.size:
        return None
    old, new = (np.asarray(each.convert("RGB"), dtype=np.int16) for each in (before, after))
    differs = np.abs(old - new).max(axis=2) > 0
    if not differs.any():
        return None
    pale = np.asarray(after.convert("L").convert("RGB"), dtype=np.float32) * PALE + 255 * (1 - PALE)
    pale[differs] = MARK
    picture = Image.fromarray(pale.astype(np.uint8))
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    frame = (columns[0] - AROUND_PX, rows[0] - AROUND_PX, columns[-1] + AROUND_PX, rows[-1] + AROUND_PX)
    ImageDraw.Draw(picture).rectangle([int(side) for side in frame], outline=MARK, width=2)
    return picture
