# SPDX-License-Identifier: EUPL-1.2
"""A board whose pins are gpiozero's own simulated ones.

The kernel's gpio-sim with real lines and the real lgpio would be the next step; it needs a module that Debian 12 and 13
do not bring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from gpiozero import Device
from gpiozero.pins.mock import MockFactory, MockPin, MockPWMPin

from kiosk.cabinet import CabinetTimes

QUICK = CabinetTimes(hold_s=0.15, stuck_s=0.4, presence_on_s=0.05, presence_off_s=0.1, door_s=0.2)


class Board:
    """The hardware's side: what a wire, a finger or a hand does to a pin, and what a pin gave out."""

    def __init__(self, *, fades: bool = False) -> None:
        self.factory = MockFactory(pin_class=MockPWMPin if fades else MockPin)

    def wire(self, number: int, *, high: bool) -> None:
        """Tie an input from outside before or while it is used."""
        pin = self.pin(number)
        (pin.drive_high if high else pin.drive_low)()

    def pin(self, number: int) -> MockPin:
        return self.factory.pin(f"GPIO{number}")

    def turn_and_press(self, number: int) -> None:
        """Let a latched emergency stop go, and press it again a second later."""
        self.pin(number).drive_low()
        asyncio.get_running_loop().call_later(1.0, self.pin(number).drive_high)

    def high(self, number: int) -> bool:
        return bool(self.pin(number).state)

    def owners(self) -> list[object]:
        return [ref() for refs in self.factory._reservations.values() for ref in refs if ref() is not None]


@pytest.fixture
def board() -> Iterator[Board]:
    yield from _installed(Board())


@pytest.fixture
def fading_board() -> Iterator[Board]:
    """A board whose pins can do pulse-width modulation."""
    yield from _installed(Board(fades=True))


def _installed(made: Board) -> Iterator[Board]:
    before, Device.pin_factory = Device.pin_factory, made.factory
    yield made
    made.factory.reset()
    Device.pin_factory = before
