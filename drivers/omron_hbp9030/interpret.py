# SPDX-License-Identifier: EUPL-1.2
"""What of an HBP-9030's lines is published: every result of format 5, once, and never the number on the card.

A result of an older format is told as such (set function 32 to format 5); its numbers are not guessed at.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.items import FrameView, Item
from drivers.omron_hbp9030.decode import Old, Result, describe
from drivers.omron_hbp9030.frame import Frame, HbpFramer
from drivers.shared.cuff_result import CuffInterpreter, CuffResult, values
from kiosk.reading import Failure, Flag

ID_FROM, ID_TO = 17, 37
SHOWN_OF_OLD = 2


class HbpInterpreter(CuffInterpreter[Frame]):
    """Decide, line by line. A tick is a result, of whatever format."""

    def __init__(self) -> None:
        super().__init__(HbpFramer())

    def _take(self, frame: Frame) -> Iterable[Item]:
        said = frame.said
        if isinstance(said, Result):
            self._count(frame.raw)
            return self._result(_cuff_result(said), frame.raw)
        if not said.begins:
            return []
        self._count(frame.raw)
        return self._wrong_format()

    def _describe(self, frame: Frame) -> Iterable[FrameView]:
        said = frame.said
        if isinstance(said, Result):
            self._count(frame.raw)
            hidden = frame.raw[:ID_FROM] + b"*" * (ID_TO - ID_FROM) + frame.raw[ID_TO:]
            return [FrameView(tick=self._last_tick, name="result", raw=hidden, fields=describe(said))]
        if said.begins:
            self._count(frame.raw)
        return [_old_view(said, frame.raw, self._last_tick)]


def _cuff_result(result: Result) -> CuffResult:
    return CuffResult(
        values=values(result.systolic, result.diastolic, result.pulse),
        failure=Failure.UNKNOWN if result.error else None,
        flags=(Flag.MOVEMENT,) if result.movements else (),
        at=result.at,
    )


def _old_view(old: Old, raw: bytes, tick: int) -> FrameView:
    """Show that it is of an old format and nothing of what stands in it: some have the card's number."""
    hidden = raw[:SHOWN_OF_OLD] + b"*" * (len(raw) - SHOWN_OF_OLD)
    fields = {"format": old.name, "meaning": Failure.WRONG_FORMAT.value, "set": "function 32 to 5 (output format 5)"}
    return FrameView(tick=tick, name="old-format", raw=hidden, fields=fields)
