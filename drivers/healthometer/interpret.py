# SPDX-License-Identifier: EUPL-1.2
"""What is published: what two records in a row say alike, once.

The scale sends a record a second while the person stays. Older firmware sends weights that are not locked yet, and the
records have no check; both are why one record alone does not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

from drivers.healthometer.decode import UNITS, Body, decode, describe
from drivers.healthometer.frame import HealthometerFramer, Packet
from drivers.interpreter import Interpreter
from drivers.items import FrameView, Item, Sample
from kiosk.reading import Flag, Measure, SensorState

_IDENTITY = re.compile(rb"(\x1bI)([^\x1b]*)")


class HealthometerInterpreter(Interpreter[Packet]):
    """Decide, record by record."""

    def __init__(self) -> None:
        super().__init__(HealthometerFramer())
        self._before: Body | None = None
        self._standing: Mapping[Measure, Decimal] = {}

    def forget(self) -> list[Item]:
        """Take the news that nobody stands on the scale any more: the same weight is now another act."""
        self._before, self._standing = None, {}
        return self._change(SensorState.READY)

    def lost(self) -> list[Item]:
        self._before, self._standing = None, {}
        return super().lost()

    def _take(self, frame: Packet) -> Iterable[Item]:
        self._count(frame.raw)
        body, before = decode(frame), self._before
        self._before = body
        alike = _alike(body, before)
        if Measure.WEIGHT not in alike:
            self._standing = {}
            return self._change(SensorState.UNSTABLE)
        if alike == self._standing:
            return []
        self._standing = alike
        flags = (Flag.NET_WEIGHT,) if body.tare else ()
        samples = {measure: Sample.of(value) for measure, value in alike.items()}
        published = self._results(samples, frame.raw, flags=flags, units=UNITS[body.metric])
        return [*self._change(SensorState.MEASURING), *published]

    def _describe(self, frame: Packet) -> Iterable[FrameView]:
        self._count(frame.raw)
        raw = _IDENTITY.sub(lambda found: found[1] + b"*" * len(found[2]), frame.raw)
        return [FrameView(tick=self._last_tick, name="record", raw=raw, fields=describe(frame))]


def _alike(body: Body, before: Body | None) -> dict[Measure, Decimal]:
    if before is None or before.metric is not body.metric:
        return {}
    return {measure: value for measure, value in body.values.items() if before.values.get(measure) == value}
