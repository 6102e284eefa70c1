# SPDX-License-Identifier: EUPL-1.2
"""A station for the GP's page: speaks the wire contract with aiortc and the project's own signatures, no more."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import secrets
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiomqtt
from aiortc import RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.contrib.media import MediaBlackhole
from aiortc.mediastreams import AudioStreamTrack, VideoStreamTrack
from aiortc.sdp import candidate_from_sdp
from av import VideoFrame

from kiosk.signalling.events import decode_from_gp
from kiosk.signalling.link import (
    Link,
    certificate_thumbprint,
    make_link,
    mqtt_password,
    new_secret,
    proof_holds,
    proof_key,
)
from kiosk.signalling.passport import Expected, sign_with_certificate, verify_browser
from kiosk.signalling.topics import new_visit_id
from tests.kiosk.call.gp import speak_as_aiortc
from tests.kiosk.signalling.conftest import Holder, make_holder

KIOSK = "station-one"
STATION = {"name": "Hälsorum Åsele", "address": "Storgatan 1, 919 32 Åsele", "phone": "+46 941 123 45"}
SURROUNDINGS = {"nearest_help": "District nurse in Åsele, 10 minutes", "emergency_number": "112"}
PATIENT = {"name": "Märta Ångström-Testperson", "birth_date": "1941-03-07"}
RATE_HZ = 60
CHUNK = 30


class Picture(VideoStreamTrack):
    """A moving picture: a bright bar that wanders."""

    async def recv(self) -> VideoFrame:
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(640, 360, "gray8")
        at = pts // 900 % 600
        row = bytes(40) + bytes([90]) * 560 + bytes(40)
        lit = row[:at] + bytes([235]) * 40 + row[at + 40 :]
        frame.planes[0].update(lit * 360)
        picture = frame.reformat(format="yuv420p")
        picture.pts, picture.time_base = pts, time_base
        return picture


@dataclass(kw_only=True)
class Visit:
    """One visit's identity: what the desk, the page and the station each know of it."""

    holder: Holder = field(default_factory=lambda: make_holder(KIOSK, "station"))
    visit: str = field(default_factory=new_visit_id)
    secret: bytes = field(default_factory=new_secret)

    @property
    def principal(self) -> tuple[str, str]:
        return f"gp-{self.visit}", mqtt_password(self.secret, self.visit)

    def link(self, base_url: str) -> str:
        thumbprint = certificate_thumbprint(self.holder.certificate_der)
        return make_link(Link(base_url=base_url, visit=self.visit, secret=self.secret, station_thumbprint=thumbprint))

    def config(self, ws_port: int, state: str = "open") -> dict[str, Any]:
        now = datetime.now(UTC).replace(minute=0, second=0, microsecond=0)
        return {
            "broker_url": f"ws://127.0.0.1:{ws_port}/mqtt",
            "namespace": "halsorum",
            "kiosk": KIOSK,
            "station": STATION,
            "starts_at": now.isoformat(),
            "ends_at": (now + timedelta(minutes=30)).isoformat(),
            "state": state,
            "self_test": {
                "at": now.isoformat(),
                "fitness": "degraded",
                "closed": [],
                "results": [{"check": "sound", "outcome": "failed", "reason": "nothing-heard", "name": ""}],
            },
        }


@dataclass
class Call:
    """One peer connection and what came over it."""

    call_id: str
    peer: RTCPeerConnection
    channels: dict[str, RTCDataChannel]
    party: str = ""
    frames: int = 0
    control: list[dict[str, Any]] = field(default_factory=list)
    text: str = ""
    connected: asyncio.Event = field(default_factory=asyncio.Event)
    send: Any = None


