# SPDX-License-Identifier: EUPL-1.2
"""Two voices at one loudspeaker."""

from __future__ import annotations

import numpy as np

from kiosk.call.sound.card import Samples

LOWEST, HIGHEST = -32768, 32767


def mixed(one: Samples, other: Samples) -> Samples:
    """Add two frames of sound; what is too loud for 16 bits is cut off."""
    if not other.any():
        return one
    total: Samples = np.clip(one.astype(np.int32) + other, LOWEST, HIGHEST).astype(np.int16)
    return total
