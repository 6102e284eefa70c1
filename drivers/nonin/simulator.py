# SPDX-License-Identifier: EUPL-1.2
"""Any Nonin with a serial line, from the device's side.

Variants: ``9560`` as it leaves the factory (spot checks); ``9560-2``, ``-7``, ``-8`` last told to use that format;
``9560-slow`` refuses formats 2 and 7, ``9560-spot`` all but spot checks, ``9560-stubborn`` everything; ``3150`` takes
the longer form of the format command alone; ``oem3-1``, ``-2``, ``-7`` have a strap and take no commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import SERIAL_NUMBER, WRIST_OX, Model, NoninDevice, oem3, onyx
from drivers.nonin_13.simulator import SimulatedNonin13
from drivers.simulation.device import Timeline


class SimulatedAnyNonin(NoninDevice, driver=DriverName.NONIN):
    """Every model there is."""

    models: ClassVar[Mapping[str, Model]] = {
        "9560": onyx(13),
        "9560-2": onyx(2),
        "9560-7": onyx(7),
        "9560-8": onyx(8),
        "9560-slow": onyx(13, (8, 13)),
        "9560-spot": onyx(13, (13,), serial=SERIAL_NUMBER),
        "9560-stubborn": onyx(13, ()),
        "3150": WRIST_OX,
        "oem3-1": oem3(1),
        "oem3-2": oem3(2),
        "oem3-7": oem3(7),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = SimulatedNonin13.scenarios
