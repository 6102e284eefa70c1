# SPDX-License-Identifier: EUPL-1.2
"""What the three processes of a station say to each other: typed, versioned messages on a Unix socket.

The station is the server. `call` and `ui` say `Hello` first. A message another version would not understand means
another `VERSION`; processes of different versions refuse each other. Text for people is never sent: the ui gets keys
and values and finds the words itself.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.assistant_view import (
    AssistantLessonView,
    AssistantLockedView,
    AssistantNumberView,
    AssistantPersonView,
    AssistantPinView,
    AssistantStepsView,
    AssistantView,
)
from kiosk.drop_in import Reason
from kiosk.instrument_view import InstrumentView as InstrumentView
from kiosk.instrument_view import ValueView as ValueView
from kiosk.line_quality import CallMode, Quality
from kiosk.phrases import Phrase
from kiosk.preferences import Preferences
from kiosk.selftest.report import Result
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
from kiosk.view import View as View
from kiosk.visit.steps import VisitKind

VERSION = 5


class Message(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="kind"):
    """Root of every message."""


class Role(StrEnum):
    UI = "ui"
    CALL = "call"


class Hello(Message, frozen=True, kw_only=True, tag="hello"):
    """The first message of a process."""

    role: Role
    pid: int
    version: int = VERSION


# ----------------------------------------------------------------------------------------------- station → ui


class CameraName(StrEnum):
    """The cameras a patient can be seen with."""

    ROOM = "room"
    EXAMINATION = "examination"
    """An otoscope or a skin camera, held by hand."""


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


AnyView = (
    AttractView | UnavailableView | LanguageView | HowToView | PurposeView | DropInView | AcuteView | CallMeView
    | CodeView | LockedView | ExpiredView | WhoForView | CompanyView | ConsentView
    | PrepareView | MeasureView | ReviewView | WaitingView | GpAbsentView | CallView | ReconnectingView | SummaryView
    | RatingView | GoodbyeView | ErasedView | CleaningView
    | StaffPinView | StaffView | StaffInstrumentView | StaffPortsView | StaffPortView | StaffKindsView
    | StaffDriversView | StaffCheckView | StaffSelfTestView | StaffTouchView
    | AssistantNumberView | AssistantPinView | AssistantLockedView | AssistantView | AssistantStepsView
    | AssistantPersonView | AssistantLessonView
)  # fmt: skip


class NoticeKey(StrEnum):
    """Something that is wrong but does not stop the visit; each has a sentence in the catalogues."""

    BROKER_AWAY = "broker-away"
    """The clinic cannot be reached just now; the visit goes on."""
    CAMERA_MISSING = "camera-missing"
    MICROPHONE_MISSING = "microphone-missing"
    INSTRUMENT_MISSING = "instrument-missing"
    INSTRUMENT_UNPLUGGED = "instrument-unplugged"
    INSTRUMENT_GARBAGE = "instrument-garbage"
    INSTRUMENT_NOT_STARTED = "instrument-not-started"
    """It did not take the command to measure."""
    INSTRUMENT_NOT_STOPPED = "instrument-not-stopped"
    """It did not take the command to stop: the person must be told how else to stop it."""
    EMERGENCY_STOPPED = "emergency-stopped"
    """Somebody pressed the emergency stop; the air is let out of every cuff."""
    EMERGENCY_STOP_HELD = "emergency-stop-held"
    """The emergency stop is still pressed, or its wire is cut: no cuff can be started."""
    BUTTON_STUCK = "button-stuck"
    """For staff: a button of the room has been down for too long."""
    HOUSING_OPEN = "housing-open"
    """For staff: the station's housing is open."""
    LID_OPEN = "lid-open"
    """For staff: the lid over the instruments is open though nobody is here."""
    EXAMINATION_CAMERA_LOST = "examination-camera-lost"
    """The camera held by hand gives no pictures; the room's camera is shown instead."""
    SCAN_UNKNOWN = "scan-unknown"
    """What was held before the code reader is not a code of a visit."""
    SCAN_NEEDS_CODE = "scan-needs-code"
    """A patient's card was held before the code reader where a visit's code is asked for."""
    CARD_FITS = "card-fits"
    """The card belongs to the patient of this visit."""
    CARD_DIFFERS = "card-differs"
    """The card belongs to somebody else than the patient of this visit."""
    SIGNATURE = "signature"
    """A call was refused because somebody may have altered it."""
    SECOND_GP = "second-gp"
    """Somebody else opened the GP's link and was not let in."""
    COLLEAGUE_COMES = "colleague-comes"
    """The GP hands over, and her colleague is being connected; ``name`` is what he is called."""
    COLLEAGUE_CAME = "colleague-came"
    """The colleague has taken over."""
    FILING_FAILED = "filing-failed"
    SPEECH_NO_VOICE = "speech-no-voice"
    """The screen should speak, and there is no voice for its language."""
    SPEECH_AWAY = "speech-away"
    """The screen should speak, and the voice does not work."""
    NO_RELAY = "no-relay"
    PRACTICE = "practice"
    """It is a visit to learn from: nothing is real, and nothing is sent."""


