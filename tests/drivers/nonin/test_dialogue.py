# SPDX-License-Identifier: EUPL-1.2
"""What a Nonin is asked, against scripts: no test here waits for real."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from drivers import freshness
from drivers.base import Driver
from drivers.links.link import LinkError
from drivers.links.script import Gap, Received, ScriptLink, Sent, Step
from drivers.nonin.dialogue import TABLE, Happening
from drivers.nonin.dialogue import Step as Talk
from drivers.nonin.driver import AnyNoninDriver
from drivers.nonin_13.driver import Nonin13Driver
from drivers.nonin_13.frame import ANSWER, CLOCK, clock_data, command
from kiosk.capability import Assignment
from kiosk.clock import ManualClock
from kiosk.reading import Failure, Flag, InstrumentEvent, Measure, Reading, SensorChange, SensorState
from tests.drivers.nonin.bytes import (
    ACK,
    CLOCK_QUESTION,
    NAK,
    SERIAL_ANSWER,
    SERIAL_QUESTION,
    format_1,
    format_7_packet,
    format_8,
    line,
    spot_check,
)
from tests.drivers.streams import nonin_packet

SPEC = "9560 OEM specification"
ASK_CLOCK, ASK_SERIAL = Sent(CLOCK_QUESTION, SPEC), Sent(SERIAL_QUESTION, SPEC)
ASK = {number: Sent(bytes([2, 0x70, 2, 2, number, 3]), SPEC) for number in (2, 7, 8, 13)}
LONGER = {
    2: Sent(bytes.fromhex("02 70 04 02 02 01 79 03"), "OpenICE's form"),
    7: Sent(bytes.fromhex("02 70 04 02 07 01 7e 03"), "OpenICE's form"),
    8: Sent(bytes.fromhex("02 70 04 02 08 01 7f 03"), "OpenICE's form"),
    13: Sent(bytes.fromhex("02 70 04 02 0d 41 c4 03"), "OpenICE's form"),
}
NO, YES = Received(NAK), Received(ACK)


class Bench:
    """A driver, its script and what it delivered."""

    def __init__(self, driver: type[Driver], steps: Sequence[Step]) -> None:
        self.clock = ManualClock()
        self.link = ScriptLink(steps, self.clock)
        self.events: list[InstrumentEvent] = []
        self.driver = driver(
            Assignment(name="finger", driver=driver.name, port="/dev/oximeter"), self.clock, self.events.append
        )

    async def play(self) -> Bench:
        """Run to the end of the script."""
        with pytest.raises(LinkError):
            await self.driver.run(self.link)
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)]

    @property
    def failures(self) -> list[Failure | None]:
        return [event.failure for event in self.events if isinstance(event, SensorChange) and event.failure]

    @property
    def pulses(self) -> list[int | None]:
        return [
            None if event.value is None else int(event.value)
            for event in self.events
            if isinstance(event, Reading) and event.measure is Measure.PULSE
        ]

    def reading(self) -> Reading:
        return next(event for event in self.events if isinstance(event, Reading))


def now() -> datetime:
    """What a right clock shows at the start of a script."""
    return freshness.local(ManualClock().now())


def told(shown: datetime) -> Received:
    return Received(command(ANSWER | CLOCK, clock_data(shown)))


def bcd(moment: datetime) -> str:
    return moment.strftime("%Y%m%d%H%M%S") + "00"


IDENTITY: list[Step] = [ASK_CLOCK, told(now()), ASK_SERIAL, Received(SERIAL_ANSWER)]


async def test_clock_serial_number_format_2_and_stream() -> None:
    bench = await Bench(AnyNoninDriver, [*IDENTITY, ASK[2], YES, Received(nonin_packet() * 3), Gap(0.5)]).play()
    assert bench.pulses == [72, None]
    assert bench.reading().device.serial == "501234567"
    assert bench.reading().clock_offset_s is None or abs(bench.reading().clock_offset_s or 0.0) < 1
    assert bench.states == [SensorState.CONNECTING, SensorState.MEASURING, SensorState.UNPLUGGED]


@pytest.mark.parametrize(
    ("refused", "stream"), [([2], format_7_packet()), ([2, 7], format_8()), ([2, 7, 8], spot_check(bcd(now())))]
)
async def test_the_next_format_is_asked_for_while_the_device_refuses(refused: list[int], stream: bytes) -> None:
    order = [2, 7, 8, 13]
    steps: list[Step] = [*IDENTITY]
    for number in refused:
        steps += [ASK[number], NO]
    steps += [ASK[order[len(refused)]], YES, Received(stream * (1 if stream[0] == 0 else 5)), Gap(0.3)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.pulses[0] == 72


async def test_when_all_are_refused_the_longer_form_is_tried() -> None:
    steps: list[Step] = [*IDENTITY]
    for number in (2, 7, 8, 13):
        steps += [ASK[number], NO]
    steps += [LONGER[2], YES, Received(nonin_packet() * 3)]
    assert 72 in (await Bench(AnyNoninDriver, steps).play()).pulses


async def test_a_device_that_refuses_everything_is_told_of_once() -> None:
    round_: list[Step] = [step for ask in (ASK, LONGER) for number in (2, 7, 8, 13) for step in (ask[number], NO)]
    steps: list[Step] = [*IDENTITY, *round_, Gap(5.0), *IDENTITY, *round_, Gap(1.0)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.failures == [Failure.REFUSED]


async def test_without_an_answer_both_forms_are_tried_in_turn() -> None:
    steps: list[Step] = [
        ASK_CLOCK, Gap(0.4), ASK_SERIAL, Gap(0.4), ASK[2], Gap(0.8), LONGER[2], Gap(0.8), ASK[2], Gap(0.8), LONGER[2],
        YES, Received(nonin_packet() * 3),
    ]  # fmt: skip
    assert 72 in (await Bench(AnyNoninDriver, steps).play()).pulses


async def test_formats_are_asked_for_within_five_seconds_even_of_a_device_that_tells_nothing() -> None:
    bench = Bench(AnyNoninDriver, [ASK_CLOCK, Gap(0.4), ASK_SERIAL, Gap(0.4), ASK[2], NO, ASK[7], NO, ASK[8], Gap(0.1)])
    await bench.play()
    assert bench.clock.monotonic_s() < 5


@pytest.mark.parametrize(
    ("stream", "count"), [(nonin_packet(), 3), (format_7_packet(), 3), (format_1(), 6), (format_8(), 6), (line(), 4)]
)
async def test_a_device_that_streams_by_itself_is_asked_no_more(stream: bytes, count: int) -> None:
    steps: list[Step] = [ASK_CLOCK, Received(stream * count), Gap(0.9)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.pulses[0] == 72
    assert SensorState.SILENT not in bench.states


async def test_a_yes_without_a_stream_is_asked_again() -> None:
    steps: list[Step] = [*IDENTITY, ASK[2], YES, Gap(3.0), ASK[2], YES, Received(nonin_packet() * 3)]
    assert 72 in (await Bench(AnyNoninDriver, steps).play()).pulses


async def test_a_stream_that_stops_is_asked_for_from_the_start() -> None:
    steps: list[Step] = [*IDENTITY, ASK[2], YES, Received(nonin_packet() * 3), Gap(1.0), ASK_CLOCK, Gap(0.1)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.states[2] is SensorState.SILENT
    assert bench.pulses == [72, None]


async def test_silence_from_the_start_is_told() -> None:
    steps: list[Step] = [ASK_CLOCK, Gap(0.4), ASK_SERIAL, Gap(0.4)]
    # 0.8, 2.4 and 4.0 s: within the 5 s in which it listens; then more seldom, until 8 s were silent.
    for _ in range(3):
        steps += [ASK[2], Gap(0.8), LONGER[2], Gap(0.8)]
    steps += [ASK[2], Gap(2.0), LONGER[2], Gap(0.4), ASK_CLOCK, Gap(0.1)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.states[:2] == [SensorState.CONNECTING, SensorState.SILENT]


async def test_spot_checks_wait_without_a_limit() -> None:
    steps: list[Step] = [ASK_CLOCK, told(now()), ASK_SERIAL, Received(SERIAL_ANSWER), ASK[13], YES, Gap(600.0)]
    bench = await Bench(Nonin13Driver, [*steps, Received(spot_check(bcd(now() + timedelta(seconds=600))))]).play()
    assert bench.pulses == [72]
    assert bench.states == [SensorState.READY, SensorState.UNPLUGGED]
    assert bench.reading().group and bench.reading().device_time is not None


async def test_a_spot_check_after_silence_keeps_a_nonin_of_no_answers_ready() -> None:
    steps: list[Step] = [
        ASK_CLOCK, Gap(0.4), ASK_SERIAL, Gap(0.4), ASK[2], Gap(0.8), LONGER[2], Gap(0.5),
        Received(spot_check(bcd(now()))), Gap(0.3),
    ]  # fmt: skip
    steps += [ASK[2], Gap(0.8), LONGER[2], Gap(0.8), ASK[2], Gap(0.8), LONGER[2], Gap(0.8)]
    for _ in range(6):
        steps += [ASK[2], Gap(2.0), LONGER[2], Gap(2.0)]
    steps += [ASK[2], Gap(0.1)]
    bench = await Bench(AnyNoninDriver, steps).play()
    assert bench.pulses == [72]
    assert SensorState.SILENT not in bench.states


async def kept(taken: datetime, clock: Received | None, *, after_s: float = 60.0) -> Bench:
    """Play a connection at which a kept measurement comes after so long."""
    asked: list[Step] = [ASK_CLOCK, *([clock] if clock else [Gap(0.4)]), ASK_SERIAL, Received(SERIAL_ANSWER)]
    steps: list[Step] = [*asked, ASK[13], YES, Gap(after_s), Received(spot_check(bcd(taken), status_2=0x10))]
    return await Bench(Nonin13Driver, steps).play()


async def test_yesterday_s_measurement_is_nobody_s_here() -> None:
    bench = await kept(now() - timedelta(days=1), told(now()))
    assert bench.pulses == []
    assert bench.failures == [Failure.OLD_RESULT]


async def test_a_kept_measurement_of_this_visit_counts() -> None:
    bench = await kept(now() + timedelta(seconds=30), told(now()))
    assert bench.pulses == [72]
    assert Flag.FROM_MEMORY in bench.reading().flags


async def test_a_clock_that_is_wrong_is_taken_into_account_and_never_set() -> None:
    ahead = timedelta(hours=3)
    counted = await kept(now() + ahead + timedelta(seconds=30), told(now() + ahead))
    assert counted.pulses == [72]
    assert counted.reading().clock_offset_s == pytest.approx(3 * 3600, abs=1)
    old = await kept(now() + timedelta(seconds=30), told(now() + ahead))
    assert old.failures == [Failure.OLD_RESULT]


async def test_a_measurement_of_the_future_has_an_unknown_clock() -> None:
    bench = await kept(now() + timedelta(hours=3), None)
    assert bench.pulses == []
    assert bench.failures == [Failure.CLOCK_UNKNOWN]


async def test_a_kept_measurement_without_a_date_does_not_count() -> None:
    steps: list[Step] = [*IDENTITY, ASK[13], YES, Received(spot_check("00 00 00 00 00 00 00 00", status_2=0x10))]
    bench = await Bench(Nonin13Driver, steps).play()
    assert bench.failures == [Failure.CLOCK_UNKNOWN]


async def test_medipi_smartpoint_live() -> None:
    steps: list[Step] = [*IDENTITY, ASK[13], YES, Gap(10.0), Received(spot_check(bcd(now()), status=0))]
    bench = await Bench(Nonin13Driver, steps).play()
    assert bench.failures == [Failure.WEAK_SIGNAL]
    assert bench.pulses == [None]


def test_the_table_has_a_way_out_of_every_step() -> None:
    assert {step for step, _ in TABLE} == set(Talk)
    assert {happening for _, happening in TABLE} == set(Happening)
