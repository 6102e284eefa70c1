# SPDX-License-Identifier: EUPL-1.2
"""A Nonin OEM III or Xpod strapped to serial data format 1, from the device's side. It takes no commands.

Variant ``nulls`` says "no reading" with 00 00 00, as one user of such a module saw.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import Model, NoninDevice, oem3
from drivers.simulation.oximeter import Stage


class SimulatedNonin1(NoninDevice, driver=DriverName.NONIN_1):
    """A packet of three bytes a second."""

    models: ClassVar[Mapping[str, Model]] = {"oem3": oem3(1), "nulls": oem3(1)}

    def _sample(self, stage: Stage) -> bytes:
        packet = super()._sample(stage)
        return bytes(len(packet)) if self.variant == "nulls" and stage is not Stage.LOCKED else packet
