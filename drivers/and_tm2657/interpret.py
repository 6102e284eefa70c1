# SPDX-License-Identifier: EUPL-1.2
"""What of an A&D station's messages is published: the four values of every result whose error is E00.

Every other error is no measurement, whatever stands in the number fields. The station sends a result once, when it has
measured, also when the person pressed its own button; so every result counts.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.and_tm2657.decode import FAILURES, GOOD, Pulses, Result, decode, describe
from drivers.and_tm2657.frame import AndFramer, Kind, Packet
from drivers.items import DeviceName, FrameView, Item
from drivers.shared.cuff_result import CuffInterpreter, CuffResult, values
from kiosk.reading import Failure, Flag

HIDDEN = b"*"


class AndInterpreter(CuffInterpreter[Packet]):
    """Decide, packet by packet. A tick is a message that is a result, or would be in another form."""

    def __init__(self) -> None:
        super().__init__(AndFramer())
        self._model = ""

    @property
    def checked(self) -> bool:
        return True

    def _take(self, frame: Packet) -> Iterable[Item]:
        if frame.kind is not Kind.MESSAGE:
            return []
        said = decode(frame.text)
        if isinstance(said, Pulses):
            return []
        self._count(frame.raw)
        if said is None:
            return self._wrong_format()
        return [*self._name(said.model), *self._result(_cuff_result(said), frame.raw)]

    def _name(self, model: str) -> list[Item]:
        news, self._model = model != self._model, model
        return [DeviceName(model=model)] if news else []

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        if frame.kind is not Kind.MESSAGE:
            return [FrameView(tick=self._last_tick, name="answer", raw=frame.raw, fields={"says": frame.kind.value})]
        said = decode(frame.text)
        if isinstance(said, Pulses):
            return [FrameView(tick=self._last_tick, name="pulses", raw=frame.raw, fields={"model": said.model})]
        self._count(frame.raw)
        if said is None:
            # Other forms of output carry a number somebody was given.
            hidden = HIDDEN * len(frame.raw)
            hint = {"meaning": Failure.WRONG_FORMAT.value, "set": "output format RB"}
            return [FrameView(tick=self._last_tick, name="other-format", raw=hidden, fields=hint)]
        return [FrameView(tick=self._last_tick, name="result", raw=frame.raw, fields=describe(said))]


def _cuff_result(result: Result) -> CuffResult:
    return CuffResult(
        values=values(result.systolic, result.diastolic, result.pulse, result.mean, has_mean=True),
        failure=None if result.error == GOOD else FAILURES.get(result.error, Failure.UNKNOWN),
        flags=_flags(result),
        at=result.at,
    )


def _flags(result: Result) -> tuple[Flag, ...]:
    marks = {
        Flag.IRREGULAR_PULSE: result.irregular,
        Flag.MOVEMENT: bool(result.count("m")),
        Flag.RETAKEN: bool(result.count("r")),
    }
    return tuple(flag for flag, is_set in marks.items() if is_set)
