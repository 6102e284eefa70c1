# SPDX-License-Identifier: EUPL-1.2
"""`kiosk selftest` and the socket through which it asks."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kiosk.cli import main
from kiosk.errors import IpcError
from kiosk.selftest import door
from kiosk.selftest.cli import as_json, as_text
from kiosk.selftest.door import SOCKET, open_door, run_there
from kiosk.selftest.kept import Kept
from kiosk.selftest.report import Check, Reason, Report, Trigger, failed, passed

REPORT = Report(
    at=datetime(2026, 11, 23, 6, 0, tzinfo=UTC),
    took_s=12.0,
    trigger=Trigger.MORNING,
    software="1.2.3",
    results=(
        failed(Check.SOUND, Reason.NOTHING_HEARD),
        passed(Check.INSTRUMENT, name="oximeter"),
        failed(Check.CERTIFICATE, Reason.EXPIRED),
    ),
)


class FakeTest:
    """A station that answers with ``report``; without one somebody is there."""

    def __init__(self, report: Report | None) -> None:
        self.report = report
        self.asked: list[Trigger] = []

    def ask(self, trigger: Trigger) -> bool:
        self.asked.append(trigger)
        return self.report is not None

    async def finished(self) -> Report | None:
        await asyncio.sleep(0)
        return self.report


@pytest.mark.parametrize("report", [REPORT, None])
async def test_a_tool_asks_and_hears_of_the_end(tmp_path: Path, report: Report | None) -> None:
    tester = FakeTest(report)
    server = await open_door(tmp_path, tester)
    try:
        assert await run_there(tmp_path) == report
        assert tester.asked == [Trigger.TOOL]
    finally:
        server.close()


async def test_a_stranger_at_the_door_harms_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ASKED_S", 0.05)
    tester = FakeTest(REPORT)
    server = await open_door(tmp_path, tester)
    try:
        for said in (b"", b'\x00\x00\x00\x0c{"kind":"x"}', b"GET / HTTP/1.1\r\n\r\n"):
            reader, writer = await asyncio.open_unix_connection(tmp_path / SOCKET)
            writer.write(said)
            async with asyncio.timeout(5):
                assert await reader.read() == b""
            writer.close()
        assert tester.asked == []
        assert await run_there(tmp_path) == REPORT
    finally:
        server.close()


async def test_a_station_that_does_not_run_is_told_as_such(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "ASKED_S", 0.3)
    with pytest.raises(IpcError, match="does not run"):
        await run_there(tmp_path)
    server = await open_door(tmp_path, FakeTest(REPORT))
    server.close()
    with pytest.raises(IpcError, match="does not run"):
        await asyncio.wait_for(run_there(tmp_path), 5)


def test_the_report_for_people_says_what_to_do() -> None:
    text = as_text(REPORT)
    assert "failed    Sound" in text and "Check that the loudspeaker is on" in text
    assert "Instrument oximeter" in text
    assert "No visit can begin until this is mended." in text
    assert "Closed: booked" in text


def test_the_report_for_programs_is_one_object() -> None:
    told = json.loads(as_json(REPORT))
    assert (told["fitness"], told["at"]) == ("unavailable", "2026-11-23T06:00:00Z")


def test_the_last_report_is_shown_and_counts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "station.toml"
    config.write_text(f'[station]\nidentity = "{tmp_path}/identity"\nruntime = "{tmp_path}"\n')
    command = ["selftest", "--config", str(config)]
    assert main([*command, "--last"]) == 1
    assert "no report yet" in capsys.readouterr().err
    Kept(tmp_path).keep_report(REPORT)
    assert main([*command, "--last"]) == 1, "something failed"
    assert "Certificate" in capsys.readouterr().out
    assert main(command) == 1
    assert "kiosk doctor" in capsys.readouterr().err
