# SPDX-License-Identifier: EUPL-1.2
"""Each check by itself: on machines made of files, with devices and servers that fail in every way."""

from __future__ import annotations

import asyncio
import shutil
from collections import namedtuple
from enum import StrEnum
from pathlib import Path

import pytest

from kiosk.capability import Assignment
from kiosk.clock import ManualClock, SystemClock
from kiosk.doctor import network as doctor_network
from kiosk.doctor.finding import Cause, Finding, Machine, Subject, failure, not_checked, ok, warning
from kiosk.errors import KioskError
from kiosk.messages import DevicesTried, FrameDrawn, Preview, Role, StopTrying
from kiosk.selftest import machine, network, processes
from kiosk.selftest.instruments import try_instruments
from kiosk.selftest.report import Check, Outcome, Reason, Result, failed, passed, skipped, unknown
from kiosk.selftest.run import Job, run_jobs
from kiosk.settings import StationSection, StationSettings
from kiosk.workbench import Problem, Trial, Verdict
from tests.kiosk.doctor.test_checks import identity_in
from tests.kiosk.selftest.rig import BOTH_WELL, OXIMETER, FakeBench, FakeHouse

Usage = namedtuple("Usage", "total used free")


def subject_in(folder: Path, name: str = "one") -> Subject:
    station = StationSection(id=name, identity=folder / "identity", runtime=folder)
    here = Machine(proc=folder / "proc", sys=folder / "sys", dev=folder / "dev")
    return Subject(settings=StationSettings(station=station), machine=here, clock=ManualClock())


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


# ------------------------------------------------------------------------------------------ the machine


def test_a_disk_has_room_or_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for free, wanted in ((10**9, passed(Check.DISK)), (10**8, failed(Check.DISK, Reason.DISK_FULL))):
        monkeypatch.setattr(shutil, "disk_usage", lambda _, free=free: Usage(10**10, 0, free))
        assert machine.check_disk(subject_in(tmp_path)) == (wanted,)
    monkeypatch.undo()
    assert machine.check_disk(subject_in(tmp_path / "nowhere")) == (unknown(Check.DISK, Reason.CHECK_BROKE),)


def test_a_processor_is_warm_or_hot(tmp_path: Path) -> None:
    subject = subject_in(tmp_path)
    assert machine.check_temperature(subject) == (skipped(Check.TEMPERATURE, Reason.NOT_MEASURED),)
    write(tmp_path / "sys/class/thermal/thermal_zone0/temp", "48312\n")
    assert machine.check_temperature(subject) == (passed(Check.TEMPERATURE),)
    write(tmp_path / "sys/class/thermal/thermal_zone1/temp", "80000\n")
    assert machine.check_temperature(subject) == (failed(Check.TEMPERATURE, Reason.TOO_HOT),)
    write(tmp_path / "sys/class/thermal/thermal_zone1/temp", "rubbish")
    assert machine.check_temperature(subject) == (passed(Check.TEMPERATURE),)


def test_a_supply_holds_its_voltage_or_not(tmp_path: Path) -> None:
    subject = subject_in(tmp_path)
    assert machine.check_power(subject) == (skipped(Check.POWER, Reason.NOT_MEASURED),)
    write(tmp_path / "sys/class/hwmon/hwmon0/name", "cpu_thermal\n")
    write(tmp_path / "sys/class/hwmon/hwmon0/in0_lcrit_alarm", "1\n")
    assert machine.check_power(subject) == (skipped(Check.POWER, Reason.NOT_MEASURED),), "that is another sensor"
    write(tmp_path / "sys/class/hwmon/hwmon1/name", "rpi_volt\n")
    write(tmp_path / "sys/class/hwmon/hwmon1/in0_lcrit_alarm", "0\n")
    assert machine.check_power(subject) == (passed(Check.POWER),)
    for told, wanted in (("50000", True), ("1", True), ("20002", False), ("0", False)):
        write(tmp_path / "sys" / machine.THROTTLED, told)
        assert (machine.check_power(subject) == (failed(Check.POWER, Reason.UNDERVOLTAGE),)) is wanted, told


# ------------------------------------------------------------------------------------------ the network


@pytest.mark.parametrize("cause", [cause for cause in Cause if cause is not Cause.OTHER])
async def test_the_doctor_s_word_becomes_a_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cause: Cause
) -> None:
    async def said(_: Subject) -> tuple[Finding, ...]:
        return failure("broker", "", "", cause)

    monkeypatch.setattr(doctor_network, "check_broker", said)
    (result,) = await network.try_broker(subject_in(tmp_path))
    assert (result.outcome, result.reason.value) == (Outcome.FAILED, cause.value)


