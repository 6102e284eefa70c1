# SPDX-License-Identifier: EUPL-1.2
"""A Marsden M-430 from the device's side: its block of lines at the PRINT key, when the weight stands still.

``column`` measures the height as well; ``floor`` does not, and prints dashes and ``N/A``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.marsden_m430.frame import encode
from drivers.names import DriverName
from drivers.simulation.body_scale import SimulatedBodyScale
from drivers.simulation.device import Timeline
from drivers.simulation.scale import Shown


class SimulatedMarsden(SimulatedBodyScale, driver=DriverName.MARSDEN_M430):
    """Speaks at its key alone."""

    variants: ClassVar[tuple[str, ...]] = ("column", "floor")
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": ((0.0, "step off"), (1.0, "step on"), (6.0, "print")),
        **{name: steps for name, steps in SimulatedBodyScale.scenarios.items() if name != "steady"},
    }

    def press_print(self) -> None:
        shown = self.shown()
        if shown.stable and not shown.over:
            self._answers += self._line(shown)

    def _streams(self) -> bool:
        return False

    def _line(self, shown: Shown) -> bytes:
        gross, tare = shown.kg + self.tare_kg, self.tare_kg
        measured = self.variant == "column"
        height, bmi = (f"{self.load.height_cm:.1f}", f"{self.bmi:.1f}") if measured else ("---", "N/A")
        return encode(f"{gross:.1f}", f"{tare:.1f}", f"{shown.kg:.1f}", height, bmi, self.clock)
