# SPDX-License-Identifier: EUPL-1.2
"""A Nonin oximeter in serial data format 7, from the device's side (9560 OEM specification; OEM III).

Variants: ``9560`` streams and takes commands; ``oem3`` streams and takes none; ``format13`` is a 9560 as it leaves the
factory.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.nonin.device import Model, NoninDevice, oem3, onyx


class SimulatedNonin7(NoninDevice, driver=DriverName.NONIN_7):
    """75 frames a second with a waveform of 16 bits."""

    models: ClassVar[Mapping[str, Model]] = {"9560": onyx(7), "oem3": oem3(7), "format13": onyx(13)}
