# SPDX-License-Identifier: EUPL-1.2
"""Our station's end of a call: the real call process, led by the real `CallLeg`, without broker and signatures."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
import tempfile
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from kiosk import ipc
from kiosk.clock import SystemClock
from kiosk.environment import ENVIRONMENT
from kiosk.errors import IpcError
from kiosk.frames import RingReader
from kiosk.messages import (
    Channel,
    Connection,
    Hello,
    LineReport,
    Message,
    Offer,
    OfferFailed,
    PathChanged,
    Preview,
    Rings,
    SendData,
    ToStation,
)
from kiosk.signalling.events import Answer, Candidate, Candidates, Content, Event, Hangup, Invite, Session
from kiosk.station import control
from kiosk.station.call_leg import CallLeg, LegParts
from kiosk.station.gp_session import GpSession
from tests.bench.media.browser import FPS, HEIGHT_PX, WIDTH_PX, BrowserError
from tests.bench.media.ends import CONNECT_S, GpEnd, Wire
from tests.bench.media.rig import ROOT, RigError, inside
from tests.bench.media.track import Heard, Seen, Track

START_S = 20.0
END_S = 12.0
LEG_TICK_S = 0.25
"""As often as the station's own loop."""
_VISIT = "bench"
_GP = "gp"


class _Trusting:
    """In place of `GpSession`: nobody signs on the bench."""

    own_party_id = "station"

    def sign(self, call_id: str, sdp: str) -> str:
        return ""

    def check_answer(self, answer: Answer, passport: str) -> None:
        return


@dataclass(frozen=True, kw_only=True, slots=True)
class KioskPlan:
    """How the call process is started. ``code``: the project whose call process is measured."""

    namespace: str
    code: Path = ROOT
    profile: Path | None = None
    settings: tuple[str, ...] = ()


