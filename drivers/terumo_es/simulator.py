# SPDX-License-Identifier: EUPL-1.2
"""A Terumo station from its own side. How it sends a failure is not known; zeros for the numbers are assumed."""

from __future__ import annotations

from typing import ClassVar

from drivers.names import DriverName
from drivers.simulation.arm_station import SimulatedArmStation
from drivers.terumo_es.decode import Result
from drivers.terumo_es.decode import encode as encode_text
from drivers.terumo_es.frame import encode


class SimulatedTerumo(SimulatedArmStation, driver=DriverName.TERUMO_ES):
    """Sends a record when it has measured."""

    variants: ClassVar[tuple[str, ...]] = ("br500",)

    def _result(self) -> bytes:
        good, someone = self.error == 0, self.person
        result = Result(
            at=self.clock,
            has_id=bool(self.card),
            systolic=someone.systolic_mmhg if good else None,
            mean=someone.mean_mmhg if good else None,
            diastolic=someone.diastolic_mmhg if good else None,
            pulse=someone.pulse_bpm if good else None,
        )
        return encode(encode_text(result, self.card))
