# SPDX-License-Identifier: EUPL-1.2
"""Drivers in time, against scripts: no test here waits for real."""

from __future__ import annotations

import asyncio
import itertools
from datetime import timedelta
from decimal import Decimal

import pytest

from drivers.base import TABLE, Driver, Event, Phase
from drivers.contec_9byte.driver import ContecDriver
from drivers.links.link import LinkError, LinkReason
from drivers.links.ports import LineSettings, Parity
from drivers.links.script import Gap, Received, ScriptError, ScriptLink, Sent, Step, Unplug, Wait
from drivers.nonin_2.driver import NoninDriver
from kiosk.capability import Assignment
from kiosk.clock import ManualClock
from kiosk.reading import InstrumentEvent, Measure, Reading, SensorChange, SensorState, WaveChunk
from tests.drivers.streams import CMS60C_LOCKED, CMS60C_NO_FINGER, PULOX_LOCKED, noise, nonin_packet

START = Sent(
    bytes.fromhex(
        "7d 81 a7 80 80 80 80 80 80  7d 81 a2 80 80 80 80 80 807d 81 a8 80 80 80 80 80 80  7d 81 a9 80 80 80 80 80 80"
    ),
    "the vendor's program, recorded",
)
A1 = Sent(bytes.fromhex("7d 81 a1 80 80 80 80 80 80"), "the vendor's program, recorded")
AF = Sent(bytes.fromhex("7d 81 af 80 80 80 80 80 80"), "the vendor's program, recorded")
STOP = bytes.fromhex("7d 81 a7 80 80 80 80 80 80  7d 81 a2 80 80 80 80 80 80")
FORMAT_2 = Sent(bytes.fromhex("02 70 02 02 02 03"), "9560 OEM specification")


class Bench:
    """A driver, its script and what it delivered."""

    def __init__(self, driver: type[Driver], steps: list[Step]) -> None:
        self.clock = ManualClock()
        self.link = ScriptLink(steps, self.clock)
        self.events: list[InstrumentEvent] = []
        assignment = Assignment(name="finger", driver=driver.name, port="/dev/oximeter")
        self.driver = driver(assignment, self.clock, self.events.append)

    async def play(self) -> Bench:
        """Run to the end of the script."""
        with pytest.raises(LinkError) as gone:
            await self.driver.run(self.link)
        assert gone.value.reason is LinkReason.UNPLUGGED
        assert self.link.remaining == ()
        return self

    @property
    def states(self) -> list[SensorState]:
        return [event.state for event in self.events if isinstance(event, SensorChange)]

    def of(self, measure: Measure) -> list[Decimal | None]:
        return [event.value for event in self.events if isinstance(event, Reading) and event.measure is measure]


async def test_start_up_and_unplug() -> None:
    steps: list[Step] = [START, A1, Received(CMS60C_LOCKED * 7), Unplug()]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states == [SensorState.CONNECTING, SensorState.MEASURING, SensorState.UNPLUGGED]
    assert bench.of(Measure.PULSE) == [82, None]
    assert bench.of(Measure.SPO2) == [98, None]
    assert bench.driver.phase is Phase.LOST


