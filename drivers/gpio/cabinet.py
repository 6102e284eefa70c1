# SPDX-License-Identifier: EUPL-1.2
"""The cabinet on the machine's own pins: takes all of them or none, and gives them all back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from drivers.gpio.button import Button
from drivers.gpio.door import Lock, contact
from drivers.gpio.factory import ensure_factory
from drivers.gpio.lamp import Light, StatusLamp
from drivers.gpio.pins import Pin, parse_pins
from drivers.gpio.presence import presence
from drivers.gpio.stop import emergency_stop
from drivers.gpio.switch import Judge, WiredSwitch
from kiosk.cabinet import (
    MAX_INSTRUMENT_LIGHTS,
    USUAL_TIMES,
    CabinetTimes,
    Lamp,
    Output,
    Switch,
    SwitchEvent,
    instrument_light,
)
from kiosk.clock import Clock

_JUDGES: dict[str, Callable[[CabinetTimes], Judge]] = {
    Switch.EMERGENCY_STOP: lambda _: emergency_stop(),
    Switch.CALL: Button,
    Switch.CONFIRM: Button,
    Switch.SWITCH_1: lambda times: Button(times, repeat_s=0.0),
    Switch.SWITCH_2: lambda times: Button(times, repeat_s=0.0),
    Switch.HEADSET: lambda _: contact(),
    Switch.PRESENCE: presence,
    Switch.DOOR: lambda _: contact(),
    Switch.LID: lambda _: contact(),
    Switch.TAMPER: lambda _: contact(),
    Switch.SERVICE_KEY: lambda _: contact(),
}


class _Part(Protocol):
    def close(self) -> None: ...


Part = TypeVar("Part", bound=_Part)


class GpioCabinet:
    """Implements `kiosk.cabinet.Cabinet`; nothing is touched before `open`."""

    def __init__(self, pins: Mapping[str, str], clock: Clock, times: CabinetTimes = USUAL_TIMES) -> None:
        self._pins = {pin.purpose: pin for pin in parse_pins(pins)}
        self._clock = clock
        self._times = times
        self._parts: list[_Part] = []
        self._status: StatusLamp | None = None
        self._camera: Light | None = None
        self._torch: Light | None = None
        self._lock: Lock | None = None
        self._lights: dict[int, Light] = {}

    @property
    def wired(self) -> tuple[str, ...]:
        return tuple(self._pins)

    def open(self, deliver: Callable[[SwitchEvent], None]) -> None:
        """Take the pins; call it on the event loop. Raises `CabinetError`, and then none is taken."""
        ensure_factory()
        try:
            self._take_outputs()
            switches = [self._take_switch(pin, deliver) for pin in self._inputs]
        except BaseException:
            self.close()
            raise
        for switch in switches:
            switch.look()

    def lamp(self, lamp: Lamp) -> None:
        if self._status is not None:
            self._status.show(lamp)

    def camera_on(self, *, on: bool) -> None:
        if self._camera is not None:
            self._camera.switch(on=on)

    def torch(self, *, on: bool) -> None:
        if self._torch is not None:
            self._torch.switch(on=on)

    def instrument(self, number: int | None) -> None:
        for each, light in self._lights.items():
            light.switch(on=each == number)

    def unlock_door(self) -> None:
        if self._lock is not None:
            self._lock.unlock()

    def close(self) -> None:
        """Lock the door, darken every lamp and give the pins back; closing twice is no error."""
        parts, self._parts = self._parts, []
        self._status = self._camera = self._torch = self._lock = None
        self._lights = {}
        for part in parts:
            part.close()

    @property
    def _inputs(self) -> tuple[Pin, ...]:
        """The switches' pins, the emergency stop first."""
        return tuple(self._pins[purpose] for purpose in _JUDGES if purpose in self._pins)

    def _take_switch(self, pin: Pin, deliver: Callable[[SwitchEvent], None]) -> WiredSwitch:
        return self._keep(WiredSwitch(pin, _JUDGES[pin.purpose](self._times), deliver, self._clock))

    def _take_outputs(self) -> None:
        # The lock first: it is also the first to be given back, locked.
        if (pin := self._pins.get(Output.DOOR_LOCK)) is not None:
            self._lock = self._keep(Lock(pin, self._times.door_s))
        if (pin := self._pins.get(Output.STATUS_LAMP)) is not None:
            self._status = self._keep(StatusLamp(pin))
        if (pin := self._pins.get(Output.CAMERA_LIGHT)) is not None:
            self._camera = self._keep(Light(pin))
        if (pin := self._pins.get(Output.TORCH)) is not None:
            self._torch = self._keep(Light(pin))
        for number in range(1, MAX_INSTRUMENT_LIGHTS + 1):
            if (pin := self._pins.get(instrument_light(number))) is not None:
                self._lights[number] = self._keep(Light(pin))

    def _keep(self, part: Part) -> Part:
        self._parts.append(part)
        return part
