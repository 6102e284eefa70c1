# SPDX-License-Identifier: EUPL-1.2
"""A TaiDoc blood-pressure meter from its side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from drivers.names import DriverName
from drivers.simulation.device import Timeline
from drivers.taidoc.simulator import SimulatedTaiDoc


class SimulatedTaiDocPressure(SimulatedTaiDoc, driver=DriverName.TAIDOC_BP):
    """The same meter, with blood pressures in its memory."""

    variants: ClassVar[tuple[str, ...]] = ("pressure", "both")
    scenarios: ClassVar[Mapping[str, Timeline]] = {
        "visit": ((0.0, "detach"), (3.0, "pressure 127/76 78"), (5.0, "attach")),
        "steady": (),
        "empty": ((0.0, "empty"),),
    }
