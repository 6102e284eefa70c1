# SPDX-License-Identifier: EUPL-1.2
"""A OneTouch Verio IQ: its messages, its dialogue, and the whole way."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.onetouch_ultraeasy.decode import Clock, Count, Serial, Unit, Version
from drivers.onetouch_verioiq.decode import EPOCH, decode
from drivers.onetouch_verioiq.dialogue import VerioDialogue
from drivers.onetouch_verioiq.driver import VerioDriver
from drivers.simulation.run import Style
from kiosk.clock import ManualClock
from kiosk.reading import AbsentReason, Failure, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.meters import Bench, clocks, interpret, names, readings, shown, states, told
from tests.drivers.onetouch_ultraeasy.example import packet
from tests.drivers.onetouch_verioiq.example import (
    EXAMPLES,
    SERIAL,
    SPRING_2015,
    UNIT,
    VERSION,
    clock,
    count,
    record,
)

S = SensorState
SESSION = EXAMPLES[0].data


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a live meter be asked more often than a real one, for the test's sake."""
    if request.function.__name__.startswith("test_live"):
        monkeypatch.setattr(VerioDialogue, "poll_s", 0.4)


def test_line_settings() -> None:
    assert VerioDriver.line == LineSettings(baud=38400, data_bits=8, parity=Parity.NONE, stop_bits=1)


def test_answers() -> None:
    assert decode(SERIAL[3:-3]) == Serial(serial="TKNMDXR4")
    assert decode(VERSION[3:-3]) == Version(version="VIE_02.01.00")
    assert decode(UNIT[3:-3]) == Unit(shows="mmol/L")
    assert decode(clock(SPRING_2015)[3:-3]) == Clock(time=datetime(2015, 3, 21, 16, 45, 24))
    assert decode(count(750)[3:-3]) == Count(count=750)
    assert decode(clock(3600)[3:-3]) is None
    assert decode(b"\x05\x06\x01\x00") is None
    assert decode(b"\x03\x09\x01\x00") is None
    assert decode(record(SPRING_2015, 105, control=2)[3:-3]) is None


def test_a_session() -> None:
    items = interpret(VerioDriver.new_interpreter(), SESSION)
    assert told(items) == ["105", AbsentReason.ABOVE_RANGE, "81"]
    assert [item.older for item in readings(items)] == [False, True, True]
    assert clocks(items) == [datetime(2015, 3, 21, 16, 46, 24)]
    assert names(items) == [("", "TKNMDXR4")]


def test_control_solution_is_told_if_it_is_the_newest() -> None:
    items = interpret(VerioDriver.new_interpreter(), record(SPRING_2015, 110, control=1) + record(SPRING_2015 - 9, 105))
    assert states(items) == [Failure.CONTROL_SOLUTION]
    assert [item.older for item in readings(items)] == [True]


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = SERIAL[5:] + SESSION + b"\x02\x20\x00" + SESSION + record(1, 2)[:-1]
    whole = interpret(VerioDriver.new_interpreter(), data)
    assert interpret(VerioDriver.new_interpreter(), data, sizes) == whole


@settings(max_examples=150)
@given(st.integers(0, len(SESSION) - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    hurt = bytearray(SESSION)
    hurt[at] ^= 1 << bit
    found = set(told(interpret(VerioDriver.new_interpreter(), bytes(hurt))))
    assert found <= {"105", "81", AbsentReason.ABOVE_RANGE}


def seconds(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())


def turn(question: str, answer: bytes) -> list[Step]:
    return [Sent(packet(0, bytes.fromhex(question)), "facts"), Received(answer)]


def look(at: datetime, records: int) -> list[Step]:
    return [*turn("03 20 02", clock(seconds(at))), *turn("03 27 00", count(records))]


WHO = turn("03 0b 01 02", SERIAL)


@pytest.mark.parametrize("newest_first", [True, False])
async def test_the_later_of_first_and_last_record_is_the_result(newest_first: bool) -> None:
    here = ManualClock()
    now, old = record(seconds(shown(here)), 105), record(seconds(shown(here, days=-3)), 81)
    ends = (now, old) if newest_first else (old, now)
    steps = [*WHO, *look(shown(here), 9), *turn("03 21 00 00", ends[0]), *turn("03 21 08 00", ends[1]), Gap(1.0)]
    bench = await Bench(VerioDriver, here, steps).play()
    assert bench.values == [105]
    assert bench.states[-2] is S.READY


async def test_old_records_and_an_empty_memory() -> None:
    here = ManualClock()
    old = record(seconds(shown(here, days=-3)), 81)
    bench = await Bench(VerioDriver, here, WHO, look(shown(here), 1), turn("03 21 00 00", old), Gap(1.0)).play()
    assert (bench.readings, bench.failures) == ([], [Failure.OLD_RESULT])
    here = ManualClock()
    bench = await Bench(VerioDriver, here, WHO, look(shown(here), 0), Gap(1.0)).play()
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]


async def test_no_meter_and_one_that_stops() -> None:
    ask = Sent(packet(0, bytes.fromhex("03 0b 01 02")))
    bench = await Bench(VerioDriver, ManualClock(), [ask] * 5, Gap(0.1)).play()
    assert (bench.states[:2], bench.failures) == ([S.CONNECTING, S.SILENT], [])
    when = Sent(packet(0, bytes.fromhex("03 20 02")))
    bench = await Bench(VerioDriver, ManualClock(), WHO, [when] * 4, Gap(1.1)).play()
    assert bench.failures == [Failure.NO_ANSWER]


@pytest.mark.parametrize("variant", ["newest-first", "oldest-first"])
async def test_live(tmp_path: Path, variant: str) -> None:
    style = Style(pace=8.0, line=VerioDriver.line, mid_frame=True)
    async with live(tmp_path / "port", DriverName.ONETOUCH_VERIOIQ, variant=variant, style=style) as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        here.obey("test 105")
        await here.value(Measure.GLUCOSE, 105)
        here.obey("control 110")
        await here.until(lambda: Failure.CONTROL_SOLUTION in here.failures)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.until(lambda: S.SEARCHING in here.states)
