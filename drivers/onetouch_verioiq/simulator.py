# SPDX-License-Identifier: EUPL-1.2
"""A OneTouch Verio IQ from its side: each question has one answer; what it does not know has none.

Variants: ``newest-first`` and ``oldest-first``, because no source says how the memory is ordered.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from drivers.names import DriverName
from drivers.onetouch_ultraeasy.decode import GOOD
from drivers.onetouch_ultraeasy.frame import LifeScanFramer, encode
from drivers.onetouch_verioiq.decode import EPOCH, PREFIXES
from drivers.simulation.meter import SimulatedMeter

SERIAL, VERSION = b"TKNMDXR4", b"VIE_02.01.00"


class SimulatedVerio(SimulatedMeter, driver=DriverName.ONETOUCH_VERIOIQ):
    """Answers under the prefix of the question."""

    variants: ClassVar[tuple[str, ...]] = ("newest-first", "oldest-first")

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self._framer = LifeScanFramer()

    def attach(self) -> None:
        super().attach()
        self._framer = LifeScanFramer()

    def power_on(self) -> None:
        super().power_on()
        self._framer = LifeScanFramer()

    def _hear(self, data: bytes) -> None:
        for packet in self._framer.feed(data):
            if packet.link == 0 and packet.message[:1] and packet.message[0] in PREFIXES:
                answer = self._obey(packet.message[1:])
                if answer is not None:
                    self._answers += encode(0, packet.message[:1] + bytes([GOOD]) + answer)

    def _obey(self, command: bytes) -> bytes | None:
        known = {
            b"\x0b\x01\x02": SERIAL + b"\0",
            b"\x0d\x01": bytes([len(VERSION)]) + VERSION + b"\0",
            b"\x20\x02": _seconds(self.clock),
            b"\x09\x02\x02": bytes(4),
            b"\x27\x00": len(self.records).to_bytes(2, "little"),
        }
        if command in known:
            return known[command]
        if command[:1] == b"\x21" and len(command) == 3:
            return self._record(int.from_bytes(command[1:], "little"))
        if command[:2] == b"\x20\x01" and len(command) == 6:
            self.show(EPOCH + timedelta(seconds=int.from_bytes(command[2:], "little")))
            return b""
        if command == b"\x1a":
            self.records.clear()
            return b""
        return None

    def _record(self, number: int) -> bytes | None:
        if number >= len(self.records):
            return None
        record = self.records[number if self.variant == "newest-first" else -1 - number]
        return _seconds(record.at) + record.mg_dl.to_bytes(2, "little") + bytes([record.control, 0, 0, 0])


def _seconds(at: datetime) -> bytes:
    return int((at - EPOCH).total_seconds()).to_bytes(4, "little")
