# SPDX-License-Identifier: EUPL-1.2
"""How a OneTouch Ultra 2 is asked, against scripts: no test here waits for real."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from drivers.links.script import Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.onetouch_ultra2.dialogue import UltraDialogue
from drivers.onetouch_ultra2.driver import UltraDriver
from drivers.onetouch_ultra2.frame import encode
from drivers.simulation.meter import SimulatedMeter
from drivers.simulation.run import Style
from kiosk.clock import ManualClock
from kiosk.reading import AbsentReason, Failure, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.meters import Bench, shown
from tests.drivers.onetouch_ultra2.example import SERIAL, VERSION

S = SensorState
WHO = Sent(b"\x11\rDM?\r", "facts")
WHICH = Sent(b"\x11\rDM@\r", "facts")
WHEN = Sent(b"\x11\rDMF\r", "facts")
DUMP = Sent(b"\x11\rDMP\r", "facts")
EMPTY = encode('P 000,"GMF600DCY","MG/DL "')


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a live meter be asked more often than a real one, for the test's sake."""
    if request.function.__name__.startswith("test_live"):
        monkeypatch.setattr(UltraDialogue, "poll_s", 0.4)


def moment(at: datetime) -> str:
    return f'"MON","{at:%m/%d/%y}","{at:%H:%M:%S}   "'


def clock_line(at: datetime) -> bytes:
    return encode(f"F {moment(at)}")


def record(at: datetime, value: str) -> bytes:
    return encode(f'P {moment(at)},"{value}","N","00", 00')


def opened(at: datetime) -> list[Step]:
    return [WHO, Received(VERSION), WHICH, Received(SERIAL), WHEN, Received(clock_line(at)), DUMP]


def dump(*records: bytes) -> bytes:
    return encode(f'P {len(records):03d},"GMF600DCY","MG/DL "') + b"".join(records)


async def test_the_newest_record_of_this_session_is_the_result() -> None:
    clock = ManualClock()
    now = shown(clock)
    records = dump(record(now, "  105 "), record(now - timedelta(days=1), "  081 "))
    bench = await Bench(UltraDriver, clock, opened(now), Received(records), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]
    reading = bench.readings[0]
    assert (reading.unit, reading.device.serial, reading.device.model) == ("mg/dL", "GMF600DCY", "OneTouch Ultra 2")
    assert reading.clock_offset_s == 0 and reading.device_time == now


async def test_yesterday_s_record_is_never_attached_to_the_person_sitting_there() -> None:
    clock = ManualClock()
    old = dump(record(shown(clock, days=-1), "  105 "), record(shown(clock, days=-2), "  081 "))
    bench = await Bench(UltraDriver, clock, opened(shown(clock)), Received(old), Gap(1.0)).play()
    assert bench.values == []
    assert bench.failures == [Failure.OLD_RESULT]


