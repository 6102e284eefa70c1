# SPDX-License-Identifier: EUPL-1.2
"""What the tests of meters share: a driver on a script, and bytes cut at will."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Self

import pytest

from drivers import freshness
from drivers.base import Driver
from drivers.interpreter import Interpreter
from drivers.items import DeviceClock, DeviceName, Item, PublishedReading, PublishedState
from drivers.links.link import LinkError
from drivers.links.script import ScriptLink, Step
from kiosk.capability import Assignment
from kiosk.clock import ManualClock
from kiosk.reading import Failure, InstrumentEvent, Measure, Reading, SensorChange, SensorState


class Bench:
    """A driver, a script and what it delivered. The driver lives since ``clock`` was made."""

    def __init__(self, driver: type[Driver], clock: ManualClock, *steps: Step | list[Step]) -> None:
        self.clock = clock
        flat = [step for each in steps for step in (each if isinstance(each, list) else [each])]
        self.link = ScriptLink(flat, clock)
        self.events: list[InstrumentEvent] = []
        assignment = Assignment(name="meter", driver=str(driver.name), port="/dev/x")
        self.driver = driver(assignment, clock, self.events.append)

    async def play(self) -> Self:
        """Run to the end of the script."""
        with pytest.raises(LinkError):
            await self.driver.run(self.link)
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)]

    @property
    def failures(self) -> list[Failure]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure is not None]

    @property
    def readings(self) -> list[Reading]:
        return [event for event in self.events if isinstance(event, Reading)]

    @property
    def values(self) -> list[Decimal | None]:
        return [reading.value for reading in self.readings]


def shown(clock: ManualClock, **ahead: float) -> datetime:
    """Return what a meter's clock shows that is right but for ``ahead`` (as for `timedelta`)."""
    return freshness.local(clock.now()).replace(microsecond=0) + timedelta(**ahead)


def interpret(interpreter: Interpreter[Any], data: bytes, sizes: Sequence[int] = (1 << 20,)) -> list[Item]:
    """Interpret ``data`` to its end, cut into pieces of ``sizes``, which repeat."""
    items: list[Item] = []
    at = turn = 0
    while at < len(data):
        size = sizes[turn % len(sizes)]
        items += interpreter.feed(data[at : at + size])
        at, turn = at + size, turn + 1
    return [*items, *interpreter.finish()]


def readings(items: Sequence[Item]) -> list[PublishedReading]:
    return [item for item in items if isinstance(item, PublishedReading)]


def told(items: Sequence[Item], measure: Measure = Measure.GLUCOSE) -> list[object]:
    """Return values, or why there is none, in their order."""
    found = [item.sample for item in readings(items) if item.measure is measure]
    return [sample.absent if sample.value is None else str(sample.value) for sample in found]


def states(items: Sequence[Item]) -> list[SensorState | Failure]:
    return [item.failure or item.state for item in items if isinstance(item, PublishedState)]


def clocks(items: Sequence[Item]) -> list[datetime]:
    return [item.time for item in items if isinstance(item, DeviceClock)]


def names(items: Sequence[Item]) -> list[tuple[str, str]]:
    return [(item.model, item.serial) for item in items if isinstance(item, DeviceName)]
