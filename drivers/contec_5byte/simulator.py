# SPDX-License-Identifier: EUPL-1.2
"""An older Contec oximeter from the device's side (V5.1)."""

from __future__ import annotations

from typing import ClassVar

from drivers.bci_5byte.decode import CONTEC
from drivers.bci_5byte.simulator import SimulatedFiveByte
from drivers.names import DriverName
from drivers.simulation.oximeter import Stage


class SimulatedContecFiveByte(SimulatedFiveByte, driver=DriverName.CONTEC_5BYTE):
    """Contec's row."""

    dialect = CONTEC
    rate_hz = float(CONTEC.rate_hz)
    stage_marks: ClassVar[dict[Stage, frozenset[str]]] = {
        Stage.FAULT: frozenset({"probe_error", "searching_too_long"}),
        Stage.NO_FINGER: frozenset({"probe_error", "searching_too_long"}),
        Stage.SEARCHING: frozenset({"searching"}),
        Stage.LOCKED: frozenset(),
    }
