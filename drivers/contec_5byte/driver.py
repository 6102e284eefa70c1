# SPDX-License-Identifier: EUPL-1.2
"""The driver of older Contec oximeters (V5.1): on by themselves once USB output is enabled in the device's menu."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.contec_5byte.interpret import ContecFiveByteInterpreter
from drivers.links.ports import LineSettings, Parity
from drivers.names import DriverName
from kiosk.capability import Capability


class ContecFiveByteDriver(Driver, driver=DriverName.CONTEC_5BYTE):
    """The paper says odd parity and some programs read without: a byte with wrong parity is a byte all the same.

    The operating system hands such bytes on (INPCK stays off), so nothing is lost with either kind of device.
    """

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=19200, parity=Parity.ODD)
    timing = Timing(negotiate_s=1.5, silence_s=1.0)
    maker = "Contec"
    model = "oximeter, five-byte protocol"

    @staticmethod
    def new_interpreter() -> ContecFiveByteInterpreter:
        return ContecFiveByteInterpreter()