async def test_the_desk_tells_of_the_clock_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subject, synchronised = subject_in(tmp_path), tmp_path / "synchronised"
    found: list[tuple[Finding, ...]] = []

    async def said(_: Subject) -> tuple[Finding, ...]:
        return found[-1]

    monkeypatch.setattr(doctor_network, "check_desk", said)
    found.append(ok("desk", ""))
    assert await network.try_desk(subject, synchronised) == (passed(Check.DESK), passed(Check.CLOCK))
    found.append(ok("desk", "") + warning("clock", "", "", Cause.CLOCK_WRONG))
    assert await network.try_desk(subject, synchronised) == (
        passed(Check.DESK), failed(Check.CLOCK, Reason.CLOCK_WRONG),
    )  # fmt: skip
    found.append(failure("desk", "", "", Cause.UNREACHED))
    assert (await network.try_desk(subject, synchronised))[1] == unknown(Check.CLOCK, Reason.NOT_COMPARED)
    synchronised.touch()
    assert (await network.try_desk(subject, synchronised))[1] == passed(Check.CLOCK)
    found.append(not_checked("desk", ""))
    assert (await network.try_desk(subject, synchronised))[0] == unknown(Check.DESK, Reason.NO_IDENTITY)


def test_a_certificate_is_its_own_and_valid(tmp_path: Path) -> None:
    subject = subject_in(tmp_path)
    assert network.check_certificate(subject) == (failed(Check.CERTIFICATE, Reason.UNUSABLE),)
    assert isinstance(subject.clock, ManualClock)
    identity_in(tmp_path, subject.clock, "one")
    assert network.check_certificate(subject) == (passed(Check.CERTIFICATE),)
    assert network.check_certificate(subject_in(tmp_path, "two")) == (failed(Check.CERTIFICATE, Reason.UNUSABLE),)
    day_s = 24 * 3600
    seen = set()
    for _ in range(40):
        subject.clock.advance(20 * day_s)
        seen.add(network.check_certificate(subject)[0].reason)
    assert seen == {Reason.NONE, Reason.EXPIRES_SOON, Reason.EXPIRED}


# ------------------------------------------------------------------------------------------ instruments


class Why(StrEnum):
    """A reason of somebody else's."""

    ODD = "odd"


class GoneError(KioskError, ConnectionError):
    """A port that is not there."""


@pytest.mark.parametrize(
    ("trial", "wanted"),
    [
        (Trial(verdict=Verdict.ANSWERS), passed(Check.INSTRUMENT, name="oximeter")),
        (Trial(verdict=Verdict.MEASURES), passed(Check.INSTRUMENT, name="oximeter")),
        (Trial(verdict=Verdict.WAITS), unknown(Check.INSTRUMENT, Reason.WAITS, name="oximeter")),
        (Trial(verdict=Verdict.FAILS), failed(Check.INSTRUMENT, Reason.SILENT, name="oximeter")),
        (
            Trial(verdict=Verdict.FAILS, problems=(Problem.PORT,)),
            failed(Check.INSTRUMENT, Reason.NO_PORT, name="oximeter"),
        ),
        (
            Trial(verdict=Verdict.ANSWERS, problems=(Problem.CLOCK,)),
            failed(Check.INSTRUMENT, Reason.DEVICE_CLOCK, name="oximeter"),
        ),
        (KioskError("Odd.", reason=Why.ODD), failed(Check.INSTRUMENT, Reason.BAD_SETTING, name="oximeter")),
        (GoneError("Gone."), failed(Check.INSTRUMENT, Reason.NO_PORT, name="oximeter")),
    ],
)
async def test_an_instrument_answers_or_not(trial: Trial | KioskError, wanted: Result) -> None:
    bench = FakeBench()
    bench.trial = trial
    assert await try_instruments([OXIMETER], bench, SystemClock()) == (wanted,)


@pytest.mark.parametrize("problem", Problem)
async def test_every_problem_of_a_trial_has_a_reason(problem: Problem) -> None:
    bench = FakeBench()
    bench.trial = Trial(verdict=Verdict.FAILS, problems=(problem,))
    (result,) = await try_instruments([OXIMETER], bench, SystemClock())
    assert result.sound and result.outcome is Outcome.FAILED


