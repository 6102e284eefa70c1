# SPDX-License-Identifier: EUPL-1.2
"""The driver of Nonin monitors that send text. They take no commands: it only listens."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nonin_ascii.interpret import NoninAsciiInterpreter
from kiosk.capability import Capability


class NoninAsciiDriver(Driver, driver=DriverName.NONIN_ASCII):
    """A line a second. 8N1 also receives the nine data bits and the two stop bits of some models (see ``frame``)."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=3.0)
    maker = "Nonin"
    model = "oximeter, text output"

    @staticmethod
    def new_interpreter() -> NoninAsciiInterpreter:
        return NoninAsciiInterpreter()
