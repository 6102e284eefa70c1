# SPDX-License-Identifier: EUPL-1.2
"""The driver of the Ivy 450C. It only listens; its cuff is started on the monitor itself."""

from __future__ import annotations

from drivers.base import Driver, Timing
from drivers.ivy_450c.interpret import IvyInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class IvyDriver(Driver, driver=DriverName.IVY_450C):
    """A block a second."""

    capabilities = (
        Capability.PULSE_OXIMETRY,
        Capability.BLOOD_PRESSURE,
        Capability.ELECTROCARDIOGRAPHY,
        Capability.RESPIRATION,
    )
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=3.0, silence_s=3.0)
    maker = "Ivy"
    model = "450C"

    @staticmethod
    def new_interpreter() -> IvyInterpreter:
        return IvyInterpreter()
