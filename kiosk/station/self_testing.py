# SPDX-License-Identifier: EUPL-1.2
"""The self-test within the station: what counts as somebody being here, and what an unfit station does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType

from kiosk.cabinet import Switch
from kiosk.capability import Assignment
from kiosk.desk.client import DeskClient
from kiosk.doctor.finding import Subject
from kiosk.messages import Message, Role
from kiosk.selftest.door import SOCKET, open_door
from kiosk.selftest.kept import Kept
from kiosk.selftest.processes import Processes
from kiosk.selftest.report import Report, Trigger
from kiosk.selftest.selftest import SelfTest, SelfTestParts
from kiosk.selftest.touch import TouchRecord
from kiosk.site import state_folder
from kiosk.station.conductor import Conductor
from kiosk.station.memory import SelfTestMemory
from kiosk.station.room import NOBODY_HERE
from kiosk.station.staff_session import Page
from kiosk.visit.machine import Event, State
from kiosk.workbench import Workbench


@dataclass(frozen=True, kw_only=True, slots=True)
class SelfTestingParts:
    """``free`` and ``resume``: see `kiosk.selftest.selftest.SelfTestParts`; ``ask`` sends to a process of that role."""

    conductor: Conductor
    subject: Subject
    desk: DeskClient
    bench: Workbench
    software: str
    present: Callable[[Role], bool]
    ask: Callable[[Role, Message], None]
    assignments: Callable[[], tuple[Assignment, ...]]
    free: Callable[[], Awaitable[None]]
    resume: Callable[[], None]


class SelfTesting:
    """Enter it while the station runs; call `tick` a few times a second and `update` on every change of the screen."""

    def __init__(self, parts: SelfTestingParts) -> None:
        self._conductor = parts.conductor
        self._desk = parts.desk
        self._settings = parts.subject.settings
        self._clock = parts.subject.clock
        self._door: asyncio.AbstractServer | None = None
        self._processes = Processes(parts.present, parts.ask)
        self.test = SelfTest(
            SelfTestParts(
                subject=parts.subject,
                bench=parts.bench,
                processes=self._processes,
                kept=Kept(state_folder(parts.subject.settings)),
                software=parts.software,
                assignments=parts.assignments,
                nobody=self._nobody,
                staff=self._staff,
                free=parts.free,
                resume=parts.resume,
                post=self._post,
                changed=self._changed,
            )
        )
        self._note()

    async def __aenter__(self) -> SelfTesting:
        self._door = await open_door(self._settings.station.runtime, self.test)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._door is not None:
            self._door.close()
            (self._settings.station.runtime / SOCKET).unlink(missing_ok=True)
        await self.test.settle()

    def arrived(self) -> None:
        """A process of the station's has come."""
        self._processes.arrived()

    def heard(self, message: Message) -> None:
        """Take what a process says, if it is an answer to a question of the self-test's."""
        self._processes.heard(message)

    def tick(self) -> None:
        """Let time pass."""
        self.test.tick()

    def update(self) -> None:
        """See whether somebody has come."""
        self.test.update()

    def ordered(self) -> None:
        """The desk wants a self-test."""
        self.test.ask(Trigger.DESK)

    def wanted_by_staff(self) -> None:
        """Somebody at the staff screen wants a self-test."""
        self.test.ask(Trigger.STAFF)

    def touched(self, missed: frozenset[int]) -> None:
        """A touch grid has ended."""
        self.test.touched(TouchRecord(at=self._clock.now(), missed=tuple(sorted(missed))))

    def _staff(self) -> bool:
        """On other pages staff use the instruments' ports themselves."""
        conductor = self._conductor
        return conductor.state is State.STAFF and conductor.memory.staff.session.page in (Page.SELF_TEST, Page.TOUCH)

    def _nobody(self) -> bool:
        memory = self._conductor.memory
        return self._conductor.state in NOBODY_HERE and Switch.PRESENCE not in memory.room.active

    def _changed(self) -> None:
        """Heed and show what is known now. A station that is unfit closes itself with the next tick of the timers."""
        self._note()
        if self.test.fit and self._conductor.memory.broker_here:
            self._conductor.happen(Event.BROKER_BACK)
        self._conductor.refresh()

    def _note(self) -> None:
        test = self.test
        self._conductor.memory.self_test = SelfTestMemory(
            report=test.report, running=test.running, unfit=not test.fit, touch=test.touch
        )

    async def _post(self, report: Report) -> None:
        await self._desk.post_self_test(self._settings.station.id, report)
