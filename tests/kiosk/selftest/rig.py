# SPDX-License-Identifier: EUPL-1.2
"""A self-test with a clock made by hand and processes that answer as a test wants."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from kiosk.capability import Assignment, Capability
from kiosk.clock import Clock, ManualClock
from kiosk.doctor.finding import Machine, Subject
from kiosk.errors import DeskError, DeskReason, KioskError
from kiosk.messages import DevicesTried, DrawFrame, FrameDrawn, Message, TryDevices
from kiosk.messages import Role as Process
from kiosk.selftest.kept import Kept
from kiosk.selftest.processes import Processes
from kiosk.selftest.report import Check, Report, Result, passed
from kiosk.selftest.selftest import SelfTest, SelfTestParts
from kiosk.selftest.settings import SelfTestSection
from kiosk.settings import StationSection, StationSettings
from kiosk.workbench import DriverView, Finding, PortView, Tell, Trial, Verdict
from tests.kiosk.doctor.test_checks import identity_in

OXIMETER = Assignment(name="oximeter", driver="nonin", port="/dev/one")
BOTH_WELL = (passed(Check.CAMERA), passed(Check.SOUND))


class FakeBench:
    """A workbench whose ports and trials a test sets."""

    def __init__(self) -> None:
        self.trial: Trial | KioskError = Trial(verdict=Verdict.ANSWERS)
        self.missing: KioskError | None = None
        self.waits = False
        self.tried: list[str] = []
        self.hold: asyncio.Event | None = None
        self.closed = 0

    def ports(self, instruments: Sequence[Assignment] = ()) -> tuple[PortView, ...]:
        return ()

    def hid_bridges(self) -> tuple[PortView, ...]:
        return ()

    def drivers(self) -> tuple[DriverView, ...]:
        facts = {"grade": "A", "devices": (), "line": "9600"}
        return (
            DriverView(
                name="nonin",
                title="Nonin",
                capabilities=(Capability.PULSE_OXIMETRY,),
                waits=self.waits,
                **facts,  # type: ignore[arg-type]
            ),
        )

    def locate(self, port: str) -> Path | None:
        if self.missing is not None:
            raise self.missing
        return None

    def check(
        self, assignment: Assignment, instruments: Sequence[Assignment] = (), *, absent: bool = False
    ) -> Assignment:
        return assignment

    async def probe(self, port: str, clock: Clock, tell: Tell) -> Finding:
        raise NotImplementedError

    async def test(self, assignment: Assignment, clock: Clock, tell: Tell) -> Trial:
        self.tried.append(assignment.name)
        try:
            if self.hold is not None:
                await self.hold.wait()
        finally:
            self.closed += 1
        if isinstance(self.trial, KioskError):
            raise self.trial
        return self.trial


class FakeHouse:
    """The processes of a station, as the self-test meets them."""

    def __init__(self) -> None:
        self.here: set[Process] = set(Process)
        self.sent: list[Message] = []
        self.frame_ms: float | None = 12.0
        self.tried: tuple[Result, ...] | None = BOTH_WELL
        self.processes = Processes(lambda role: role in self.here, self._send, arrives_s=0.2)

    def _send(self, role: Process, message: Message) -> None:
        assert role in self.here
        self.sent.append(message)
        loop = asyncio.get_running_loop()
        if isinstance(message, DrawFrame) and self.frame_ms is not None:
            loop.call_soon(self.processes.heard, FrameDrawn(id=message.id, took_ms=self.frame_ms))
        if isinstance(message, TryDevices) and self.tried is not None:
            loop.call_soon(self.processes.heard, DevicesTried(id=message.id, results=self.tried))


class TestRig:
    """A whole self-test of a certified station; as it is given no identity, no network is reached."""

    __test__ = False

    def __init__(self, folder: Path, at: str = "06:00", state: Path | None = None) -> None:
        self.clock = ManualClock()
        self.house = FakeHouse()
        self.bench = FakeBench()
        self.someone = self.at_staff = False
        self.freed = self.resumed = self.changes = 0
        self.posted: list[Report] = []
        self.desk_away = False
        (folder / "run").mkdir(exist_ok=True)
        if not (folder / "identity").exists():
            identity_in(folder, self.clock, "one")
        state = state or folder
        settings = StationSettings(
            station=StationSection(id="one", runtime=folder / "run", identity=state / "identity"),
            self_test=SelfTestSection(at=at, least_free_mb=1),
        )
        machine = Machine(proc=folder / "proc", sys=folder / "sys", dev=folder / "dev")
        self.kept = Kept(state)
        self.test = SelfTest(
            SelfTestParts(
                subject=Subject(settings=settings, machine=machine, clock=self.clock),
                bench=self.bench,
                processes=self.house.processes,
                kept=self.kept,
                software="1.2.3",
                assignments=lambda: (OXIMETER,),
                nobody=lambda: not self.someone and not self.at_staff,
                staff=lambda: self.at_staff,
                free=self._free,
                resume=self._resume,
                post=self._post,
                changed=self._change,
            )
        )

    def wait(self, seconds: float) -> None:
        """Let time pass in one go, as seen by two ticks."""
        self.test.tick()
        self.clock.advance(seconds)
        self.test.tick()

    async def report(self) -> Report | None:
        """Wait for the end of what runs."""
        async with asyncio.timeout(10):
            return await self.test.finished()

    async def _free(self) -> None:
        self.freed += 1

    def _resume(self) -> None:
        self.resumed += 1

    def _change(self) -> None:
        self.changes += 1

    async def _post(self, report: Report) -> None:
        if self.desk_away:
            raise DeskError("It is away.", reason=DeskReason.UNREACHABLE)
        self.posted.append(report)
