# SPDX-License-Identifier: EUPL-1.2
"""The staff's hands: what they look at, and that nothing is left open, waiting or half kept."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from kiosk.assignments import AssignmentFile
from kiosk.capability import Assignment
from kiosk.clock import Clock, SystemClock
from kiosk.errors import KioskError
from kiosk.messages import Action
from kiosk.site import Site
from kiosk.staff_settings import StaffSection
from kiosk.station.staff import Staff
from kiosk.station.workroom import Workroom, WorkroomParts, see
from kiosk.visit.machine import State
from kiosk.workbench import DriverView, Finding, Outcome, PortKind, PortView, Tell, Trial, Verdict
from tests.kiosk.station.test_staff import DRIVERS, HASH, ONE, OXIMETER, PIN, StaffRig

NETWORK = "rfc2217://10.0.0.7:2217"
DEADLINE_S = 5


class FakeBench:
    """A workbench on paper: one listed port, files as further ones; its work ends when a test says so."""

    def __init__(self) -> None:
        self.go_on = asyncio.Event()
        self.begun = asyncio.Event()
        self.open: set[str] = set()
        self.at_once = 0
        self.problem: BaseException | None = None

    def ports(self, instruments: Sequence[Assignment] = ()) -> tuple[PortView, ...]:
        return (ONE,)

    def drivers(self) -> tuple[DriverView, ...]:
        return DRIVERS

    def hid_bridges(self) -> tuple[PortView, ...]:
        return (PortView(address="", node="", words="", kind=PortKind.HID),)

    def locate(self, port: str) -> Path | None:
        if port == NETWORK:
            return None
        if port == ONE.address:
            return Path(ONE.node)
        if not Path(port).exists():
            raise KioskError("gone")
        return Path(port)

    def check(
        self, assignment: Assignment, instruments: Sequence[Assignment] = (), *, absent: bool = False
    ) -> Assignment:
        if not absent:
            self.locate(assignment.port)
        return assignment

    async def probe(self, port: str, clock: Clock, tell: Tell) -> Finding:
        await self._work(port, tell)
        return Finding(port=port, outcome=Outcome.SILENT)

    async def test(self, assignment: Assignment, clock: Clock, tell: Tell) -> Trial:
        await self._work(assignment.port, tell)
        return Trial(verdict=Verdict.ANSWERS)

    async def _work(self, port: str, tell: Tell) -> None:
        assert port not in self.open, "a port is opened twice"
        self.open.add(port)
        try:
            tell(0.5, "9600 8N1")
            self.begun.set()
            if self.problem is not None:
                raise self.problem
            await self.go_on.wait()
        finally:
            await asyncio.sleep(0)  # to close takes a moment
            self.open.discard(port)


class Bench:
    """A staff screen with real hands and a bench on paper."""

    def __init__(self, folder: Path) -> None:
        self.rig = StaffRig()
        self.bench = FakeBench()
        self.applied = 0
        self.freed = 0
        self.parts = WorkroomParts(
            settings=StaffSection(pin_hash=HASH, ports=(NETWORK,)),
            site=Site(
                config=None,
                runtime=folder,
                assignments=AssignmentFile(folder),
                set_instruments=(OXIMETER,),
            ),
            bench=self.bench,
            clock=SystemClock(),
            free=self._free,
            apply=self._apply,
            self_test=lambda: None,
            touched=lambda _: None,
        )
        self.workroom = Workroom(self.parts)
        self.staff = self.rig.staff = self.workroom.staff = Staff(self.rig.conductor, self.workroom)

    async def _free(self) -> None:
        self.freed += 1

    def _apply(self) -> None:
        self.applied += 1

    def tap(self, action: Action, value: str = "") -> None:
        self.rig.tap(action, value)

    async def until(self, wanted: Callable[[], object]) -> None:
        async with asyncio.timeout(DEADLINE_S):
            while not wanted():
                await asyncio.sleep(0.005)

    async def enter(self) -> None:
        self.tap(Action.STAFF)
        self.tap(Action.STAFF_PIN, PIN)
        await self.until(lambda: self.rig.at(State.STAFF) and self.staff.session.looked)


@pytest.fixture
async def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


async def test_the_right_pin_opens_and_a_wrong_one_does_not(bench: Bench) -> None:
    bench.tap(Action.STAFF)
    bench.tap(Action.STAFF_PIN, "000000")
    await bench.until(lambda: bench.rig.view.wrong)
    bench.tap(Action.STAFF_PIN, PIN)
    await bench.until(lambda: bench.rig.at(State.STAFF))


async def test_ports_that_the_machine_lists_and_those_named_by_hand(bench: Bench, tmp_path: Path) -> None:
    pty = tmp_path / "pty"
    pty.touch()
    bench.parts.site.assignments.put(Assignment(name="cuff", driver="cuff", port=str(pty)))
    bench.parts.site.assignments.put(Assignment(name="gone", driver="cuff", port="/dev/gone"))
    seen = see(bench.parts, DRIVERS)
    assert [(port.address, port.kind) for port in seen.ports] == [
        (ONE.address, PortKind.USB), (NETWORK, PortKind.BY_HAND), (str(pty), PortKind.BY_HAND), ("", PortKind.HID),
    ]  # fmt: skip
    assert seen.ports[2].instrument == "cuff"
    assert [each.name for each in seen.instruments] == ["oximeter", "cuff", "gone"]
    assert seen.assigned == {"cuff", "gone"}
    assert seen.there == {ONE.address, NETWORK, str(pty)}


async def test_a_damaged_file_leaves_the_settings_instruments(bench: Bench) -> None:
    bench.parts.site.assignments.path.write_text("no toml", encoding="utf-8")
    assert see(bench.parts, DRIVERS).instruments == (OXIMETER,)


async def test_listening_begins_when_the_ports_are_free_and_ends_with_what_was_heard(bench: Bench) -> None:
    await bench.enter()
    bench.tap(Action.STAFF_NEW)
    bench.tap(Action.STAFF_PORT, ONE.address)
    bench.tap(Action.STAFF_LISTEN)
    await bench.bench.begun.wait()
    assert bench.freed == 1
    assert bench.rig.view.work.line == "9600 8N1"
    bench.bench.go_on.set()
    await bench.until(lambda: bench.rig.view.work is None)
    assert bench.rig.view.port.heard is Outcome.SILENT


async def test_what_goes_on_is_over_before_the_next_begins_and_when_staff_leave(bench: Bench) -> None:
    await bench.enter()
    bench.tap(Action.STAFF_NEW)
    bench.tap(Action.STAFF_PORT, ONE.address)
    for _ in range(3):
        bench.bench.begun.clear()
        bench.tap(Action.STAFF_LISTEN)
        await bench.bench.begun.wait()
    assert bench.bench.open == {ONE.address}
    bench.tap(Action.LEAVE)
    await bench.until(lambda: not bench.bench.open)


async def test_a_port_that_cannot_be_tried_and_a_fault_of_a_driver_end_the_wait(bench: Bench) -> None:
    await bench.enter()
    bench.tap(Action.STAFF_INSTRUMENT, "oximeter")
    bench.bench.problem = KioskError("no such port")
    bench.tap(Action.STAFF_CHECK)
    await bench.until(lambda: bench.rig.view.verdict is Verdict.FAILS)
    bench.bench.problem = ZeroDivisionError()
    bench.tap(Action.STAFF_CHECK)
    await bench.until(lambda: bench.rig.view.work is None)


async def test_what_is_saved_is_in_the_file_and_counts_at_once(bench: Bench, tmp_path: Path) -> None:
    pty = tmp_path / "pty"
    pty.touch()
    await bench.enter()
    wish = Assignment(name="oximeter", driver="contec", port=ONE.address)
    bench.staff.session.begin("oximeter", bench.staff.session.said)
    bench.workroom.keep(wish)
    await bench.until(lambda: bench.applied)
    assert bench.parts.site.assignments.read() == (wish,)
    bench.workroom.forget("oximeter")
    await bench.until(lambda: bench.applied == 2)
    assert bench.parts.site.assignments.read() == ()


async def test_what_cannot_be_saved_is_said_and_changes_nothing(bench: Bench, tmp_path: Path) -> None:
    await bench.enter()
    bench.tap(Action.STAFF_INSTRUMENT, "oximeter")
    bench.tap(Action.STAFF_CHECK)
    bench.bench.go_on.set()
    await bench.until(lambda: bench.rig.view.work is None)
    bench.staff.session.port = "/dev/gone"
    bench.tap(Action.STAFF_SAVE)
    await bench.until(lambda: bench.rig.view.said)
    assert bench.applied == 0 and not bench.parts.site.assignments.path.exists()