@dataclass
class StandIn:
    """Waits for the page's greeting, calls it, sends made-up vitals."""

    visit: Visit
    client: aiomqtt.Client
    alter: Callable[[str], str] = lambda sdp: sdp
    """Somebody in between: what becomes of the SDP after it was signed."""
    refuse: str = ""
    progress: str = "waiting"
    hold: bool = False
    """Greet, but do not call yet."""
    answers: bool = True
    """Believe the page's answer."""
    spo2: str | None = "97"
    sensor: str = "measuring"
    heartbeats: bool = True
    old: bool = False
    """Speak as stations did before they told which instrument a reading is of."""
    deaf: bool = False
    """What is to be read by the patient is not acknowledged."""
    room: list[dict[str, Any]] = field(default_factory=list)
    """What other instruments say every second; ``at`` is filled in where it is missing."""
    proofs: list[bytes] = field(default_factory=list)
    """Keys that prove a link besides the first one."""
    calls: list[Call] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _seq: int = 0
    _tasks: list[asyncio.Task[None]] = field(default_factory=list)

    @property
    def call(self) -> Call:
        return self.calls[-1]

    def topic(self, end: str) -> str:
        return f"halsorum/v1/kiosk/{KIOSK}/visit/{self.visit.visit}/{end}"

    async def until(self, holds: Callable[[], object], what: str, seconds: float = 15.0) -> None:
        """Wait until ``holds``; it is looked at whenever something comes in and twice a second."""
        try:
            async with asyncio.timeout(seconds):
                while not holds():
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(0.5), self.changed:
                            await self.changed.wait()
        except TimeoutError as problem:
            raise AssertionError(f"waited in vain for: {what}") from problem

    async def publish(self, type_: str, content: dict[str, Any], passport: str | None = None) -> None:
        self._seq += 1
        event: dict[str, Any] = {"type": type_, "content": content, "seq": self._seq}
        if passport:
            event["passport"] = passport
        await self.client.publish(self.topic("to-gp"), json.dumps(event), qos=1)

    async def serve(self) -> None:
        await self.client.subscribe(self.topic("to-kiosk"), qos=1)
        with contextlib.suppress(aiomqtt.MqttError):  # a test may take the broker away
            async for message in self.client.messages:
                assert decode_from_gp(bytes(message.payload)) is not None
                event = json.loads(bytes(message.payload))
                self.events.append(event)
                await self._take(event)
                await self._tell()

    def heard(self, type_: str) -> list[dict[str, Any]]:
        """What the page published of one type."""
        return [event for event in self.events if event["type"] == type_]

    async def call_page(
        self, *, resumes: str | None = None, signed_at: datetime | None = None, invitee: str = ""
    ) -> Call:
        peer = RTCPeerConnection()
        channels = {
            "vitals": peer.createDataChannel("vitals", ordered=False, maxRetransmits=0),
            "text": peer.createDataChannel("text", protocol="t140"),
            "control": peer.createDataChannel("control"),
        }
        call = Call(call_id=secrets.token_hex(8), peer=peer, channels=channels)
        self._listen(call)
        peer.addTrack(AudioStreamTrack())
        peer.addTrack(Picture())
        speak_as_aiortc(peer)
        await peer.setLocalDescription(await peer.createOffer())
        self.calls.append(call)
        await self._invite(call, resumes, signed_at or datetime.now(UTC), invitee)
        return call

    def fall_silent(self, silent: bool = True) -> None:
        """Let nothing leave on the newest call, as on a dead line; or let everything leave again."""
        call = self.call
        transport = call.peer.getTransceivers()[0].receiver.transport.transport
        call.send = call.send or transport._send

        async def nothing(data: bytes) -> None:
            return

        transport._send = nothing if silent else call.send

    async def say(self, message: dict[str, Any]) -> None:
        channel = self.call.channels["control"]
        await self.until(lambda: channel.readyState == "open", "the control channel")
        channel.send(json.dumps(message))

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for call in self.calls:
            await call.peer.close()

    async def _invite(self, call: Call, resumes: str | None, signed_at: datetime, invitee: str) -> None:
        sdp = call.peer.localDescription.sdp
        passport = sign_with_certificate(
            signer=self.visit.holder,
            kiosk=KIOSK,
            visit=self.visit.visit,
            call_id=call.call_id,
            sdp=sdp,
            now=signed_at,
        )
        content: dict[str, Any] = {
            "call_id": call.call_id,
            "party_id": "station",
            "version": "1",
            "lifetime": 60000,
            "offer": {"type": "offer", "sdp": self.alter(sdp)},
        }
        if resumes:
            content["org.halsorum.resumes"] = resumes
        if invitee:
            content["invitee"] = invitee
        await self.publish("m.call.invite", content, passport)

    async def _take(self, event: dict[str, Any]) -> None:
        content = event["content"]
        match event["type"]:
            case "org.halsorum.ready":
                await self._ready(event)
            case "m.call.answer":
                await self._answered(event)
            case "m.call.candidates":
                call = self._of(content["call_id"])
                for each in content["candidates"] if call else ():
                    candidate = candidate_from_sdp(each["candidate"].removeprefix("candidate:"))
                    candidate.sdpMid, candidate.sdpMLineIndex = each["sdpMid"], each["sdpMLineIndex"]
                    assert call is not None
                    await call.peer.addIceCandidate(candidate)

    async def _ready(self, event: dict[str, Any]) -> None:
        content = event["content"]
        key = verify_browser(event["passport"], self._expected(content["nonce"], None))
        links = (proof_key(self.visit.secret, self.visit.visit), *self.proofs)
        assert any(proof_holds(each, key.thumbprint, content["nonce"], content["proof"]) for each in links)
        if self.refuse:
            return await self.publish("org.halsorum.refused", {"party_id": content["party_id"], "reason": self.refuse})
        if self.progress:
            await self.publish("org.halsorum.visit", {"state": self.progress})
        if not self.hold:
            await self.call_page(resumes=self.call.call_id if self.calls else None)
        return None

    async def _answered(self, event: dict[str, Any]) -> None:
        content = event["content"]
        call = self._of(content["call_id"])
        if call is None or not self.answers:
            return
        sdp = content["answer"]["sdp"]
        verify_browser(event["passport"], self._expected(call.call_id, sdp))
        call.party = content["party_id"]
        await call.peer.setRemoteDescription(RTCSessionDescription(sdp=sdp, type="answer"))
        selected = {"call_id": call.call_id, "party_id": "station", "version": "1", "selected_party_id": call.party}
        await self.publish("m.call.select_answer", selected)

    def _expected(self, jti: str, sdp: str | None) -> Expected:
        return Expected(visit=self.visit.visit, jti=jti, now=datetime.now(UTC), sdp=sdp)

    def _of(self, call_id: str) -> Call | None:
        return next((call for call in self.calls if call.call_id == call_id), None)

    def _listen(self, call: Call) -> None:
        hole = MediaBlackhole()

        @call.peer.on("track")
        async def on_track(track: Any) -> None:
            if track.kind == "video":
                self._run(self._count(call, track))
            else:
                hole.addTrack(track)
                await hole.start()

        @call.peer.on("connectionstatechange")
        async def on_state() -> None:
            if call.peer.connectionState == "connected":
                call.connected.set()
            await self._tell()

        @call.channels["control"].on("open")
        def on_open() -> None:
            hello = {"type": "hello", "patient": PATIENT, "present": ["patient", "assistant"], "language": "sv"}
            call.channels["control"].send(json.dumps({**hello, "station": {**STATION, **SURROUNDINGS}}))
            self._run(self._stream(call))

        @call.channels["control"].on("message")
        async def on_control(data: str) -> None:
            call.control.append(json.loads(data))
            for answer in _receipts(call.control[-1], deaf=self.deaf):
                call.channels["control"].send(json.dumps(answer))
            await self._tell()

        @call.channels["text"].on("message")
        async def on_text(data: str) -> None:
            call.text += data
            await self._tell()

    async def _count(self, call: Call, track: Any) -> None:
        while True:
            await track.recv()
            call.frames += 1
            if call.frames % 10 == 1:
                await self._tell()

    async def _stream(self, call: Call) -> None:
        """Twice a second a chunk of waveform, once a second a heartbeat and everything else."""
        started, sent = time.monotonic(), 0
        while call.channels["control"].readyState == "open":
            self._send_wave(call, sent)
            if sent % 2 == 0:
                self._send_second(call, sent)
            sent += 1
            await asyncio.sleep(max(0.0, started + sent * CHUNK / RATE_HZ - time.monotonic()))

    def _send_wave(self, call: Call, seq: int) -> None:
        samples = [_pleth((seq * CHUNK + index) / RATE_HZ) for index in range(CHUNK)]
        at = datetime.now(UTC) - timedelta(seconds=CHUNK / RATE_HZ)
        self._vital(
            call,
            type="wave",
            measure="pleth",
            seq=seq,
            at=_iso(at),
            rate_hz=RATE_HZ,
            lower=0,
            upper=127,
            samples=samples,
        )

    def _send_second(self, call: Call, seq: int) -> None:
        now = _iso(datetime.now(UTC))
        if self.heartbeats:
            beat = {"type": "heartbeat", "t": int(time.time() * 1000)}
            call.channels["control"].send(json.dumps(beat))
        told = {} if self.old else {"capability": "pulse-oximetry", "failure": None}
        self._vital(call, type="sensor", instrument="oximeter", state=self.sensor, at=now, **told)
        told = {} if self.old else {"instrument": "oximeter", "group": "", "taken_by": "patient"}
        for measure, value, unit in (("spo2", self.spo2, "%"), ("pulse", "72", "/min")):
            absent = None if value else "finger-out"
            reading = {"measure": measure, "value": value, "absent": absent, "unit": unit, "at": now, **told}
            device = {"maker": "Contec", "model": "CMS50D+", "serial": ""}
            self._vital(call, type="reading", id=f"{measure}-{seq}", flags=[], device=device, **reading)
        for message in self.room:
            self._vital(call, **{"at": now, **message})

    def _vital(self, call: Call, **message: Any) -> None:
        if call.channels["vitals"].readyState == "open" and (self.heartbeats or message["type"] == "hello"):
            call.channels["vitals"].send(json.dumps(message))

    def _run(self, work: Any) -> None:
        self._tasks.append(asyncio.ensure_future(work))

    async def _tell(self) -> None:
        async with self.changed:
            self.changed.notify_all()


