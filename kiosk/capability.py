# SPDX-License-Identifier: EUPL-1.2
"""What the station expects of instruments. The shelf that fulfils it is found by entry point, never imported."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from typing import Protocol

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.reading import InstrumentEvent

ENTRY_POINT_GROUP = "halsorum.instruments"


class Capability(StrEnum):
    """What an instrument can do for a visit; `kiosk.guide` says how a person is led through each."""

    PULSE_OXIMETRY = "pulse-oximetry"
    BLOOD_PRESSURE = "blood-pressure"
    BODY_WEIGHT = "body-weight"
    BODY_HEIGHT = "body-height"
    BODY_COMPOSITION = "body-composition"
    BLOOD_GLUCOSE = "blood-glucose"
    BODY_TEMPERATURE = "body-temperature"
    ELECTROCARDIOGRAPHY = "electrocardiography"
    RESPIRATION = "respiration"
    CODE_READING = "code-reading"
    """Reads bar codes or QR codes; runs while a code may be entered, not while somebody is measured."""


class Command(StrEnum):
    """What an instrument can be told while it runs."""

    START = "start"
    """Begin a measurement."""
    STOP = "stop"
    """End a measurement now: lets the air out of a cuff."""
    ZERO = "zero"
    """Set an empty scale to zero."""


class CommandReason(StrEnum):
    """Why an instrument was not told."""

    UNKNOWN_INSTRUMENT = "unknown-instrument"
    """No instrument of this shelf has the name."""
    NOT_ABLE = "not-able"
    """The device knows no such command."""
    NOT_CONNECTED = "not-connected"
    """The instrument is not plugged in or does not answer."""
    EMERGENCY_STOP = "emergency-stop"
    """The emergency stop is pressed: nothing may start."""


class CommandError(KioskError, ValueError):
    """An instrument cannot be told what it was to be told."""

    patient_key = "problem.instrument"


@dataclass(frozen=True, kw_only=True, slots=True)
class Assignment:
    """Which driver listens on which port, under which name: what a technician sets.

    ``line``: line settings such as ``19200 8E1``, for a device that was set to others than its usual ones.
    """

    name: str
    driver: str
    port: str
    line: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Instrument:
    """One instrument of a station as the visit knows it: no device, no port."""

    name: str
    capabilities: tuple[Capability, ...]
    commands: frozenset[Command] = frozenset()


class Shelf(Protocol):
    """Every instrument of a station."""

    @property
    def instruments(self) -> tuple[Instrument, ...]:
        """The instruments, in the order in which they are set."""
        ...

    async def run(self, deliver: Callable[[InstrumentEvent], None], names: frozenset[str] | None = None) -> None:
        """Measure until cancelled, with the instruments called ``names`` (None: all).

        Opens every assigned port, reopens what is lost (with back-off), and on cancellation tells every device to
        stop. ``deliver`` is called from the event loop and must not block.
        """
        ...

    def tell(self, name: str, command: Command) -> None:
        """Tell a running instrument something, at once. Raises `CommandError`."""
        ...

    def stop_all(self) -> None:
        """Tell every running instrument that knows `Command.STOP` to stop, at once. Never raises."""
        ...


class ShelfFactory(Protocol):
    """Makes a shelf; raises `KioskError` for an unknown driver."""

    def __call__(self, assignments: Sequence[Assignment], clock: Clock) -> Shelf: ...


def has_shelf(kind: str) -> bool:
    """Tell whether a shelf is installed under ``kind``."""
    return bool(entry_points(group=ENTRY_POINT_GROUP, name=kind))


def shelf_factory(kind: str) -> ShelfFactory:
    """Find the shelf installed under ``kind``."""
    for entry in entry_points(group=ENTRY_POINT_GROUP, name=kind):
        factory: ShelfFactory = entry.load()
        return factory
    raise KioskError(
        f"No instruments of kind '{kind}' are installed.",
        hint="Run ./run once to install the project's parts.",
    )
