# SPDX-License-Identifier: EUPL-1.2
"""A scale that gives one finished result, with height, BMI and a clock. Pure but for the time it starts with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from drivers.simulation.device import Word, number
from drivers.simulation.scale import SimulatedScale

TENTH = Decimal("0.1")


def _fat(device: Any, text: str) -> None:
    number(text, 0, 75)
    device.fat_percent = Decimal(text)


def _clock(device: Any, text: str) -> None:
    device.clock_offset = timedelta(minutes=number(text, -10_000_000, 10_000_000))


class SimulatedBodyScale(SimulatedScale):
    """Speaks once, when the person has stood still for ``takes_s``."""

    takes_s: ClassVar[float] = 2.0
    resolution_kg: ClassVar[Decimal] = Decimal("0.1")
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedScale.words,
        "fat": Word(usage="fat PERCENT", help="how much of them is fat", act=_fat),
        "clock": Word(usage="clock MINUTES", help="its clock is so far ahead (or behind, -)", act=_clock),
    }

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant)
        self.fat_percent = Decimal("18.8")
        self.clock_offset = timedelta(0)
        self._started = started or datetime.now().replace(microsecond=0)
        self._rest_s: float | None = None
        self._done = False

    @property
    def clock(self) -> datetime:
        """What the device's clock shows."""
        return self._started + timedelta(seconds=self.now_s) + self.clock_offset

    @property
    def bmi(self) -> Decimal:
        """Return the index that the device shows, to a tenth."""
        metres = self.load.height_cm / 100
        return (self.shown().kg / metres**2).quantize(TENTH)

    def step(self, *, on: bool) -> None:
        super().step(on=on)
        self._done = False

    def receive(self, data: bytes) -> None:
        """Hear nothing: it speaks by itself."""

    def _speak(self) -> bytes:
        shown = self.shown()
        if not shown.stable or not self.load.on:
            self._rest_s = None
        elif self._rest_s is None:
            self._rest_s = self.now_s
        ready = self._rest_s is not None and self.now_s - self._rest_s >= self.takes_s
        if self._done or not ready or not self._streams():
            return b""
        self._done = True
        return self._line(shown)