@asynccontextmanager
async def standing_in(visit: Visit, port: int, kind: type[StandIn] = StandIn, **how: Any) -> AsyncIterator[StandIn]:
    """Run a stand-in on the broker at ``port``."""
    client = aiomqtt.Client("127.0.0.1", port, protocol=aiomqtt.ProtocolVersion.V5)
    await client.__aenter__()
    try:
        station = kind(visit, client, **how)
        serving = asyncio.create_task(station.serve())
        try:
            yield station
        finally:
            serving.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await serving
            await station.close()
    finally:
        with contextlib.suppress(aiomqtt.MqttError):
            await client.__aexit__(None, None, None)


def _receipts(message: dict[str, Any], *, deaf: bool) -> list[dict[str, Any]]:
    """Say what becomes of what the page sent: an acceptance is filed, a request to the patient stands for a second."""
    match message:
        case {"type": "accept", "reading": reading}:
            states = ("filing", "filed")
            return [{"type": "filed", "reading": reading, "state": state, "reason": ""} for state in states]
        case {"type": "guide", "phrase": phrase} if not deaf:
            return [{"type": "guided", "phrase": phrase, "seconds": 1.0}]
        case {"type": "summary", "id": id_, "text": text, "visit_needed": needed} if not deaf:
            return [{"type": "summary", "id": id_, "characters": len(text), "visit_needed": needed}]
    return []


def _pleth(seconds: float) -> int:
    phase = seconds * 1.2 % 1
    return int(20 + 90 * math.exp(-(((phase - 0.25) / 0.12) ** 2)) + 25 * math.exp(-(((phase - 0.6) / 0.1) ** 2)))


def _iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
