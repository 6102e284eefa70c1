# SPDX-License-Identifier: EUPL-1.2
"""What a patient's screens show: keys and values; the ui finds the words."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.call_messages import CameraName
from kiosk.drop_in import CallBack, Reason
from kiosk.instrument_view import InstrumentView
from kiosk.line_quality import CallMode, Quality
from kiosk.phrases import Phrase
from kiosk.view import View
from kiosk.visit.steps import VisitKind


class ChatLine(Struct, frozen=True, kw_only=True):
    """A finished or growing line of real-time text. ``own``: written at the station."""

    text: str
    own: bool


class AttractView(View, frozen=True, kw_only=True, tag="attract"):
    staff: bool = False
    """Holding the sign in the corner asks for the staff's PIN."""


class UnavailableView(View, frozen=True, kw_only=True, tag="unavailable"):
    staff: bool = False


class LanguageView(View, frozen=True, kw_only=True, tag="language"):
    languages: tuple[str, ...]


class HowToView(View, frozen=True, kw_only=True, tag="how-to"):
    """What can be chosen is in `Show.preferences`."""


class Closed(StrEnum):
    """Why nobody can be met without an appointment just now."""

    NONE = ""
    """Somebody can, or nobody ever can here."""
    HOURS = "hours"
    STATION = "station"
    """Camera, sound or something else that is needed does not work."""
    CLINIC = "clinic"
    """The clinic cannot be reached."""


class PurposeView(View, frozen=True, kw_only=True, tag="purpose"):
    kinds: tuple[VisitKind, ...]
    """What one can come for now, in order."""
    closed: Closed = Closed.NONE
    opens_at: datetime | None = None
    """When somebody takes visits without an appointment again, in local time."""


class DropInView(View, frozen=True, kw_only=True, tag="drop-in"):
    chosen: Reason | None = None


class AcuteView(View, frozen=True, kw_only=True, tag="acute"):
    """Whom to ring in an emergency, before anything else."""


class CallMeView(View, frozen=True, kw_only=True, tag="call-me"):
    """The number one can be rung at is typed and kept on the screen until it is sent."""


class CodeView(View, frozen=True, kw_only=True, tag="code"):
    attempts_left: int
    wrong: bool = False


class LockedView(View, frozen=True, kw_only=True, tag="locked"):
    remaining_s: int


class ExpiredView(View, frozen=True, kw_only=True, tag="expired"):
    pass


class PersonFor(StrEnum):
    """Whom the visit is about."""

    SELF = "self"
    CHILD = "child"
    OTHER = "other"
    """Somebody the person at the station helps."""


class Company(StrEnum):
    """Who is with the patient; the GP is told, for it decides what can be spoken of."""

    ALONE = "alone"
    RELATIVE = "relative"
    ASSISTANT = "assistant"
    INTERPRETER = "interpreter"


class WhoForView(View, frozen=True, kw_only=True, tag="who-for"):
    chosen: PersonFor | None = None


class CompanyView(View, frozen=True, kw_only=True, tag="company"):
    chosen: Company | None = None


class ConsentView(View, frozen=True, kw_only=True, tag="consent"):
    """``gp_name`` is empty where nobody is known yet, or nobody is met."""

    gp_name: str
    clinic: str
    visit: VisitKind = VisitKind.BOOKED


class PrepareView(View, frozen=True, kw_only=True, tag="prepare"):
    items: tuple[str, ...]
    """Keys of what to do before anything is measured, in order."""
    rest_remaining_s: int | None = None
    """How long one had better sit still before the cuff; None: nothing here has a cuff."""


class Printing(StrEnum):
    """How the station stands with its printer."""

    NONE = "none"
    """It has none."""
    ABLE = "able"
    BUSY = "busy"
    DONE = "done"
    """The printer's queue has taken it."""
    FAILED = "failed"


class ReviewView(View, frozen=True, kw_only=True, tag="review"):
    instruments: tuple[InstrumentView, ...]
    met: bool = True
    """Somebody sees it afterwards."""
    printing: Printing = Printing.NONE


