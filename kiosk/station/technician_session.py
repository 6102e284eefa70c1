# SPDX-License-Identifier: EUPL-1.2
"""What a technician looks at of the station itself: the page, what was found for it, what has just happened. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kiosk.fitting import Fitting
from kiosk.log_tail import LogEntry, Tail
from kiosk.selftest.report import Result
from kiosk.technician_view import Aligning, NetworkLine, TechnicianPage, Told, VersionLine
from kiosk.touch_map import Affine, Point
from kiosk.volume import START
from kiosk.yardstick import Yardstick

MOST_LINES = 100
"""More of the log nobody reads at a screen."""


class Deed(StrEnum):
    """What can be done on a page; a tap's value is one of them, perhaps with ``=`` and how."""

    AGAIN = "again"
    """Look, or try, once more."""
    SERIOUS = "serious"
    """``on``: show only warnings and errors of the log; ``off``: all."""
    RESTART = "restart"
    """How: a `kiosk.power.Restart`."""
    TONE = "tone"
    """Play two notes and listen for them."""
    SPEAK = "speak"
    """``on``: read this screen aloud; ``off``: be quiet."""
    VOLUME = "volume"
    """How: a step of `kiosk.volume`."""
    YARDSTICK = "yardstick"
    """How: a `kiosk.yardstick.Yardstick`."""
    LENGTH = "length"
    """How: by how many pixels the outline is to be longer, as ``-10``."""
    VIEWING = "viewing"
    """How: by how many millimetres one sits further away, as ``50``."""
    POINT = "point"
    """How: where the panel says that the mark was touched, as ``0.1,0.7``."""
    CAMERA = "camera"
    """How: a `kiosk.messages.CameraName`."""
    KEEP = "keep"
    UNDO = "undo"
    FORGET = "forget"
    """Let what the settings say count again."""


DEEDS: dict[TechnicianPage, frozenset[Deed]] = {
    TechnicianPage.PANEL: frozenset({Deed.YARDSTICK, Deed.LENGTH, Deed.VIEWING, Deed.KEEP, Deed.UNDO, Deed.FORGET}),
    TechnicianPage.TOUCH: frozenset({Deed.AGAIN, Deed.POINT, Deed.KEEP, Deed.UNDO, Deed.FORGET}),
    TechnicianPage.SOUND: frozenset({Deed.TONE, Deed.SPEAK, Deed.VOLUME, Deed.KEEP, Deed.UNDO}),
    TechnicianPage.NETWORK: frozenset({Deed.AGAIN}),
    TechnicianPage.CAMERA: frozenset({Deed.CAMERA}),
    TechnicianPage.LOG: frozenset({Deed.AGAIN, Deed.SERIOUS}),
    TechnicianPage.VERSIONS: frozenset(),
    TechnicianPage.RESTART: frozenset({Deed.RESTART}),
}
"""What means anything on each page."""


@dataclass(kw_only=True, slots=True)
class NetworkSeen:
    """``lines``: this side of the network, then what has been reached so far."""

    lines: tuple[NetworkLine, ...] = ()
    running: bool = False


@dataclass(kw_only=True, slots=True)
class SoundSeen:
    """``trying_s``: since when two notes are played and listened for; ``result``: how that ended."""

    microphone: bool = False
    trying_s: float | None = None
    result: Result | None = None
    step: int = START
    speaking: bool = False


@dataclass(kw_only=True, slots=True)
class PanelSeen:
    """The outline, how wide the panel is if that fits, and how far away one sits: as they would be kept."""

    yardstick: Yardstick = Yardstick.CARD
    length_px: int = 0
    width_mm: float = 0.0
    viewing_mm: float = 600.0


@dataclass(kw_only=True, slots=True)
class TouchSeen:
    """``touches``: what the panel said of the marks so far; ``found``: the map that is tried."""

    phase: Aligning = Aligning.IDLE
    touches: tuple[Point, ...] = ()
    found: Affine | None = None
    off_mm: float | None = None
    until_s: float = 0.0
    remaining_s: int = 0


@dataclass(kw_only=True, slots=True)
class CameraSeen:
    there: bool = False
    examination: bool = False
    other: bool = False


@dataclass(kw_only=True, slots=True)
class TechnicianSession:
    """Everything of one stay; made anew for the next. ``page`` None: the list of pages."""

    page: TechnicianPage | None = None
    told: Told = Told.NOTHING
    versions: tuple[VersionLine, ...] = ()
    tail: Tail | None = None
    serious: bool = False
    able: bool = False
    """A service manager runs the station, and can start it anew."""
    network: NetworkSeen = field(default_factory=NetworkSeen)
    sound: SoundSeen = field(default_factory=SoundSeen)
    panel: PanelSeen = field(default_factory=PanelSeen)
    touch: TouchSeen = field(default_factory=TouchSeen)
    camera: CameraSeen = field(default_factory=CameraSeen)
    fitting: Fitting = Fitting()
    """What is kept now. ``before``: what was kept before the last change, if it can be undone."""
    before: Fitting | None = None
    kept_mm: float = 0.0
    """The panel's width that counts now."""

    def allows(self, deed: Deed) -> bool:
        """Tell whether ``deed`` means anything on this page."""
        return self.page is not None and deed in DEEDS[self.page]

    @property
    def entries(self) -> tuple[LogEntry, ...]:
        """The log as it is wanted, newest first."""
        entries = self.tail.entries if self.tail is not None else ()
        return tuple(entry for entry in entries if entry.serious or not self.serious)[:MOST_LINES]


def deed_of(value: str) -> tuple[Deed | None, str]:
    """Read a tap's value: a deed, and how; None if it is none."""
    name, _, how = value.partition("=")
    return (Deed(name) if name in set(Deed) else None), how
