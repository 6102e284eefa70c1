# SPDX-License-Identifier: EUPL-1.2
"""A Contour from its side: it offers its memory (ENQ), sends it frame by frame, and refuses to be written into.

Variants: ``mg`` and ``mmol`` differ in the unit of what is sent; ``old`` is an older model, whose results have twelve
fields and which sends an average first.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import ClassVar

from drivers.contour.frame import Signal, encode
from drivers.names import DriverName
from drivers.simulation.meter import HIGH_MG_DL, LOW_MG_DL, MeterRecord, SimulatedMeter

OFFERS_S = 3.0
REPEATS = 6
MG_PER_MMOL = Decimal(18)
VERSIONS = r"01.24\01.04\09.02.20"
SETTINGS = "A=1^C=63^G=1^I=0200^R=0^S=1^U=0^V=10600^X=070070070070180130150250^Y=360126090050099050300089^Z=1"


class Mode(StrEnum):
    """What the meter does."""

    OFFERING = "offering"
    QUIET = "quiet"
    REMOTE = "remote"
    SENDING = "sending"


class SimulatedContour(SimulatedMeter, driver=DriverName.CONTOUR):
    """Oldest record first."""

    variants: ClassVar[tuple[str, ...]] = ("mg", "mmol", "old")

    def __init__(self, variant: str = "", started: datetime | None = None) -> None:
        super().__init__(variant, started)
        self._begin()

    def power_on(self) -> None:
        super().power_on()
        self._begin()

    def attach(self) -> None:
        super().attach()
        self._begin()

    def _begin(self) -> None:
        self._mode = Mode.OFFERING
        self._offer_s = self.now_s
        self._frames: list[bytes] = []
        self._repeats = 0

    def _hear(self, data: bytes) -> None:
        for byte in data:
            self._answers += self._byte(byte)

    def _byte(self, byte: int) -> bytes:
        if self._mode is Mode.SENDING:
            return self._next(byte)
        if self._mode is Mode.REMOTE:
            return self._remote(byte)
        if byte == Signal.ACK and self._mode is Mode.OFFERING:
            return self._send()
        if byte == Signal.NAK:
            self._mode = Mode.QUIET
            return bytes([Signal.EOT])
        if byte == Signal.ENQ and self._mode is Mode.QUIET:
            self._mode = Mode.REMOTE
            return bytes([Signal.ACK])
        return b""

    def _remote(self, byte: int) -> bytes:
        if byte == Signal.EOT:
            self._mode, self._offer_s = Mode.OFFERING, self.now_s + OFFERS_S
            return bytes([Signal.ENQ])
        return bytes([Signal.NAK])

    def _send(self) -> bytes:
        self._mode = Mode.SENDING
        texts = self._texts()
        self._frames = [encode(n, text, last=n == len(texts)) for n, text in enumerate(texts, start=1)]
        self._repeats = 0
        return self._frames[0]

    def _next(self, byte: int) -> bytes:
        if byte == Signal.ACK:
            self._frames.pop(0)
            self._repeats = 0
        elif byte == Signal.NAK and self._repeats < REPEATS:
            self._repeats += 1
        elif byte == Signal.NAK:
            self._frames.clear()
        else:
            return b""
        if self._frames:
            return self._frames[0]
        self._mode = Mode.QUIET
        return bytes([Signal.EOT])

    def _texts(self) -> list[str]:
        count = len(self.records)
        header = (
            rf"H|\^&||7w3LBL|Bayer7390^{VERSIONS}^7390-2336773^7403-|{SETTINGS}|{count}||||||1|{self.clock:%Y%m%d%H%M}"
        )
        average = ["R|1|^^^GlucoseA|101|mg/dL^P|||||||"] if self.variant == "old" else []
        results = [self._result(n, record) for n, record in enumerate(reversed(self.records), start=len(average) + 1)]
        return [header, "P|1", *average, *results, f"L|1||{'N' if count else 'I'}"]

    def _result(self, number: int, record: MeterRecord) -> str:
        value, unit = str(record.mg_dl), "mg/dL"
        if self.variant == "mmol":
            value, unit = str(round(record.mg_dl / MG_PER_MMOL, 1)), "mmol/L"
        range_mark = {HIGH_MG_DL: ">", LOW_MG_DL: "<"}.get(record.mg_dl, "")
        control = "C" if self.variant != "old" else "E"
        marks = "/".join(filter(None, (range_mark, control if record.control else "")))
        if self.variant == "old":
            tail = f"{range_mark}||{control if record.control else ''}|||{record.at:%Y%m%d%H%M}"
            return f"R|{number}|^^^Glucose|{value}|{unit}^P||{tail}"
        return f"R|{number}|^^^Glucose|{value}|{unit}^P||{marks}||{record.at:%Y%m%d%H%M}"

    def _tick(self) -> bytes:
        if self._mode is not Mode.OFFERING or self.now_s < self._offer_s:
            return b""
        self._offer_s = self.now_s + OFFERS_S
        return bytes([Signal.ENQ])
