# SPDX-License-Identifier: EUPL-1.2
"""A scale of the family from the device's side; the variants are its forms.

``cas``, ``nhb``, ``qhw`` and ``eb`` stream; ``print`` is a CAS that sends a line at its print key alone, and only when
it stands still, as its balances do.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from drivers.names import DriverName
from drivers.scale_stgs.frame import Form, encode, encode_overload
from drivers.simulation.scale import Shown, SimulatedScale

PRINT = "print"


class SimulatedStgs(SimulatedScale, driver=DriverName.SCALE_STGS):
    """Takes no commands."""

    variants: ClassVar[tuple[str, ...]] = ("cas", "nhb", "qhw", "eb", PRINT)

    def receive(self, data: bytes) -> None:
        """Hear nothing: its line has no receiver."""

    def press_print(self) -> None:
        shown = self.shown()
        if shown.stable and not shown.over:
            super().press_print()

    def _streams(self) -> bool:
        return self.variant != PRINT

    def _line(self, shown: Shown) -> bytes:
        form = Form.CAS if self.variant == PRINT else Form(self.variant)
        if shown.over or shown.under:
            return encode_overload(form, "kg")
        digits = Decimal("0.1") if form is Form.NHB else Decimal("0.01")
        return encode(form, str(shown.kg.quantize(digits)), "kg", stable=shown.stable, net=self.tare_kg != 0)
