# SPDX-License-Identifier: EUPL-1.2
"""The still picture that stands for a camera that is off."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from kiosk.call.cameras.camera import CapturedFrame

_BEHIND_Y, _SYMBOL_Y, _GREY = 24, 140, 128


def camera_off(width: int, height: int) -> CapturedFrame:
    """Draw a crossed-out camera on dark grey."""
    width, height = width // 2 * 2, height // 2 * 2
    picture = Image.new("L", (width, height), _BEHIND_Y)
    draw = ImageDraw.Draw(picture)
    unit, x, y = height / 100, width / 2, height / 2
    draw.rounded_rectangle((x - 20 * unit, y - 12 * unit, x + 9 * unit, y + 12 * unit), 3 * unit, fill=_SYMBOL_Y)
    draw.polygon([(x + 11 * unit, y - 3 * unit), (x + 21 * unit, y - 10 * unit), (x + 21 * unit, y + 10 * unit),
                  (x + 11 * unit, y + 3 * unit)], fill=_SYMBOL_Y)  # fmt: skip
    for thick, colour in ((9, _BEHIND_Y), (4, _SYMBOL_Y)):
        draw.line((x - 24 * unit, y + 20 * unit, x + 24 * unit, y - 20 * unit), fill=colour, width=int(thick * unit))
    planes = np.full((height * 3 // 2, width), _GREY, dtype=np.uint8)
    planes[:height] = np.asarray(picture)
    return CapturedFrame(planes, width, height, 0.0)