class Notice(Struct, frozen=True, kw_only=True):
    """``instrument``: title key of the instrument that the sentence is about; ``name``: of the person it is about.

    Both are empty for every other sentence.
    """

    key: NoticeKey
    instrument: str = ""
    name: str = ""


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
    """Nothing is shown. Any touch or key sends `Action.WAKE`, and does nothing else."""
    assistant: bool = False
    """An assistant is there, and the patient's own screen is shown."""
    headset: bool = False
    """Only the person hears the station: what is private may be said aloud."""


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


class DrawFrame(Message, frozen=True, kw_only=True, tag="draw-frame"):
    """Draw the screen once more and answer with `FrameDrawn`: the self-test wants to know that it is alive."""

    id: str


# ----------------------------------------------------------------------------------------------- ui → station


class Action(StrEnum):
    """What a patient can do on a screen. ``Tap.value`` is empty unless said."""

    TOUCHED = "touched"
    """Any touch at all: somebody is there."""
    BLANK = "blank"
    """Show nothing, lest others read it."""
    WAKE = "wake"
    """Show the screen again."""
    START = "start"
    CHOOSE_LANGUAGE = "choose-language"
    """value: BCP 47 language."""
    ENTER_CODE = "enter-code"
    """value: the digits."""
    CONSENT = "consent"
    REFUSE = "refuse"
    CONTINUE = "continue"
    """On to the next step."""
    BACK = "back"
    """Back to the step before."""
    PREFER = "prefer"
    """value: a field of `Preferences` and what it shall be, as ``large_text=on`` or ``volume_step=3``."""
    CHOOSE_PERSON = "choose-person"
    """value: a `PersonFor`."""
    CHOOSE_COMPANY = "choose-company"
    """value: a `Company`."""
    RATE = "rate"
    """value: 1 to 5."""
    PRINT = "print"
    """value: what goes on paper, in the patient's language."""
    CHOOSE_PURPOSE = "choose-purpose"
    """value: a `VisitKind`."""
    CHOOSE_REASON = "choose-reason"
    """value: a `kiosk.drop_in.Reason`."""
    CALL_BACK = "call-back"
    """Wait no longer; the clinic shall ring. value: the number's digits, where it does not know her."""
    STAY = "stay"
    """The answer to 'are you still there?'."""
    LEAVE = "leave"
    RETRY = "retry"
    KEEP_WAITING = "keep-waiting"
    MICROPHONE = "microphone"
    """value: ``on`` or ``off``."""
    CAMERA = "camera"
    """value: ``on`` or ``off``."""
    SAY = "say"
    """value: a line of text for the GP (already in the patient's language)."""
    TYPE = "type"
    """value: what a key adds to the line the patient writes, as in T.140: U+0008 takes one back, U+2028 ends it."""
    TEXT_CALL = "text-call"
    """value: ``on``: she would rather write; ``off``: she speaks again."""
    CANNOT_HEAR = "cannot-hear"
    """value: what she says of it, for the GP to read, in the patient's language; empty: she hears her again."""
    END = "end"
    DONE = "done"
    """Go on from goodbye or from the receipt; or everything is wiped."""
    MEASURE_START = "measure-start"
    """value: the instrument's number."""
    MEASURE_STOP = "measure-stop"
    """value: the instrument's number; empty: everything that can be stopped."""
    RETAKE = "retake"
    """value: the number of the instrument whose result is to be measured anew."""
    CHOOSE_INSTRUMENT = "choose-instrument"
    """value: the number of the instrument to be shown."""
    NEXT_INSTRUMENT = "next-instrument"
    """Show the next instrument that has no result yet."""
    STAFF = "staff"
    """The sign in the corner was held: ask for the PIN."""
    STAFF_PIN = "staff-pin"
    """value: the digits."""
    STAFF_INSTRUMENT = "staff-instrument"
    """value: the name of the instrument to look at."""
    STAFF_NEW = "staff-new"
    """Set up another instrument."""
    STAFF_PORTS = "staff-ports"
    """Show the ports."""
    STAFF_PORT = "staff-port"
    """value: the address of the port to look at."""
    STAFF_LISTEN = "staff-listen"
    """Find out what hangs on the port; where the ports are shown, on each of them."""
    STAFF_KINDS = "staff-kinds"
    """Show what devices are for."""
    STAFF_KIND = "staff-kind"
    """value: the capability whose devices are shown."""
    STAFF_DRIVER = "staff-driver"
    """value: the driver to try."""
    STAFF_CHECK = "staff-check"
    """Try the device (once more)."""
    STAFF_STOP = "staff-stop"
    """Enough listened or tried."""
    STAFF_SAVE = "staff-save"
    STAFF_REMOVE = "staff-remove"
    STAFF_UNDO = "staff-undo"
    STAFF_BACK = "staff-back"
    STAFF_SELF_TEST = "staff-self-test"
    """Show how the last self-test went."""
    STAFF_RUN = "staff-run"
    """Test the station now."""
    STAFF_TOUCH = "staff-touch"
    """Try the touch panel, field by field."""
    STAFF_FIELD = "staff-field"
    """value: the number of the field that was touched, from 0."""
    STAFF_TOUCH_END = "staff-touch-end"
    """The fields that are left do not answer."""
    PRACTISE = "practise"
    """Begin a visit to learn from."""
    ASSIST = "assist"
    """Somebody is there to help the patient; or she wants her overview again."""
    ASSIST_NUMBER = "assist-number"
    """value: the digits."""
    ASSIST_PIN = "assist-pin"
    """value: the digits."""
    ASSIST_BACK = "assist-back"
    ASSIST_PATIENT = "assist-patient"
    """Show the patient's screen; she stays."""
    ASSIST_HAND_OVER = "assist-hand-over"
    """The patient goes on alone."""
    ASSIST_LEAD = "assist-lead"
    """She leads the visit for the patient."""
    ASSIST_TAKES = "assist-takes"
    """value: a `kiosk.reading.TakenBy`, who measures from now on."""
    ASSIST_TOOL = "assist-tool"
    """value: a `kiosk.assistant_view.ToolSteps`, whose steps are shown."""
    ASSIST_TOOL_ON = "assist-tool-on"
    """value: ``on`` or ``off``; the GP sees or hears by what the shown steps are about."""
    ASSIST_LESSON = "assist-lesson"
    """Show what has been learnt."""
    ASSIST_PERSON = "assist-person"
    """value: a `kiosk.assistant_view.Guest`, who shall be asked into the call; empty: show who could be."""


