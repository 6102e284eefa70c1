# SPDX-License-Identifier: EUPL-1.2
"""How a OneTouch UltraEasy is asked: the link's numbers, acknowledgements and resets."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from drivers.links.script import Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.onetouch_ultraeasy.decode import EPOCH
from drivers.onetouch_ultraeasy.dialogue import UltraEasyDialogue
from drivers.onetouch_ultraeasy.driver import UltraEasyDriver
from drivers.simulation.run import Style
from kiosk.clock import ManualClock
from kiosk.reading import Failure, Measure, SensorState
from tests.drivers.live import live
from tests.drivers.meters import Bench, shown
from tests.drivers.onetouch_ultraeasy.example import DISCONNECT, DISCONNECTED, SERIAL, clock, count, packet, record

S = SensorState
RESET: list[Step] = [Sent(DISCONNECT, "facts"), Received(DISCONNECTED)]
READ_SERIAL = bytes.fromhex("05 0b 02 00 00 00 00 84 6a e8 73 00")
READ_CLOCK = bytes.fromhex("05 20 02 00 00 00 00")
HOW_MANY = bytes.fromhex("05 1f f5 01")
NEWEST = bytes.fromhex("05 1f 00 00")


@pytest.fixture(autouse=True)
def hurry(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a live meter be asked more often than a real one, for the test's sake."""
    if request.function.__name__.startswith("test_live"):
        monkeypatch.setattr(UltraEasyDialogue, "poll_s", 0.4)


def seconds(at: datetime) -> int:
    return int((at - EPOCH).total_seconds())


def turn(number: int, question: bytes, answer: bytes) -> list[Step]:
    """Ask number ``number``: the question, its acknowledgement, the answer, its acknowledgement."""
    ours = number % 2
    theirs = number % 2
    return [
        Sent(packet(ours | theirs << 1, question), "numbers as in libultraeasy"),
        Received(packet(0x04 | theirs | (1 - ours) << 1, b"")),
        Received(packet(theirs | (1 - ours) << 1, answer[3:-3])),
        Sent(packet(0x04 | (1 - ours) | (1 - theirs) << 1, b"")),
    ]


def session(at: datetime, *after: bytes) -> list[Step]:
    """Ask everything; ``after``: the count and perhaps the newest record."""
    questions = [(READ_SERIAL, SERIAL), (READ_CLOCK, clock(seconds(at))), (HOW_MANY, after[0])]
    questions += [(NEWEST, answer) for answer in after[1:]]
    return RESET + [step for number, (q, a) in enumerate(questions) for step in turn(number, q, a)]


async def test_the_newest_record_is_the_result() -> None:
    clock_ = ManualClock()
    now = shown(clock_)
    steps = session(now, count(2), record(seconds(now), 105))
    bench = await Bench(UltraEasyDriver, clock_, steps, Gap(1.0)).play()
    assert bench.values == [105]
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]
    assert bench.readings[0].device.serial == "C176SA0O0"


async def test_an_old_record_is_not_taken() -> None:
    clock_ = ManualClock()
    old = record(seconds(shown(clock_, hours=-1)), 105)
    bench = await Bench(UltraEasyDriver, clock_, session(shown(clock_), count(1), old), Gap(1.0)).play()
    assert (bench.readings, bench.failures) == ([], [Failure.OLD_RESULT])


async def test_an_empty_memory() -> None:
    clock_ = ManualClock()
    bench = await Bench(UltraEasyDriver, clock_, session(shown(clock_), count(0)), Gap(1.0)).play()
    assert bench.states[:3] == [S.CONNECTING, S.SEARCHING, S.READY]
    assert bench.failures == []


async def test_a_meter_whose_clock_was_never_set() -> None:
    clock_ = ManualClock()
    steps = session(shown(clock_), count(1), record(1000, 105))
    bench = await Bench(UltraEasyDriver, clock_, steps, Gap(1.0)).play()
    assert (bench.readings, bench.failures) == ([], [Failure.CLOCK_UNKNOWN])


async def test_a_repeated_message_is_acknowledged_again_and_not_taken_twice() -> None:
    clock_ = ManualClock()
    now = shown(clock_)
    newest = record(seconds(now), 105, link=0x01)
    again: list[Step] = [Received(newest), Sent(packet(0x04, b""))]
    steps = session(now, count(1), record(seconds(now), 105))
    bench = await Bench(UltraEasyDriver, clock_, steps, again, Gap(1.0)).play()
    assert bench.values == [105]


async def test_a_missing_answer_resets_the_link_and_asks_again() -> None:
    clock_ = ManualClock()
    now = shown(clock_)
    lost: list[Step] = [*RESET, Sent(packet(0, READ_SERIAL)), Received(packet(0x06, b""))]
    steps = session(now, count(1), record(seconds(now), 105))
    bench = await Bench(UltraEasyDriver, clock_, lost, steps, Gap(1.0)).play()
    assert (len(bench.readings), bench.failures) == (1, [])


async def test_a_lost_acknowledgement_does_not_matter() -> None:
    clock_ = ManualClock()
    now = shown(clock_)
    steps = session(now, count(1), record(seconds(now), 105))
    steps = [s for s in steps if not (isinstance(s, Received) and len(s.data) == 6 and s.data != DISCONNECTED)]
    bench = await Bench(UltraEasyDriver, clock_, steps, Gap(1.0)).play()
    assert bench.values == [105]


async def test_a_meter_that_acknowledges_and_never_answers() -> None:
    clock_ = ManualClock()
    asked: list[Step] = [Sent(packet(0, READ_SERIAL)), Received(packet(0x06, b"")), Gap(1.0)]
    bench = await Bench(UltraEasyDriver, clock_, *[[*RESET, *asked]] * 4).play()
    assert bench.failures == [Failure.NO_ANSWER]
    assert bench.readings == []


async def test_no_meter_in_the_cable_is_silence() -> None:
    bench = await Bench(UltraEasyDriver, ManualClock(), *[Sent(DISCONNECT)] * 5, Gap(0.5)).play()
    assert bench.states[:2] == [S.CONNECTING, S.SILENT]
    assert bench.failures == []


async def test_live_tests_in_the_middle_of_a_visit(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.ONETOUCH_ULTRAEASY) as here:
        await here.until(lambda: Failure.OLD_RESULT in here.failures)
        here.obey("test 105")
        await here.value(Measure.GLUCOSE, 105)
        here.obey("test HI")
        assert (await here.value(Measure.GLUCOSE, None)).absent is not None


async def test_live_with_damage_on_the_line(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.ONETOUCH_ULTRAEASY, timeline=((0.0, "test 94"),)) as here:
        here.obey("flip 3")
        await here.value(Measure.GLUCOSE, 94)
        here.obey("drop 4")
        here.obey("test 131")
        await here.value(Measure.GLUCOSE, 131)
        assert {reading.value for reading in here.readings(Measure.GLUCOSE)} <= {94, 131}


async def test_live_at_the_line_s_own_speed_and_unplugged(tmp_path: Path) -> None:
    style = Style(line=UltraEasyDriver.line, mid_frame=True)
    async with live(
        tmp_path / "port", DriverName.ONETOUCH_ULTRAEASY, style=style, timeline=((0.1, "test 81"),)
    ) as here:
        await here.value(Measure.GLUCOSE, 81)
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