async def test_a_wrong_clock_is_reckoned_with() -> None:
    clock = ManualClock()
    ahead = shown(clock, hours=5)
    bench = await Bench(UltraDriver, clock, opened(ahead), Received(dump(record(ahead, "  105 "))), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.readings[0].clock_offset_s == 5 * 3600
    assert bench.readings[0].measured_at == clock.now() - timedelta(seconds=1)


async def test_a_right_looking_time_of_a_wrong_clock_is_old() -> None:
    clock = ManualClock()
    ahead = shown(clock, hours=5)
    records = dump(record(shown(clock), "  105 "))
    bench = await Bench(UltraDriver, clock, opened(ahead), Received(records), Gap(1.0)).play()
    assert (bench.values, bench.failures) == ([], [Failure.OLD_RESULT])


async def test_a_record_that_appears_during_the_visit_is_the_result() -> None:
    clock = ManualClock()
    old = record(shown(clock, hours=-3), "  081 ")
    new = record(shown(clock, seconds=5), "  105 ")
    bench = await Bench(
        UltraDriver, clock, opened(shown(clock)), Received(dump(old)),
        WHEN, Received(clock_line(shown(clock, seconds=6))), DUMP, Received(dump(old)),
        WHEN, Received(clock_line(shown(clock, seconds=12))), DUMP, Received(dump(new, old)), Gap(0.5),
    ).play()  # fmt: skip
    assert bench.values == [105]
    assert bench.failures == [Failure.OLD_RESULT]
    assert bench.states[:5] == [S.CONNECTING, S.SEARCHING, S.READY, S.FAILED, S.READY]


async def test_control_solution_and_high() -> None:
    clock = ManualClock()
    control, high = record(shown(clock), "C 110 "), record(shown(clock, seconds=6), "  601 ")
    bench = await Bench(
        UltraDriver, clock, opened(shown(clock)), Received(dump(control)),
        WHEN, Received(clock_line(shown(clock, seconds=6))), DUMP, Received(dump(high, control)), Gap(0.5),
    ).play()  # fmt: skip
    assert bench.failures == [Failure.CONTROL_SOLUTION]
    assert [reading.absent for reading in bench.readings] == [AbsentReason.ABOVE_RANGE]


async def test_an_empty_memory_is_no_failure() -> None:
    clock = ManualClock()
    bench = await Bench(UltraDriver, clock, opened(shown(clock)), Received(EMPTY), Gap(1.0)).play()
    assert (bench.states[:3], bench.failures) == ([S.CONNECTING, S.SEARCHING, S.READY], [])


async def test_a_broken_dump_is_asked_for_again() -> None:
    clock = ManualClock()
    now = shown(clock)
    whole = dump(record(now, "  105 "), record(now - timedelta(days=1), "  081 "))
    hurt = whole.replace(b"  105 ", b"  165 ")
    bench = await Bench(UltraDriver, clock, opened(now), Received(hurt), DUMP, Received(whole), Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.failures == []


async def test_a_meter_that_stops_answering_is_a_failure_then_silence() -> None:
    clock = ManualClock()
    bench = await Bench(
        UltraDriver, clock, WHO, Received(VERSION), WHICH, WHICH, WHICH, WHICH, Gap(4.9), WHO, Gap(0.5)
    ).play()
    assert bench.failures == [Failure.NO_ANSWER]


async def test_no_meter_in_the_cable_is_silence_and_no_failure() -> None:
    bench = await Bench(UltraDriver, ManualClock(), WHO, WHO, WHO, WHO, Gap(0.5), WHO).play()
    assert bench.states[:2] == [S.CONNECTING, S.SILENT]
    assert bench.failures == []


def meter_of(device: object) -> SimulatedMeter:
    assert isinstance(device, SimulatedMeter)
    return device


async def test_live_a_test_a_second_one_and_an_old_record(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.ONETOUCH_ULTRA2) as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        here.obey("test 105")
        await here.value(Measure.GLUCOSE, 105)
        here.obey("control 110")
        await here.until(lambda: Failure.CONTROL_SOLUTION in here.failures)
        assert len(meter_of(here.simulation.device).records) == 4
        assert here.readings(Measure.GLUCOSE) == []


async def test_live_taken_out_put_in_unplugged(tmp_path: Path) -> None:
    timeline = ((0.0, "detach"), (0.0, "clock -90"), (8.0, "test 94"), (16.0, "attach"))
    async with live(tmp_path / "port", DriverName.ONETOUCH_ULTRA2, timeline=timeline, style=Style(pace=8.0)) as here:
        reading = await here.value(Measure.GLUCOSE, 94)
        assert reading.clock_offset_s is not None and abs(reading.clock_offset_s + 90 * 60) < 60
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.until(lambda: S.SEARCHING in here.states)


async def test_live_at_the_line_s_own_speed(tmp_path: Path) -> None:
    style = Style(line=UltraDriver.line, mid_frame=True)
    async with live(tmp_path / "port", DriverName.ONETOUCH_ULTRA2, style=style, timeline=((0.1, "test 81"),)) as here:
        await here.value(Measure.GLUCOSE, 81)
