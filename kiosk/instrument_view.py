# SPDX-License-Identifier: EUPL-1.2
"""An instrument, and what it has measured, as the screens show it."""

from __future__ import annotations

from msgspec import Struct

from kiosk.capability import Capability, Command
from kiosk.reading import Measure, SensorState


class ValueView(Struct, frozen=True, kw_only=True):
    """One number of an instrument: the device's own digits, empty where there is none, and its UCUM unit."""

    measure: Measure
    text: str = ""
    unit: str


class InstrumentView(Struct, frozen=True, kw_only=True):
    """One kind of measuring as the screens show it. An instrument that can do several things is there several times.

    Every text and picture is a key: ``title`` names it, ``step`` says what to do now, ``advice`` what to do after a
    failure (empty: none), ``retake`` is the word on the button that measures again (empty: there is none).
    """

    name: str
    number: int
    """From 1; the number on the instrument."""
    capability: Capability
    state: SensorState
    title: str
    step: str
    picture: str
    advice: str = ""
    retake: str = ""
    values: tuple[ValueView, ...] = ()
    """What is shown, in order."""
    progress: ValueView | None = None
    """A number that shows that something is going on, while it does; never a result."""
    commands: tuple[Command, ...] = ()
    """What it can be told now: `Command.START` or `Command.STOP`."""
    waves: bool = False
    """It has a curve; `Wave` brings it while the instrument is the one that is shown."""
    trouble: bool = False
    """It cannot measure just now: ``state`` says why."""
    done: bool = False
