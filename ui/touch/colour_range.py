# SPDX-License-Identifier: EUPL-1.2
"""Which range the luminance of a picture uses. Pure.

Video range (16 to 235, ITU-R BT.601-7 §2.5.3) is the rule, but WebRTC says nothing of the range unless both ends
agree on a header extension, and some sources (a canvas, some webcams) send 0 to 255. Shown by the wrong rule, faces
turn chalky.
"""

from __future__ import annotations

from dataclasses import dataclass

LOW, HIGH = 8, 243
"""Codecs overshoot the video range by a few steps; beyond these it is not overshoot."""
STRIDE = 17
"""Every so manieth pixel is looked at; prime, so that columns are not."""
MUCH = 0.005
LITTLE = 0.0005
EVERY_FRAMES = 15
SURE_LOOKS = 4

_INSIDE = bytes(range(LOW, HIGH + 1))


@dataclass(slots=True)
class RangeWatch:
    """Follows a stream of pictures; ``full`` once many pixels lie outside the video range, until long none do."""

    full: bool = False
    _frames: int = 0
    _calm: int = 0

    def look(self, luma: bytes | memoryview) -> bool:
        """Look at a frame's luminance now and then; return whether the stream uses the full range."""
        self._frames += 1
        if (self._frames - 1) % EVERY_FRAMES:
            return self.full
        sample = bytes(luma[::STRIDE])
        outside = len(sample.translate(None, _INSIDE)) / max(1, len(sample))
        self._calm = self._calm + 1 if outside < LITTLE else 0
        if outside > MUCH:
            self.full = True
        elif self._calm >= SURE_LOOKS:
            self.full = False
        return self.full
