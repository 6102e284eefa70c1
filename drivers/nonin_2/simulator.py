# SPDX-License-Identifier: EUPL-1.2
"""A Nonin oximeter in serial data format 2, from the device's side (9560 OEM specification; OEM III).

Variants: ``9560`` streams format 2 and answers commands in the first 5 s of a connection; ``oem3`` streams and takes no
commands; ``format13`` is a 9560 as it leaves the factory: it does not stream until it is told to use format 2.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import Model, NoninDevice, oem3, onyx

TAKES = (2, 13)


class SimulatedNonin(NoninDevice, driver=DriverName.NONIN_2):
    """75 frames a second; values are latched at frame 1 of a packet. It never switches itself off."""

    models: ClassVar[Mapping[str, Model]] = {
        "9560": onyx(2, TAKES, switches_off=False),
        "oem3": oem3(2),
        "format13": onyx(13, TAKES, switches_off=False),
    }
