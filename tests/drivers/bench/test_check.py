# SPDX-License-Identifier: EUPL-1.2
"""A device's self-test, line by line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from drivers.base import Driver
from drivers.bench.check import Check, CheckLine, Mark, passed
from drivers.items import DeviceClock, Item
from drivers.links.link import Link
from drivers.links.ports import LineSettings
from drivers.links.script import Gap, Received, ScriptLink, Step, Wait
from drivers.names import DriverName
from drivers.registry import find
from kiosk.clock import ManualClock, SystemClock
from tests.drivers.rig import devices
from tests.drivers.streams import noise, nonin_packet

CONTEC, NONIN, SCALE = (find(name) for name in (DriverName.CONTEC_9BYTE, DriverName.NONIN_2, DriverName.SCALE_STGS))


def page(lines: tuple[CheckLine, ...]) -> dict[str, CheckLine]:
    found = {line.name: line for line in lines}
    assert len(found) == len(lines)
    # Who reads that something is wrong reads what to do as well.
    assert all(line.todo for line in lines if line.mark in (Mark.FAIL, Mark.NOTE))
    return found


async def check(driver: type[Driver], path: Path, seconds: float) -> tuple[CheckLine, ...]:
    async with asyncio.timeout(30):
        return await Check(driver, str(path), SystemClock()).run(seconds)


async def scripted(driver: type[Driver], steps: list[Step], *, port: str = "script") -> tuple[CheckLine, ...]:
    """Check a device that does what a script says; what we say to it is not looked at."""
    clock = ManualClock()

    class Deaf(ScriptLink):
        async def write(self, data: bytes, deadline: object) -> None:
            pass

    async def open_(port: str, line: LineSettings, interpreter: object = None) -> Link:
        return Deaf(steps, clock)

    async with asyncio.timeout(10):
        return await Check(driver, port, clock, open_).run(0.3)


async def test_a_good_device(tmp_path: Path) -> None:
    async with devices({tmp_path / "port": (DriverName.CONTEC_9BYTE, ("search-time 0.2",))}, pace=1.0):
        lines = await check(CONTEC, tmp_path / "port", 3.0)
    found = page(lines)
    assert passed(lines)
    assert found["line"].what == "The port took 115200 8N1."
    assert found["identity"].what == "It calls itself Contec CMS60CW."
    assert {found[name].mark for name in ("port", "line", "device", "identity", "pace", "noise", "reading")} == {
        Mark.PASS
    }
    assert "60 are right" in found["pace"].what
    assert found["clock"].mark is Mark.SKIP


async def test_no_finger_is_no_fault(tmp_path: Path) -> None:
    async with devices({tmp_path / "port": (DriverName.CONTEC_9BYTE, ("finger out",))}):
        lines = await check(CONTEC, tmp_path / "port", 1.0)
    found = page(lines)
    assert found["reading"].mark is Mark.NOTE
    assert found["reading"].what == "No value: finger-out."
    assert "finger" in found["reading"].todo


async def test_a_device_at_the_wrong_pace() -> None:
    frames = nonin_packet()
    steps: list[Step] = []
    for _ in range(12):
        steps += [Received(frames), Gap(0.5)]  # 50 frames a second instead of 75
    found = page(await scripted(NONIN, [*steps, Wait()]))
    assert found["pace"].mark is Mark.FAIL
    assert "75 are right" in found["pace"].what


async def test_a_bad_cable() -> None:
    steps: list[Step] = []
    for seed in range(12):
        steps += [Received(nonin_packet() * 3 + noise(20, seed)), Gap(1.0)]
    found = page(await scripted(NONIN, [*steps, Wait()]))
    assert found["noise"].mark is Mark.FAIL
    assert found["device"].mark is Mark.PASS


async def test_another_device(tmp_path: Path) -> None:
    async with devices({tmp_path / "port": (DriverName.NONIN_2, ())}):
        lines = await check(find(DriverName.ONETOUCH_ULTRA2), tmp_path / "port", 0.5)
    found = page(lines)
    assert not passed(lines)
    assert found["device"].mark is Mark.FAIL and "no good frame" in found["device"].what
    assert "devices probe" in found["device"].todo


async def test_a_device_that_is_off() -> None:
    found = page(await scripted(NONIN, [Gap(5), Wait()]))
    assert (found["device"].mark, found["device"].what) == (Mark.FAIL, "Nothing came.")
    assert found["noise"].mark is Mark.SKIP
    found = page(await scripted(SCALE, [Gap(5), Wait()]))
    assert found["device"].mark is Mark.SKIP
    assert "print button" in found["device"].todo


async def test_ports_that_are_not_there_or_go_away(tmp_path: Path) -> None:
    (line,) = await check(NONIN, tmp_path / "none", 0.2)
    assert line.mark is Mark.FAIL and "missing" in line.what and line.todo
    found = page(await scripted(NONIN, [Received(nonin_packet() * 4)]))
    assert found["port"].mark is Mark.FAIL and "went away" in found["port"].what


@pytest.mark.parametrize(("ahead_s", "mark"), [(0, Mark.PASS), (100, Mark.PASS), (7200, Mark.FAIL), (-7200, Mark.FAIL)])
async def test_a_clock_that_is_wrong(ahead_s: int, mark: Mark, monkeypatch: pytest.MonkeyPatch) -> None:
    shown = ManualClock().now().astimezone().replace(tzinfo=None) + timedelta(seconds=ahead_s)
    items: list[Item] = [DeviceClock(time=shown)]
    interpreter = type(NONIN.new_interpreter())
    monkeypatch.setattr(interpreter, "_take", lambda self, frame: items)
    found = page(await scripted(NONIN, [Received(nonin_packet() * 2), Wait()]))
    assert found["clock"].mark is mark
    assert ("ahead" if ahead_s > 0 else "behind") in found["clock"].what
