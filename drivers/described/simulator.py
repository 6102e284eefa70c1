# SPDX-License-Identifier: EUPL-1.2
"""A described device from its own side: it sends the description's examples, when it is asked or by itself."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any, ClassVar

from drivers.described.description import Description
from drivers.described.source import load
from drivers.simulation.device import SimulatedDevice, Timeline, Word, choose, number

SPEAKS_EVERY_S = 1.0
"""A device that is never asked sends so often."""


def _example(device: Any, text: str) -> None:
    device.chosen = int(number(text, 1, len(device.description.examples))) - 1


def _deaf(device: Any, text: str) -> None:
    device.deaf = choose(text, ("on", "off"), "on")


class SimulatedDescribed(SimulatedDevice):
    """Answers nothing but the description's question."""

    description: ClassVar[Description]
    rate_hz: ClassVar[float] = 20.0
    variants: ClassVar[tuple[str, ...]] = ("described",)
    words: ClassVar[Mapping[str, Word]] = {
        "example": Word(usage="example N", help="send this one of the description's examples, from 1", act=_example),
        "deaf": Word(usage="deaf [on|off]", help="send nothing more", act=_deaf),
    }

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self.chosen = 0
        self.deaf = False
        self._heard = b""

    def receive(self, data: bytes) -> None:
        ask = self.description.talk.ask
        if not ask:
            return
        self._heard += data
        while (at := self._heard.find(ask)) >= 0:
            self._heard = self._heard[at + len(ask) :]
            if not self.deaf:
                self._answers += self._frame()
        self._heard = self._heard[-len(ask) :]

    def power_on(self) -> None:
        super().power_on()
        self._heard = b""

    def _speak(self) -> bytes:
        by_itself = not self.description.talk.ask and not self.deaf
        return self._frame() if by_itself and self._ticks % round(SPEAKS_EVERY_S * self.rate_hz) == 0 else b""

    def _frame(self) -> bytes:
        return self.description.examples[self.chosen].raw


def simulator(text: str) -> type[SimulatedDevice]:
    """Return the simulator of what ``described:...`` means. Raises `DescriptionError`."""
    return _made(load(text))


@lru_cache(maxsize=64)
def _made(told: Description) -> type[SimulatedDevice]:
    each: Timeline = tuple((3.0 * n, f"example {n + 1}") for n in range(len(told.examples)))

    class Simulated(SimulatedDescribed):
        """One described device."""

        description = told
        scenarios: ClassVar[Mapping[str, Timeline]] = {"steady": (), "examples": each, "deaf": ((0.0, "deaf on"),)}

    return Simulated
