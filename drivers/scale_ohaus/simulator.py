# SPDX-License-Identifier: EUPL-1.2
"""An Ohaus Defender 3000 from the device's side, set to continuous output. Nothing was recorded of an overload: it then
sends no line at all."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from drivers.names import DriverName
from drivers.scale_ohaus.frame import encode
from drivers.simulation.scale import Shown, SimulatedScale


class SimulatedOhaus(SimulatedScale, driver=DriverName.SCALE_OHAUS):
    """``fine`` shows grams, as recorded; ``coarse`` tenths of a kilogram."""

    variants: ClassVar[tuple[str, ...]] = ("fine", "coarse")
    resolution_kg: ClassVar[Decimal] = Decimal("0.05")

    def receive(self, data: bytes) -> None:
        """Hear nothing: continuous output needs no host."""

    def _line(self, shown: Shown) -> bytes:
        if shown.over or shown.under:
            return b""
        digits = Decimal("0.001") if self.variant == "fine" else Decimal("0.1")
        return encode(str(shown.kg.quantize(digits)), "kg", stable=shown.stable, net=self.tare_kg != 0)
