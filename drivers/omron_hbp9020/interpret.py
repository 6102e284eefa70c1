# SPDX-License-Identifier: EUPL-1.2
"""What of an HBP-9020's records is published: every result, once, and never the number on the card."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.items import FrameView, Item
from drivers.omron_hbp9020.decode import describe
from drivers.omron_hbp9020.frame import Hbp9020Framer, Record
from drivers.shared.cuff_result import CuffInterpreter, CuffResult, values

ID_FROM, ID_TO = 3, 23


class Hbp9020Interpreter(CuffInterpreter[Record]):
    """Decide, record by record. A tick is a result."""

    def __init__(self) -> None:
        super().__init__(Hbp9020Framer())

    def _take(self, frame: Record) -> Iterable[Item]:
        self._count(frame.raw)
        result = frame.result
        numbers = values(result.systolic, result.diastolic, result.pulse, result.mean, has_mean=not result.short)
        return self._result(CuffResult(values=numbers, at=result.at), frame.raw)

    def _describe(self, frame: Record) -> Iterable[FrameView]:
        self._count(frame.raw)
        raw = frame.raw
        if not frame.result.short:
            raw = raw[:ID_FROM] + b"*" * (ID_TO - ID_FROM) + raw[ID_TO:]
        return [FrameView(tick=self._last_tick, name="result", raw=raw, fields=describe(frame.result))]