class Tap(Message, frozen=True, kw_only=True, tag="tap"):
    action: Action
    value: str = ""


class FrameDrawn(Message, frozen=True, kw_only=True, tag="frame-drawn"):
    """The picture asked for as ``id`` stands on the panel, ``took_ms`` after it was asked for."""

    id: str
    took_ms: float


# ----------------------------------------------------------------------------------------------- station → call


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
    """Send ``data`` on a channel of the connected peer; dropped where there is none."""

    channel: Channel
    data: str


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
    """Close every peer connection, blank the remote ring."""


class TryDevices(Message, frozen=True, kw_only=True, tag="try-devices"):
    """Look at the camera's pictures, play a tone and listen for it; answer with `DevicesTried`. After `Preview`."""

    id: str


class StopTrying(Message, frozen=True, kw_only=True, tag="stop-trying"):
    """Somebody has come: stop what `TryDevices` began, at once."""


# ----------------------------------------------------------------------------------------------- call → station


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
    channel: Channel
    data: str


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


ToUi = Show | Wave | SoundLevel | Rings | Key | DrawFrame
FromUi = Hello | Tap | FrameDrawn
ToCall = (
    Rings | Preview | MakeOffer | DropOffer | TakeAnswer | TakeCandidates | SendData | SetMedia | HangUp
    | Zoom | ChooseCamera | TakeStill | CancelStill | SetTorch | SetVoice
    | TryDevices | StopTrying
)  # fmt: skip
FromCall = (
    Hello | Offer | OfferFailed | Connection | PathChanged | LineReport | DataArrived | Sources
    | CameraReport | StillReport | DevicesTried | SoundLevel
)  # fmt: skip
ToStation = Tap | FromCall | FrameDrawn
FromStation = ToUi | ToCall
