# SPDX-License-Identifier: EUPL-1.2
"""The library behind the pins, and its errors.

It is chosen as gpiozero chooses it: the one that GPIOZERO_PIN_FACTORY names, else the first that works.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from gpiozero import Device
from gpiozero.exc import GPIOPinInUse, GPIOZeroError, PinFactoryFallback, PinFixedPull, PinInvalidPin, PinUnsupported

from drivers.gpio.pins import Pin
from kiosk.cabinet import CabinetError, CabinetReason
from kiosk.log import EventLog

_LOG = EventLog("gpio")


@cache
def pin_errors() -> tuple[type[Exception], ...]:
    """List what gpiozero and the libraries below it raise; they have no common root."""
    common = (GPIOZeroError, OSError, RuntimeError, ValueError)
    try:
        lgpio = importlib.import_module("lgpio")
    except (ImportError, OSError):  # it makes a file in the working directory when it is imported
        return common
    return (*common, lgpio.error)


def ensure_factory() -> None:
    """Let gpiozero choose; raises `CabinetError` where there are no pins."""
    errors: tuple[type[Exception], ...] = (*pin_errors(), ImportError)  # a library that is named but not installed
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", PinFactoryFallback)
            Device.ensure_pin_factory()
    except errors as problem:
        raise CabinetError(
            "This machine has no pins that can be used (GPIO).",
            reason=CabinetReason.NO_GPIO,
            hint="On a Raspberry Pi install python3-lgpio and add the user to the group 'gpio'; elsewhere set "
            'cabinet.kind = "".',
        ) from problem


@contextmanager
def taking(pin: Pin) -> Iterator[None]:
    """Turn what goes wrong while ``pin`` is taken into a `CabinetError` that names it."""
    whose = f"{pin.name}, set for '{pin.purpose}',"
    try:
        yield
    except GPIOPinInUse as problem:
        owner = str(problem).partition(" by ")[2] or "another part of this program"
        raise CabinetError(
            f"{whose} is in use by {owner}.", reason=CabinetReason.PIN_TAKEN, hint="Choose another pin."
        ) from problem
    except (PinInvalidPin, PinFixedPull, PinUnsupported) as problem:
        raise CabinetError(
            f"{whose} cannot do that on this machine ({type(problem).__name__}).",
            reason=CabinetReason.UNFIT_PIN,
            hint="Choose another pin; GPIO2 and GPIO3 have resistors of their own.",
        ) from problem
    except pin_errors() as problem:
        if "busy" in str(problem).lower():
            raise CabinetError(
                f"{whose} is in use by another program.",
                reason=CabinetReason.PIN_TAKEN,
                hint="`gpioinfo` names it; if it is the station itself, stop it first: systemctl stop kiosk.target",
            ) from problem
        raise CabinetError(
            f"{whose} cannot be opened ({type(problem).__name__}).",
            reason=CabinetReason.NO_GPIO,
            hint="See that the user is in the group 'gpio' and that the machine's model has this pin.",
        ) from problem


@contextmanager
def enduring(pin: Pin) -> Iterator[None]:
    """Log what goes wrong with a pin that was taken: a lamp that fails must not take the visit with it."""
    try:
        yield
    except pin_errors() as problem:
        _LOG.error("pin-failed", problem, part=pin.purpose)
