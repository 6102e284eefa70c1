# SPDX-License-Identifier: EUPL-1.2
"""When a code is complete: a line's end and silence. Against scripts and live."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from drivers.barcode_line.driver import BarcodeLineDriver
from drivers.barcode_line.frame import LIMIT_BYTES
from drivers.links.script import Gap, Received, Step
from drivers.names import DriverName
from drivers.simulation.run import Style
from kiosk.clock import ManualClock
from kiosk.reading import Scan, SensorState
from tests.drivers.live import Live, live
from tests.drivers.meters import Bench

S = SensorState


async def scanned(*steps: Step) -> list[str]:
    bench = await Bench(BarcodeLineDriver, ManualClock(), list(steps)).play()
    return [event.text for event in bench.events if isinstance(event, Scan)]


def scans(here: Live) -> list[str]:
    return [event.text for event in here.events if isinstance(event, Scan)]


async def test_a_line_s_end_and_silence_end_a_code() -> None:
    assert await scanned(Received(b"4711\r"), Gap(0.06)) == ["4711"]
    assert await scanned(Received(b"4711\r\n"), Gap(0.06), Received(b"0815\r\n"), Gap(0.06)) == ["4711", "0815"]


async def test_a_code_may_hold_lines_itself() -> None:
    assert await scanned(Received(b"BEGIN\r\nX\rY\n"), Gap(0.04), Received(b"END\r\n"), Gap(0.06)) == [
        "BEGIN\r\nX\rY\nEND"
    ]


async def test_nothing_is_told_before_the_silence() -> None:
    assert await scanned(Received(b"4711\r"), Gap(0.04)) == []


async def test_bytes_one_by_one() -> None:
    steps = [step for byte in b"A\rB\r" for step in (Received(bytes([byte])), Gap(0.02))]
    assert await scanned(*steps, Gap(0.06)) == ["A\rB"]


async def test_what_has_no_line_s_end_is_dropped() -> None:
    assert await scanned(Received(b"47"), Gap(0.6), Received(b"11\r"), Gap(0.06)) == ["11"]
    assert await scanned(Received(b"47"), Gap(0.4), Received(b"11\r"), Gap(0.06)) == ["4711"]


async def test_the_second_half_of_a_late_line_s_end_is_no_code() -> None:
    assert await scanned(Received(b"4711\r"), Gap(0.06), Received(b"\n"), Gap(0.06), Received(b"12\r\n"), Gap(0.1)) == [
        "4711",
        "12",
    ]


async def test_too_long_is_no_code_and_is_not_kept() -> None:
    assert await scanned(Received(b"7" * LIMIT_BYTES + b"\r\n"), Gap(0.06)) == ["7" * LIMIT_BYTES]
    too_long = [Received(b"7" * 4000), Received(b"7" * 4000), Received(b"77\r")]
    assert await scanned(*too_long, Gap(0.06), Received(b"4711\r"), Gap(0.06)) == ["4711"]


async def test_another_line_setting_is_garbage_and_no_code() -> None:
    bench = await Bench(
        BarcodeLineDriver, ManualClock(), Received(bytes(range(0x80, 0x90)) + b"\x00" * 16 + b"\r"), Gap(0.1)
    ).play()
    assert bench.states[:2] == [S.READY, S.GARBAGE]
    assert not [event for event in bench.events if isinstance(event, Scan)]


async def test_silence_is_no_trouble() -> None:
    bench = await Bench(BarcodeLineDriver, ManualClock(), Gap(3600)).play()
    assert bench.states[:1] == [S.READY] and S.SILENT not in bench.states


@pytest.mark.parametrize("variant", ["cr", "crlf", "lf"])
async def test_live(tmp_path: Path, variant: str) -> None:
    async with live(tmp_path / "port", DriverName.BARCODE_LINE, variant=variant) as here:
        await here.state(S.READY)
        here.obey(r"scan visit\r4711 å")
        await here.until(lambda: scans(here) == ["visit\r4711 å"])
        here.obey("scan-latin å")
        await here.until(lambda: scans(here) == ["å"])
        here.obey("unplug")
        await here.state(S.UNPLUGGED)
        here.obey("replug")
        await here.state(S.READY)
        here.obey("scan 12")
        await here.until(lambda: scans(here) == ["12"])


async def test_live_at_the_line_s_own_speed_and_never_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    code = "19121212-1212 " * 20
    with caplog.at_level(logging.DEBUG):
        async with live(tmp_path / "port", DriverName.BARCODE_LINE, style=Style(line=BarcodeLineDriver.line)) as here:
            await here.state(S.READY)
            here.obey(f"scan {code}")
            await here.until(lambda: scans(here) == [code.strip()])
    assert "1212-1212" not in caplog.text
    assert "1212-1212" not in repr(here.events)
