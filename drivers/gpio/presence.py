# SPDX-License-Identifier: EUPL-1.2
"""The presence sensor: an output that is high while somebody is seen.

Sensors flicker at the edge of their field, and motion sensors (PIR) lose whoever sits still; so both coming and going
must last.
"""

from __future__ import annotations

from drivers.gpio.debounce import Steady
from kiosk.cabinet import CabinetTimes


def presence(times: CabinetTimes) -> Steady:
    """Make the judge of a presence sensor."""
    return Steady(on_s=times.presence_on_s, off_s=times.presence_off_s)
