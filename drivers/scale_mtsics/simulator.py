# SPDX-License-Identifier: EUPL-1.2
"""A Mettler-Toledo scale from the device's side (MT-SICS levels 0 and 1).

Variants: ``level1`` knows SIR; ``level0`` answers ES to it; ``printer`` hears nothing and sends numbered net lines at
its print key, when it stands still. ``S`` waits for rest and answers ``S I`` when that takes too long; to a command
that it does not know it says ES.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from drivers.names import DriverName
from drivers.scale_mtsics.frame import END, encode, encode_print
from drivers.simulation.scale import Shown, SimulatedScale

PATIENCE_S = 10.0
COMMAND_LIMIT = 32
SERIAL = b'I4 A "0123456789"'


class SimulatedMtsics(SimulatedScale, driver=DriverName.SCALE_MTSICS):
    """Silent until asked."""

    variants: ClassVar[tuple[str, ...]] = ("level1", "level0", "printer")

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._prints = 0
        self._heard = b""
        self._repeats = False
        self._waits_until_s: float | None = None

    def power_on(self) -> None:
        super().power_on()
        self._forget()
        if self.variant != "printer":
            self._answers += SERIAL + END

    def receive(self, data: bytes) -> None:
        if self.variant == "printer":
            return
        *commands, rest = (self._heard + data).replace(b"\r", b"\n").split(b"\n")
        self._heard = rest[-COMMAND_LIMIT:]
        for command in filter(None, commands):
            self._obey(command.decode("latin-1"))

    def press_print(self) -> None:
        shown = self.shown()
        if shown.stable and not shown.over:
            self._prints += 1
            self._answers += encode_print(self._number(shown), "kg", self._prints)

    def _forget(self) -> None:
        self._heard = b""
        self._repeats = False
        self._waits_until_s = None

    def _obey(self, command: str) -> None:
        if command in ("S", "SI", "SIR", "@"):
            self._repeats, self._waits_until_s = False, None
        if command == "SI":
            self._answers += self._line(self.shown())
        elif command == "SIR" and self.variant == "level1":
            self._repeats = True
        elif command == "S":
            self._waits_until_s = self.now_s + PATIENCE_S
        elif command in ("I4", "@"):
            self._answers += SERIAL + END
        elif command == "Z":
            self._answers += (b"Z A" if self.set_zero() else b"Z I") + END
        else:
            self._answers += b"ES" + END

    def _speak(self) -> bytes:
        if self._waits_until_s is not None and (self.shown().stable or self.now_s >= self._waits_until_s):
            self._waits_until_s = None
            return self._line(self.shown()) if self.shown().stable else b"S I" + END
        return super()._speak()

    def _streams(self) -> bool:
        return self._repeats

    def _line(self, shown: Shown) -> bytes:
        if shown.over or shown.under:
            return (b"S +" if shown.over else b"S -") + END
        return encode(self._number(shown), "kg", stable=shown.stable)

    def _number(self, shown: Shown) -> str:
        return str(shown.kg.quantize(Decimal("0.01")))
