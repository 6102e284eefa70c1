# SPDX-License-Identifier: EUPL-1.2
"""The whole way: simulator, pseudo-terminal, pyserial, driver, shelf."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path

import pytest

from drivers.contec_9byte.driver import ContecDriver
from drivers.contec_9byte.frame import command
from drivers.contec_9byte.interpret import ContecInterpreter
from drivers.items import Item
from drivers.links.ports import AddressError, LineSettings, Parity
from drivers.links.pty import PtyPort
from drivers.links.serial_port import open_serial
from drivers.names import DriverName, UnknownDriverError
from drivers.registry import find
from drivers.shelf import BACK_OFF_S, BackOff, SerialShelf
from drivers.simulation.oximeter import Situation
from drivers.simulation.run import Style
from kiosk.capability import Assignment, ShelfFactory, shelf_factory
from kiosk.clock import SystemClock
from kiosk.deadline import Deadline
from kiosk.reading import AbsentReason, Measure, SensorState
from tests.drivers.live import live

BOTH = pytest.mark.parametrize("name", [DriverName.CONTEC_9BYTE, DriverName.NONIN_2])


@BOTH
async def test_start_up_search_and_lock(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name, situation=Situation(spo2_percent=94, pulse_bpm=151)) as here:
        reading = await here.value(Measure.PULSE, 151)
        await here.value(Measure.SPO2, 94)
        assert here.states == [SensorState.CONNECTING, SensorState.SEARCHING, SensorState.MEASURING]
        assert reading.device.port == str(tmp_path / "port")
        await here.until(lambda: len(here.waves) > 4)
        assert max(sample or 0 for wave in here.waves for sample in wave.samples) > 40
        assert {reading.value for reading in here.readings(Measure.PULSE)} == {None, 151}


@BOTH
async def test_finger_out_and_in(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("finger out")
        reading = await here.value(Measure.SPO2, None)
        assert reading.absent is AbsentReason.FINGER_OUT
        await here.until(lambda: any(set(wave.samples) == {None} for wave in here.waves))
        here.obey("spo2 93")
        here.obey("finger in")
        await here.value(Measure.SPO2, 93)
        assert here.states == [SensorState.SEARCHING, SensorState.MEASURING]
        # The Nonin holds the old number for display; it must not have been taken for a reading.
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {None, 93}


@BOTH
async def test_probe_error(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("probe-error")
        reading = await here.value(Measure.SPO2, None)
        fault = name is DriverName.NONIN_2
        assert reading.absent is (AbsentReason.SENSOR_FAULT if fault else AbsentReason.FINGER_OUT)


@BOTH
async def test_unplug_and_replug(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("unplug")
        await here.state(SensorState.UNPLUGGED)
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {None}
        here.obey("replug")
        await here.value(Measure.SPO2, 97)
        assert here.states[0] is SensorState.CONNECTING


@BOTH
async def test_silence(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("silence 12")
        await here.state(SensorState.SILENT)
        assert (await here.value(Measure.SPO2, None)).absent is AbsentReason.NOT_MEASURED
        await here.value(Measure.SPO2, 97)


@BOTH
async def test_garbage_instead_of_the_stream(tmp_path: Path, name: DriverName) -> None:
    async with live(tmp_path / "port", name) as here:
        await here.value(Measure.SPO2, 97)
        here.obey("garbage 12")
        await here.state(SensorState.GARBAGE)
        await here.value(Measure.SPO2, 97)
        assert {reading.value for reading in here.readings(Measure.SPO2)} == {None, 97}


@BOTH
@pytest.mark.parametrize("damage", ["drop 40", "duplicate 40", "flip 40", "late 8"])
async def test_damage_never_makes_a_number(tmp_path: Path, name: DriverName, damage: str) -> None:
    async with live(tmp_path / "port", name, style=Style(pace=8.0, mid_frame=True)) as here:
        await here.value(Measure.SPO2, 97)
        here.obey(damage)
        await here.until(lambda: len(here.readings(Measure.SPO2)) > 6)
        assert {reading.value for reading in here.readings(Measure.SPO2)} <= {None, 97}
        assert {reading.value for reading in here.readings(Measure.PULSE)} <= {None, 72}


async def test_the_wrong_device(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.NONIN_2, driver=DriverName.CONTEC_9BYTE) as here:
        await here.state(SensorState.GARBAGE)
        assert here.readings(Measure.SPO2) == []


async def test_a_device_that_does_not_answer(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, driver=DriverName.NONIN_2) as here:
        await here.state(SensorState.SILENT)


async def test_a_nonin_from_the_factory_is_told_its_format(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.NONIN_2, variant="format13") as here:
        await here.value(Measure.SPO2, 97)


async def test_a_contec_that_says_none_with_zero(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, variant="zero") as here:
        await here.value(Measure.PULSE, 72)
        assert here.states == [SensorState.CONNECTING, SensorState.SEARCHING, SensorState.MEASURING]


async def test_at_the_device_s_own_pace(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, style=Style()) as here:
        await here.until(lambda: len(here.waves) >= 5)
        gaps_s = [
            (after.started_at - before.started_at).total_seconds()
            for before, after in zip(here.waves, here.waves[1:], strict=False)
        ]
        # Half a second each, whatever the machine was doing meanwhile.
        assert sum(gaps_s) == pytest.approx(0.5 * len(gaps_s), abs=0.3)
        assert here.simulation.port.line_speed() == 115200


async def test_the_device_is_quiet_when_the_shelf_was_cancelled(tmp_path: Path) -> None:
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE) as here:
        await here.value(Measure.PULSE, 72)
        assert here.shelf is not None
        here.shelf.cancel()
        with pytest.raises(asyncio.CancelledError):
            await here.shelf
        # The next host hears only what it asks for, because the device was told to stop.
        link = await open_serial(str(tmp_path / "port"), ContecDriver.line)
        await link.write(command(0xA9), Deadline.after(SystemClock(), 5))
        heard, answer = b"", bytes.fromhex("03 80 c3 ef ee f4 e5 e3 80")
        while not heard.endswith(answer):
            heard += await link.read(Deadline.after(SystemClock(), 5))
        assert await link.read(Deadline.after(SystemClock(), 0.2)) == b""
        link.close()


async def test_a_port_that_comes_later(tmp_path: Path) -> None:
    timeline = ((0.0, "unplug"), (4.0, "replug"))
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE, timeline=timeline) as here:
        await here.value(Measure.PULSE, 72)
        assert here.states[0] is SensorState.UNPLUGGED
        assert here.states.count(SensorState.UNPLUGGED) == 1


def test_an_unknown_driver_is_refused_at_once() -> None:
    with pytest.raises(UnknownDriverError, match=r"contec_9byte, .*nonin_2"):
        SerialShelf([Assignment(name="x", driver="cms50", port="/dev/x")], SystemClock())


def test_the_station_finds_the_shelf() -> None:
    factory: ShelfFactory = SerialShelf
    assert shelf_factory("serial") is factory


def test_back_off_grows_and_starts_again() -> None:
    back_off = BackOff()
    assert [back_off.next_s() for _ in range(6)] == [*BACK_OFF_S, BACK_OFF_S[-1], BACK_OFF_S[-1]]
    back_off.reset()
    assert back_off.next_s() == BACK_OFF_S[0]


async def test_a_device_that_was_set_to_another_line(tmp_path: Path) -> None:
    assignment = Assignment(name="cuff", driver="and_tm2657", port=str(tmp_path / "port"), line="9600 7E1 RTS/CTS")
    driver = find(assignment.driver)(assignment, SystemClock(), lambda event: None)
    assert driver.line_used == LineSettings(baud=9600, data_bits=7, parity=Parity.EVEN, rtscts=True)
    port = PtyPort(tmp_path / "port")
    port.plug()
    task = asyncio.create_task(SerialShelf([assignment], SystemClock()).run(lambda event: None))
    try:
        async with asyncio.timeout(10.0):
            while port.line_speed() != 9600:
                await asyncio.sleep(0.02)
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
        port.unplug()


def test_a_line_that_cannot_be_is_refused_at_once() -> None:
    with pytest.raises(AddressError, match="8N9"):
        SerialShelf([Assignment(name="cuff", driver="and_tm2657", port="/dev/ttyS9", line="9600 8N9")], SystemClock())


async def test_a_fault_in_one_driver_is_told_and_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other instruments must not stop for it, and the one must not stay dead."""
    feed, faults = ContecInterpreter.feed, iter([True] * 2)

    def faulty(self: ContecInterpreter, data: bytes) -> list[Item]:
        if next(faults, False):
            raise ZeroDivisionError
        return feed(self, data)

    monkeypatch.setattr(ContecInterpreter, "feed", faulty)
    async with live(tmp_path / "port", DriverName.CONTEC_9BYTE) as here:
        await here.state(SensorState.FAILED)
        await here.value(Measure.SPO2, 97)
        assert here.shelf is not None and not here.shelf.done()
