# SPDX-License-Identifier: EUPL-1.2
"""An HBP-9020 whose line is set to even parity; its bytes are the same."""

from __future__ import annotations

from drivers.names import DriverName
from drivers.omron_hbp9020.simulator import SimulatedHbp9020


class SimulatedHbp9020Even(SimulatedHbp9020, driver=DriverName.OMRON_HBP9020_8E1):
    """Sends a record when it has measured."""
