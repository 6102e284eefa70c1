# SPDX-License-Identifier: EUPL-1.2
"""A Nonin that makes spot checks, from the device's side (9560 OEM specification, serial data format 13).

One packet per finger, a few seconds after the lock, at the latest after 40 s (then without SmartPoint); nothing if the
finger leaves before. What was measured while nobody listened is kept, up to twenty, and sent oldest first at the next
connection. Variants: ``9560``; ``serial`` sends its serial number with each packet; ``format2`` was told before to
stream.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import SERIAL_NUMBER, Model, NoninDevice, onyx
from drivers.simulation.device import Timeline
from drivers.simulation.oximeter import SimulatedOximeter


class SimulatedNonin13(NoninDevice, driver=DriverName.NONIN_13):
    """A spot check per finger."""

    models: ClassVar[Mapping[str, Model]] = {
        "9560": onyx(13),
        "serial": onyx(13, serial=SERIAL_NUMBER),
        "format2": onyx(2),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        **SimulatedOximeter.scenarios,
        "visit": ((0.0, "finger out"), (3.0, "finger in")),
        "kept": ((0.0, "finger out"), (0.0, "store 1440"), (0.0, "store 45"), (5.0, "finger in")),
        "wrong-clock": ((0.0, "clock -90"), (0.0, "finger out"), (3.0, "finger in")),
        "too-short": ((0.0, "finger out"), (2.0, "finger in"), (5.0, "finger out")),
    }
