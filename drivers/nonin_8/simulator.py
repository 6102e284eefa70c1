# SPDX-License-Identifier: EUPL-1.2
"""A Nonin oximeter in serial data format 8, from the device's side (9560 OEM specification).

Variants: ``9560`` was told before to use format 8; ``format13`` is a 9560 as it leaves the factory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import Model, NoninDevice, onyx


class SimulatedNonin8(NoninDevice, driver=DriverName.NONIN_8):
    """A packet of four bytes a second."""

    models: ClassVar[Mapping[str, Model]] = {"9560": onyx(8), "format13": onyx(13)}
