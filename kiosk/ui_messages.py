# SPDX-License-Identifier: EUPL-1.2
"""What the station and the screens' process say to each other."""

from __future__ import annotations

from enum import StrEnum

from kiosk.action import Action
from kiosk.assistant_view import (
    AssistantLessonView,
    AssistantLockedView,
    AssistantNumberView,
    AssistantPersonView,
    AssistantPinView,
    AssistantStepsView,
    AssistantView,
)
from kiosk.message import Message
from kiosk.notice import Notice
from kiosk.patient_view import (
    AcuteView,
    AttractView,
    CallMeView,
    CallView,
    CleaningView,
    CodeView,
    CompanyView,
    ConsentView,
    DropInView,
    ErasedView,
    ExpiredView,
    GoodbyeView,
    GpAbsentView,
    HowToView,
    LanguageView,
    LockedView,
    MeasureView,
    PrepareView,
    PurposeView,
    RatingView,
    ReconnectingView,
    ReviewView,
    SummaryView,
    UnavailableView,
    WaitingView,
    WhoForView,
)
from kiosk.preferences import Preferences
from kiosk.staff_view import (
    StaffCheckView,
    StaffDriversView,
    StaffInstrumentView,
    StaffKindsView,
    StaffPinView,
    StaffPortsView,
    StaffPortView,
    StaffSelfTestView,
    StaffTouchView,
    StaffView,
)
from kiosk.technician_view import AnyTechnicianView
from kiosk.touch_map import IDENTITY, Affine

AnyView = (
    AttractView | UnavailableView | LanguageView | HowToView | PurposeView | DropInView | AcuteView | CallMeView
    | CodeView | LockedView | ExpiredView | WhoForView | CompanyView | ConsentView
    | PrepareView | MeasureView | ReviewView | WaitingView | GpAbsentView | CallView | ReconnectingView | SummaryView
    | RatingView | GoodbyeView | ErasedView | CleaningView
    | StaffPinView | StaffView | StaffInstrumentView | StaffPortsView | StaffPortView | StaffKindsView
    | StaffDriversView | StaffCheckView | StaffSelfTestView | StaffTouchView | AnyTechnicianView
    | AssistantNumberView | AssistantPinView | AssistantLockedView | AssistantView | AssistantStepsView
    | AssistantPersonView | AssistantLessonView
)  # fmt: skip


class Show(Message, frozen=True, kw_only=True, tag="show"):
    """What the screen shows now; sent on every change and at once to a ui that comes back."""

    view: AnyView
    language: str
    station_name: str
    phone: str
    notices: tuple[Notice, ...] = ()
    idle_remaining_s: int | None = None
    """Set while 'are you still there?' is asked: seconds until everything is erased."""
    cuff: int = 0
    """Number of the instrument whose cuff may be squeezing somebody now: every screen offers to stop it; 0: none."""
    preferences: Preferences = Preferences()
    """How the person wants to see, hear and operate the screen."""
    blank: bool = False
    """Nothing is shown. Any touch or key sends `Action.WAKE`, and does nothing else; see `by_ear`."""
    assistant: bool = False
    """An assistant is there, and the patient's own screen is shown."""
    headset: bool = False
    """Only the person hears the station: what is private may be said aloud."""

    @property
    def by_ear(self) -> bool:
        """It is dark, and the person goes on by what she hears: keys, switches and buttons do what they always do."""
        return self.blank and self.preferences.speech and self.headset


class KeyAction(StrEnum):
    """What a key or a switch is for. Keys are read by the ui itself, switches by the station."""

    NEXT = "next"
    PREVIOUS = "previous"
    SELECT = "select"
    BACK = "back"
    REPEAT = "repeat"
    """Say it again."""
    PAUSE = "pause"
    """Be quiet, or go on with what was being said."""
    DIGIT = "digit"
    SWITCH_1 = "switch-1"
    """The only switch, or that of two which moves the mark on."""
    SWITCH_2 = "switch-2"
    """That of two switches which chooses what is marked."""


class Key(Message, frozen=True, kw_only=True, tag="key"):
    """A key or a switch of the room was pressed. ``digit``: which, for `KeyAction.DIGIT`."""

    action: KeyAction
    digit: str = ""


class Wave(Message, frozen=True, kw_only=True, tag="wave"):
    """A waveform chunk for the patient's screen; ``samples`` as in `kiosk.reading.WaveChunk`."""

    seq: int
    rate_hz: float
    lower: int
    upper: int
    samples: tuple[int | None, ...]


class SoundLevel(Message, frozen=True, kw_only=True, tag="sound-level"):
    """How loud the patient's microphone is, in dB below full scale; a few times a second while nobody is met yet."""

    level_db: float


class Rings(Message, frozen=True, kw_only=True, tag="rings"):
    """Files of the shared-memory rings with the patient's own and the GP's picture (`kiosk.frames`)."""

    own: str
    remote: str


class Fit(Message, frozen=True, kw_only=True, tag="fit"):
    """How this machine's parts fit together; told before anything is shown. ``touch``: see `kiosk.touch_map.Affine`."""

    width_mm: float
    viewing_mm: float
    touch: Affine = IDENTITY


class DrawFrame(Message, frozen=True, kw_only=True, tag="draw-frame"):
    """Draw the screen once more and answer with `FrameDrawn`: the self-test wants to know that it is alive."""

    id: str


class Tap(Message, frozen=True, kw_only=True, tag="tap"):
    action: Action
    value: str = ""


class FrameDrawn(Message, frozen=True, kw_only=True, tag="frame-drawn"):
    """The picture asked for as ``id`` stands on the panel, ``took_ms`` after it was asked for."""

    id: str
    took_ms: float
