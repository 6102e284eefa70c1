# SPDX-License-Identifier: EUPL-1.2
"""A G-Tech station from the device's side: ``list`` as it leaves the factory, ``print`` with the setting F4=1."""

from __future__ import annotations

from typing import ClassVar

from drivers.gtech_gl150.frame import encode, encode_print
from drivers.names import DriverName
from drivers.simulation.body_scale import SimulatedBodyScale
from drivers.simulation.scale import Shown


class SimulatedGtech(SimulatedBodyScale, driver=DriverName.GTECH_GL150):
    """Speaks once, when it has finished."""

    variants: ClassVar[tuple[str, ...]] = ("list", "print")
    takes_s: ClassVar[float] = 3.0

    def _line(self, shown: Shown) -> bytes:
        height, bmi = f"{self.load.height_cm:.1f}", f"{self.bmi:.1f}"
        if self.variant == "print":
            return encode_print(height, f"{shown.kg:.2f}", bmi)
        return encode(height, f"{shown.kg:.1f}", bmi)
