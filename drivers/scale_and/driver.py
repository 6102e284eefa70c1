# SPDX-License-Identifier: EUPL-1.2
"""The A&D driver: 2400 7E1, the factory setting. ``Q`` asks when nothing comes by itself; ``Z`` sets to zero."""

from __future__ import annotations

from drivers.base import Timing
from drivers.links.ports import LineSettings, Parity
from drivers.names import DriverName
from drivers.scale_and.interpret import AndInterpreter
from drivers.shared.scale_dialogue import Asking
from drivers.shared.scale_driver import ScaleDriver
from kiosk.capability import Command

ASK, ZERO, CANCEL = b"Q\r\n", b"Z\r\n", b"C\r\n"


class AndDriver(ScaleDriver, driver=DriverName.SCALE_AND):
    """A scale set to stream is never asked; one set to print at its key or on demand is asked once a second."""

    line = LineSettings(baud=2400, data_bits=7, parity=Parity.EVEN)
    timing = Timing(negotiate_s=3.5, silence_s=5.0)
    asking = Asking(ask=ASK, ask_after_s=1.0, zero=ZERO, stop=CANCEL, pause_s=4.0)
    controls = frozenset({Command.ZERO})
    maker = "A&D"
    model = "scale, standard format"

    @staticmethod
    def new_interpreter() -> AndInterpreter:
        return AndInterpreter()
