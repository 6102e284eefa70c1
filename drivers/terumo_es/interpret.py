# SPDX-License-Identifier: EUPL-1.2
"""What of a Terumo station's records is published: every result, once, and never the number that was entered."""

from __future__ import annotations

from collections.abc import Iterable

from drivers.items import FrameView, Item
from drivers.shared.cuff_result import CuffInterpreter, CuffResult, values
from drivers.terumo_es.decode import describe
from drivers.terumo_es.frame import Record, TerumoFramer

ID_FROM, ID_TO = 4, 13


class TerumoInterpreter(CuffInterpreter[Record]):
    """Decide, record by record. A tick is a result."""

    def __init__(self) -> None:
        super().__init__(TerumoFramer())

    @property
    def checked(self) -> bool:
        return True

    def _take(self, frame: Record) -> Iterable[Item]:
        self._count(frame.raw)
        said = frame.result
        numbers = values(said.systolic, said.diastolic, said.pulse, said.mean, has_mean=True)
        return self._result(CuffResult(values=numbers, at=said.at), frame.raw)

    def _describe(self, frame: Record) -> Iterable[FrameView]:
        self._count(frame.raw)
        hidden = frame.raw[:ID_FROM] + b"*" * (ID_TO - ID_FROM) + frame.raw[ID_TO:]
        return [FrameView(tick=self._last_tick, name="result", raw=hidden, fields=describe(frame.result))]
