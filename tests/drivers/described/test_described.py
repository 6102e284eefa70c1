# SPDX-License-Identifier: EUPL-1.2
"""Drivers out of description files: what is refused, what is decoded, and the conversation."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.base import Driver
from drivers.described.errors import DescriptionError, DescriptionReason
from drivers.described.interpret import DescribedInterpreter
from drivers.described.source import load, shipped
from drivers.items import PublishedReading, PublishedState
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Do, Gap, Received, Sent, Step
from drivers.names import parse_name
from drivers.registry import find, names, score, simulated
from drivers.simulation.device import SimulatorError
from drivers.simulation.run import Style
from kiosk.capability import Capability, Command
from kiosk.reading import AbsentReason, Failure, Measure, SensorChange, SensorState
from tests.drivers.described.files import BINARY, WHOLE, lu, written
from tests.drivers.live import live
from tests.drivers.streams import noise, readings, run, run_in_pieces, values
from tests.drivers.test_driver import Bench

LU, GD = "described:lu90614", "described:gd60914"
REASON = DescriptionReason


def interpreter(name: str) -> DescribedInterpreter:
    found = find(name).new_interpreter()
    assert isinstance(found, DescribedInterpreter)
    return found


# The file -------------------------------------------------------------------------------------------------------------


def test_a_whole_description_is_a_driver(tmp_path: Path) -> None:
    name = written(tmp_path, WHOLE)
    driver = find(name)
    assert issubclass(driver, Driver) and (driver.name, driver.maker, driver.model) == (name, "Somebody", "H-1")
    assert driver.line == LineSettings(baud=4800, data_bits=7, parity=Parity.ODD, stop_bits=2, xonxoff=True)
    assert driver.capabilities == (Capability.BODY_HEIGHT,) and driver.controls == frozenset()
    assert driver.timing.negotiate_s is None
    assert find(name) is driver
    assert parse_name(name) == name
    assert score(name).grade == "C"


def test_a_changed_file_is_another_driver(tmp_path: Path) -> None:
    before = find(written(tmp_path, WHOLE))
    after = find(written(tmp_path, WHOLE.replace("4800", "2400")))
    assert (before.line.baud, after.line.baud) == (4800, 2400)


def without(key: str, content: str = WHOLE) -> str:
    kept = [line for line in content.splitlines() if not line.startswith(f"{key} =")]
    assert len(kept) < len(content.splitlines())
    return "\n".join(kept)


@pytest.mark.parametrize(
    "key",
    [
        "title", "maker", "model", "grade", "devices", "sources", "capabilities", "baud", "pattern", "measure", "unit",
        "group", "low", "high",
    ],
)  # fmt: skip
def test_what_is_incomplete_is_refused_by_its_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(DescriptionError, match=rf"meter\.toml: '[a-z0-9\[\].]*{key}' is missing") as refused:
        load(written(tmp_path, without(key)))
    assert refused.value.reason is REASON.MISSING


@pytest.mark.parametrize(
    ("change", "words", "reason"),
    [
        (("baud = 4800", "baud = 4800\nbuad = 1"), "'line.buad' is unknown here .known: baud", REASON.UNKNOWN_KEY),
        (("baud = 4800", 'baud = "4800"'), "'line.baud' must be a whole number", REASON.BAD_VALUE),
        (("baud = 4800", "baud = 48"), "'line.baud' must be a whole number from 300", REASON.BAD_VALUE),
        (('"odd"', '"weird"'), "'line.parity' must be one of: none, even, odd", REASON.BAD_VALUE),
        (('"01 02"', '"01 2"'), "'talk.start' must be bytes in hexadecimal", REASON.BAD_VALUE),
        (('"cm"\ngroup', '"kg"\ngroup'), "'value.1..unit' does not belong to height", REASON.BAD_VALUE),
        (('"height"\n', '"length"\n'), "'value.1..measure' must be one of", REASON.BAD_VALUE),
        (('group = "cm"', 'group = "mm"'), "'value.1..group' is not a group", REASON.BAD_VALUE),
        (('low = "50"', "low = 50"), "'value.1..low' must be a text", REASON.BAD_VALUE),
        (('low = "50"', 'low = "fifty"'), "'value.1..low' must be a number in quotes", REASON.BAD_VALUE),
        (('low = "50"', 'low = "500"'), "'value.1..low' is above high", REASON.BAD_VALUE),
        (('low = "50"', 'low = "NaN"'), "'value.1..low' must be a number", REASON.BAD_VALUE),
        (("(?P<rest> ok)?", "(?P<rest> ok"), "'frame.pattern' is no regular expression", REASON.BAD_VALUE),
        (('ends = "line"', 'ends = "page"'), "'frame.ends' must be 'line'", REASON.BAD_VALUE),
        (('["body-height"]', '["depth"]'), "'capabilities' knows no 'depth'", REASON.BAD_VALUE),
        (('"C"', '"D"'), "'grade' must be one of: A, A-, B, C", REASON.BAD_VALUE),
        (('stop = "03"', 'ask_on = "start"'), "'talk.ask' is missing", REASON.MISSING),
        (('stop = "03"', 'ask = "05"'), "'result.frames' must be 2 or more", REASON.BAD_VALUE),
        (('stop = "03"', "silence_s = -1"), "'talk.silence_s' must be a number of seconds", REASON.BAD_VALUE),
        (('"178.5" }', '"187.5" }'), "'example.1.' is decoded to height 178.5", REASON.BAD_EXAMPLE),
        (('"H=178.5 ok"', '"h=178.5"'), "'example.1.' is no frame", REASON.BAD_EXAMPLE),
        (('values = { height = "178.5" }', ""), "'example' must have values at least once", REASON.MISSING),
        (("[line]", "[line"), "is no TOML", REASON.NOT_TOML),
    ],
)
def test_what_is_wrong_is_refused_with_the_file_and_the_key(
    tmp_path: Path, change: tuple[str, str], words: str, reason: DescriptionReason
) -> None:
    assert change[0] in WHOLE
    with pytest.raises(DescriptionError, match=words) as refused:
        find(written(tmp_path, WHOLE.replace(*change)))
    assert refused.value.reason is reason
    assert "meter.toml" in str(refused.value)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (('header = "AA"', ""), "'frame.header' is missing"),
        (("length_add = 3", ""), "'frame.length_add' is missing"),
        (('"xor8"', '"crc"'), "'frame.check' must be one of"),
        (("at = 2,", ""), "'value.1..parts.1..at' is missing"),
        (('parts = [{ at = 2, size = 2, order = "little" }]', "parts = []"), "'value.1..parts' must be one table"),
        (("AA 03 48 00 0E EF", "AA 03 48 00 0E EE"), "'example.1.' is no frame"),
        (("length_at = 1\nlength_add = 3", "length = 4"), "'value.2..parts.1..at' is behind the end of the frame"),
    ],
)
def test_a_description_of_bytes_is_looked_through_as_well(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    assert change[0] in BINARY
    with pytest.raises(DescriptionError, match=words):
        find(written(tmp_path, BINARY.replace(*change)))


def test_a_description_that_is_not_there(tmp_path: Path) -> None:
    for name in ("described:nonesuch", f"described:{tmp_path / 'none.toml'}", "described:"):
        with pytest.raises(DescriptionError) as refused:
            find(name)
        assert refused.value.reason is REASON.NO_FILE


def test_the_shipped_ones_are_listed_and_whole() -> None:
    assert shipped() == ("gd60914", "lu90614")
    assert names()[-2:] == (GD, LU)
    for name in (GD, LU):
        assert find(name).capabilities == (Capability.BODY_TEMPERATURE,)
        assert str(find(name).line) == "9600 8N1"
        assert score(name).open_points and simulated(name).scenarios


# Bytes and lines ------------------------------------------------------------------------------------------------------


def test_lines(tmp_path: Path) -> None:
    name = written(tmp_path, WHOLE)
    items = run(interpreter(name), b"8.5 ok\r\nH=178.5 ok\r\nH=----\r\nH=12.5\r\nH=240.0\r\nweight 80\r\nH=178.5\r\n")
    assert [(item.sample.value, item.sample.absent, item.unit) for item in readings(items)] == [
        (Decimal("178.5"), None, "cm"),
        (None, AbsentReason.NOT_MEASURED, "cm"),
        (None, AbsentReason.BELOW_RANGE, "cm"),
        (None, AbsentReason.ABOVE_RANGE, "cm"),
        (Decimal("178.5"), None, "cm"),
    ]
    failures = [item.failure for item in items if isinstance(item, PublishedState)]
    assert failures == [None, Failure.UNKNOWN, Failure.OUT_OF_RANGE, Failure.OUT_OF_RANGE, None]


def test_bytes_with_a_length_of_their_own(tmp_path: Path) -> None:
    name = written(tmp_path, BINARY)
    good, absent = bytes.fromhex("AA 03 48 00 0E EF"), bytes.fromhex("AA 03 FF FF FC 55")
    data = good[3:] + good + b"\xaa\xaa\xff" + absent + good[:5] + good
    items = run(interpreter(name), data)
    assert values(items, Measure.PULSE) == [72, None, 72]
    assert values(items, Measure.TEMPERATURE) == [Decimal("37.0"), Decimal("28.0"), Decimal("37.0")]


def test_frames_show_what_they_say(tmp_path: Path) -> None:
    (view,) = interpreter(written(tmp_path, WHOLE)).view(b"H=178.5 ok\r\n")
    assert dict(view.fields) == {"height": "178.5", "height_absent": None}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=5))
def test_chunks_make_no_difference(sizes: list[int]) -> None:
    data = noise(30, 1) + lu(3650)[4:] + lu(3650) * 5 + noise(30, 2) + lu(2255) * 3 + lu(3710) * 5
    assert run_in_pieces(interpreter(LU), data, sizes) == run(interpreter(LU), data)


@given(st.binary(max_size=600))
def test_any_bytes_are_survived_and_little_is_held(data: bytes) -> None:
    for name in (LU, GD):
        framer = interpreter(name)
        framer.feed(data)
        assert framer._framer.held_bytes <= 256
        framer.finish()


# When a temperature counts --------------------------------------------------------------------------------------------


def temperatures(data: bytes) -> list[Decimal | int | None]:
    return values(run(interpreter(LU), data), Measure.TEMPERATURE)


def test_a_temperature_counts_when_four_frames_are_near_to_each_other() -> None:
    assert temperatures(lu(2255) * 9 + lu(3300) + lu(3480) + lu(3620) + lu(3640) * 3 + lu(3650) * 9) == [
        Decimal("36.40")
    ]
    assert temperatures(lu(3650) * 3) == []


def test_the_room_is_no_temperature_of_a_person() -> None:
    assert temperatures(lu(2255) * 99) == []
    assert temperatures(lu(3650, mode=0xAA) * 99) == []


def test_the_next_person_is_another_result() -> None:
    assert temperatures(lu(3650) * 9 + lu(2300) + lu(3650) * 9) == [Decimal("36.50"), Decimal("36.50")]
    assert temperatures(lu(3650) * 9 + lu(3710) * 9) == [Decimal("36.50"), Decimal("37.10")]


def test_a_lone_frame_changes_nothing() -> None:
    assert temperatures(lu(3650) * 9 + lu(4100) + lu(3650) * 2) == [Decimal("36.50")]


@given(st.integers(0, 9 * 6 - 1), st.integers(0, 7))
def test_a_flipped_bit_makes_no_number(at: int, bit: int) -> None:
    data = lu(3650) * 6
    assert set(temperatures(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])) <= {Decimal("36.50")}


# In time --------------------------------------------------------------------------------------------------------------

ASK = Sent(bytes.fromhex("FA C5 BF FA CA C4"))


async def test_a_device_that_is_asked_all_the_time() -> None:
    steps: list[Step] = [step for _ in range(6) for step in (ASK, Received(lu(3650)), Gap(0.5))]
    bench = await Bench(find(LU), [*steps, ASK]).play()
    assert bench.of(Measure.TEMPERATURE) == [Decimal("36.50")]
    assert bench.states == [
        SensorState.CONNECTING, SensorState.UNSTABLE, SensorState.MEASURING, SensorState.UNPLUGGED,
    ]  # fmt: skip


async def test_a_device_that_does_not_answer_is_silent() -> None:
    steps: list[Step] = [step for _ in range(6) for step in (ASK, Gap(0.5))]
    bench = await Bench(find(LU), [*steps, ASK]).play()
    assert bench.states == [SensorState.CONNECTING, SensorState.SILENT, SensorState.UNPLUGGED]


def started(steps: list[Step]) -> Bench:
    bench = Bench(find(GD), [])
    bench.link._steps.extend([Sent(b"\xa1"), Gap(30.0), Do(lambda: bench.driver.tell(Command.START)), *steps])
    return bench


async def test_a_device_that_is_asked_on_start() -> None:
    bench = await started([Sent(b"\xab"), Gap(1.0), Received(b"0000"), Received(b"365"), Gap(60.0)]).play()
    assert bench.of(Measure.TEMPERATURE) == [Decimal("36.5")]
    assert bench.states == [
        SensorState.READY, SensorState.MEASURING, SensorState.READY, SensorState.UNPLUGGED,
    ]  # fmt: skip


async def test_nobody_in_front_of_it() -> None:
    bench = await started([Sent(b"\xab"), Received(b"0000224"), Gap(60.0)]).play()
    assert bench.of(Measure.TEMPERATURE) == [None]
    failures = [event.failure for event in bench.events if isinstance(event, SensorChange) and event.failure]
    assert failures == [Failure.OUT_OF_RANGE]


async def test_no_answer_after_three_tries() -> None:
    asked: list[Step] = [Sent(b"\xab"), Gap(1.5)]
    bench = await started([*asked * 3, Gap(60.0)]).play()
    failures = [event.failure for event in bench.events if isinstance(event, SensorChange) and event.failure]
    assert failures == [Failure.NO_ANSWER]


async def test_a_described_device_over_a_port(tmp_path: Path) -> None:
    async with live(tmp_path / "port", LU, style=Style(pace=4.0)) as here:
        await here.value(Measure.TEMPERATURE, Decimal("36.50"))
        here.obey("example 3")
        await here.state(SensorState.READY)
        here.obey("example 2")
        reading = await here.value(Measure.TEMPERATURE, Decimal("37.10"))
        assert (reading.device.driver, reading.unit) == (LU, "Cel")
        here.obey("deaf")
        await here.state(SensorState.SILENT)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)


def test_a_described_device_that_speaks_by_itself(tmp_path: Path) -> None:
    device = simulated(written(tmp_path, WHOLE)).make()
    assert b"".join(device.tick() for _ in range(21)) == b"H=178.5 ok\r\n" * 2
    with pytest.raises(SimulatorError):
        device.obey("example 3")


def test_readings_are_of_one_act(tmp_path: Path) -> None:
    items = run(interpreter(written(tmp_path, BINARY)), bytes.fromhex("AA 03 48 00 0E EF"))
    assert len({item.group for item in items if isinstance(item, PublishedReading)}) == 1
