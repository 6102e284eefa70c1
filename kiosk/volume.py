# SPDX-License-Identifier: EUPL-1.2
"""How loud the station is: six steps, chosen by the patient, back to the start after each visit.

From the start the sound can be raised by 12 dB and more, over a range of 18 dB and more (EN 301 549 8.2.1.1, 8.2.1.2).
"""

from __future__ import annotations

STEPS = 6
STEP_DB = 4.0
START = 2
"""The step of every visit's beginning: sound as it is. Whoever sets the station up makes it at most 65 dBA."""


def clamped(step: int) -> int:
    """Bring ``step`` into 0…5."""
    return min(max(step, 0), STEPS - 1)


def gain_db(step: int) -> float:
    """Return by how much ``step`` is louder than the start."""
    return (clamped(step) - START) * STEP_DB
