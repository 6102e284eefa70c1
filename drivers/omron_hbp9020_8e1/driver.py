# SPDX-License-Identifier: EUPL-1.2
"""The driver of an HBP-9020 set to even parity, with one or two stop bits: one is enough to hear two."""

from __future__ import annotations

from drivers.links.ports import LineSettings, Parity
from drivers.names import DriverName
from drivers.omron_hbp9020.driver import Hbp9020Driver


class Hbp9020EvenDriver(Hbp9020Driver, driver=DriverName.OMRON_HBP9020_8E1):
    """The same device on another line."""

    line = LineSettings(baud=2400, parity=Parity.EVEN)
