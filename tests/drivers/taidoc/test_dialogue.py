# SPDX-License-Identifier: EUPL-1.2
"""How a TaiDoc meter is asked, against scripts and live."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from drivers.links.script import Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.simulation.meter import SimulatedMeter
from drivers.simulation.run import Style
from drivers.taidoc.decode import encode_moment
from drivers.taidoc.dialogue import TaiDocDialogue
from drivers.taidoc.driver import TaiDocDriver
from kiosk.clock import ManualClock
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.meters import Bench, shown
from tests.drivers.taidoc.example import (
    CONNECTED,
    COUNT,
    EMPTY,
    ENTERING,
    MG_105,
    NEXUS,
    SERIAL_HIGH,
    SERIAL_LOW,
    frame,
)

S = SensorState


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a live meter be asked more often than a real one, for the test's sake."""
    if request.function.__name__.startswith("test_live"):
        monkeypatch.setattr(TaiDocDialogue, "poll_s", 0.4)


def ask(command: int) -> Sent:
    return Sent(frame(command, "00 00 00 00", end=0xA3), "facts")


def clock_of(at: datetime) -> bytes:
    return frame(0x23, encode_moment(at).hex())


def time_of(at: datetime) -> bytes:
    return frame(0x25, encode_moment(at).hex())


WHO: list[Step] = [
    ask(0x22), Received(CONNECTED), ask(0x24), Received(NEXUS), ask(0x27), Received(SERIAL_LOW),
    ask(0x28), Received(SERIAL_HIGH),
]  # fmt: skip


def look(at: datetime, count: bytes = COUNT) -> list[Step]:
    return [ask(0x23), Received(clock_of(at)), ask(0x2B), Received(count)]


def newest(at: datetime, value: bytes = MG_105) -> list[Step]:
    return [ask(0x25), Received(time_of(at)), ask(0x26), Received(value)]


async def test_the_newest_record_is_the_result() -> None:
    clock = ManualClock()
    bench = await Bench(TaiDocDriver, clock, WHO, look(shown(clock)), newest(shown(clock)), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]
    assert (bench.readings[0].device.model, bench.readings[0].device.serial) == ("TD-4277", "2816127700403215")


async def test_a_record_of_before_is_not_taken_and_a_new_one_is() -> None:
    clock = ManualClock()
    old, later = shown(clock, hours=-2), shown(clock, seconds=4)
    bench = await Bench(
        TaiDocDriver, clock, WHO, look(shown(clock)), newest(old), look(later), newest(old),
        look(later), newest(later, frame(0x26, "2c 01 06 00")), Gap(1.0),
    ).play()  # fmt: skip
    assert bench.values == [300]
    assert bench.failures == [Failure.OLD_RESULT]


async def test_entering_communication_is_asked_again() -> None:
    clock = ManualClock()
    hello: list[Step] = [ask(0x22), Received(ENTERING)]
    steps = look(shown(clock)) + newest(shown(clock))
    bench = await Bench(TaiDocDriver, clock, hello, WHO, steps, Gap(1.0)).play()
    assert bench.values == [105]


async def test_a_model_that_does_not_know_the_greeting_is_asked_for_its_number() -> None:
    clock = ManualClock()
    hello: list[Step] = [ask(0x22), ask(0x24), Received(NEXUS)]
    steps = hello + WHO[2:] + look(shown(clock), EMPTY)
    bench = await Bench(TaiDocDriver, clock, steps, Gap(1.0)).play()
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]


async def test_after_a_lost_value_both_halves_are_asked_for_again() -> None:
    clock = ManualClock()
    now = shown(clock)
    lost: list[Step] = [ask(0x25), Received(time_of(now)), ask(0x26), Received(MG_105[:-1] + b"\x00")]
    bench = await Bench(TaiDocDriver, clock, WHO, look(now), lost, newest(now), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.failures == []


async def test_a_meter_that_goes_silent_is_a_failure() -> None:
    clock = ManualClock()
    asked: list[Step] = [ask(0x23)] * 4
    bench = await Bench(TaiDocDriver, clock, WHO, asked, Gap(1.0)).play()
    assert bench.failures == [Failure.NO_ANSWER]


async def test_no_meter_in_the_cable_is_silence() -> None:
    clock = ManualClock()
    bench = await Bench(TaiDocDriver, clock, ask(0x22), ask(0x24), ask(0x22), ask(0x24), Gap(0.5), ask(0x22)).play()
    assert bench.states[:2] == [S.CONNECTING, S.SILENT]
    assert bench.failures == []


async def test_a_meter_that_always_enters_is_not_asked_for_ever() -> None:
    clock = ManualClock()
    loop: list[Step] = [ask(0x22), Received(ENTERING)] * 6
    bench = await Bench(TaiDocDriver, clock, loop, ask(0x24), Gap(0.5)).play()
    assert bench.readings == []


async def test_live_in_the_middle_of_a_visit(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.TAIDOC, variant="sleepy") as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        here.obey("test 105")
        await here.value(Measure.GLUCOSE, 105)
        here.obey("control 110")
        await here.until(lambda: Failure.CONTROL_SOLUTION in here.failures)
        meter = here.simulation.device
        assert isinstance(meter, SimulatedMeter) and len(meter.records) == 4


async def test_live_taken_out_and_put_in(tmp_path: Path) -> None:
    timeline = ((0.0, "detach"), (6.0, "test 94"), (12.0, "attach"))
    style = Style(pace=8.0, line=TaiDocDriver.line, mid_frame=True)
    async with live(tmp_path / "port", DriverName.TAIDOC, timeline=timeline, style=style) as here:
        await here.value(Measure.GLUCOSE, 94)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.until(lambda: S.SEARCHING in here.states)
