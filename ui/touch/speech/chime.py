# SPDX-License-Identifier: EUPL-1.2
"""Two notes that say 'look here': time runs out. Made, not recorded, so that there is nothing to install."""

from __future__ import annotations

import math
import sys
from array import array
from functools import cache

from kiosk.prompts_ring import RATE_HZ

NOTES_HZ = (784.0, 587.0)
"""Low enough for old ears, and falling, for it asks."""
NOTE_S = 0.4
DECAY_S = 0.16
RISE_S = 0.008
PEAK = 0.25
"""Of full scale: about as loud as speech at the same volume."""


@cache
def chime() -> bytes:
    """Return the notes as 48 kHz, 16 bit, mono; shorter than the three seconds after which a sound must end
    (EN 301 549 5.1.3.10)."""
    samples = array("h")
    for pitch_hz in NOTES_HZ:
        for sample in range(round(NOTE_S * RATE_HZ)):
            at_s = sample / RATE_HZ
            fall = math.exp(-at_s / DECAY_S) * min(1.0, at_s / RISE_S, (NOTE_S - at_s) / RISE_S)
            tone = math.sin(math.tau * pitch_hz * at_s) + 0.3 * math.sin(2 * math.tau * pitch_hz * at_s)
            samples.append(round(32_767 * PEAK * fall * tone / 1.3))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()
