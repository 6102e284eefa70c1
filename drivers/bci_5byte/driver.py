# SPDX-License-Identifier: EUPL-1.2
"""The driver of BCI and Berry five-byte oximeters: they stream by themselves and take no commands."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.bci_5byte.interpret import FiveByteInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class BciDriver(Driver, driver=DriverName.BCI_5BYTE):
    """Free running at 100 packets a second (60 on some modules)."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=115200)
    timing = Timing(negotiate_s=1.5, silence_s=1.0)
    maker = "BCI/Berry"
    model = "oximeter, five-byte protocol"

    @staticmethod
    def new_interpreter() -> FiveByteInterpreter:
        return FiveByteInterpreter()
