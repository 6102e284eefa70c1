# SPDX-License-Identifier: EUPL-1.2
"""The call process: camera, sound and the connection to the GP; knows SDP and media only, no names and no keys.

It is told what to do by the station on a Unix socket. Should the station go away, a call that runs goes on for half a
minute while the station comes back.
"""

from __future__ import annotations

import asyncio
import gc
import os
import signal
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

from kiosk.call.addresses import OwnInterface
from kiosk.call.guest_line import GuestLine
from kiosk.call.line import Line
from kiosk.call.measure import Measure
from kiosk.call.network import Network
from kiosk.call.probe import Probe
from kiosk.call.rehearsal import Rehearsal
from kiosk.call.report import CallReport
from kiosk.call.stand_in import StandInGp
from kiosk.call.studio import Studio
from kiosk.call.tools import Tools
from kiosk.clock import Clock, SystemClock
from kiosk.deadline import Deadline
from kiosk.errors import IpcError
from kiosk.health import Watchdog, notify
from kiosk.ipc import Peer, connect, socket_path
from kiosk.log import EventLog
from kiosk.messages import (
    DropOffer,
    HangUp,
    Hello,
    MakeOffer,
    Message,
    PathChange,
    PathChanged,
    Preview,
    Rings,
    Role,
    SendData,
    SetMedia,
    SoundLevel,
    TakeAnswer,
    TakeCandidates,
    ToCall,
)
from kiosk.settings import StationSettings

ORPHANED_S = 30.0
"""How long a call goes on without its station."""
TICK_S = 1.0
CLOSE_S = 6.0

_LOG = EventLog("call")


class CallProcess:
    """Everything of the process, put together."""

    def __init__(self, settings: StationSettings, clock: Clock, tasks: asyncio.TaskGroup) -> None:
        self._settings, self._clock, self._tasks = settings, clock, tasks
        self._station: Peer[ToCall] | None = None
        self._probe = Probe(settings.probe.socket, clock)
        self._measure = Measure(self._probe, clock)
        self._studio = Studio(settings, clock, self._measure, self._sources_changed)
        self._studio.on_level = lambda level_db: self.tell(SoundLevel(level_db=level_db))
        self._report = CallReport(self._probe, self.tell)
        self._line = Line(self._studio, clock, self.tell, self._spawn, self._report.page)
        self._guest = GuestLine(self._studio, clock, self.tell, self._spawn)
        self._network = Network(clock, lambda: self._line.address, self._path_changed)
        self._own_interface = OwnInterface(lambda address: self._network.ways.index_to_send_by(address))
        self._tools = Tools(self._studio, self._line, self.tell, self._spawn, clock)
        self._rehearsal = Rehearsal(self._studio, settings, self.tell, self._spawn)
        self._stand_in = StandInGp(self._studio, clock, self._spawn)
        self._watchdog = Watchdog(clock)
        self._ending = asyncio.Event()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        """Work until `end` is called; raises what failed unexpectedly."""
        gc.collect()
        gc.freeze()  # what stands from the beginning need not be looked through when a connection has ended
        self._network.open()
        self._own_interface.install()
        watching = (self._studio.mirror(), self._studio.watch_cameras(), self._studio.watch_prompts())
        for work in (self._serve(), *watching, self._tick(), self._watchdog.run()):
            self._spawn(work)
        await self._ending.wait()
        notify("STOPPING=1")
        self._line.hang_up()
        self._guest.hang_up()
        self._report.end()
        try:
            async with asyncio.timeout(CLOSE_S):
                await self._line.closed()
                await self._guest.closed()
        except TimeoutError:
            _LOG.warning("close-late")
        finally:
            for task in tuple(self._running):
                task.cancel()
            self._network.close()
            self._own_interface.remove()
            self._studio.close()
            self._probe.close()
            if self._station is not None:
                self._station.close()

    def end(self) -> None:
        """Ask the process to end."""
        self._ending.set()

    def tell(self, message: Message) -> None:
        """Send ``message`` to the station; dropped while there is none: it is told how things stand when it is back."""
        if self._station is None:
            return
        try:
            self._station.send(message)
        except IpcError as problem:
            _LOG.error("station-lost", problem)
            self._station.close()

    # ---------------------------------------------------------------------------------------------- the station

    async def _serve(self) -> None:
        path = socket_path(self._settings.station.runtime)
        while True:
            station = await self._reach(path)
            _LOG.info("station-reached")
            self._station = station
            self.tell(Hello(role=Role.CALL, pid=os.getpid()))
            self.tell(self._studio.sources)
            self._tools.report(anew=True)
            self._line.retell()
            self._guest.retell()
            self._report.retell()
            notify("READY=1")
            async for message in station:
                if not self._guest.take(message):
                    self._take(message)
            self._station = None
            self._stand_in.stop()  # a station that comes back knows of no visit
            station.close()
            _LOG.warning("station-lost")

    async def _reach(self, path: Path) -> Peer[ToCall]:
        """Connect to the station; after a while without it, let the GP and the devices go and wait on."""
        orphaned = Deadline.after(self._clock, ORPHANED_S)
        reaching = asyncio.ensure_future(connect(path, ToCall))
        try:
            await asyncio.wait([reaching], timeout=orphaned.remaining_s)
            if not reaching.done():
                self._hang_up()
                self._studio.preview(False)
            return await reaching
        finally:
            reaching.cancel()

    def _take(self, message: ToCall) -> None:
        match message:
            case Rings():
                self._studio.set_rings(Path(message.own), Path(message.remote))
            case Preview():
                self._studio.preview(message.on)
            case SetMedia():
                self._studio.set_media(microphone=message.microphone, camera=message.camera)
            case MakeOffer():
                self._stand_in.stop()
                self._line.make_offer(message)
            case DropOffer():
                self._line.drop_offer(message)
            case TakeAnswer():
                self._line.take_answer(message)
            case TakeCandidates():
                self._line.take_candidates(message)
            case SendData():
                self._line.send(message)
            case HangUp():
                self._hang_up()
            case _:
                self._rehearsal.take(message)
                self._tools.take(message)
                self._stand_in.take(message)

    # ------------------------------------------------------------------------------------------------ the rest

    def _hang_up(self) -> None:
        self._stand_in.stop()
        self._guest.hang_up()
        self._line.hang_up()
        self._report.end()
        self._tools.reset()

    def _sources_changed(self) -> None:
        self.tell(self._studio.sources)
        self._tools.report()

    def _path_changed(self, change: PathChange) -> None:
        if change is PathChange.BETTER:
            self._line.keep_next_to(self._network.ways.best)
        self.tell(PathChanged(change=change))

    def _report_call(self) -> None:
        record = self._line.statistics
        if record is not None:
            self._report.second(record)
            self._guest.second(record.target_out_bps)
            self._tools.stills.rate_bps = record.spare_out_bps

    async def _tick(self) -> None:
        while True:
            self._watchdog.alive()
            self._measure.report()
            self._network.tick()
            self._report_call()
            await asyncio.sleep(TICK_S)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = self._tasks.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task


async def run_call(settings: StationSettings, clock: Clock | None = None) -> None:
    """Run the call process until SIGTERM or SIGINT."""
    async with asyncio.TaskGroup() as tasks:
        process = CallProcess(settings, clock or SystemClock(), tasks)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, process.end)
        await process.run()
