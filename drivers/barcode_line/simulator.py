# SPDX-License-Identifier: EUPL-1.2
"""A code reader from its side: what it reads goes out with a line's end.

Variants: ``cr``, ``crlf`` and ``lf`` differ in the line's end.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from drivers.names import DriverName
from drivers.simulation.device import SimulatedDevice, Timeline, Word

ESCAPES = {"\\r": "\r", "\\n": "\n", "\\t": "\t", "\\x1d": "\x1d"}
LINE_ENDS = {"cr": b"\r", "crlf": b"\r\n", "lf": b"\n"}


def _text(text: str) -> str:
    for written, meant in ESCAPES.items():
        text = text.replace(written, meant)
    return text


class SimulatedReader(SimulatedDevice):
    """Shows codes to nobody: what is said by ``scan`` was held before the glass."""

    rate_hz: ClassVar[float] = 20.0
    words: ClassVar[Mapping[str, Word]] = {
        "scan": Word(
            usage="scan TEXT",
            help=r"a code is read (\r, \n, \t and \x1d may stand in it)",
            act=lambda reader, text: reader.show(_text(text).encode()),
        ),
        "scan-latin": Word(
            usage="scan-latin TEXT",
            help="the same, in Latin-1",
            act=lambda reader, text: reader.show(_text(text).encode("latin-1", errors="replace")),
        ),
    }
    scenarios: ClassVar[Mapping[str, Timeline]] = {"visit": ((2.0, "scan 4711-0815"),), "steady": ()}

    def __init__(self, variant: str = "") -> None:
        super().__init__(variant)
        self._shown = b""

    @classmethod
    def make(cls, variant: str = "") -> Any:
        return cls(variant)

    def power_on(self) -> None:
        super().power_on()
        self._shown = b""

    def show(self, code: bytes) -> None:
        """Hold a code before the reader."""
        self._shown = code


class SimulatedLineReader(SimulatedReader, driver=DriverName.BARCODE_LINE):
    """Reads at once; what a host says is ignored."""

    variants: ClassVar[tuple[str, ...]] = tuple(LINE_ENDS)

    def receive(self, data: bytes) -> None:
        return

    def _speak(self) -> bytes:
        code, self._shown = self._shown, b""
        return code + LINE_ENDS[self.variant] if code else b""
