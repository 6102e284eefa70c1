# SPDX-License-Identifier: EUPL-1.2
"""A Tanita BH-100 from the device's side: one record with the height when somebody has stood still under it."""

from __future__ import annotations

from typing import ClassVar

from drivers.names import DriverName
from drivers.tanita_text.simulator import SimulatedTanita


class SimulatedTanitaHeight(SimulatedTanita, driver=DriverName.TANITA_HEIGHT):
    """Measures soon after the person stands still."""

    variants: ClassVar[tuple[str, ...]] = ("bh100",)
    takes_s: ClassVar[float] = 1.0
