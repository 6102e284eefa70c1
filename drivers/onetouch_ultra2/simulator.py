# SPDX-License-Identifier: EUPL-1.2
"""A OneTouch Ultra 2 from its side: asleep until it is woken, then it obeys commands and dumps its memory.

Variants: ``mg`` and ``mmol`` differ in what the display shows, never in what is sent; ``ultra`` is the older OneTouch
Ultra, whose records have no meal mark.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from drivers.names import DriverName
from drivers.onetouch_ultra2.frame import WAKE, encode
from drivers.simulation.meter import MeterRecord, SimulatedMeter

AWAKE_S = 120.0
"""It switches itself off after so long without a command."""
COMMAND_LIMIT = 32
LINES_PER_TICK = 1
CLOCK_FORMAT = "%m/%d/%y %H:%M:%S"


class SimulatedUltra(SimulatedMeter, driver=DriverName.ONETOUCH_ULTRA2):
    """Commands end with CR; what is not known gets no answer."""

    variants: ClassVar[tuple[str, ...]] = ("mg", "mmol", "ultra")

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self._heard = b""
        self._awake_until_s = 0.0
        self._lines: list[str] = []

    @property
    def _serial(self) -> str:
        return "QTZ0004CT" if self.variant == "ultra" else "GMF600DCY"

    @property
    def _shows(self) -> str:
        return "MMOL/L" if self.variant == "mmol" else "MG/DL "

    def power_on(self) -> None:
        super().power_on()
        self._forget()

    def detach(self) -> None:
        super().detach()
        self._forget()

    def _forget(self) -> None:
        self._heard, self._lines, self._awake_until_s = b"", [], 0.0

    def _hear(self, data: bytes) -> None:
        self._heard += data
        while b"\r" in self._heard:
            line, _, self._heard = self._heard.partition(b"\r")
            if line.endswith(WAKE[:1]):
                self._awake_until_s = self.now_s + AWAKE_S
            elif self.now_s < self._awake_until_s:
                self._awake_until_s = self.now_s + AWAKE_S
                self._obey(line.decode("ascii", errors="replace"))
        self._heard = self._heard[-COMMAND_LIMIT:]

    def _obey(self, command: str) -> None:
        if command == "DM?":
            self._lines = ["?P02.00.00 30/08/06"]
        elif command == "DM@":
            self._lines = [f'@ "{self._serial}"']
        elif command == "DMF":
            self._lines = [f"F {_moment(self.clock)}"]
        elif command == "DMSU?":
            self._lines = [f'SU?,"{self._shows}"']
        elif command == "DMZ":
            self.records.clear()
            self._lines = ["Z"]
        elif command.startswith("DMT"):
            self._set(command[3:])
        elif command == "DMP":
            header = f'P {len(self.records):03d},"{self._serial}","{self._shows}"'
            self._lines = [header, *(self._record(record) for record in self.records)]

    def _set(self, text: str) -> None:
        try:
            wanted = datetime.strptime(text, CLOCK_FORMAT)
        except ValueError:
            return
        self.show(wanted)
        self._lines = [f"T {_moment(self.clock)}"]

    def _record(self, record: MeterRecord) -> str:
        value = f'"{"C" if record.control else " "} {record.mg_dl:03d} "'
        meal = "" if self.variant == "ultra" else ',"N","00"'
        return f"P {_moment(record.at)},{value}{meal}, 00"

    def _tick(self) -> bytes:
        said, self._lines = self._lines[:LINES_PER_TICK], self._lines[LINES_PER_TICK:]
        return b"".join(encode(text) for text in said)


def _moment(at: datetime) -> str:
    day = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")[at.weekday()]
    return f'"{day}","{at:%m/%d/%y}","{at:%H:%M:%S}   "'
