# SPDX-License-Identifier: EUPL-1.2
"""What is published of a block: net weight, height and BMI, when its last line came and its three weights agree.

Lines are taken one by one, so a block that lost a byte costs no more than itself.
"""

from __future__ import annotations

from collections.abc import Iterable

from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, Sample
from drivers.marsden_m430.decode import BMI, DATE, GROSS, HEIGHT, NET, TARE, Field, read
from drivers.shared.read_lines import ReadLines, Understood
from kiosk.reading import Flag, Measure, SensorState

PUBLISHED = {NET: Measure.WEIGHT, HEIGHT: Measure.HEIGHT, BMI: Measure.BMI}

Line = Understood[Field]


class MarsdenInterpreter(Interpreter[Line]):
    """Decide, block by block."""

    def __init__(self) -> None:
        super().__init__(ReadLines(read, limit_bytes=64))
        self._block: dict[str, Field] = {}
        self._raw = b""

    def lost(self) -> list[Item]:
        self._begin()
        return super().lost()

    def _begin(self) -> None:
        self._block, self._raw = {}, b""

    def _take(self, frame: Line) -> Iterable[Item]:
        field = frame.said
        if field.name == GROSS or field.name in self._block:
            self._begin()
        self._block[field.name] = field
        self._raw += frame.raw
        return self._finish_block(field) if field.name == DATE else []

    def _finish_block(self, date: Field) -> list[Item]:
        block, raw = self._block, self._raw
        self._begin()
        if not _agree(block):
            self.tally.broken_packets += 1
            return []
        self._count(raw)
        known = {
            measure: (field.value, field.unit)
            for name, measure in PUBLISHED.items()
            if (field := block.get(name)) is not None and field.value is not None
        }
        samples = {measure: Sample.of(value) for measure, (value, _) in known.items()}
        units = {measure: unit for measure, (_, unit) in known.items()}
        flags = (Flag.NET_WEIGHT,) if block[TARE].value else ()
        results = self._results(samples, raw, flags=flags, units=units, device_time=date.at)
        return self._change(SensorState.READY) + results

    def _describe(self, frame: Line) -> Iterable[FrameView]:
        field = frame.said
        if field.name == DATE:
            self._count(frame.raw)
        shown = {
            "field": field.name.lower().replace(" ", "-"),
            "value": None if field.value is None else str(field.value),
            "unit": field.unit,
            "device_time": None if field.at is None else field.at.isoformat(),
        }
        return [FrameView(tick=self._last_tick, name="line", raw=frame.raw, fields=shown)]


def _agree(block: dict[str, Field]) -> bool:
    """Tell whether gross less tare is net: the only check that the block has."""
    if not {GROSS, TARE, NET} <= block.keys():
        return False
    gross, tare, net = block[GROSS], block[TARE], block[NET]
    if gross.value is None or tare.value is None or net.value is None:
        return False
    return gross.unit == tare.unit == net.unit and gross.value - tare.value == net.value
