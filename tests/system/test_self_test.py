# SPDX-License-Identifier: EUPL-1.2
"""The station tests itself: three real processes, a real broker and desk, an instrument on a wire."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from kiosk.clock import SystemClock
from kiosk.deadline import Deadline
from kiosk.selftest.kept import REPORT_FILE
from kiosk.selftest.report import Check, Outcome, Reason, Report, Result, Trigger
from provisioning.demo.world import STATION_ID
from tests.kit.room import Room, open_room, quick_plan

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def room(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Room]:
    async with open_room(quick_plan(tmp_path_factory.mktemp("world"))) as opened:
        yield opened


async def on_the_station(room: Room, *options: str) -> tuple[int, Any]:
    """Call `kiosk selftest --json` as a technician does."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "kiosk", "selftest", "--config", str(room.world.config), "--json", *options,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    async with asyncio.timeout(120):
        told, complaint = await process.communicate()
    assert process.returncode is not None
    return process.returncode, json.loads(told) if told else complaint.decode()


async def at_the_desk(room: Room, since: Report | None = None) -> Report:
    """Wait until the desk has a report that is not ``since``."""
    deadline = Deadline.after(SystemClock(), 90)
    async with room.world.clinic.operator() as desk:
        while (report := await desk.self_test(STATION_ID)) is None or (since is not None and report.at == since.at):
            assert not deadline.expired, "no report came"
            await asyncio.sleep(0.2)
    return report


def by_check(report: Report) -> dict[Check, Result]:
    return {result.check: result for result in report.results}


@pytest.mark.timeout(240)
async def test_all_that_there_is_passes_and_the_desk_hears_of_it(room: Room) -> None:
    await room.sees("attract")
    code, told = await on_the_station(room)
    report = await at_the_desk(room)
    results = by_check(report)
    assert code == 0, [each for each in told["results"] if each["outcome"] == "failed"]
    assert report.trigger is Trigger.TOOL
    assert {check for check, result in results.items() if result.outcome is Outcome.PASSED} >= {
        Check.SCREEN, Check.CAMERA, Check.INSTRUMENT, Check.BROKER, Check.DESK, Check.CERTIFICATE, Check.CLOCK,
        Check.DISK,
    }  # fmt: skip
    assert results[Check.SOUND].reason is Reason.SIMULATED
    assert results[Check.TURN].reason is Reason.NOT_SET
    assert set(results) == set(Check)
    assert (told["fitness"], told["closed"]) == ("ready", [])
    async with room.world.clinic.operator() as desk:
        (station,) = await desk.stations()
    assert station["self_test"]["fitness"] == "ready"
    (kept,) = room.world.plan.folder.rglob(REPORT_FILE)
    assert b"ready" not in kept.read_bytes(), "what follows from results is not kept, only results"
    assert (await on_the_station(room, "--last"))[1]["at"] == told["at"]


@pytest.mark.timeout(240)
async def test_the_clinic_asks_for_it_and_a_dead_part_is_named(room: Room) -> None:
    await room.sees("attract")
    async with room.world.clinic.operator() as desk:
        before = await desk.self_test(STATION_ID)
        await room.world.programs.stop("call")
        await desk.run_self_test(STATION_ID)
        report = await at_the_desk(room, before)
    results = by_check(report)
    assert report.trigger is Trigger.DESK
    assert results[Check.CAMERA].reason is Reason.NO_PROCESS
    assert results[Check.SCREEN].outcome is Outcome.PASSED
    await room.sees("attract")


@pytest.mark.timeout(240)
async def test_somebody_who_comes_ends_it(room: Room) -> None:
    await room.to_code()
    code, told = await on_the_station(room)
    assert code == 1
    assert "Somebody is at the station" in told
