# SPDX-License-Identifier: EUPL-1.2
"""A Health o meter scale from the device's side: a record a second while a locked weight stands on it.

``metric`` and ``constitutional`` (pounds, inches); ``stream`` begins later records with ``6R``; ``unlocked`` is older
firmware that sends before the weight is locked; ``nonsense`` sends a height that nobody has, as 600KL firmware 3.2.02.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from drivers.healthometer.frame import Packet, encode
from drivers.names import DriverName
from drivers.simulation.body_scale import TENTH, SimulatedBodyScale
from drivers.simulation.scale import Shown

POUNDS_A_KG = Decimal("2.20462262")
CM_AN_INCH = Decimal("2.54")
STANDS_KG = 5
"""Less than this is nobody."""


class SimulatedHealthometer(SimulatedBodyScale, driver=DriverName.HEALTHOMETER):
    """Sends by itself."""

    variants: ClassVar[tuple[str, ...]] = ("metric", "constitutional", "stream", "unlocked", "nonsense")

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._sent = 0

    def _speak(self) -> bytes:
        shown = self.shown()
        locked = shown.stable or self.variant == "unlocked"
        if not locked or shown.kg < STANDS_KG or shown.over:
            self._sent = 0
            return b""
        if self._ticks % round(self.rate_hz):
            return b""
        self._sent += 1
        return self._line(shown)

    def _line(self, shown: Shown) -> bytes:
        metric = self.variant != "constitutional"
        weight = shown.kg if metric else (shown.kg * POUNDS_A_KG / 2).quantize(TENTH) * 2
        height = self.load.height_cm if metric else self.load.height_cm / CM_AN_INCH
        packet = Packet(
            weight=f"{weight:.1f}",
            height="3.2" if self.variant == "nonsense" else f"{height:.1f}",
            bmi=f"{self.bmi:.1f}",
            tare=f"{self.tare_kg:.1f}",
            metric=metric,
            raw=b"",
        )
        return encode(packet, later=self.variant == "stream" and self._sent > 1)
