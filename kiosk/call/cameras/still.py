# SPDX-License-Identifier: EUPL-1.2
"""A still picture as a JPEG: the picture and nothing about when, where or with what it was taken."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image

from kiosk.call.cameras.camera import CapturedFrame
from kiosk.call.cameras.i420 import video_frame

MOST_BYTES = 8 << 20
QUALITIES = (90, 80, 65, 50)
"""The first that is small enough; nearly always that is the first of all."""


@dataclass(frozen=True, slots=True)
class StillPicture:
    """A JPEG and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def still_picture(picture: CapturedFrame, most_bytes: int = MOST_BYTES) -> StillPicture | None:
    """Encode ``picture``, some 150 ms for twelve megapixels; None if it cannot be made small enough."""
    image = Image.fromarray(video_frame(picture).to_ndarray(format="rgb24"))
    for quality in QUALITIES:
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        if file.tell() <= most_bytes:
            return StillPicture(file.getvalue(), picture.width, picture.height)
    return None