async def test_the_start_command_is_repeated_until_packets_come() -> None:
    steps: list[Step] = [START, A1, Gap(1.0), A1, Gap(1.0), A1, Received(CMS60C_LOCKED), Gap(0.9)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states[:2] == [SensorState.CONNECTING, SensorState.SILENT]


async def test_keep_alive_every_five_seconds() -> None:
    second: list[Step] = [step for _ in range(10) for step in (Gap(0.1), Received(CMS60C_LOCKED * 6))]
    bench = Bench(ContecDriver, [START, A1, Received(CMS60C_LOCKED), *second * 5, AF, *second * 5, AF])
    await bench.play()
    assert bench.clock.monotonic_s() == pytest.approx(10.0)


async def test_silence_withdraws_the_numbers_and_starts_again() -> None:
    steps: list[Step] = [START, A1, Received(CMS60C_LOCKED * 6), Gap(1.0), A1, Received(PULOX_LOCKED * 6)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states == [
        SensorState.CONNECTING, SensorState.MEASURING, SensorState.SILENT, SensorState.MEASURING,
        SensorState.UNPLUGGED,
    ]  # fmt: skip
    assert bench.of(Measure.PULSE) == [82, None, 83, None]


async def test_another_protocol_is_garbage() -> None:
    steps: list[Step] = [START, A1, Received(nonin_packet()), Gap(1.0), A1, Gap(0.5)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states == [SensorState.CONNECTING, SensorState.GARBAGE, SensorState.UNPLUGGED]
    assert bench.of(Measure.PULSE) == []


async def test_garbage_in_the_middle_of_a_stream() -> None:
    steps: list[Step] = [START, A1, Received(CMS60C_LOCKED * 6)]
    for seed in range(5):
        steps += [Received(noise(40, seed)), Gap(0.2)]
    steps += [A1, Received(CMS60C_LOCKED * 6)]
    bench = await Bench(ContecDriver, steps).play()
    assert bench.states[2:4] == [SensorState.GARBAGE, SensorState.MEASURING]


async def test_a_free_running_nonin_is_taken_as_it_is() -> None:
    bench = await Bench(NoninDriver, [FORMAT_2, Received(nonin_packet() * 3 + nonin_packet()[:5])]).play()
    assert bench.of(Measure.PULSE) == [72, None]


async def test_a_nonin_is_told_its_format_until_it_streams() -> None:
    steps: list[Step] = [
        FORMAT_2, Gap(1.0), FORMAT_2, Received(b"\x06" + nonin_packet() * 3), Gap(0.9),
    ]  # fmt: skip
    bench = await Bench(NoninDriver, steps).play()
    assert SensorState.MEASURING in bench.states


async def test_the_device_is_stopped_when_the_station_wants_no_more() -> None:
    bench = Bench(ContecDriver, [START, A1, Received(CMS60C_LOCKED), Wait(), Sent(STOP)])
    task = asyncio.create_task(bench.driver.run(bench.link))
    await asyncio.wait_for(bench.link.waiting.wait(), 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert bench.link.remaining == ()
    assert bench.driver.phase is Phase.STOPPED


async def test_readings_carry_their_provenance() -> None:
    names = bytes.fromhex("02 80 80 c3 cd d3 b6 b0 c3 02 81 ff d7 80 80 80 80 80 03 80 c3 ef ee f4 e5 e3 80")
    bench = await Bench(ContecDriver, [START, A1, Received(names + CMS60C_LOCKED * 6)]).play()
    reading = next(event for event in bench.events if isinstance(event, Reading))
    device = reading.device
    assert (device.maker, device.model, device.driver) == ("Contec", "CMS60CW", "contec_9byte")
    assert (device.serial, device.port) == ("", "/dev/oximeter")
    assert len(reading.raw_sha256) == 64
    assert reading.measured_at == bench.clock.now()
    assert isinstance(reading.value, Decimal)


async def test_wave_chunks_follow_each_other_without_gaps() -> None:
    tenths: list[Step] = [step for _ in range(45) for step in (Received(CMS60C_NO_FINGER * 6), Gap(0.1))]
    bench = await Bench(ContecDriver, [START, A1, *tenths]).play()
    waves = [event for event in bench.events if isinstance(event, WaveChunk)]
    assert len(waves) == 9
    assert (waves[0].rate_hz, waves[0].lower, waves[0].upper, len(waves[0].samples)) == (60, 0, 127, 30)
    for before, after in itertools.pairwise(waves):
        assert after.started_at - before.started_at == timedelta(seconds=0.5)


@pytest.mark.parametrize(
    ("driver", "line"),
    [
        (ContecDriver, LineSettings(baud=115200, data_bits=8, parity=Parity.NONE, stop_bits=1, dtr=True, rts=False)),
        (NoninDriver, LineSettings(baud=9600, data_bits=8, parity=Parity.NONE, stop_bits=1)),
    ],
)
def test_line_settings_asked_for(driver: type[Driver], line: LineSettings) -> None:
    assert driver.line == line


def test_the_table_knows_every_way() -> None:
    assert {phase for phase, _ in TABLE} | {Phase.STOPPED} == set(Phase)
    assert set(TABLE.values()) == set(Phase) - {Phase.CONNECTING}
    for phase in Phase:
        if phase not in (Phase.STOPPED, Phase.CONNECTING):
            assert (phase, Event.GONE) in TABLE


async def test_a_script_notices_a_driver_that_does_not_follow_it() -> None:
    with pytest.raises(ScriptError):
        await Bench(NoninDriver, [Sent(b"\x01")]).play()
    with pytest.raises(ScriptError):
        await Bench(NoninDriver, [FORMAT_2, Received(nonin_packet()), Sent(b"\x01")]).play()
