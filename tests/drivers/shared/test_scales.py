# SPDX-License-Identifier: EUPL-1.2
"""When a weight counts, in every scale's words, and the bugs of other people's scale programs."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import serial
from hypothesis import given
from hypothesis import strategies as st

from drivers.items import Item, PublishedProgress, PublishedReading, PublishedState
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Do, Gap, Received, Sent, Step
from drivers.names import DriverName
from drivers.registry import find
from drivers.scale_and.driver import AndDriver
from drivers.scale_ohaus.driver import OhausDriver
from drivers.scale_ohaus.interpret import OhausInterpreter
from drivers.scale_stgs.driver import StgsDriver
from drivers.scale_stgs.interpret import StgsInterpreter
from drivers.shared.scale_interpreter import ScaleInterpreter
from drivers.simulation.device import SimulatorError
from drivers.simulation.run import Style
from drivers.simulation.scale import SimulatedScale
from kiosk.capability import Command
from kiosk.reading import Failure, Measure, Progress, SensorChange, SensorState
from tests.drivers.live import live
from tests.drivers.streams import run, values
from tests.drivers.test_driver import Bench

ZERO, MOVING, STILL, OTHER, OVER = (
    b"ST,GS,+00000.00 kg\r\n",
    b"US,GS,+00080.10 kg\r\n",
    b"ST,GS,+00081.40 kg\r\n",
    b"ST,GS,+00081.45 kg\r\n",
    b"OL,GS,+99999.99 kg\r\n",
)
KG_0, KG_81_40, KG_81_45 = Decimal("0.00"), Decimal("81.40"), Decimal("81.45")
SCALES = (DriverName.SCALE_AND, DriverName.SCALE_STGS, DriverName.SCALE_MTSICS, DriverName.SCALE_OHAUS)
EACH = pytest.mark.parametrize("name", SCALES)


def weights(data: bytes) -> list[Decimal | int | None]:
    return values(run(StgsInterpreter(), data), Measure.WEIGHT)


def test_a_stable_weight_is_published_once() -> None:
    assert weights(ZERO * 3 + MOVING * 30 + STILL * 50) == [KG_0, KG_81_40]


def test_it_is_published_in_the_first_stable_line() -> None:
    items = run(StgsInterpreter(), ZERO + MOVING * 30 + STILL * 50)
    assert [item.tick for item in items if isinstance(item, PublishedReading)] == [0, 31]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (STILL * 3 + MOVING + STILL, [KG_81_40, KG_81_40]),
        (STILL * 3 + ZERO + STILL, [KG_81_40, KG_0, KG_81_40]),
        (STILL * 3 + OTHER * 3 + STILL, [KG_81_40, KG_81_45, KG_81_40]),
        (STILL + b"QT,+00000123 PC\r\n" + STILL, [KG_81_40]),
        (STILL + b"nonsense\r\n" + STILL, [KG_81_40]),
        (OVER * 5 + STILL, [None, KG_81_40]),
        (OVER * 2 + MOVING + OVER, [None, None]),
        (MOVING * 100, []),
    ],
)
def test_what_is_a_new_act(data: bytes, expected: list[Decimal | None]) -> None:
    assert weights(data) == expected


def test_states_follow_the_load() -> None:
    items = run(StgsInterpreter(), ZERO * 2 + MOVING * 9 + STILL * 9 + MOVING + OVER * 9 + MOVING + ZERO)
    assert [(item.state, item.failure) for item in items if isinstance(item, PublishedState)] == [
        (SensorState.READY, None),
        (SensorState.UNSTABLE, None),
        (SensorState.MEASURING, None),
        (SensorState.UNSTABLE, None),
        (SensorState.FAILED, Failure.OVERLOAD),
        (SensorState.UNSTABLE, None),
        (SensorState.READY, None),
    ]


def test_a_moving_weight_is_progress_and_never_a_reading() -> None:
    items = run(StgsInterpreter(), MOVING * 3 + b"US,GS,+00080.20 kg\r\n")
    assert [item.value for item in items if isinstance(item, PublishedProgress)] == [
        Decimal("80.10"), Decimal("80.20"),
    ]  # fmt: skip
    assert values(items, Measure.WEIGHT) == []


def test_after_a_pause_the_same_weight_is_another_act() -> None:
    interpreter = StgsInterpreter()
    items: list[Item] = interpreter.feed(STILL * 2)
    interpreter.forget()
    items += interpreter.feed(STILL)
    assert values(items, Measure.WEIGHT) == [KG_81_40, KG_81_40]


@given(st.lists(st.sampled_from([ZERO, MOVING, STILL, OTHER, OVER, b"rubbish\r\n"]), max_size=40))
def test_every_number_stood_in_a_stable_line(lines: list[bytes]) -> None:
    stable = {Decimal(line[6:15].decode()) for line in lines if line.startswith(b"ST")}
    assert {value for value in weights(b"".join(lines)) if value is not None} == stable


# Bugs of other people's programs -------------------------------------------------------------------------------------


def test_openice_scale_sends_minus_one_and_ignores_sign_and_stable_mark() -> None:
    ohaus = b"junk\r\n   0.360 kg   ?G\r\n-  1.640 kg    N\r\n   0.360 kg\r\n"
    assert values(run(OhausInterpreter(), ohaus), Measure.WEIGHT) == [Decimal("-1.640")]
    assert weights(b"US,GS,+00080.10 kg\r\nST,GS,-00000.50 kg\r\nST,GS,+00081\r\n") == [Decimal("-0.50")]


async def test_scale_agent_equal_readings_within_2_s_are_one() -> None:
    print_key: list[Step] = [
        Received(STILL), Gap(1.0), Received(STILL), Gap(1.5), Received(STILL), Gap(3.0), Received(STILL),
        Received(OTHER),
    ]  # fmt: skip
    bench = await Bench(StgsDriver, print_key).play()
    assert bench.of(Measure.WEIGHT) == [KG_81_40, KG_81_40, KG_81_45]


async def test_scale_agent_query_answers_are_not_events() -> None:
    line = b"ST,+00081.40 kg\r\n"
    asked: list[Step] = [step for _ in range(5) for step in (Gap(1.0), Sent(b"Q\r\n"), Received(line))]
    bench = await Bench(AndDriver, [Received(line), *asked, Received(line)]).play()
    assert bench.of(Measure.WEIGHT) == [KG_81_40]


async def test_scale_agent_a_scale_that_sends_by_itself_is_not_asked() -> None:
    stream: list[Step] = [step for _ in range(30) for step in (Received(b"US,+00080.00 kg\r\n"), Gap(0.3))]
    bench = await Bench(AndDriver, stream).play()
    assert bench.states == [SensorState.CONNECTING, SensorState.UNSTABLE, SensorState.UNPLUGGED]


async def test_scale_agent_blocking_read_of_1_s() -> None:
    """A silent scale is known as silent after its time, however often there was nothing, or a little, to read."""
    trickle: list[Step] = [step for _ in range(90) for step in (Received(b"."), Gap(0.01))]
    asked: list[Step] = [Gap(0.1), Sent(b"Q\r\n"), Gap(1.0), Sent(b"Q\r\n"), Gap(1.0), Sent(b"Q\r\n"), Gap(0.51)]
    bench = Bench(AndDriver, [*trickle, *asked])
    await bench.play()
    assert bench.states == [SensorState.CONNECTING, SensorState.SILENT, SensorState.UNPLUGGED]


def test_scale_agent_parity_constants_differ_between_libraries() -> None:
    assert (Parity.NONE, Parity.ODD, Parity.EVEN) == (serial.PARITY_NONE, serial.PARITY_ODD, serial.PARITY_EVEN)
    assert AndDriver.line == LineSettings(baud=2400, data_bits=7, parity=Parity.EVEN, stop_bits=1)
    assert str(AndDriver.line) == "2400 7E1"
    assert AndDriver.line.bytes_per_s == 240


# In time -------------------------------------------------------------------------------------------------------------


async def test_a_scale_at_its_print_key_may_be_silent_as_long_as_it_likes() -> None:
    bench = await Bench(StgsDriver, [Gap(100.0), Received(STILL), Gap(1000.0), Received(STILL)]).play()
    assert bench.states == [*[SensorState.READY, SensorState.MEASURING] * 2, SensorState.UNPLUGGED]
    assert bench.of(Measure.WEIGHT) == [KG_81_40, KG_81_40]


async def test_a_scale_that_streams_may_not() -> None:
    stream: list[Step] = [step for _ in range(10) for step in (Received(ZERO), Gap(0.1))]
    bench = await Bench(StgsDriver, [*stream, Gap(3.0), Gap(100.0), *stream]).play()
    assert bench.states == [
        SensorState.READY, SensorState.SILENT, SensorState.READY, SensorState.UNPLUGGED,
    ]  # fmt: skip


async def test_another_protocol_is_garbage() -> None:
    bench = await Bench(StgsDriver, [Received(b"\x01\x80garbage that is no line\r\n")]).play()
    assert bench.states == [SensorState.READY, SensorState.GARBAGE, SensorState.UNPLUGGED]


async def test_zero_and_the_end() -> None:
    bench = Bench(AndDriver, [])
    bench.link._steps.extend([Do(lambda: bench.driver.tell(Command.ZERO)), Sent(b"Z\r\n")])
    await bench.play()
    assert bench.driver.new_dialogue().closing() == b"C\r\n"


@EACH
async def test_step_on_weigh_step_off_step_on(tmp_path: Path, name: DriverName) -> None:
    variant = "stream" if name is DriverName.SCALE_AND else ""  # asked once a second it may miss what moved
    empty = ((0.0, "step off"),)
    async with live(tmp_path / "port", name, variant=variant, timeline=empty, style=Style(pace=8.0)) as here:
        zero = await here.value(Measure.WEIGHT, 0)
        assert zero.unit == "kg"
        for _ in range(2):
            here.obey("weight 81.40")
            reading = await here.value(Measure.WEIGHT, Decimal("81.40"))
            assert {event.value for event in here.readings(Measure.WEIGHT)} == {Decimal("81.40")}
            assert reading.device.driver == name and len(reading.raw_sha256) == 64
            assert SensorState.UNSTABLE in here.states
            await here.until(lambda: any(isinstance(event, Progress) for event in here.events))
            here.obey("step off")
            await here.value(Measure.WEIGHT, 0)


@EACH
async def test_unplug_and_replug(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name, style=Style(pace=8.0)) as here:
        await here.value(Measure.WEIGHT, Decimal("81.40"))
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        here.obey("replug")
        await here.value(Measure.WEIGHT, Decimal("81.40"))


@pytest.mark.parametrize("name", [name for name in SCALES if name is not DriverName.SCALE_OHAUS])
async def test_overload(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name, timeline=((0.0, "weight 400"),), style=Style(pace=8.0)) as here:
        await here.state(SensorState.FAILED)
        failures = [event.failure for event in here.events if isinstance(event, SensorChange) and event.failure]
        assert set(failures) == {Failure.OVERLOAD}
        assert {event.value for event in here.readings(Measure.WEIGHT)} == {None}


@EACH
async def test_somebody_who_never_stands_still_has_no_weight(tmp_path: Path, name: DriverName) -> None:
    timeline = ((0.0, "step off"), (1.0, "step on"), (1.0, "restless on"), (9.0, "step off"))
    async with live(tmp_path / "port", name, timeline=timeline, style=Style(pace=8.0)) as here:
        await here.until(lambda: here.states[-2:] == [SensorState.UNSTABLE, SensorState.READY])
        assert {event.value for event in here.readings(Measure.WEIGHT)} <= {Decimal(0)}


async def test_the_a_and_d_line_in_real_time(tmp_path: Path) -> None:
    timeline = ((0.0, "step off"), (0.2, "weight 81.40"))
    style = Style(pace=1.0, line=AndDriver.line, mid_frame=True)
    name = DriverName.SCALE_AND
    async with live(tmp_path / "port", name, variant="stream", timeline=timeline, style=style) as here:
        await here.value(Measure.WEIGHT, Decimal("81.40"))
        assert SensorState.GARBAGE not in here.states


@EACH
def test_a_simulated_scale_shows_tens_of_lines_before_rest(name: DriverName) -> None:
    from drivers.registry import simulated

    device = simulated(name).make()
    assert isinstance(device, SimulatedScale)
    device.receive(b"SIR\r\n")
    device.step(on=False)
    device.step(on=True)
    interpreter = find(name).new_interpreter()
    assert isinstance(interpreter, ScaleInterpreter)
    data = b"".join(device.tick() for _ in range(20 * 6))
    marks = [view.fields["mark"] for view in interpreter.view(data) if view.name == "weight"]
    assert marks.count("moving") >= 20
    assert marks[marks.index("stable") :] == ["stable"] * (len(marks) - marks.index("stable"))


def test_a_simulated_scale_refuses_what_makes_no_sense() -> None:
    from drivers.registry import simulated

    device = simulated("scale_ohaus").make()
    for line in ("weight heavy", "weight -3", "step aside", "dance"):
        with pytest.raises(SimulatorError):
            device.obey(line)


def test_the_ohaus_is_waited_for_three_seconds() -> None:
    assert (OhausDriver.timing.negotiate_s, OhausDriver.timing.silence_s) == (3.0, 3.0)


@pytest.mark.parametrize("name", [DriverName.SCALE_STGS, DriverName.SCALE_OHAUS])
async def test_silence_and_garbage_on_the_line(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name, style=Style(pace=8.0)) as here:
        await here.value(Measure.WEIGHT, Decimal("81.40"))
        here.obey("garbage 3")
        here.obey("step off")
        await here.value(Measure.WEIGHT, 0)
        here.obey("silence 60")
        await here.state(SensorState.SILENT)
        assert {event.value for event in here.readings(Measure.WEIGHT)} <= {Decimal(0)}