class KioskEnd:
    """The call process inside the namespace, from its start to its end."""

    def __init__(self, plan: KioskPlan, wire: Wire) -> None:
        self.track = Track()
        self.facts: dict[str, Any] = {}
        self.series: list[dict[str, Any]] = []
        self._plan, self._wire = plan, wire
        self._folder = tempfile.TemporaryDirectory(prefix="halsorum-bench-")
        self._process: asyncio.subprocess.Process | None = None
        self._peer: ipc.Peer[Any] | None = None
        self._here = asyncio.Event()
        self._connected = asyncio.Event()
        self._servers: list[asyncio.AbstractServer] = []
        self._rings: list[RingReader] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._gp: GpEnd | None = None
        self._size = (0, 0)
        session = cast("GpSession", _Trusting())
        self._leg = CallLeg(LegParts(visit=_VISIT, session=session, ice_servers=(), outside=self, clock=SystemClock()))

    @property
    def pid(self) -> int:
        if self._process is None:
            raise RigError("The call process is not running.")
        return self._process.pid

    async def connect(self, gp: GpEnd) -> None:
        self._gp = gp
        await self._start()
        self._leg.start()
        self._spawn(self._tick())
        try:
            async with asyncio.timeout(CONNECT_S):
                await self._connected.wait()
                await gp.connected.wait()
        except TimeoutError:
            raise RigError("The call does not come about.", hint=self._log_tail()) from None

    async def poll(self) -> None:
        if self._process is not None and self._process.returncode is not None:
            raise RigError("The call process has ended.", hint=self._log_tail())

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), END_S)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
        if self._peer is not None:
            self._peer.close()
        for server in self._servers:
            server.close()
        for ring in self._rings:
            ring.close()
        self._folder.cleanup()

    # ------------------------------------------------------------------------------------- what the leg acts on

    def to_call(self, message: Message) -> None:
        if self._peer is not None:
            with contextlib.suppress(IpcError):
                self._peer.send(message)

    def to_gp(self, visit: str, content: Content, passport: str = "") -> None:
        if isinstance(content, Invite):
            self._spawn(self._invite(content))
        elif isinstance(content, Hangup):
            self._spawn(self._withdraw(content))

    async def gp_says(self, event: dict[str, Any]) -> None:
        if event["type"] == "candidates":
            await self._wire.passed()
            found = tuple(
                Candidate(
                    candidate=each["candidate"], sdp_mid=each.get("sdpMid"), sdp_m_line_index=each.get("sdpMLineIndex")
                )
                for each in event["candidates"]
            )
            self._leg.candidates(Candidates(call_id=event["callId"], party_id=_GP, candidates=found))
        elif event["type"] == "asks":  # her page greets anew
            await self._wire.passed()
            self._leg.greeted(new_party=False)

    async def _invite(self, invite: Invite) -> None:
        if self._gp is None:
            return
        await self._wire.passed()
        try:
            sdp = await self._gp.page.ask("answer", invite.call_id, invite.offer.sdp)
            await self._wire.passed()
            answer = Answer(call_id=invite.call_id, party_id=_GP, answer=Session(type="answer", sdp=sdp))
            self._leg.answered(Event(content=answer, seq=0))
            await self._gp.page.ask("answered")
        except BrowserError as problem:
            self.facts.setdefault("refused", []).append(str(problem))

    async def _withdraw(self, hangup: Hangup) -> None:
        if self._gp is not None:
            await self._wire.passed()
            await self._gp.page.ask("drop", hangup.call_id)

    # ------------------------------------------------------------------------------------- the process

    async def _start(self) -> None:
        folder, plan = Path(self._folder.name), self._plan
        self._servers = [
            await ipc.serve(ipc.socket_path(folder), ToStation, self._serve),
            await asyncio.start_unix_server(self._probed, folder / "probe.sock"),
        ]
        settings = (
            f"station.runtime={folder}", f"probe.socket={folder / 'probe.sock'}", "camera.kind=test",
            f"camera.width_px={WIDTH_PX}", f"camera.height_px={HEIGHT_PX}", f"camera.fps={FPS}", "sound.kind=speech",
            *plan.settings,
        )  # fmt: skip
        words = ["--profile", str(plan.profile)] if plan.profile is not None else []
        words += ["call", *(word for setting in settings for word in ("--set", setting))]
        command = inside(plan.namespace, sys.executable, "-P", str(Path(__file__).parent / "launch.py"), *words)
        log = (folder / "log").open("wb")
        with log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                env={**os.environ, **ENVIRONMENT, "PYTHONPATH": str(plan.code)},
                cwd=folder,
                stderr=log,
                start_new_session=True,
            )
        try:
            await asyncio.wait_for(self._here.wait(), START_S)
        except TimeoutError:
            raise RigError("The call process does not start.", hint=self._log_tail()) from None
        self._rings = [RingReader(folder / "own.ring"), RingReader(folder / "remote.ring")]
        self.to_call(Rings(own=str(folder / "own.ring"), remote=str(folder / "remote.ring")))
        self.to_call(Preview(on=True))

    async def _serve(self, peer: ipc.Peer[Any]) -> None:
        try:
            if not isinstance(await peer.receive(), Hello):
                return
            self._peer = peer
            self._here.set()
            async for message in peer:
                self._heard(message)
        except IpcError:
            return

    def _heard(self, message: Message) -> None:
        if isinstance(message, Offer):
            self._leg.offered(message.call_id, message.sdp)
        elif isinstance(message, Connection):
            self._leg.connection(message)
            if self._leg.up:
                self._connected.set()
            self._leg.tick(may_offer=True)
        elif isinstance(message, OfferFailed):
            self._leg.offer_failed(message.call_id)
        elif isinstance(message, PathChanged):
            self._leg.path_changed(message.change)
            self._leg.tick(may_offer=True)
        elif isinstance(message, LineReport):
            self.facts.setdefault("line_reports", []).append(
                {"t": time.time(), "grade": message.quality.grade, "cause": message.quality.cause, "mode": message.mode}
            )
            self.to_call(SendData(channel=Channel.CONTROL, data=json.dumps(control.quality(message))))

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(LEG_TICK_S)
            self._leg.tick(may_offer=True)

    async def _probed(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                self._note(json.loads(line))
        except (ConnectionError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    def _note(self, line: dict[str, Any]) -> None:
        match line["type"]:
            case "video-in-frame":
                self._size = (line["width"], line["height"])
            case "video-in":
                self.track.frames.append(Seen(line["t"], line["latency_ms"], *self._size))
            case "video-in-unread":
                self.track.frames.append(Seen(line["t"], None, *self._size))
            case "audio-in":
                if line["marker_delay_ms"] is not None:
                    self.track.voice_delay_ms.append((line["t"], line["marker_delay_ms"]))
            case "call":
                self.series.append(line)
                if line.get("voice_in_samples"):
                    before = self.track.voice[-1] if self.track.voice else Heard(0.0, 0.0, 0.0)
                    total = before.total + line["voice_in_samples"]
                    self.track.voice.append(Heard(line["t"], total, before.concealed + line["voice_in_made_up"]))

    def _log_tail(self) -> str:
        with contextlib.suppress(OSError):
            return (Path(self._folder.name) / "log").read_text(errors="replace")[-600:]
        return ""

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
