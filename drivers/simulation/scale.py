# SPDX-License-Identifier: EUPL-1.2
"""Somebody on a scale: what every simulated scale has in common. Pure; time is the device's own."""

from __future__ import annotations

import math
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import ClassVar

from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number

STEPS_ON_S = 0.6
"""From the first foot to the whole weight."""
SETTLES_S = 3.0
"""Until the load has stopped to sway; scales call it moving so long, which is tens of lines."""
STEPS_OFF_S = 0.4
EMPTY_SETTLES_S = 0.8
SWAYS_KG = 1.5
SWAYS_HZ = 1.7


@dataclass(kw_only=True, slots=True)
class Load:
    """What stands on the scale; may be changed while it runs."""

    weight_kg: Decimal = Decimal("81.40")
    height_cm: Decimal = Decimal("178.5")
    on: bool = True
    restless: bool = False
    """Never stands still."""
    broken: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """What the scale makes of its load."""

    kg: Decimal
    stable: bool
    over: bool = False
    under: bool = False


def _step(device: SimulatedScale, text: str) -> None:
    device.step(on=choose(text, ("on", "off")))


def _weight(device: SimulatedScale, text: str) -> None:
    number(text, 0, 10_000)
    device.load.weight_kg = Decimal(text)
    device.step(on=True)


def _height(device: SimulatedScale, text: str) -> None:
    number(text, 30, 260)
    device.load.height_cm = Decimal(text)


def _restless(device: SimulatedScale, text: str) -> None:
    device.load.restless = choose(text, ("on", "off"), "on")


def _tare(device: SimulatedScale, text: str) -> None:
    number(text or "0", 0, 500)
    device.tare_kg = Decimal(text or "0")


def _print(device: SimulatedScale, text: str) -> None:
    device.press_print()


class SimulatedScale(SimulatedDevice):
    """A scale; a family says how its lines look, and when it speaks."""

    rate_hz: ClassVar[float] = 20.0
    ticks_a_line: ClassVar[int] = 2
    """Ten lines a second."""
    resolution_kg: ClassVar[Decimal] = Decimal("0.05")
    capacity_kg: ClassVar[Decimal] = Decimal("250")
    words: ClassVar[Mapping[str, Word]] = {
        "step": Word(usage="step on|off", help="somebody steps on or off", act=_step),
        "weight": Word(usage="weight KG", help="somebody of this weight steps on", act=_weight),
        "height": Word(usage="height CM", help="how tall they are", act=_height),
        "restless": Word(usage="restless [on|off]", help="they never stand still", act=_restless),
        "tare": Word(usage="tare KG", help="what is taken off as clothes", act=_tare),
        "print": Word(usage="print", help="the print key is pressed", act=_print),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "steady": ((0.0, "step off"), (1.0, "step on")),
        "visit": ((0.0, "step off"), (2.0, "step on"), (12.0, "step off")),
        "retake": ((0.0, "step off"), (1.0, "step on"), (8.0, "step off"), (11.0, "step on")),
        "restless": ((0.0, "step off"), (1.0, "step on"), (1.0, "restless on")),
        "overload": ((0.0, "step off"), (1.0, "weight 400"), (8.0, "weight 81.40")),
        "empty": ((0.0, "step off"),),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.load = Load()
        self.tare_kg = Decimal(0)
        self.zero_kg = Decimal(0)
        self.stepped_s = 0.0
        self._from_kg = 0.0

    def power_on(self) -> None:
        super().power_on()
        self.tare_kg = Decimal(0)

    def step(self, *, on: bool) -> None:
        """Let somebody step on or off."""
        self._from_kg = self._load_kg()
        self.load.on = on
        self.stepped_s = self.now_s

    def press_print(self) -> None:
        """Let somebody press the print key; most scales send their line."""
        self._answers += self._line(self.shown())

    @property
    def age_s(self) -> float:
        """How long nobody has stepped on or off."""
        return self.now_s - self.stepped_s

    def shown(self) -> Shown:
        """Return what the scale shows now, tare and zero taken off."""
        load = Decimal(repr(self._load_kg())) - self.zero_kg
        kg = (load / self.resolution_kg).quantize(Decimal(1), ROUND_HALF_EVEN) * self.resolution_kg
        stable = self.age_s >= (SETTLES_S if self.load.on else EMPTY_SETTLES_S)
        if self.load.on and self.load.restless:
            stable = False
        return Shown(kg=kg - self.tare_kg, stable=stable, over=kg > self.capacity_kg, under=kg < -self.capacity_kg / 10)

    def set_zero(self) -> bool:
        """Do what the zero key does; return False if the scale refuses (somebody moves on it, or is too heavy)."""
        shown = self.shown()
        if not shown.stable or abs(shown.kg) > self.capacity_kg / 50:
            return False
        self.zero_kg += shown.kg
        return True

    def _load_kg(self) -> float:
        target = float(self.load.weight_kg) if self.load.on else 0.0
        ramp = min(1.0, self.age_s / (STEPS_ON_S if self.load.on else STEPS_OFF_S))
        kg = self._from_kg + (target - self._from_kg) * ramp
        if not self.load.on:
            return kg
        swing = 1.0 if self.load.restless else max(0.0, 1 - self.age_s / (SETTLES_S - 0.2))
        return kg + ramp * swing * SWAYS_KG * math.sin(2 * math.pi * SWAYS_HZ * self.age_s)

    def _speak(self) -> bytes:
        return self._line(self.shown()) if self._ticks % self.ticks_a_line == 0 and self._streams() else b""

    def _streams(self) -> bool:
        """Tell whether lines go out all the time."""
        return True

    @abstractmethod
    def _line(self, shown: Shown) -> bytes:
        """Return how the scale says ``shown``, with the line's end."""
