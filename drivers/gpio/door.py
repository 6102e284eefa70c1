# SPDX-License-Identifier: EUPL-1.2
"""The door: its lock, and the contacts of door, lid and housing.

What the lock does without current is data. The usual strike is *fail-secure* from outside: current opens it, so it is
locked when the station is off. One set ``fail-safe`` is closed by its current and opens when the station is off.
Neither may ever lock anybody in: from inside the handle must open the door by hand.
"""

from __future__ import annotations

from gpiozero import DigitalOutputDevice

from drivers.gpio.debounce import Steady
from drivers.gpio.factory import enduring, taking
from drivers.gpio.pins import Pin

SETTLE_S = 0.1
"""Reed contacts chatter while a door swings shut."""


def contact() -> Steady:
    """Make the judge of a door's, a lid's or a housing's contact: on means open. A jack's: something is plugged in."""
    return Steady(on_s=SETTLE_S, off_s=SETTLE_S)


class Lock:
    """A strike that is released for a while and locks by itself, from a thread of its own that needs no event loop."""

    def __init__(self, pin: Pin, open_s: float) -> None:
        self._pin = pin
        self._open_s = open_s
        opens_high = pin.wiring.active_high != pin.wiring.fail_safe
        with taking(pin):
            self._strike = DigitalOutputDevice(pin.name, active_high=opens_high, initial_value=False)

    def unlock(self) -> None:
        """Release the strike for its time, anew if it is released already."""
        with enduring(self._pin):
            self._strike.blink(on_time=self._open_s, off_time=0, n=1)

    def close(self) -> None:
        """Lock, and give the pin back."""
        with enduring(self._pin):
            if not self._strike.closed:
                self._strike.off()
            self._strike.close()
