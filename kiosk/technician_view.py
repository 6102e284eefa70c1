# SPDX-License-Identifier: EUPL-1.2
"""What the technician's screens need, to see to the station itself. Nothing in it is about a person."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from kiosk.selftest.report import Outcome, Reason
from kiosk.view import View
from kiosk.yardstick import Yardstick


class TechnicianPage(StrEnum):
    """What of the station a technician can see to, in the order of the list."""

    PANEL = "panel"
    """The measured size of the panel."""
    TOUCH = "touch"
    """Where a finger is, and where the panel says that it is."""
    SOUND = "sound"
    NETWORK = "network"
    CAMERA = "camera"
    LOG = "log"
    VERSIONS = "versions"
    RESTART = "restart"


class Told(StrEnum):
    """What has just happened, for a sentence."""

    NOTHING = ""
    KEPT = "kept"
    UNDONE = "undone"
    NOT_KEPT = "not-kept"
    """It could not be written: the disk is full, or read-only."""
    TOO_FAR = "too-far"
    """The touches do not fit each other: a mark was missed."""
    NOT_CONFIRMED = "not-confirmed"
    """Nobody touched the button in time, so everything is as it was."""
    RESTARTING = "restarting"
    UNMANAGED = "unmanaged"
    """No service manager runs the station."""
    REFUSED = "refused"
    """The system does not let the station restart."""
    NO_ANSWER = "no-answer"


class StationView(View, frozen=True, kw_only=True, tag="staff-station"):
    """The list of pages."""

    pages: tuple[TechnicianPage, ...]


class Version(StrEnum):
    """What has a version, in the order in which it is shown."""

    STATION = "station"
    """No version, but which station it is."""
    SOFTWARE = "software"
    SETTINGS = "settings"
    """A hash of all settings."""
    MODEL = "model"
    SYSTEM = "system"
    KERNEL = "kernel"
    PYTHON = "python"
    KIVY = "kivy"
    AIORTC = "aiortc"
    AV = "av"


class VersionLine(Struct, frozen=True, kw_only=True):
    part: Version
    value: str


class VersionsView(View, frozen=True, kw_only=True, tag="staff-versions"):
    """``lines`` is empty while they are being collected."""

    lines: tuple[VersionLine, ...] = ()


class LogLine(Struct, frozen=True, kw_only=True):
    """An event of the log: words and numbers of the program, in its own language."""

    at: str
    serious: bool
    text: str


class LogView(View, frozen=True, kw_only=True, tag="staff-log"):
    """The newest first. ``serious``: only warnings and errors; ``others``: lines that are not events, and not shown."""

    lines: tuple[LogLine, ...] = ()
    looked: bool = True
    serious: bool = False
    others: int = 0


class RestartView(View, frozen=True, kw_only=True, tag="staff-restart"):
    """``able``: a service manager runs the station."""

    able: bool
    told: Told = Told.NOTHING


class Place(StrEnum):
    """A part of the way to the clinic."""

    WIRED = "wired"
    WIRELESS = "wireless"
    MOBILE = "mobile"
    ROUTE = "route"
    NAMES = "names"
    """Who is asked for names (DNS)."""
    BROKER = "broker"
    DESK = "desk"
    TURN = "turn"


class Link(StrEnum):
    """How an interface is, or what is on this side of the network."""

    UP = "up"
    NO_CABLE = "no-cable"
    """The plug is out, or nothing answers at the other end."""
    NOT_JOINED = "not-joined"
    """A radio that has not joined a network."""
    NO_ADDRESS = "no-address"
    OFF = "off"
    """Switched off."""
    NO_ROUTE = "no-route"
    NO_SERVERS = "no-servers"
    NONE = "none"
    """There is no network interface at all."""


class NetworkLine(Struct, frozen=True, kw_only=True):
    """One part of the way. Of what is here ``link`` says how it is; of what must be reached ``outcome`` and ``reason``.

    ``name``: of the interface, or whom it is about; ``address``: as numbers, or of the server.
    """

    place: Place
    name: str = ""
    address: str = ""
    link: Link | None = None
    outcome: Outcome | None = None
    reason: Reason = Reason.NONE


class NetworkView(View, frozen=True, kw_only=True, tag="staff-network"):
    lines: tuple[NetworkLine, ...] = ()
    running: bool = False
    """Broker, desk and relay are being tried."""


class SoundView(View, frozen=True, kw_only=True, tag="staff-sound"):
    """The microphone's level comes apart (`kiosk.messages.SoundLevel`). ``step``: now; ``start``: of every visit."""

    microphone: bool
    trying: bool = False
    outcome: Outcome | None = None
    reason: Reason = Reason.NONE
    """How playing two notes and listening for them ended."""
    step: int
    start: int
    speaking: bool = False
    """The screen is read aloud, to hear the voice."""
    undo: bool = False
    told: Told = Told.NOTHING


class PanelView(View, frozen=True, kw_only=True, tag="staff-panel"):
    """``length_px``: of the outline; ``width_mm``: what the panel measures if it fits; ``kept_mm``: what counts now."""

    yardstick: Yardstick
    length_px: int
    width_mm: float
    kept_mm: float
    viewing_mm: float
    undo: bool = False
    told: Told = Told.NOTHING


class Aligning(StrEnum):
    """How far it is with the touch panel."""

    IDLE = "idle"
    TARGET = "target"
    """A mark is to be touched."""
    CONFIRM = "confirm"
    """The new map is tried: it is kept if its button can be touched."""


class TouchFitView(View, frozen=True, kw_only=True, tag="staff-touch-fit"):
    """``x``, ``y``: where the mark is, as shares from the lower left; ``off_mm``: how well the touches fitted."""

    phase: Aligning
    number: int = 0
    count: int = 0
    x: float = 0.5
    y: float = 0.5
    off_mm: float | None = None
    remaining_s: int = 0
    """Until everything is as it was."""
    aligned: bool = False
    """A map is kept that can be forgotten."""
    undo: bool = False
    told: Told = Told.NOTHING


class CameraFitView(View, frozen=True, kw_only=True, tag="staff-camera"):
    """The live picture is in the ring. ``examination``: the camera held by hand is shown; ``other``: there is one."""

    there: bool
    examination: bool = False
    other: bool = False


AnyTechnicianView = (
    StationView | VersionsView | LogView | RestartView | NetworkView | SoundView | PanelView | TouchFitView
    | CameraFitView
)  # fmt: skip
