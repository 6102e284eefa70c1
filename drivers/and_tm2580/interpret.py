# SPDX-License-Identifier: EUPL-1.2
"""What of a TM-2580's answers is published: the three numbers of each result, and never its other characters."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.and_tm2580.decode import NUMBERS, describe
from drivers.and_tm2580.frame import Answer, Tm2580Framer
from drivers.cuff_result import CuffInterpreter, CuffResult, values
from drivers.items import FrameView, Item

HIDDEN = b"*"


class Tm2580Interpreter(CuffInterpreter[Answer]):
    """Decide, answer by answer. A tick is a result."""

    def __init__(self) -> None:
        super().__init__(Tm2580Framer())

    def _take(self, frame: Answer) -> Iterable[Item]:
        self._count(frame.raw)
        result = frame.result
        return self._result(CuffResult(values=values(result.systolic, result.diastolic, result.pulse)), frame.raw)

    def _describe(self, frame: Answer) -> Iterable[FrameView]:
        self._count(frame.raw)
        return [FrameView(tick=self._last_tick, name="result", raw=_shown(frame.raw), fields=describe(frame.result))]


def _shown(raw: bytes) -> bytes:
    """Hide what is not known: it may say who somebody is."""
    shown = bytearray(HIDDEN * len(raw))
    for first, last in NUMBERS:
        shown[first:last] = raw[first:last]
    return bytes(shown)
