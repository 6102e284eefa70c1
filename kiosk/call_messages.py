# SPDX-License-Identifier: EUPL-1.2
"""What the station and the call's process say to each other."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kiosk.line_quality import CallMode, Quality
from kiosk.message import Message
from kiosk.selftest.report import Result
from kiosk.stand_in import Sentence


class CameraName(StrEnum):
    """The cameras a patient can be seen with."""

    ROOM = "room"
    EXAMINATION = "examination"
    """An otoscope or a skin camera, held by hand."""


class Preview(Message, frozen=True, kw_only=True, tag="preview"):
    """Run the camera (self-view into the ring) and the microphone, or let both go."""

    on: bool


class IceServer(Struct, frozen=True, kw_only=True):
    urls: tuple[str, ...]
    username: str = ""
    credential: str = ""


class MakeOffer(Message, frozen=True, kw_only=True, tag="make-offer"):
    """Open a peer connection and answer with `Offer`. One that exists stays until the new one is connected."""

    call_id: str
    ice_servers: tuple[IceServer, ...] = ()
    guest: bool = False
    """It is for a third participant, beside the GP's."""


class DropOffer(Message, frozen=True, kw_only=True, tag="drop-offer"):
    """Give up the connection of ``call_id`` if it is not connected yet: the one it should replace lives again."""

    call_id: str


class TakeAnswer(Message, frozen=True, kw_only=True, tag="take-answer"):
    call_id: str
    sdp: str


class RemoteCandidate(Struct, frozen=True, kw_only=True):
    candidate: str
    sdp_mid: str | None = None
    sdp_m_line_index: int | None = None


class TakeCandidates(Message, frozen=True, kw_only=True, tag="take-candidates"):
    call_id: str
    candidates: tuple[RemoteCandidate, ...]


class Channel(StrEnum):
    """The data channels of a call."""

    VITALS = "vitals"
    """Unordered, no retransmission; JSON, repeated."""
    TEXT = "text"
    """Reliable; T.140 (RFC 8865)."""
    CONTROL = "control"
    """Reliable; JSON."""


class SendData(Message, frozen=True, kw_only=True, tag="send-data"):
    """Send ``data`` on a channel of the connected peer; dropped where there is none. ``guest``: of the third's."""

    channel: Channel
    data: str
    guest: bool = False


class SetMedia(Message, frozen=True, kw_only=True, tag="set-media"):
    """What of the patient is sent. Off means silence and a still 'camera off' picture, not a changed session."""

    microphone: bool
    camera: bool


class Zoom(Message, frozen=True, kw_only=True, tag="zoom"):
    """Look at a part of the patient's picture: its middle, as shares of the whole, and how much larger it is shown."""

    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0


class ChooseCamera(Message, frozen=True, kw_only=True, tag="choose-camera"):
    """Send the pictures of this camera."""

    camera: CameraName


class TakeStill(Message, frozen=True, kw_only=True, tag="take-still"):
    """Take a picture at the camera's best and send it on the data channel `still`; `StillReport` says how it goes."""

    id: str


class CancelStill(Message, frozen=True, kw_only=True, tag="cancel-still"):
    """Stop sending that picture and forget it."""

    id: str


class SetTorch(Message, frozen=True, kw_only=True, tag="set-torch"):
    """Switch the light of the camera that is shown."""

    on: bool


class SetVoice(Message, frozen=True, kw_only=True, tag="set-voice"):
    """``stethoscope``: send every sound as it is, without taking out noise and echo."""

    stethoscope: bool


class HangUp(Message, frozen=True, kw_only=True, tag="hang-up"):
    """Close every peer connection, blank the remote ring. ``guest``: the third participant's alone."""

    guest: bool = False


class StandIn(Message, frozen=True, kw_only=True, tag="stand-in"):
    """Be the GP of a visit to learn from: show her picture, and say ``sentence`` if there is one; or stop.

    A real connection and `HangUp` stop it too.
    """

    on: bool
    language: str = ""
    sentence: Sentence | None = None


