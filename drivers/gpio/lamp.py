# SPDX-License-Identifier: EUPL-1.2
"""The lamps: how the status lamp shines in each of its meanings, and plain lights.

The meanings differ by rhythm, not by colour alone, and nothing flashes more than three times a second (EN 301 549
9.2.3.1; ISO 9241-391: such flashes may bring on a seizure).
"""

from __future__ import annotations

from dataclasses import dataclass

from gpiozero import LED, PWMLED
from gpiozero.exc import PinPWMError

from drivers.gpio.factory import enduring, taking
from drivers.gpio.pins import Pin
from kiosk.cabinet import Lamp


@dataclass(frozen=True, kw_only=True, slots=True)
class Pattern:
    """A rhythm, repeated for ever, in seconds. Without ``off_s`` and fades it is steady: light, or dark without all."""

    on_s: float = 0.0
    off_s: float = 0.0
    fade_s: float = 0.0
    """How long it takes to become bright, and again to become dark."""

    @property
    def period_s(self) -> float:
        return self.on_s + self.off_s + 2 * self.fade_s

    @property
    def steady(self) -> bool:
        return self.off_s == self.fade_s == 0.0


PATTERNS: dict[Lamp, Pattern] = {
    Lamp.OFF: Pattern(),
    Lamp.READY: Pattern(on_s=1.0),
    Lamp.IN_USE: Pattern(fade_s=2.0, on_s=0.5, off_s=0.5),
    Lamp.CALLING: Pattern(on_s=1.0, off_s=1.0),
    Lamp.TROUBLE: Pattern(on_s=0.25, off_s=0.25),
}


class StatusLamp:
    """The lamp that says how the station is. On a pin that cannot fade, fading becomes switching."""

    def __init__(self, pin: Pin) -> None:
        self._pin = pin
        self._shown = Lamp.OFF
        with taking(pin):
            try:
                self._led = PWMLED(pin.name, active_high=pin.wiring.active_high)
                self._fades = True
            except PinPWMError:
                self._led = LED(pin.name, active_high=pin.wiring.active_high)
                self._fades = False

    def show(self, lamp: Lamp) -> None:
        """Shine as ``lamp`` from now on; a rhythm that is shown already goes on undisturbed."""
        if lamp is self._shown:
            return
        self._shown = lamp
        pattern = PATTERNS[lamp]
        with enduring(self._pin):
            if pattern.steady:
                self._led.value = pattern.on_s > 0
            elif self._fades:
                fade_s = pattern.fade_s
                self._led.blink(pattern.on_s, pattern.off_s, fade_in_time=fade_s, fade_out_time=fade_s)
            else:
                self._led.blink(pattern.on_s + pattern.fade_s, pattern.off_s + pattern.fade_s)

    def close(self) -> None:
        """Go dark, and give the pin back."""
        with enduring(self._pin):
            if not self._led.closed:
                self._led.off()
            self._led.close()


class Light:
    """A light that is on or off."""

    def __init__(self, pin: Pin) -> None:
        self._pin = pin
        with taking(pin):
            self._led = LED(pin.name, active_high=pin.wiring.active_high)

    def switch(self, *, on: bool) -> None:
        with enduring(self._pin):
            self._led.value = on

    def close(self) -> None:
        """Go dark, and give the pin back."""
        with enduring(self._pin):
            if not self._led.closed:
                self._led.off()
            self._led.close()
