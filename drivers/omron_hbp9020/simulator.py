# SPDX-License-Identifier: EUPL-1.2
"""An HBP-9020 from its own side. The variants are its two outputs: ``mode5`` with card and mean, and ``short``.

How it sends a failure is not known; blanks in place of the numbers are assumed.
"""

from __future__ import annotations

from typing import ClassVar

from drivers.names import DriverName
from drivers.omron_hbp9020.decode import Result, encode
from drivers.simulation.arm_station import SimulatedArmStation

GOOD = "3"


class SimulatedHbp9020(SimulatedArmStation, driver=DriverName.OMRON_HBP9020):
    """Sends a record when it has measured."""

    variants: ClassVar[tuple[str, ...]] = ("mode5", "short")

    def _result(self) -> bytes:
        good, someone = self.error == 0, self.person
        result = Result(
            at=self.clock,
            systolic=someone.systolic_mmhg if good else None,
            diastolic=someone.diastolic_mmhg if good else None,
            pulse=someone.pulse_bpm if good else None,
            mean=someone.mean_mmhg if good else None,
            last=GOOD if good else str(self.error),
            short=self.variant == "short",
        )
        return encode(result, self.card)
