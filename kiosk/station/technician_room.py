# SPDX-License-Identifier: EUPL-1.2
"""Does what a technician asks for of the station itself. Fulfils `TechnicianHands`."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from functools import partial
from typing import Any

from kiosk import log
from kiosk.doctor.finding import Subject
from kiosk.errors import SettingsError
from kiosk.fitting import Fitting, FittingFile
from kiosk.log_tail import LogTail, Recent
from kiosk.messages import Fit, Message
from kiosk.power import Power, PowerError, Restart, managed, run_systemctl
from kiosk.selftest.network import try_broker, try_desk
from kiosk.selftest.report import Check, Result
from kiosk.selftest.run import Job, run_jobs
from kiosk.selftest.turn import try_turn
from kiosk.site import state_folder
from kiosk.station.conductor import Conductor
from kiosk.station.scans import Scans
from kiosk.station.staff_door import StaffDoor
from kiosk.station.technician import Technician
from kiosk.technician_code import CodeError, CodeReason, UsedCodes, check, public_key, read
from kiosk.technician_network import here, reached
from kiosk.technician_versions import versions
from kiosk.technician_view import NetworkLine, Told

NETWORK_S = 20.0

_log = log.EventLog("technician-room")


@dataclass(frozen=True, kw_only=True, slots=True)
class TechnicianParts:
    """``to_screen`` sends to the screens' process; ``erase`` takes the camera page's pictures away."""

    subject: Subject
    tail: LogTail
    power: Power
    fitting: FittingFile
    to_screen: Callable[[Message], None]
    erase: Callable[[], Awaitable[None]]


class TechnicianRoom:
    """The hands of `Technician`, which must be given as ``technician`` before anything is asked."""

    def __init__(self, parts: TechnicianParts) -> None:
        self._parts = parts
        self._tasks: set[asyncio.Task[None]] = set()
        self._lasting: set[asyncio.Task[None]] = set()
        self.technician: Technician | None = None
        self.code_checked: Callable[[CodeError | None], None] = lambda _: None
        """Hears what became of a signed code."""
        self.close: Callable[[], None] = lambda: None

    # ------------------------------------------------------------------------------------------ TechnicianHands

    @property
    def able(self) -> bool:
        return self._parts.power.able

    def versions(self) -> None:
        self._start(self._versions())

    def read_log(self) -> None:
        self._start(self._read_log())

    def look_at_network(self) -> None:
        self.stop()
        self._start(self._look_at_network())

    def restart(self, what: Restart) -> None:
        self._start(self._restart(what))

    def check_code(self, text: str) -> None:
        self._last(self._check_code(text))

    def keep(self, fitting: Fitting, told: Told) -> None:
        self._last(self._keep(fitting, told))

    def tell_screen(self, fit: Fit) -> None:
        self._parts.to_screen(fit)

    def close_camera(self) -> None:
        self._last(self._parts.erase())

    def stop(self) -> None:
        for task in self._tasks:
            task.cancel()

    async def settle(self) -> None:
        """Stop, and wait until everything has ended."""
        tasks = (*self._tasks, *self._lasting)
        self.stop()
        await asyncio.gather(*tasks, return_exceptions=True)
        self.close()

    # ------------------------------------------------------------------------------------------ inside

    @property
    def fit(self) -> Fit:
        """What the screens' process is told first."""
        return self._told().fit

    def wait_at(self, door: StaffDoor, scans: Scans) -> None:
        """Check the signed codes that are held before the reader."""
        scans.hold, door.check_code, self.code_checked = door.hold, self.check_code, door.code_checked

    def heard(self, message: Message) -> None:
        """Take what the call process says."""
        self._told().heard(message)

    def _told(self) -> Technician:
        if self.technician is None:
            raise RuntimeError("the technician's room was given no technician")
        return self.technician

    async def _versions(self) -> None:
        subject = self._parts.subject
        self._told().versions_are(await asyncio.to_thread(versions, subject.settings, subject.machine))

    async def _read_log(self) -> None:
        self._told().log_is(await self._parts.tail.read())

    async def _restart(self, what: Restart) -> None:
        try:
            await self._parts.power.restart(what)
        except PowerError as problem:
            self._told().restarts(problem)
        else:
            self._told().restarts(None)

    async def _check_code(self, text: str) -> None:
        problem: CodeError | None = None
        try:
            await asyncio.to_thread(self._use_code, text)
        except CodeError as found:
            problem = found
        self.code_checked(problem)

    def _use_code(self, text: str) -> None:
        subject, settings = self._parts.subject, self._parts.subject.settings
        key = public_key(settings.staff.code_key)
        if key is None:
            raise CodeError("No key is set.", reason=CodeReason.FORGED, hint="Set staff.code_key.")
        station = subject.identity.name if subject.identity is not None else settings.station.id
        code = read(text, key)
        check(code, station, subject.clock.now())
        UsedCodes(state_folder(settings)).use(code, subject.clock.now())

    async def _keep(self, fitting: Fitting, told: Told) -> None:
        try:
            await asyncio.to_thread(self._parts.fitting.write, fitting)
        except SettingsError as problem:
            _log.error("not-kept", problem)
            self._told().kept(None, told)
        else:
            self._told().kept(fitting, told)

    async def _look_at_network(self) -> None:
        """Show this side at once, then what answers beyond it."""
        subject = self._parts.subject
        lines = await asyncio.to_thread(here, subject.machine)
        self._told().network_is(lines, running=True)
        jobs = (
            Job(checks=(Check.BROKER,), work=partial(try_broker, subject)),
            Job(checks=(Check.DESK,), work=partial(_desk, subject)),
            Job(checks=(Check.TURN,), work=partial(try_turn, subject.settings.self_test.turn)),
        )
        results = await run_jobs(jobs, subject.clock, NETWORK_S)
        tried: tuple[NetworkLine, ...] = tuple(reached(result, subject.settings) for result in results)
        self._told().network_is((*lines, *tried), running=False)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._over)

    def _last(self, work: Coroutine[Any, Any, None] | Awaitable[None]) -> None:
        """Begin what is brought to its end, also when another page is looked at."""
        task = asyncio.ensure_future(work)
        self._lasting.add(task)
        task.add_done_callback(self._over)

    def _over(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._lasting.discard(task)
        problem = None if task.cancelled() else task.exception()
        if problem is not None:
            _log.error("work-failed", problem)


def make_technician_room(
    conductor: Conductor, subject: Subject, to_screen: Callable[[Message], None], erase: Callable[[], Awaitable[None]]
) -> TechnicianRoom:
    """Put the room and its technician together, for the machine this process runs on."""
    under_systemd = managed(os.environ)
    recent = Recent()
    recent.install()
    parts = TechnicianParts(
        subject=subject,
        tail=LogTail(recent, managed=under_systemd),
        power=Power(run_systemctl if under_systemd else None),
        fitting=FittingFile(state_folder(subject.settings)),
        to_screen=to_screen,
        erase=erase,
    )
    room = TechnicianRoom(parts)
    room.close = recent.remove
    room.technician = technician = Technician(conductor, room)
    try:
        technician.fitter.load(parts.fitting.read())
    except SettingsError as problem:
        _log.error("fitting-unreadable", problem)
    return room


async def _desk(subject: Subject) -> tuple[Result, ...]:
    return tuple(result for result in await try_desk(subject) if result.check is Check.DESK)
