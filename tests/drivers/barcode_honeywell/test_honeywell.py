# SPDX-License-Identifier: EUPL-1.2
"""A Honeywell reader's trigger."""

from __future__ import annotations

from pathlib import Path

import pytest

from drivers.barcode_honeywell.driver import HoneywellDriver
from drivers.barcode_honeywell.simulator import SimulatedHoneywell
from drivers.links.ports import LineSettings
from drivers.links.script import Do, Gap, Received, Sent, Step
from drivers.names import DriverName
from kiosk.capability import Command
from kiosk.clock import ManualClock
from kiosk.reading import Scan, SensorState
from tests.drivers.live import live
from tests.drivers.meters import Bench

S = SensorState
TRIGGER, RELEASE = Sent(bytes.fromhex("16 54 0D"), "facts"), Sent(bytes.fromhex("16 55 0D"), "facts")


def told(command: Command, *steps: Step) -> Bench:
    bench: list[Bench] = []
    tell = Do(lambda: bench[0].driver.tell(command))
    bench.append(Bench(HoneywellDriver, ManualClock(), tell, list(steps)))
    return bench[0]


def test_line_settings_and_controls() -> None:
    assert HoneywellDriver.line == LineSettings(baud=9600)
    assert HoneywellDriver.controls == {Command.START, Command.STOP}


async def test_a_triggered_code() -> None:
    bench = await told(Command.START, TRIGGER, Gap(1.0), Received(b"4711\r"), Gap(0.1), Gap(20.0)).play()
    assert [event.text for event in bench.events if isinstance(event, Scan)] == ["4711"]
    assert bench.states[:3] == [S.READY, S.SEARCHING, S.READY]


async def test_the_trigger_is_let_go_after_ten_seconds() -> None:
    bench = await told(Command.START, TRIGGER, Gap(10.0), RELEASE, Gap(1.0)).play()
    assert bench.states[:3] == [S.READY, S.SEARCHING, S.READY]
    assert bench.failures == []


async def test_stop() -> None:
    assert (await told(Command.STOP, RELEASE, Gap(1.0)).play()).states[:1] == [S.READY]


@pytest.mark.parametrize("variant", ["trigger", "presentation"])
async def test_live(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.BARCODE_HONEYWELL, variant=variant) as here:
        await here.state(S.READY)
        reader = here.simulation.device
        assert isinstance(reader, SimulatedHoneywell)
        here.tell(Command.START)
        await here.state(S.SEARCHING)
        here.obey(r"scan 47\r11")
        await here.until(lambda: [event.text for event in here.events if isinstance(event, Scan)] == ["47\r11"])
        assert reader.shines_until_s == 0.0
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
