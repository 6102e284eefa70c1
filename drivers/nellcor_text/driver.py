# SPDX-License-Identifier: EUPL-1.2
"""The driver of Nellcor monitors. It only listens: their menu (``03 03``) would stop the lines."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.nellcor_text.interpret import NellcorInterpreter
from kiosk.capability import Capability


class NellcorDriver(Driver, driver=DriverName.NELLCOR_TEXT):
    """A line each 2 s. An NPB-290 sends nothing while it runs on its battery."""

    capabilities = (Capability.PULSE_OXIMETRY,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=5.0, silence_s=5.0)
    maker = "Nellcor"
    model = "oximeter, text output"

    @staticmethod
    def new_interpreter() -> NellcorInterpreter:
        return NellcorInterpreter()
