# SPDX-License-Identifier: EUPL-1.2
"""A Tanita from the device's side: one record when it has finished; variants differ in their keys and their date.

``sc330`` (date as in export models), ``mc780`` (status, ID, Japanese date), ``dc320`` (two-digit year). ``bh100`` is a
height meter, which has a driver of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from drivers.names import DriverName
from drivers.simulation.body_scale import SimulatedBodyScale
from drivers.simulation.device import Word, number
from drivers.simulation.scale import Shown
from drivers.tanita_text.decode import DATE_TEXT
from drivers.tanita_text.frame import encode

Pairs = list[tuple[str, str]]
HEADS = {
    "sc330": ("SC-330", "Da", (("SN", '"00000001"'), ("ID", '"0000000000"'))),
    "mc780": ("MC-780", "DT", (("ID", '"0000000000000000"'),)),
    "dc320": ("DC-320", "DA", (("SN", '"0000000002"'), ("ID", "112"))),
    "bh100": ("BH-100", "DT", ()),
}


def _status(device: Any, text: str) -> None:
    device.status = int(number(text, 0, 9))


class SimulatedTanita(SimulatedBodyScale, driver=DriverName.TANITA_TEXT):
    """Measures some seconds after the person stands still."""

    variants: ClassVar[tuple[str, ...]] = tuple(HEADS)
    takes_s: ClassVar[float] = 4.0
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedBodyScale.words,
        "status": Word(usage="status N", help="how it went, 0 good (models that tell)", act=_status),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self.status = 0

    def _line(self, shown: Shown) -> bytes:
        model, date, identity = HEADS[self.variant]
        units = ("~1",) if self.variant == "bh100" else ("~0", "~1", "~2")
        status = [("St", str(self.status))] if self.variant == "mc780" else []
        when = [(date, f'"{DATE_TEXT[date](self.clock)}"'), ("TI", f'"{self.clock:%H:%M}"')]
        head = [*((unit, "1") for unit in units), ("MO", f'"{model}"'), *identity, *status, *when]
        return encode([*head, *self._body(shown)])

    def _body(self, shown: Shown) -> Pairs:
        height = ("Hm", f"{self.load.height_cm:.1f}")
        if self.variant == "bh100":
            return [height]
        fat_kg = shown.kg * self.fat_percent / 100
        return [
            ("Bt", "0"), ("GE", "1"), ("AG", "34"), height, ("Pt", f"{self.tare_kg:.1f}"), ("Wk", f"{shown.kg:.1f}"),
            ("FW", f"{self.fat_percent:.1f}"), ("fW", f"{fat_kg:.1f}"), ("MW", f"{shown.kg - fat_kg:.1f}"),
            ("MI", f"{self.bmi:.1f}"), ("IF", "6"), ("rB", "2121"), ("rA", "29"), ("ZF", "501.8"),
        ]  # fmt: skip
