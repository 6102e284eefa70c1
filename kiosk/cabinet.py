# SPDX-License-Identifier: EUPL-1.2
"""What the station expects of the room's switches and lamps. The cabinet that fulfils it is found by entry point.

A station without a cabinet works: everything here has its equal on the touchscreen, except the physical emergency stop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Protocol

from kiosk.clock import Clock
from kiosk.errors import KioskError

ENTRY_POINT_GROUP = "halsorum.cabinets"


class Switch(StrEnum):
    """What a person or the room can do to the station, besides touching the screen."""

    CALL = "call"
    """The call button: the same as the screen's primary action."""
    CONFIRM = "confirm"
    """The second button of a two-button station."""
    SWITCH_1 = "switch-1"
    """A switch of whoever cannot touch the screen: the only one, or the one that moves the mark on."""
    SWITCH_2 = "switch-2"
    """The second of two such switches: chooses what is marked."""
    HEADSET = "headset"
    """A headset is plugged in: what is private may be said aloud."""
    EMERGENCY_STOP = "emergency-stop"
    """Lets the air out of every cuff."""
    PRESENCE = "presence"
    """Somebody stands or sits before the station."""
    DOOR = "door"
    """The room's door is open."""
    LID = "lid"
    """The lid over the instruments is open."""
    TAMPER = "tamper"
    """The housing is open."""
    SERVICE_KEY = "service-key"
    """A technician's key is turned: the staff screen is shown without a PIN while nobody uses the station."""


class Output(StrEnum):
    """What the station can switch in the room, besides the numbered instrument lights."""

    STATUS_LAMP = "status-lamp"
    CAMERA_LIGHT = "camera-light"
    """Shines exactly while the camera is open."""
    TORCH = "torch"
    """A light to examine by, which the GP may switch."""
    DOOR_LOCK = "door-lock"
    """Lets the door of the room be opened from outside."""


MAX_INSTRUMENT_LIGHTS = 9


def instrument_light(number: int) -> str:
    """Name the purpose of the light beside instrument ``number`` (from 1)."""
    return f"instrument-{number}"


class CabinetReason(StrEnum):
    """Why there is no cabinet."""

    NO_KIND = "no-kind"
    """No cabinet of this kind is installed."""
    UNKNOWN_PURPOSE = "unknown-purpose"
    """A pin is set for something a station does not have."""
    BAD_PIN = "bad-pin"
    """The text that sets a pin is not understood."""
    SAME_PIN = "same-pin"
    """One pin is set for two purposes."""
    NO_GPIO = "no-gpio"
    """This machine has no pins, or the program may not use them."""
    PIN_TAKEN = "pin-taken"
    """Another program, or another part of this one, uses the pin."""
    UNFIT_PIN = "unfit-pin"
    """The pin cannot do what its purpose needs."""


class CabinetError(KioskError):
    """The room's switches and lamps cannot be used; the station works without them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CabinetTimes:
    """How long things take, in seconds.

    ``hold_s``: a button pressed for so long is held; ``stuck_s``: it is stuck. ``presence_on_s``, ``presence_off_s``:
    for how long somebody must be there, or nobody, before it is believed. ``door_s``: how long the lock stays open.
    """

    hold_s: float = 2.0
    stuck_s: float = 60.0
    presence_on_s: float = 2.0
    presence_off_s: float = 30.0
    door_s: float = 6.0


USUAL_TIMES = CabinetTimes()


class Motion(StrEnum):
    """What happened to a switch."""

    PRESSED = "pressed"
    RELEASED = "released"
    HELD = "held"
    STUCK = "stuck"
    """Pressed for so long that it must be broken; its presses count for nothing until it is released."""


class Lamp(StrEnum):
    """How the status lamp shines."""

    OFF = "off"
    READY = "ready"
    """Steady: the station may be used."""
    IN_USE = "in-use"
    """Breathing: a visit is on."""
    CALLING = "calling"
    """Slow blinking: waiting for the GP."""
    TROUBLE = "trouble"
    """Fast blinking: the station needs an operator."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SwitchEvent:
    """Something happened to a switch."""

    switch: Switch
    motion: Motion


class Cabinet(Protocol):
    """Every switch and lamp of a station. Outputs that are not wired do nothing."""

    def open(self, deliver: Callable[[SwitchEvent], None]) -> None:
        """Take the pins; ``deliver`` is called from the event loop, first for each switch that is active already.

        An emergency stop that is pressed is told at once, a button that is pressed already only when it is stuck.
        Raises `CabinetError` that names a pin's purpose and its other owner; nothing is taken then.
        """
        ...

    @property
    def wired(self) -> tuple[str, ...]:
        """The purposes that have a pin, switches first."""
        ...

    def lamp(self, lamp: Lamp) -> None: ...

    def camera_on(self, *, on: bool) -> None:
        """Switch the *camera on* light, which nothing else in the station may contradict."""
        ...

    def torch(self, *, on: bool) -> None:
        """Switch the light to examine by."""
        ...

    def instrument(self, number: int | None) -> None:
        """Light the lamp beside instrument ``number`` (from 1), and no other; None: none."""
        ...

    def unlock_door(self) -> None:
        """Open the door's lock for its set time; it locks again by itself."""
        ...

    def close(self) -> None:
        """Give the pins back; every lamp is off and the door is locked. Closing twice is no error."""
        ...


class CabinetFactory(Protocol):
    """Makes a cabinet out of the settings' table of pins (purpose → pin name); raises `CabinetError` for a bad one.

    A purpose is a `Switch`, an `Output` or an `instrument_light`. Nothing is touched before `Cabinet.open`.
    """

    def __call__(self, pins: Mapping[str, str], clock: Clock, times: CabinetTimes = USUAL_TIMES) -> Cabinet: ...


def cabinet_factory(kind: str) -> CabinetFactory:
    """Find the cabinet installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: CabinetFactory = entry.load()
        return factory
    raise CabinetError(
        f"No cabinet of kind '{kind}' is installed.",
        reason=CabinetReason.NO_KIND,
        hint="Run ./run once to install the project's parts.",
    )
