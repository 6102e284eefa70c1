# SPDX-License-Identifier: EUPL-1.2
"""A Nonin monitor that sends text, from the device's side (operator's manuals). It takes no commands.

Variants: ``8500`` sends the numbers alone, ``9847`` the time before them and breaths behind them, ``avant`` the fast
averages of its DIP switch.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from drivers.names import DriverName
from drivers.nonin_ascii.frame import encode
from drivers.simulation.device import Word
from drivers.simulation.oximeter import SimulatedOximeter, Situation, Stage

BREATH_EVERY_S = 4
HEADER = "NONIN PULSE OXIMETER {at:%m/%d/%y %H:%M:%S}\r\nSPO2 IN %  HR IN BPM\r\n"
"""The facts say only that free text with the time and date comes at power-up; its words are ours."""


def _event(device: Any, _: str) -> None:
    device.event = True


class SimulatedNoninAscii(SimulatedOximeter, driver=DriverName.NONIN_ASCII):
    """A line a second; a tick is a tenth of it."""

    rate_hz: ClassVar[float] = 10.0
    variants: ClassVar[tuple[str, ...]] = ("8500", "9847", "avant")
    words: ClassVar[Mapping[str, Word]] = {
        **SimulatedOximeter.words,
        "event": Word(usage="event", help="somebody presses the key that marks an event", act=_event),
    }

    def __init__(self, situation: Situation | None = None, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(situation, variant)
        self.event = False
        self._started = started or datetime.now().replace(microsecond=0)
        self._header = True

    def power_on(self) -> None:
        super().power_on()
        self._header = True

    def receive(self, data: bytes) -> None:
        """Take no notice."""

    def _sample(self, stage: Stage) -> bytes:
        at = self._started + timedelta(seconds=int(self.now_s))
        header, self._header = HEADER.format(at=at).encode("ascii") if self._header else b"", False
        if self._ticks % int(self.rate_hz):
            return header
        locked = stage is Stage.LOCKED
        clock = f"{at:%H:%M:%S}" if self.variant == "9847" else ""
        return header + encode(
            self.situation.spo2_percent if locked else None,
            self.situation.pulse_bpm if locked else None,
            clock=clock,
            marks=self._marks(),
        )

    def _marks(self) -> str:
        event, self.event = self.event, False
        breath = self.variant == "9847" and int(self.now_s) % BREATH_EVERY_S == 0
        return (" F" if self.variant == "avant" else "") + ("*" if event else "") + ("B" if breath else "")