async def test_what_cannot_be_asked_is_not_asked() -> None:
    bench = FakeBench()
    bench.waits = True
    assert await try_instruments([OXIMETER], bench, SystemClock()) == (
        unknown(Check.INSTRUMENT, Reason.WAITS, name="oximeter"),
    )
    bench.missing = GoneError("Gone.")
    strange = Assignment(name="strange", driver="no-such-driver", port="/dev/two")
    assert await try_instruments([OXIMETER, strange], bench, SystemClock()) == (
        failed(Check.INSTRUMENT, Reason.NO_PORT, name="oximeter"),
        failed(Check.INSTRUMENT, Reason.BAD_SETTING, name="strange"),
    )
    assert await try_instruments([], bench, SystemClock()) == (skipped(Check.INSTRUMENT, Reason.NONE_SET),)
    assert bench.tried == []


# ------------------------------------------------------------------------------------------ the processes


async def test_a_screen_draws_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "DRAW_S", 0.02)
    house = FakeHouse()
    for frame_ms, wanted in ((5.0, passed(Check.SCREEN)), (1500.0, failed(Check.SCREEN, Reason.SLOW)),
                             (None, failed(Check.SCREEN, Reason.NO_ANSWER))):  # fmt: skip
        house.frame_ms = frame_ms
        assert await house.processes.try_screen() == (wanted,)
    house.here.discard(Role.UI)
    assert await house.processes.try_screen() == (failed(Check.SCREEN, Reason.NO_PROCESS),)


async def test_a_process_that_still_starts_is_waited_for() -> None:
    house = FakeHouse()
    house.here.clear()
    trying = asyncio.create_task(house.processes.try_devices())
    await asyncio.sleep(0)
    house.here.update(Role)
    house.processes.arrived()
    assert await trying == BOTH_WELL


async def test_camera_and_sound_are_let_go_whatever_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "TRY_S", 0.02)
    house = FakeHouse()
    assert await house.processes.try_devices() == BOTH_WELL
    assert house.sent[0] == Preview(on=True) and house.sent[-2:] == [StopTrying(), Preview(on=False)]
    house.tried = None
    silent = tuple(failed(check, Reason.NO_ANSWER) for check in (Check.CAMERA, Check.SOUND))
    assert await house.processes.try_devices() == silent
    assert house.sent[-2:] == [StopTrying(), Preview(on=False)]
    house.tried = (passed(Check.CAMERA), failed(Check.SOUND, Reason.BLACK), passed(Check.BROKER))
    assert await house.processes.try_devices() == (passed(Check.CAMERA), silent[1]), "nonsense counts for nothing"
    house.here.clear()
    assert {result.reason for result in await house.processes.try_devices()} == {Reason.NO_PROCESS}


async def test_an_answer_nobody_waits_for_is_dropped() -> None:
    house = FakeHouse()
    house.processes.heard(FrameDrawn(id="old", took_ms=1))
    house.processes.heard(DevicesTried(id="old", results=BOTH_WELL))


# ------------------------------------------------------------------------------------------ together


async def test_jobs_run_side_by_side_and_one_that_hangs_or_breaks_harms_no_other() -> None:
    met = asyncio.Barrier(2)

    async def well() -> tuple[Result, ...]:
        await met.wait()
        return (passed(Check.DISK),)

    async def also() -> tuple[Result, ...]:
        await met.wait()
        return (passed(Check.SCREEN),)

    async def hangs() -> tuple[Result, ...]:
        await asyncio.Event().wait()
        return ()

    async def breaks() -> tuple[Result, ...]:
        raise LookupError("a fault of the program")

    found = await run_jobs(
        (
            Job(checks=(Check.DISK,), work=well),
            Job(checks=(Check.SCREEN,), work=also),
            Job(checks=(Check.BROKER,), work=hangs, deadline_s=0.01),
            Job(checks=(Check.DESK, Check.CLOCK), work=breaks),
            Job(checks=(Check.TURN,), work=hangs, deadline_s=60),
        ),
        SystemClock(),
        whole_s=0.5,
    )
    assert {result.check: result.reason for result in found} == {
        Check.SCREEN: Reason.NONE,
        Check.BROKER: Reason.NO_ANSWER,
        Check.DESK: Reason.CHECK_BROKE,
        Check.CLOCK: Reason.CHECK_BROKE,
        Check.TURN: Reason.NOT_FINISHED,
        Check.DISK: Reason.NONE,
    }
    assert all(result.sound for result in found)


async def test_whoever_ends_the_run_ends_every_job() -> None:
    ended = []

    async def hangs() -> tuple[Result, ...]:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)
        return ()

    jobs = [Job(checks=(check,), work=hangs) for check in (Check.DISK, Check.SCREEN)]
    running = asyncio.create_task(run_jobs(jobs, SystemClock()))
    await asyncio.sleep(0.01)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    assert ended == [1, 1]
