# SPDX-License-Identifier: EUPL-1.2
"""A 2595KL from the device's side: its short record every second while somebody stands on it, in kg or pounds."""

from __future__ import annotations

from typing import ClassVar

from drivers.healthometer.frame import encode_short
from drivers.healthometer.simulator import POUNDS_A_KG, STANDS_KG
from drivers.names import DriverName
from drivers.simulation.body_scale import TENTH, SimulatedBodyScale
from drivers.simulation.scale import Shown


class SimulatedHealthometer2400(SimulatedBodyScale, driver=DriverName.HEALTHOMETER_2400):
    """Sends by itself."""

    variants: ClassVar[tuple[str, ...]] = ("kilograms", "pounds")

    def _speak(self) -> bytes:
        shown = self.shown()
        if not shown.stable or shown.kg < STANDS_KG or shown.over or self._ticks % round(self.rate_hz):
            return b""
        return self._line(shown)

    def _line(self, shown: Shown) -> bytes:
        metric = self.variant == "kilograms"
        weight = shown.kg if metric else (shown.kg * POUNDS_A_KG).quantize(TENTH)
        return encode_short(f"{weight:.1f}", metric=metric)