class MeasureView(View, frozen=True, kw_only=True, tag="measure"):
    instruments: tuple[InstrumentView, ...]
    shown: int = 1
    """Number of the instrument that has the stage."""
    complete: bool
    """Everything has been measured."""


class WaitingView(View, frozen=True, kw_only=True, tag="waiting"):
    gp_name: str
    waited_s: int
    gp_here: bool = False
    """The GP has opened the link and is being connected."""
    place: int | None = None
    """1: she is next; None: the clinic has not said."""
    expected_min: int | None = None
    """How long it will take, about; None: nobody knows."""
    camera: bool = True
    microphone: bool = True
    """They run, so that light and sound can be looked at."""


class GpAbsentView(View, frozen=True, kw_only=True, tag="gp-absent"):
    gp_name: str
    waited_s: int


class CallView(View, frozen=True, kw_only=True, tag="call"):
    gp_name: str
    microphone: bool
    camera: bool
    gp_microphone: bool
    gp_camera: bool
    chat: tuple[ChatLine, ...]
    instruments: tuple[InstrumentView, ...]
    shown: int = 1
    """Number of the instrument whose curve is sent."""
    line_lost: bool = False
    quality: Quality = Quality()
    mode: CallMode = CallMode.FULL
    gp_video: bool = True
    """False: the GP's page leaves its picture out, because the line brings too little of it."""
    camera_shown: CameraName = CameraName.ROOM
    """Which camera the GP sees the patient with."""
    closer: bool = False
    """The GP looks at a part of the picture."""
    torch: bool = False
    """The light to examine by is on."""
    stethoscope: bool = False
    """Every sound of the room is sent as it is."""
    picture_taken: int = 0
    """Counts the pictures the GP has taken; ``picture_told``: say that she just took one."""
    picture_told: bool = False
    guidance: Phrase | None = None
    """What the GP asks for just now; ``guidance_count``: how often she has asked for anything."""
    guidance_count: int = 0
    text_call: bool = False
    """The patient would rather write: what is written has the room, and her microphone is off."""
    draft: str = ""
    """The line the patient is writing just now, which is the last of ``chat``; empty: none."""
    guest: str = ""
    """Who else is in the call, as a role of `kiosk.assistant_view.Guest`; empty: nobody."""
    cannot_hear: bool = False
    """The patient does not hear the GP; the GP's page has been told."""


class ReconnectingView(View, frozen=True, kw_only=True, tag="reconnecting"):
    gp_name: str
    cause: str
    """``line`` (the path or the GP's page was lost) or ``media`` (our media process restarts)."""
    show_phone: bool = False
    """It has lasted a minute: show the clinic's number."""


class SummaryView(View, frozen=True, kw_only=True, tag="summary"):
    """What the GP wrote for the patient to take home; ``physical_visit``: she had better be seen in person."""

    gp_name: str
    text: str
    physical_visit: bool = False
    printing: Printing = Printing.NONE


class RatingView(View, frozen=True, kw_only=True, tag="rating"):
    question: int
    """Which of `RATING_QUESTIONS`, from 1."""


RATING_QUESTIONS = 2
MOST_STARS = 5


class GoodbyeView(View, frozen=True, kw_only=True, tag="goodbye"):
    gp_name: str
    filed: int
    cause: str = ""
    """Key of why it ended, for a sentence: ``gp``, ``patient``, ``cancelled``, ``refused``, ``expired``,
    ``call-back``, ``measured``."""
    call_back: CallBack = CallBack.NONE


class ReceiptLine(Struct, frozen=True, kw_only=True):
    """One thing that was checked after erasure; ``check`` is the key of its sentence."""

    check: str
    ok: bool


class ErasedView(View, frozen=True, kw_only=True, tag="erased"):
    receipt: tuple[ReceiptLine, ...]
    complete: bool


class CleaningView(View, frozen=True, kw_only=True, tag="cleaning"):
    remaining_s: int
    """After which the station opens by itself."""
    staff: bool = False
    """Holding the sign in the corner asks for the staff's PIN: somebody may be here to mend something."""
