# SPDX-License-Identifier: EUPL-1.2
"""How large a head and its shoulders are in the picture of somebody who sits 0.6 to 1.2 m from the camera. Pure.

For a camera that sees 41° of height in 16:9 (a Raspberry Pi Camera Module 3, and most webcams within a tenth). A head
is 0.23 m high and shoulders 0.45 m wide; the eyes are to be a third of the picture below its upper edge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

NEAR_M, FAR_M = 0.6, 1.2
HEIGHT_DEGREES = 41.0
HEAD_M, HEAD_WIDE_M, SHOULDERS_M = 0.23, 0.17, 0.45
EYES = 1 / 3
"""Below the upper edge, as a share of the picture."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """Shares of the picture's height: how high and wide the head is, how wide the shoulders."""

    head: float
    head_wide: float
    shoulders: float


def figure(distance_m: float) -> Figure:
    """Reckon it for somebody so far away."""
    seen_m = 2 * distance_m * math.tan(math.radians(HEIGHT_DEGREES / 2))
    return Figure(head=HEAD_M / seen_m, head_wide=HEAD_WIDE_M / seen_m, shoulders=SHOULDERS_M / seen_m)