class TryDevices(Message, frozen=True, kw_only=True, tag="try-devices"):
    """Look at the camera's pictures, play a tone and listen for it; answer with `DevicesTried`. After `Preview`."""

    id: str


class StopTrying(Message, frozen=True, kw_only=True, tag="stop-trying"):
    """Somebody has come: stop what `TryDevices` began, at once."""


class Offer(Message, frozen=True, kw_only=True, tag="offer"):
    """The complete SDP of the connection opened for ``call_id``."""

    call_id: str
    sdp: str


class OfferFailed(Message, frozen=True, kw_only=True, tag="offer-failed"):
    call_id: str
    reason: str


class ConnectionState(StrEnum):
    """A peer connection as the station needs to know it."""

    CONNECTING = "connecting"
    CONNECTED = "connected"
    """ICE and DTLS are up and the data channels are open."""
    SILENT = "silent"
    """Nothing has arrived for a little more than a second: time for another connection, not yet for words."""
    LOST = "lost"
    """Nothing has arrived for more than two seconds, or ICE failed."""
    CLOSED = "closed"


class Connection(Message, frozen=True, kw_only=True, tag="connection"):
    call_id: str
    state: ConnectionState


class PathChange(StrEnum):
    """What happened to the ways out of the machine."""

    GONE = "gone"
    """The address that the call used is no longer there."""
    BETTER = "better"
    """The preferred way has been there for a while, and the call uses another."""
    BACK = "back"
    """There is a way again after there was none, or another than before."""


class PathChanged(Message, frozen=True, kw_only=True, tag="path-changed"):
    """A network interface, an address or a route came or went."""

    change: PathChange


class LineReport(Message, frozen=True, kw_only=True, tag="line-report"):
    """How the call's line is; sent when that changes."""

    quality: Quality
    mode: CallMode
    gp_video: bool = True
    """False: the GP's page should leave its picture out for a while."""


class DataArrived(Message, frozen=True, kw_only=True, tag="data-arrived"):
    """``guest``: from the third participant."""

    channel: Channel
    data: str
    guest: bool = False


class SourceState(StrEnum):
    """How the camera or the microphone is."""

    OFF = "off"
    OK = "ok"
    MISSING = "missing"
    FAILED = "failed"
    """It was there and stopped."""


class Sources(Message, frozen=True, kw_only=True, tag="sources"):
    """Sent on every change and after `Hello`."""

    camera: SourceState
    microphone: SourceState
    speaker: SourceState


class CameraReport(Message, frozen=True, kw_only=True, tag="camera-report"):
    """What can be done with the patient's cameras and how they stand; sent on every change and after `Hello`.

    ``zoom``, ``still``, ``examination``, ``torch``: what there is now. ``x``, ``y``, ``scale``: as in `Zoom`.
    """

    shown: CameraName = CameraName.ROOM
    zoom: bool = False
    still: bool = False
    examination: bool = False
    torch: bool = False
    x: float = 0.5
    y: float = 0.5
    scale: float = 1.0
    torch_on: bool = False
    stethoscope_on: bool = False
    fallen_back: bool = False
    """The examination camera was asked for or shown and gives no pictures; the room's camera is shown instead."""


class StillState(StrEnum):
    """What became of a picture that was asked for."""

    TAKEN = "taken"
    """It is being sent."""
    SENT = "sent"
    FAILED = "failed"
    CANCELLED = "cancelled"


class StillReason(StrEnum):
    """Why there is no picture."""

    NONE = ""
    NO_CAMERA = "no-camera"
    """No camera runs."""
    BUSY = "busy"
    """Another picture is on its way."""
    TOO_SLOW = "too-slow"
    """The camera or the line took too long."""
    TOO_LARGE = "too-large"


class StillReport(Message, frozen=True, kw_only=True, tag="still-report"):
    """How the picture asked for as ``id`` goes."""

    id: str
    state: StillState
    reason: StillReason = StillReason.NONE


class DevicesTried(Message, frozen=True, kw_only=True, tag="devices-tried"):
    """How camera and sound did."""

    id: str
    results: tuple[Result, ...]
