# SPDX-License-Identifier: EUPL-1.2
"""When the station tests itself, who ends it, what it remembers and whom it tells."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from kiosk.messages import Preview, Role, StopTrying
from kiosk.selftest import selftest
from kiosk.selftest.report import Check, Outcome, Reason, Report, Trigger, failed
from kiosk.selftest.selftest import AGAIN_S, POST_AGAIN_S, QUIET_S
from kiosk.selftest.touch import TouchRecord
from tests.kiosk.selftest.rig import TestRig


@pytest.fixture
async def rig(tmp_path: Path) -> AsyncIterator[TestRig]:
    rig = TestRig(tmp_path)
    yield rig
    await rig.test.settle()


async def settled() -> None:
    """Let errands end."""
    for _ in range(10):
        await asyncio.sleep(0)


def outcomes(report: Report) -> dict[Check, Outcome]:
    return {result.check: result.outcome for result in report.results}


async def test_each_morning_once_nobody_is_there(rig: TestRig) -> None:
    rig.test.tick()
    assert not rig.test.running, "somebody may have left just now"
    rig.wait(QUIET_S)
    assert rig.test.running
    report = await rig.report()
    assert report is not None and report.trigger is Trigger.MORNING and report.sound
    assert outcomes(report)[Check.SCREEN] is Outcome.PASSED
    assert outcomes(report)[Check.INSTRUMENT] is Outcome.PASSED
    assert set(outcomes(report)) == set(Check)
    assert report.software == "1.2.3"
    rig.wait(3600)
    assert not rig.test.running, "once a day"
    rig.wait(24 * 3600)
    assert rig.test.running
    assert rig.freed == rig.resumed == 1, "the ports were given back"


async def test_without_a_time_only_on_demand(tmp_path: Path) -> None:
    rig = TestRig(tmp_path, at="")
    rig.wait(7 * 24 * 3600)
    assert not rig.test.running
    assert rig.test.ask(Trigger.DESK)
    report = await rig.report()
    assert report is not None and report.trigger is Trigger.DESK


async def test_never_while_somebody_is_there(rig: TestRig) -> None:
    rig.someone = True
    rig.wait(24 * 3600)
    for trigger in Trigger:
        assert not rig.test.ask(trigger)
    rig.someone = False
    rig.test.tick()
    assert not rig.test.running
    assert await rig.report() is None


async def test_who_comes_ends_it_at_once(rig: TestRig) -> None:
    rig.bench.hold = asyncio.Event()
    rig.house.tried = None
    assert rig.test.ask(Trigger.TOOL)
    async with asyncio.timeout(5):
        while not rig.bench.tried:
            await asyncio.sleep(0)
    waiting = asyncio.create_task(rig.test.finished())
    await asyncio.sleep(0)
    rig.someone = True
    rig.test.update()
    assert not rig.test.running
    assert await waiting is None
    async with asyncio.timeout(5):
        while not rig.bench.closed or not rig.resumed:
            await asyncio.sleep(0)
    await settled()
    assert rig.house.sent[-2:] == [StopTrying(), Preview(on=False)], "camera and loudspeaker are let go"
    assert rig.test.report is None and rig.kept.report() is None, "half a test says nothing"
    rig.someone, rig.bench.hold = False, None
    rig.wait(QUIET_S)
    assert rig.test.running, "and begins anew when they have left"


async def test_staff_have_it_while_they_are_there(rig: TestRig) -> None:
    rig.at_staff = True
    assert not rig.test.ask(Trigger.TOOL)
    assert rig.test.ask(Trigger.STAFF)
    rig.at_staff = False
    rig.test.update()
    assert not rig.test.running
    rig.at_staff = True
    assert rig.test.ask(Trigger.STAFF)
    report = await rig.report()
    assert report is not None and report.trigger is Trigger.STAFF


@pytest.mark.parametrize(("trigger", "outcome"), [(Trigger.STAFF, Outcome.FAILED), (Trigger.DESK, Outcome.UNKNOWN)])
async def test_a_dark_room_is_no_broken_camera(rig: TestRig, trigger: Trigger, outcome: Outcome) -> None:
    rig.house.tried = (failed(Check.CAMERA, Reason.BLACK), failed(Check.SOUND, Reason.NOTHING_HEARD))
    rig.at_staff = trigger is Trigger.STAFF
    assert rig.test.ask(trigger)
    report = await rig.report()
    assert report is not None
    assert outcomes(report)[Check.CAMERA] is outcome
    assert outcomes(report)[Check.SOUND] is Outcome.FAILED


async def test_an_unfit_station_looks_again_and_opens(rig: TestRig) -> None:
    rig.house.here.clear()
    rig.test.ask(Trigger.TOOL)
    report = await rig.report()
    assert report is not None and not rig.test.fit, "nobody can be shown anything"
    rig.test.tick()
    rig.wait(AGAIN_S - 1)
    assert not rig.test.running
    rig.house.here.update(Role)
    rig.wait(2)
    assert rig.test.running
    again = await rig.report()
    assert again is not None and again.trigger is Trigger.AGAIN and rig.test.fit


async def test_the_report_outlives_the_process_and_reaches_the_desk_when_it_is_back(tmp_path: Path) -> None:
    rig = TestRig(tmp_path)
    rig.desk_away = True
    rig.test.ask(Trigger.TOOL)
    report = await rig.report()
    rig.test.tick()
    await settled()
    assert rig.posted == []
    rig.desk_away = False
    rig.wait(POST_AGAIN_S)
    await settled()
    assert rig.posted == [report]
    rig.wait(10 * POST_AGAIN_S)
    await settled()
    assert rig.posted == [report], "once"
    await rig.test.settle()
    later = TestRig(tmp_path)
    assert later.test.report == report


async def test_a_folder_that_cannot_be_written_costs_the_memory_only(tmp_path: Path) -> None:
    rig = TestRig(tmp_path, state=tmp_path / "nowhere")
    rig.test.ask(Trigger.TOOL)
    assert await rig.report() is not None
    (tmp_path / "self-test.json").write_text("{")
    assert TestRig(tmp_path).test.report is None


async def test_a_touch_grid_counts_in_the_next_report(rig: TestRig) -> None:
    rig.test.touched(TouchRecord(at=rig.clock.now(), missed=(4,)))
    rig.clock.advance(timedelta(days=1).total_seconds())
    rig.test.ask(Trigger.TOOL)
    report = await rig.report()
    assert report is not None
    assert outcomes(report)[Check.TOUCH] is Outcome.FAILED
    assert rig.kept.touch() == rig.test.touch


async def test_a_part_that_never_answers_delays_only_itself(rig: TestRig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selftest, "INSTRUMENTS_S", 0.05)
    monkeypatch.setattr(selftest, "DEVICES_S", 0.05)
    rig.bench.hold, rig.house.tried = asyncio.Event(), None
    rig.test.ask(Trigger.TOOL)
    report = await rig.report()
    assert report is not None
    slow = {result.check for result in report.results if result.reason is Reason.NO_ANSWER}
    assert slow == {Check.CAMERA, Check.SOUND, Check.INSTRUMENT}
