# SPDX-License-Identifier: EUPL-1.2
"""The driver of Terumo stations: 9600 8N1; nothing is ever said to them."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from drivers.terumo_es.interpret import TerumoInterpreter
from kiosk.capability import Capability


class TerumoDriver(Driver, driver=DriverName.TERUMO_ES):
    """Silent until it has a result; started at its own button."""

    capabilities = (Capability.BLOOD_PRESSURE,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=None, silence_s=None)
    maker = "Terumo"
    model = "blood-pressure station"

    @staticmethod
    def new_interpreter() -> TerumoInterpreter:
        return TerumoInterpreter()
