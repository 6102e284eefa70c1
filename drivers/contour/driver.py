# SPDX-License-Identifier: EUPL-1.2
"""The Contour driver: the patient's own meter on its serial cable."""

from __future__ import annotations

from typing import Any

from drivers.base import Driver, Timing
from drivers.contour.dialogue import NAKS, REST_S, ContourDialogue
from drivers.contour.interpret import ContourInterpreter
from drivers.dialogue import Dialogue
from drivers.links.ports import LineSettings
from drivers.names import DriverName
from kiosk.capability import Capability


class ContourDriver(Driver, driver=DriverName.CONTOUR):
    """The cable may be there without the meter."""

    capabilities = (Capability.BLOOD_GLUCOSE,)
    line = LineSettings(baud=9600)
    timing = Timing(negotiate_s=5.0, silence_s=REST_S + NAKS)
    maker = "Ascensia"
    model = "Contour"

    @staticmethod
    def new_interpreter() -> ContourInterpreter:
        return ContourInterpreter()

    def new_dialogue(self) -> Dialogue[Any]:
        return ContourDialogue(self.timing)
