# SPDX-License-Identifier: EUPL-1.2
"""An HBP-9030 from its own side. The variants are its output formats: 5, and the older ones a unit may be left on."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from drivers.names import DriverName
from drivers.omron_hbp9030.decode import Result, encode
from drivers.omron_hbp9030.frame import END
from drivers.simulation.arm_station import SimulatedArmStation


class SimulatedHbp9030(SimulatedArmStation, driver=DriverName.OMRON_HBP9030):
    """Sends a line when it has measured."""

    variants: ClassVar[tuple[str, ...]] = ("format5", "mmbp", "id", "bp")

    def _result(self) -> bytes:
        if self.variant == "format5":
            return encode(self._measured(), self.card).encode("ascii") + END
        return _OLD[self.variant](self, *self._numbers()).encode("ascii")

    def _measured(self) -> Result:
        good, someone = self.error == 0, self.person
        return Result(
            at=self.clock,
            has_id=bool(self.card),
            error=self.error,
            systolic=someone.systolic_mmhg if good else None,
            diastolic=someone.diastolic_mmhg if good else None,
            pulse=someone.pulse_bpm if good else None,
            movements=self.movements,
        )

    def _numbers(self) -> tuple[str, str, str, str]:
        someone = self.person
        numbers = (someone.systolic_mmhg, someone.mean_mmhg, someone.diastolic_mmhg, someone.pulse_bpm)
        systolic, mean, diastolic, pulse = ("   " if self.error else f"{number:03}" for number in numbers)
        return systolic, mean, diastolic, pulse


def _mmbp(device: SimulatedHbp9030, systolic: str, mean: str, diastolic: str, pulse: str) -> str:
    return f"MMBP203N\r{device.clock:%Y.%m.%d}\r{systolic}\r{diastolic}\r{pulse}\r"


def _id(device: SimulatedHbp9030, systolic: str, mean: str, diastolic: str, pulse: str) -> str:
    return f"ID{device.card[:8]:<8}B{device.clock:%y/%m/%d/%H:%M} {systolic} {diastolic} {pulse} "


def _bp(device: SimulatedHbp9030, systolic: str, mean: str, diastolic: str, pulse: str) -> str:
    return f"bp,{device.card:<20},{device.clock:%Y/%m/%d,%H:%M},{systolic},{mean},{diastolic},{pulse},{device.error}\r"


_OLD: dict[str, Callable[[SimulatedHbp9030, str, str, str, str], str]] = {"mmbp": _mmbp, "id": _id, "bp": _bp}
