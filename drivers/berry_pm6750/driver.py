# SPDX-License-Identifier: EUPL-1.2
"""The PM6750 driver: five instruments on one line."""

from __future__ import annotations

from drivers.base import Commands, Driver, Timing
from drivers.berry_pm6750.dialogue import CUFF_STOP, PmDialogue
from drivers.berry_pm6750.interpret import PmInterpreter
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability, Command


class PmDriver(Driver, driver=DriverName.BERRY_PM6750):
    """Silent until told; then some 400 packets a second."""

    capabilities = (
        Capability.BLOOD_PRESSURE,
        Capability.PULSE_OXIMETRY,
        Capability.ELECTROCARDIOGRAPHY,
        Capability.RESPIRATION,
        Capability.BODY_TEMPERATURE,
    )
    controls = frozenset({Command.START, Command.STOP})
    line = LineSettings(baud=115200)
    timing = Timing(negotiate_s=2.0, silence_s=2.0)
    commands = Commands(stop=CUFF_STOP)
    guarded = True
    maker = "BerryMed"
    model = "PM6750"

    @staticmethod
    def new_interpreter() -> PmInterpreter:
        return PmInterpreter()

    def new_dialogue(self) -> PmDialogue:
        return PmDialogue(self.timing)
