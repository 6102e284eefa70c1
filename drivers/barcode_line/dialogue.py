# SPDX-License-Identifier: EUPL-1.2
"""When a code is complete: at a line's end that 50 ms of silence follow. A QR code may hold lines itself.

What ends without a line's end is no code: a plug going in, or the rest of one. It is dropped after a longer silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from drivers.barcode_line.decode import text
from drivers.barcode_line.frame import ENDS, LIMIT_BYTES
from drivers.dialogue import NEVER, Dialogue, Timing
from drivers.items import Item, PublishedState, ScannedCode
from kiosk.reading import SensorState

QUIET_S = 0.05
"""A reader sends a code in one go; at 9600 baud a byte takes 1 ms, and a USB adapter holds bytes for up to 16 ms."""
DROP_S = 0.5


class BarcodeDialogue(Dialogue[Any]):
    """Gather bytes; publish them when it is quiet."""

    hears: ClassVar[bool] = True

    def __init__(self, timing: Timing) -> None:
        super().__init__(timing)
        self._gathered = bytearray()
        self._too_long = False
        self._quiet_at_s = NEVER

    def arrived(self, data: bytes, now_s: float) -> Iterable[Item]:
        self._gathered += data
        if len(self._gathered) > LIMIT_BYTES + len(ENDS):
            self._too_long = True
            del self._gathered[: -len(ENDS)]
        self._quiet_at_s = now_s + (QUIET_S if self._gathered[-1] in ENDS else DROP_S)
        self._set_due()
        return ()

    def passed(self, now_s: float) -> Iterable[Item]:
        if now_s < self._quiet_at_s:
            return ()
        gathered, too_long = bytes(self._gathered), self._too_long
        self._gathered.clear()
        self._too_long, self._quiet_at_s = False, NEVER
        self._set_due()
        return () if too_long else self._code(gathered)

    def _set_due(self) -> None:
        self.due_s = self._quiet_at_s

    def _code(self, gathered: bytes) -> list[Item]:
        """Return the code, if it is one."""
        said = self._text_of(gathered)
        code = text(said.rstrip(ENDS).lstrip(ENDS)) if said[-1:] and said[-1] in ENDS else None
        if code is None:
            return []
        return [PublishedState(tick=0, state=SensorState.READY), ScannedCode(tick=0, text=code)]

    def _text_of(self, gathered: bytes) -> bytes:
        """Return what of the bytes is text."""
        return gathered
