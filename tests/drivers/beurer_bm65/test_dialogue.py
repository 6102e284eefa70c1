# SPDX-License-Identifier: EUPL-1.2
"""How a BM65 is read, against scripts: no test here waits for real."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from drivers.beurer_bm65.driver import BeurerDriver
from drivers.freshness import local
from drivers.links.link import LinkError
from drivers.links.script import Gap, Received, ScriptLink, Sent, Step
from kiosk.capability import Assignment
from kiosk.clock import ManualClock
from kiosk.reading import Failure, InstrumentEvent, Measure, Reading, SensorChange, SensorState
from tests.drivers.beurer_bm65.wire import AWAKE, NAME, NOT_THERE, record

WAKE = Sent(b"\xaa", "facts")
ASK_NAME = Sent(b"\xa4", "facts")
ASK_COUNT = Sent(b"\xa2", "facts")
NOW = datetime(2026, 7, 11, 9, 5, tzinfo=UTC)


def ask(number: int) -> Sent:
    return Sent(bytes([0xA3, number]), "facts")


def measured(minutes_ago: float, systolic: int = 127) -> bytes:
    return record(systolic, 76, 78, local(NOW - timedelta(minutes=minutes_ago)))


def reading(*records: bytes) -> list[Step]:
    steps: list[Step] = [WAKE, Received(AWAKE), ASK_NAME, Received(NAME), ASK_COUNT, Received(bytes([len(records)]))]
    for number, raw in enumerate(records, start=1):
        steps += [ask(number), Received(raw[:4]), Received(raw[4:])]
    return steps


class Bench:
    def __init__(self, *steps: Step | list[Step]) -> None:
        self.clock = ManualClock(NOW)
        flat = [step for each in steps for step in (each if isinstance(each, list) else [each])]
        self.link = ScriptLink(flat, self.clock)
        self.events: list[InstrumentEvent] = []
        self.driver = BeurerDriver(
            Assignment(name="cuff", driver="beurer_bm65", port="/dev/x"), self.clock, self.events.append
        )

    async def play(self) -> Bench:
        with pytest.raises(LinkError):
            await self.driver.run(self.link)
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)][:-1]

    @property
    def failures(self) -> list[Failure]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure]

    @property
    def systolic(self) -> list[int]:
        found = [event for event in self.events if isinstance(event, Reading) and event.measure is Measure.SYSTOLIC]
        return [int(event.value) for event in found if event.value is not None]


async def test_it_is_waked_until_it_is_switched_on_and_then_read() -> None:
    here = await Bench(WAKE, Gap(2.0), WAKE, Gap(2.0), reading(measured(0), measured(60 * 24, 141))).play()
    assert here.systolic == [127]
    assert here.states == [SensorState.READY]
    event = next(event for event in here.events if isinstance(event, Reading))
    assert event.device.model == "Andon Blood Pressure Meter KD001" and event.device.maker == "Beurer"
    assert event.device_time == local(NOW)


async def test_a_result_of_somebody_before_is_refused_once() -> None:
    old = [measured(30), measured(60 * 24, 141)]
    here = await Bench(reading(*old), Gap(5.0), reading(*old), Gap(5.0), reading(*old)).play()
    assert here.systolic == []
    assert here.failures == [Failure.OLD_RESULT]


async def test_a_result_of_the_future_is_refused() -> None:
    here = await Bench(reading(measured(-30))).play()
    assert here.systolic == [] and here.failures == [Failure.CLOCK_UNKNOWN]


async def test_a_measurement_made_meanwhile_is_found() -> None:
    here = await Bench(reading(measured(30)), Gap(5.0), reading(measured(30), measured(0, 133))).play()
    assert here.systolic == [133]
    assert here.failures == [Failure.OLD_RESULT] and here.states[-1] is SensorState.READY


async def test_an_empty_memory_is_looked_at_again() -> None:
    here = await Bench(reading(), Gap(5.0), reading(), Gap(5.0), WAKE).play()
    assert here.states == [SensorState.READY]


async def test_a_record_that_is_not_there() -> None:
    steps = reading(measured(0), measured(1))
    steps[-2:] = [Received(NOT_THERE)]
    assert (await Bench(steps).play()).systolic == [127]


@pytest.mark.parametrize("at", [2, 4, 6])
async def test_an_answer_that_does_not_come_begins_anew(at: int) -> None:
    asked = reading(measured(0))[: at + 1]
    assert (await Bench(asked, Gap(1.0), reading(measured(0))).play()).systolic == [127]


async def test_half_a_record_is_none_and_the_memory_is_read_anew() -> None:
    asked = reading(measured(0), measured(60))[:-1]
    assert (await Bench(asked, Gap(1.0), reading(measured(0), measured(60))).play()).systolic == [127]
