# SPDX-License-Identifier: EUPL-1.2
"""An input pin as a contact: active or not, whichever way it is wired."""

from __future__ import annotations

from collections.abc import Callable

from gpiozero import DigitalInputDevice

from drivers.gpio.factory import enduring, pin_errors, taking
from drivers.gpio.pins import Pin, Pull
from kiosk.cabinet import Switch

_PULL_UP = {Pull.UP: True, Pull.DOWN: False, Pull.NONE: None}


class Contact:
    """Owns the pin of a switch. ``changed`` is called with the new level from any thread, mostly gpiozero's."""

    def __init__(self, pin: Pin, changed: Callable[[bool], None]) -> None:
        self._pin = pin
        floating = pin.wiring.pull is Pull.NONE
        # gpiozero takes a pulled-up pin for active when it is low and any other for active when it is high.
        self._active_value = (pin.wiring.pull is not Pull.UP) == pin.wiring.active_high
        with taking(pin):
            self._device = DigitalInputDevice(
                pin.name, pull_up=_PULL_UP[pin.wiring.pull], active_state=True if floating else None
            )
            self._device.when_activated = lambda: changed(self._active_value)
            self._device.when_deactivated = lambda: changed(not self._active_value)

    @property
    def active(self) -> bool:
        """Read the pin now. One that cannot be read counts as a cut wire."""
        try:
            return bool(self._device.value) == self._active_value
        except pin_errors():
            cut = self._pin.wiring.active_when_cut
            return self._pin.purpose == Switch.EMERGENCY_STOP if cut is None else cut

    def close(self) -> None:
        """Give the pin back; closing twice is no error."""
        with enduring(self._pin):
            self._device.close()
