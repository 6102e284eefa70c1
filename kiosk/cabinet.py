# SPDX-License-Identifier: EUPL-1.2
"""What the station expects of the room's switches and lamps. The cabinet that fulfils it is found by entry point.

A station without a cabinet works: everything here has its equal on the touchscreen, except the physical emergency stop.
"""

from __future__ import annotations

from collections.abc import Callable
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
        """Take the pins; ``deliver`` is called from the event loop. Raises `KioskError` that names a pin's other owner."""
        ...

    def lamp(self, lamp: Lamp) -> None: ...

    def camera_on(self, *, on: bool) -> None:
        """Switch the *camera on* light, which nothing else in the station may contradict."""
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
    """Makes a cabinet out of the settings' table of pins (purpose → pin name); raises `KioskError` for a bad one."""

    def __call__(self, pins: dict[str, str], clock: Clock) -> Cabinet: ...


def cabinet_factory(kind: str) -> CabinetFactory:
    """Find the cabinet installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: CabinetFactory = entry.load()
        return factory
    raise KioskError(
        f"No cabinet of kind '{kind}' is installed.",
        hint="Run ./run once to install the project's parts.",
    )
