# SPDX-License-Identifier: EUPL-1.2
"""A OneTouch UltraEasy from its side: numbered messages, sent again until they are acknowledged."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from drivers.names import DriverName
from drivers.onetouch_ultraeasy.decode import COUNT, EPOCH, GOOD, PREFIX
from drivers.onetouch_ultraeasy.frame import (
    ACKNOWLEDGES,
    DISCONNECTS,
    EXPECTS,
    SENDS,
    LifeScanFramer,
    Packet,
    encode,
)
from drivers.simulation.meter import HIGH_MG_DL, SimulatedMeter

SERIAL = b"C176SA0O0"
VERSION = b"P02.00.0025/05/07"
HIGH_CODE = 0xFFFF
AGAIN_S = 0.5
SENDS_AT_MOST = 4


class SimulatedUltraEasy(SimulatedMeter, driver=DriverName.ONETOUCH_ULTRAEASY):
    """What does not fit (a wrong CRC, an unknown command) gets no answer."""

    variants: ClassVar[tuple[str, ...]] = ("mg", "mmol")

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self._reset()

    def power_on(self) -> None:
        super().power_on()
        self._reset()

    def detach(self) -> None:
        super().detach()
        self._reset()

    def _reset(self) -> None:
        self._framer = LifeScanFramer()
        self._sends = self._expects = 0
        self._unacknowledged = b""
        self._sent_times = 0
        self._again_s = 0.0

    @property
    def _numbers(self) -> int:
        return self._sends * SENDS | self._expects * EXPECTS

    def _hear(self, data: bytes) -> None:
        for packet in self._framer.feed(data):
            self._packet(packet)

    def _packet(self, packet: Packet) -> None:
        if packet.disconnects:
            self._reset()
            self._answers += encode(DISCONNECTS | ACKNOWLEDGES)
        elif packet.acknowledges:
            if self._unacknowledged and packet.expects != self._sends:
                self._unacknowledged = b""
                self._sends ^= 1
        elif packet.message:
            self._command(packet)

    def _command(self, packet: Packet) -> None:
        new = packet.sends == self._expects
        if new:
            self._expects ^= 1
        self._answers += encode(ACKNOWLEDGES | self._numbers)
        answer = self._obey(packet.message) if new else None
        if answer is not None:
            self._unacknowledged = bytes([PREFIX]) + answer
            self._sent_times, self._again_s = 0, self.now_s

    def _obey(self, message: bytes) -> bytes | None:
        if message[:1] != bytes([PREFIX]):
            return None
        command = message[1:]
        if command[:2] == b"\x0b\x02":
            return bytes([GOOD]) + SERIAL
        if command[:2] == b"\x0d\x02":
            return bytes([GOOD, len(VERSION)]) + VERSION
        if command[:2] == b"\x09\x02":
            return bytes([GOOD, self.variant == "mmol", 0, 0, 0])
        if command == b"\x1a":
            self.records.clear()
            return bytes([GOOD])
        if command[:1] == b"\x20" and len(command) == 6:
            return self._clock(command)
        return self._record(int.from_bytes(command[1:], "little")) if command[:1] == b"\x1f" else None

    def _clock(self, command: bytes) -> bytes:
        if command[1] == 1:
            self.show(EPOCH + timedelta(seconds=int.from_bytes(command[2:], "little")))
        return bytes([GOOD]) + _seconds(self.clock).to_bytes(4, "little")

    def _record(self, number: int) -> bytes:
        if number >= len(self.records):
            return bytes([COUNT]) + len(self.records).to_bytes(2, "little")
        record = self.records[number]
        value = HIGH_CODE if record.mg_dl >= HIGH_MG_DL else record.mg_dl
        return bytes([GOOD]) + _seconds(record.at).to_bytes(4, "little") + value.to_bytes(4, "little")

    def _tick(self) -> bytes:
        if not self._unacknowledged or self.now_s < self._again_s:
            return b""
        if self._sent_times >= SENDS_AT_MOST:
            self._unacknowledged = b""
            return b""
        self._sent_times += 1
        self._again_s = self.now_s + AGAIN_S
        return encode(self._numbers, self._unacknowledged)


def _seconds(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())
