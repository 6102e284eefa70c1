# SPDX-License-Identifier: EUPL-1.2
"""An A&D scale from the device's side (standard format).

Variants: ``asked`` answers ``Q`` and the print key alone; ``stream`` sends all the time (at 2400 baud about ten lines a
second). Commands: ``Q`` now, ``S`` when stable, ``SIR`` all the time, ``C`` ends both, ``Z`` zero; others are ignored.
"""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from drivers.names import DriverName
from drivers.scale_stgs.frame import Form, encode, encode_overload
from drivers.simulation.scale import Shown, SimulatedScale

COMMAND_LIMIT = 16


class SimulatedAnd(SimulatedScale, driver=DriverName.SCALE_AND):
    """Answers in the standard format."""

    variants: ClassVar[tuple[str, ...]] = ("asked", "stream")
    ticks_a_line: ClassVar[int] = 2

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._heard = b""
        self._repeats = self.variant == "stream"
        self._when_stable = False

    def power_on(self) -> None:
        super().power_on()
        self._heard = b""
        self._repeats = self.variant == "stream"
        self._when_stable = False

    def receive(self, data: bytes) -> None:
        *commands, rest = (self._heard + data).replace(b"\r", b"\n").split(b"\n")
        self._heard = rest[-COMMAND_LIMIT:]
        for command in commands:
            self._obey(command)

    def _obey(self, command: bytes) -> None:
        if command == b"Q":
            self._answers += self._line(self.shown())
        elif command == b"S":
            self._when_stable = True
        elif command == b"SIR":
            self._repeats = True
        elif command == b"C":
            self._repeats = self._when_stable = False
        elif command == b"Z":
            self.set_zero()

    def _streams(self) -> bool:
        if self._when_stable and self.shown().stable:
            self._when_stable = False
            return True
        return self._repeats

    def _line(self, shown: Shown) -> bytes:
        if shown.over or shown.under:
            return encode_overload(Form.AND, "kg")
        return encode(Form.AND, str(shown.kg.quantize(Decimal("0.01"))), "kg", stable=shown.stable)
