# SPDX-License-Identifier: EUPL-1.2
"""What the station has in memory: about itself (`Memory`), and about the person sitting there (`VisitMemory`).

Everything about a person hangs on one `VisitMemory`; dropping that one reference is the erasure, and the receipt checks
through a weak one that nothing else held on to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from kiosk.drop_in import CallBack, Reason
from kiosk.fitting import Fitting
from kiosk.line_quality import CallMode, Quality
from kiosk.messages import CameraReport, Company, LineReport, NoticeKey, PersonFor, Printing, SourceState
from kiosk.preferences import Preferences
from kiosk.selftest.report import Report
from kiosk.selftest.touch import TouchRecord
from kiosk.signalling.descriptor import VisitDescriptor
from kiosk.station.acting import Acting
from kiosk.station.assistant import Assistant
from kiosk.station.call_leg import CallLeg
from kiosk.station.erasure import Receipt
from kiosk.station.gp_session import GpSession
from kiosk.station.gp_words import GpWords
from kiosk.station.guest import GuestMemory
from kiosk.station.lesson import Task
from kiosk.station.room import Room
from kiosk.station.spotlight import Spotlight
from kiosk.station.staff_session import StaffSession
from kiosk.station.t140 import Conversation
from kiosk.station.vitals import Vitals
from kiosk.visit.machine import State
from kiosk.visit.steps import VisitKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """A notice that stands for a while. ``state``: where the visit was when it was made."""

    key: NoticeKey
    instrument: str = ""
    at_s: float
    state: State


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """What the clinic said of the wait. ``place``: 1 is next; ``told_s``: when, of the monotonic clock."""

    place: int
    wait_s: float
    told_s: float


@dataclass(kw_only=True)
class VisitMemory:
    """Everything about one visit and its people. Not a slotted class: it is looked for by weak reference."""

    descriptor: VisitDescriptor
    session: GpSession
    leg: CallLeg
    vitals: Vitals
    spotlight: Spotlight = field(default_factory=Spotlight)
    stopped_s: dict[str, float] = field(default_factory=dict)
    """When each instrument was last told to stop, by its name."""
    conversation: Conversation = field(default_factory=Conversation)
    arrived_at: datetime
    met_at: datetime | None = None
    microphone: bool = True
    camera: bool = True
    text_call: bool = False
    """She would rather write. ``spoke``: how the microphone was before."""
    spoke: bool = True
    cannot_hear: bool = False
    gp_microphone: bool = True
    gp_camera: bool = True
    filed: int = 0
    accepted: list[str] = field(default_factory=list)
    """Readings that are filed, by their ids."""
    filing_failed: bool = False
    signature_problem: bool = False
    second_gp_at_s: float | None = None
    handed_over_at_s: float | None = None
    """When a colleague of the GP's took over."""
    guest: GuestMemory | None = None
    """A third participant whom the GP has invited."""
    guest_left: tuple[str, float] | None = None
    """What one was whom the GP has let out, and when, of the monotonic clock."""
    lamp_on: bool = False
    """The GP has switched on the room's examination light."""
    still_id: str = ""
    """The picture that is on its way to the GP."""
    kind: VisitKind = VisitKind.BOOKED
    has_room: bool = True
    """The clinic knows the visit: a GP can join it, and what she accepts can be filed."""
    reason: Reason | None = None
    """What for, where nothing was booked."""
    call_back: CallBack = CallBack.NONE
    """Whether the clinic knows that she wants to be rung; ``call_back_id``: the request it is told by, or her visit."""
    call_back_id: str = ""
    asked: bool = False
    """The clinic has been asked for somebody, and nobody has come yet."""
    person_for: PersonFor | None = None
    company: Company | None = None
    rest_since_s: float | None = None
    """Since when the person rests, of the monotonic clock."""
    queue: Queue | None = None
    printing: Printing = Printing.ABLE
    """How it stands with printing, where there is a printer."""
    ratings: tuple[int, ...] = ()
    stills: int = 0
    """How many pictures she has taken; ``still_at_s``: when the last."""
    still_at_s: float | None = None
    line: LineReport = LineReport(quality=Quality(), mode=CallMode.FULL)
    words: GpWords = field(default_factory=GpWords)
    """What the GP sent to be read."""
    learnt: frozenset[Task] = frozenset()
    """In a visit to learn from: what has been done once."""
    cameras: CameraReport | None = None
    """In a visit to learn from: how the cameras would stand. ``acting``: the GP that is none."""
    acting: Acting = field(default_factory=Acting)
    assistant: Assistant = field(default_factory=Assistant)
    """Somebody who helps the patient, if anybody does."""

    @property
    def gp_name(self) -> str:
        """The name the clinic booked, or the GP gave the colleague who took over.

        What a page calls itself is shown only where nobody gave a name.
        """
        return self.session.given_name or self.descriptor.gp.name or self.session.name

    def note_stopped(self, now_s: float) -> None:
        """Note that every instrument was told to stop."""
        self.stopped_s.update({entry.name: now_s for entry in self.vitals.entries})


@dataclass(kw_only=True, slots=True)
class StaffMemory:
    """The staff screen. ``wanted``: there is one; ``active``: somebody has given the PIN and is there."""

    wanted: bool = False
    practice: bool = False
    """There are instruments to learn with."""
    active: bool = False
    attempts_left: int = 1
    wrong: bool = False
    locked_until_s: float = 0.0
    session: StaffSession = field(default_factory=StaffSession)


@dataclass(frozen=True, kw_only=True, slots=True)
class SelfTestMemory:
    """The last self-test. ``running``: one is under way; ``unfit``: no patient's visit may begin."""

    report: Report | None = None
    running: bool = False
    unfit: bool = False
    touch: TouchRecord | None = None


@dataclass(kw_only=True)
class Memory:
    """What the conductor knows beside the state itself; what stands before the visit outlives it."""

    broker_here: bool = False
    call_process_here: bool = False
    camera: SourceState = SourceState.OFF
    microphone: SourceState = SourceState.OFF
    cameras: CameraReport = field(default_factory=CameraReport)
    room: Room = field(default_factory=Room)
    staff: StaffMemory = field(default_factory=StaffMemory)
    self_test: SelfTestMemory = SelfTestMemory()
    fitting: Fitting = Fitting()
    """What a technician has measured at the station."""
    language: str
    languages: tuple[str, ...]
    """Those a patient may choose."""
    preferences: Preferences = Preferences()
    """``language`` above is the one that counts."""
    blank: bool = False
    """The patient wants nothing to be seen."""
    gone: bool = False
    """Nobody answered: the screen is dark for the station's sake, and nobody is there to hear it."""
    visit: VisitMemory | None = None
    attempts_left: int
    code_was_wrong: bool = False
    visited: bool = False
    """Somebody was known here since the screen last invited."""
    locked_until_s: float = 0.0
    waiting_since_s: float = 0.0
    state_since_s: float = 0.0
    cause: str = ""
    receipt: Receipt | None = None
    remark: Remark | None = None

    def ready_for_next(self, language: str) -> None:
        """Forget what was about the last person's way through the screens."""
        self.language = language
        self.preferences = Preferences(volume_step=self.fitting.volume)
        self.blank = self.gone = False
        self.cause = ""
        self.receipt = None
        self.code_was_wrong = False
        self.remark = None
