# SPDX-License-Identifier: EUPL-1.2
"""A view of every kind, and of the states in which it looks different."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from msgspec import structs

from kiosk import messages as m
from kiosk.capability import Capability, Command
from kiosk.drop_in import CallBack, Reason
from kiosk.guide import GUIDES
from kiosk.line_quality import CallMode, Cause, Grade, Quality
from kiosk.phrases import Phrase
from kiosk.preferences import OwnPicture, Preferences
from kiosk.reading import UNITS, Measure, SensorState
from kiosk.visit.steps import VisitKind
from ui.touch.wishes_tags import has_wishes

GP = "Dr Anna Berg"


def oximeter(state: SensorState = SensorState.MEASURING, **changes: Any) -> m.InstrumentView:
    """An oximeter with a finger in it."""
    numbers = {"spo2": "97", "pulse": "68"} if state is SensorState.MEASURING else {}
    return instrument(Capability.PULSE_OXIMETRY, state, numbers, **changes)


def instrument(
    capability: Capability, state: SensorState, numbers: dict[str, str] | None = None, **changes: Any
) -> m.InstrumentView:
    """An instrument as its guide shows it."""
    guide, numbers = GUIDES[capability], numbers or {}
    step = guide.step(state)
    values = (m.ValueView(measure=each, text=numbers.get(each, ""), unit=UNITS[each][0]) for each in guide.shown)
    usual: dict[str, Any] = {
        "name": capability.value, "number": 1, "capability": capability, "state": state, "title": guide.title,
        "step": step.text, "picture": step.picture, "waves": guide.wave is not None, "done": bool(numbers),
        "values": tuple(values),
    }  # fmt: skip
    return m.InstrumentView(**{**usual, **changes})


START, STOP = (Command.START,), (Command.STOP,)
READY, BUSY, FAILED = SensorState.READY, SensorState.MEASURING, SensorState.FAILED
_OUT = (oximeter(SensorState.FINGER_OUT),)
_MEASURING = (oximeter(),)
_ACT = {"systolic": "127", "diastolic": "76", "cuff-pulse": "64"}
PRESSURE = m.ValueView(measure=Measure.CUFF_PRESSURE, text="148", unit="mm[Hg]")
BP_READY = instrument(Capability.BLOOD_PRESSURE, READY, commands=START)
BP_INFLATING = instrument(Capability.BLOOD_PRESSURE, BUSY, commands=STOP, progress=PRESSURE)
BP_SILENT = instrument(Capability.BLOOD_PRESSURE, BUSY, commands=STOP)
BP_FAILED = instrument(
    Capability.BLOOD_PRESSURE, FAILED, commands=START, advice="guide.failed.cuff-blocked", retake="guide.retake",
    trouble=True,
)  # fmt: skip
BP_DONE = instrument(
    Capability.BLOOD_PRESSURE, READY, _ACT, commands=START, retake="guide.retake", step="guide.blood-pressure.done"
)
BP_FAILED_AGAIN = structs.replace(
    BP_DONE, state=FAILED, advice="guide.failed.sit-still", step="guide.blood-pressure.arm"
)
SCALE_MOVING = instrument(
    Capability.BODY_WEIGHT, SensorState.UNSTABLE, progress=m.ValueView(measure=Measure.WEIGHT, text="71.2", unit="kg")
)
SCALE_DONE = instrument(
    Capability.BODY_WEIGHT, READY, {"weight": "82.40"}, retake="guide.retake", step="guide.body-weight.done"
)
GLUCOSE = instrument(Capability.BLOOD_GLUCOSE, SensorState.SILENT)
FEVER = instrument(
    Capability.BODY_TEMPERATURE, READY, {"temperature": "37.2"}, retake="guide.retake", step="guide.done"
)


def several(*views: m.InstrumentView) -> tuple[m.InstrumentView, ...]:
    """Number instruments as a station does."""
    return tuple(structs.replace(view, number=number) for number, view in enumerate(views, start=1))


SIX = several(
    oximeter(), BP_INFLATING, SCALE_DONE, instrument(Capability.BODY_HEIGHT, SensorState.UNPLUGGED, trouble=True),
    GLUCOSE, FEVER,
)  # fmt: skip
EIGHT = several(
    *SIX,
    instrument(Capability.ELECTROCARDIOGRAPHY, READY),
    instrument(Capability.RESPIRATION, READY, {"respiration": "14", "end-tidal-co2": "38"}),
)
_TILES = {count: tuple(f"tile-{number}" for number in range(1, count + 1)) for count in (3, 6, 8)}
_BP_UNPLUGGED = m.Notice(key=m.NoticeKey.INSTRUMENT_UNPLUGGED, instrument="guide.blood-pressure")
_CHECKS = ("memory", "folder", "pictures", "messages", "keys")
_FACES = tuple(f"rate-{stars}" for stars in range(1, 6))
_SHORT_SUMMARY = "Blodtrycket ser bra ut. Fortsätt som förut.\n\nVi ses om ett halvår."
_LONG_SUMMARY = (
    "Du har lite högt blodtryck, men inget som är farligt i dag.\n\nTa medicinen som förut: en tablett på morgonen. "
    "Mät hemma två gånger i veckan och skriv upp det.\n\nBoka ett nytt besök om fyra veckor. Ring tidigare "
    "om du får ont i huvudet, blir yr eller får ont i bröstet."
)
_LONG = "Jag skriver i stället. Kan du sätta fingret i klämman igen och sitta stilla, så tittar jag på kurvan?"


def call(**changes: Any) -> m.CallView:
    """The call as it mostly is."""
    usual: dict[str, Any] = {
        "gp_name": GP, "microphone": True, "camera": True, "gp_microphone": True, "gp_camera": True,
        "chat": (m.ChatLine(text="Hör du mig nu?", own=False), m.ChatLine(text="Ja", own=True)),
        "instruments": _MEASURING,
    }  # fmt: skip
    return m.CallView(**{**usual, **changes})


@dataclass(frozen=True)
class Case:
    """What is shown, and the buttons that must be there. ``smallest``: how much texts may be squeezed."""

    view: m.AnyView
    buttons: tuple[str, ...]
    show: dict[str, Any] = field(default_factory=dict)
    smallest: float = 0.9
    """Texts may be squeezed this much where a notice takes room; capitals are 4.8 mm at 1."""

    @property
    def every_button(self) -> tuple[str, ...]:
        """The buttons with those that stand on every screen; a question covers but that for an emergency."""
        if "idle_remaining_s" in self.show:
            return (*self.buttons, "emergency-open")
        wishes = ("wishes-open",) if has_wishes(str(self.view.__struct_config__.tag)) else ()
        return (*self.buttons, *wishes, "emergency-open")


_KEYS = tuple(f"key-{digit}" for digit in "1234567890")
_KINDS = (VisitKind.BOOKED, VisitKind.DROP_IN, VisitKind.MEASURE_ONLY)
_REASONS = tuple(f"reason-{reason}" for reason in Reason)
_HOW_TO = (
    "leave", "back", "continue", "speech", "large_text", "high_contrast", "quieter", "louder",
    "scan-off", "scan-one-switch", "scan-two-switch",
)  # fmt: skip
_COMPANY = ("leave", "back", "company-alone", "company-relative", "company-assistant", "company-interpreter")
PREPARING = ("rest", "sleeve", "hands", "nails", "shoes")
_SWITCHES = ("end", "microphone", "camera")
_CALL = (*_SWITCHES, "write", "own-view", "say-yes", "say-no", "say-cannot-hear", "say-please-write")
_PAD = ("pad-page", "pad-space", "erase", "pad-line")
"""The keys of the letter pad that are the same in every language."""
_TYPED = "Jag har haft ont i axeln sedan i tors"
CASES = {
    "attract": Case(m.AttractView(), ("start",)),
    "unavailable": Case(m.UnavailableView(), ()),
    "language": Case(
        m.LanguageView(languages=("sv", "nb", "en")), ("language-sv", "language-nb", "language-en", "leave")
    ),
    "how-to": Case(m.HowToView(), _HOW_TO),
    "how-to-chosen": Case(
        m.HowToView(), ("leave", "back", "continue", "speech", "large_text", "high_contrast", "page"),
        {"preferences": Preferences(speech=True, large_text=True, high_contrast=True, volume_step=5)}, smallest=0.75,
    ),
    "purpose": Case(m.PurposeView(kinds=_KINDS), ("leave", "back", *(f"purpose-{kind}" for kind in _KINDS))),
    "purpose-closed": Case(
        m.PurposeView(kinds=_KINDS[::2], closed=m.Closed.HOURS, opens_at=datetime(2026, 11, 24, 8, 0)),
        ("leave", "back", "purpose-booked", "purpose-measure-only"),
    ),
    "drop-in": Case(m.DropInView(), ("leave", "back", *_REASONS)),
    "drop-in-chosen": Case(m.DropInView(chosen=Reason.CHEST), ("leave", "back", *_REASONS)),
    "acute": Case(m.AcuteView(), ("leave", "back", "not-acute")),
    "call-me": Case(m.CallMeView(), (*_KEYS, "erase", "back", "call-me")),
    "code": Case(m.CodeView(attempts_left=3), (*_KEYS, "erase", "back", "leave")),
    "code-wrong": Case(m.CodeView(attempts_left=1, wrong=True), (*_KEYS, "erase", "back", "leave")),
    "locked": Case(m.LockedView(remaining_s=58), ("leave",)),
    "expired": Case(m.ExpiredView(), ("leave", "retry")),
    "who-for": Case(m.WhoForView(), ("leave", "person-self", "person-child", "person-other")),
    "company": Case(m.CompanyView(), _COMPANY),
    "company-chosen": Case(m.CompanyView(chosen=m.Company.INTERPRETER), _COMPANY),
    "consent": Case(m.ConsentView(gp_name=GP, clinic="Storumans hälsocentral"), ("leave", "back", "refuse", "consent")),
    "consent-drop-in": Case(
        m.ConsentView(gp_name="", clinic="", visit=VisitKind.DROP_IN), ("leave", "back", "refuse", "consent")
    ),
    "consent-measure-only": Case(
        m.ConsentView(gp_name="", clinic="", visit=VisitKind.MEASURE_ONLY), ("leave", "back", "refuse", "consent")
    ),
    "consent-notice": Case(
        m.ConsentView(gp_name=GP, clinic="Storumans hälsocentral"),
        ("leave", "back", "refuse", "consent"),
        {"notices": (m.Notice(key=m.NoticeKey.BROKER_AWAY),)},
    ),
    "prepare": Case(m.PrepareView(items=PREPARING, rest_remaining_s=272), ("leave", "back", "continue")),
    "prepare-rested": Case(m.PrepareView(items=PREPARING[:2], rest_remaining_s=0), ("leave", "back", "continue")),
    "prepare-hands": Case(m.PrepareView(items=PREPARING[2:4]), ("leave", "back", "continue")),
    "measure": Case(m.MeasureView(instruments=_OUT, complete=False), ("leave", "continue")),
    "measure-done": Case(m.MeasureView(instruments=_MEASURING, complete=True), ("leave", "continue")),
    "measure-none": Case(m.MeasureView(instruments=(), complete=False), ("leave", "continue")),
    "measure-notices": Case(
        m.MeasureView(instruments=_OUT, complete=False),
        ("leave", "continue"),
        {"notices": (m.Notice(key=m.NoticeKey.CAMERA_MISSING), _BP_UNPLUGGED)},
    ),
    "bp-ready": Case(m.MeasureView(instruments=(BP_READY,), complete=False), ("leave", "continue", "start-measuring")),
    "bp-inflating": Case(
        m.MeasureView(instruments=(BP_INFLATING,), complete=False), ("leave", "continue", "stop"), {"cuff": 1}
    ),
    "bp-without-pressure": Case(
        m.MeasureView(instruments=(BP_SILENT,), complete=False), ("leave", "continue", "stop"), {"cuff": 1}
    ),
    "bp-failed": Case(
        m.MeasureView(instruments=(BP_FAILED,), complete=False), ("leave", "continue", "start-measuring")
    ),
    "bp-failed-again": Case(
        m.MeasureView(instruments=(BP_FAILED_AGAIN,), complete=True), ("leave", "continue", "start-measuring")
    ),
    "bp-done": Case(m.MeasureView(instruments=(BP_DONE,), complete=True), ("leave", "continue", "start-measuring")),
    "scale-moving": Case(m.MeasureView(instruments=(SCALE_MOVING,), complete=False), ("leave", "continue")),
    "scale-done": Case(m.MeasureView(instruments=(SCALE_DONE,), complete=True), ("leave", "continue", "retake")),
    "glucose": Case(m.MeasureView(instruments=(GLUCOSE,), complete=False), ("leave", "continue")),
    "three": Case(
        m.MeasureView(instruments=several(BP_READY, SCALE_DONE, oximeter()), shown=2, complete=False),
        ("leave", "continue", "next", "retake", *_TILES[3]),
    ),
    "six-inflating": Case(
        m.MeasureView(instruments=SIX, shown=2, complete=False),
        ("leave", "continue", "next", "stop", *_TILES[6]), {"cuff": 2},
    ),
    "six-another": Case(
        m.MeasureView(instruments=SIX, shown=1, complete=False),
        ("leave", "continue", "next", "stop-cuff"), {"cuff": 2},
    ),
    "eight": Case(
        m.MeasureView(instruments=EIGHT, shown=8, complete=False), ("leave", "continue", "next", *_TILES[8])
    ),
    "measure-idle": Case(m.MeasureView(instruments=_OUT, complete=False), ("stay",), {"idle_remaining_s": 28}),
    "review": Case(
        m.ReviewView(instruments=several(BP_DONE, SCALE_DONE, FEVER)),
        ("back", "continue", "leave", "retake-1", "retake-2", "retake-3"),
    ),
    "review-alone": Case(
        m.ReviewView(instruments=several(BP_DONE, FEVER), met=False, printing=m.Printing.ABLE),
        ("back", "continue", "leave", "print", "retake-1", "retake-2"),
    ),
    "review-eight": Case(
        m.ReviewView(instruments=EIGHT),
        ("back", "continue", "leave", "more", "retake-1", "retake-2", "retake-3"),
    ),
    "review-none": Case(m.ReviewView(instruments=()), ("back", "continue", "leave")),
    "waiting": Case(m.WaitingView(gp_name=GP, waited_s=190), ("leave",)),
    "waiting-anybody": Case(m.WaitingView(gp_name="", waited_s=190, place=2), ("leave",)),
    "waiting-queue": Case(m.WaitingView(gp_name=GP, waited_s=30, place=3, expected_min=25), ("leave",)),
    "waiting-devices-gone": Case(
        m.WaitingView(gp_name=GP, waited_s=30, place=1, camera=False, microphone=False), ("leave",)
    ),
    "waiting-cuff": Case(m.WaitingView(gp_name=GP, waited_s=190), ("leave", "stop-cuff"), {"cuff": 2}),
    "waiting-here": Case(m.WaitingView(gp_name=GP, waited_s=20, gp_here=True), ("leave",)),
    "gp-absent": Case(m.GpAbsentView(gp_name=GP, waited_s=660), ("leave", "call-back", "keep-waiting")),
    "gp-absent-anybody": Case(m.GpAbsentView(gp_name="", waited_s=960), ("leave", "call-back", "keep-waiting")),
    "call": Case(call(), _CALL),
    "call-off": Case(
        call(microphone=False, camera=False, gp_microphone=False, chat=(m.ChatLine(text=_LONG, own=False),),
             instruments=_OUT), _CALL,
    ),
    "call-six": Case(
        call(instruments=several(oximeter(), BP_DONE, SCALE_DONE, GLUCOSE, FEVER, BP_READY)), (*_CALL, "readings")
    ),
    "call-notice": Case(call(), _CALL, {"notices": (m.Notice(key=m.NoticeKey.SIGNATURE),)}),
    "call-guest": Case(call(guest="interpreter"), _CALL),
    "call-guest-comes": Case(
        call(), _CALL, {"notices": (m.Notice(key=m.NoticeKey.GUEST_COMES, role="relative"),)}
    ),
    "call-fair": Case(call(quality=Quality(grade=Grade.FAIR, cause=Cause.LOSS_UP)), _CALL),
    "call-poor": Case(call(quality=Quality(grade=Grade.POOR, cause=Cause.LOSS_DOWN)), _CALL),
    "call-sound-only": Case(
        call(quality=Quality(grade=Grade.BAD, cause=Cause.SLOW_UP), mode=CallMode.AUDIO_ONLY), _CALL
    ),
    "call-text-only": Case(
        call(quality=Quality(grade=Grade.BAD, cause=Cause.SLOW_UP), mode=CallMode.TEXT_ONLY), _CALL, smallest=0.85
    ),
    "call-gone": Case(call(quality=Quality(grade=Grade.BAD, cause=Cause.GONE)), _CALL),
    "call-closer": Case(call(closer=True, torch=True, chat=()), _CALL),
    "call-listening": Case(
        call(stethoscope=True, camera_shown=m.CameraName.EXAMINATION, gp_microphone=False, picture_taken=2), _CALL,
        smallest=0.8,
    ),
    "call-picture": Case(call(closer=True, picture_told=True, picture_taken=1), _CALL),
    "call-guidance": Case(call(guidance=Phrase.HOLD_BREATH, guidance_count=1), _CALL),
    "call-help": Case(call(cannot_hear=True), (*_SWITCHES, "hears", "help-next", "quieter", "louder")),
    "call-writing": Case(
        call(text_call=True, microphone=False, draft=_TYPED,
             chat=(m.ChatLine(text="Var gör det ont?", own=False), m.ChatLine(text=_TYPED, own=True))),
        (*_PAD, "text-call", "end"),
    ),
    "call-writing-begins": Case(call(text_call=True, microphone=False, chat=()), (*_PAD, "text-call", "end")),
    "call-own-away": Case(call(), _CALL, {"preferences": Preferences(own_picture=OwnPicture.HIDDEN)}),
    "call-own-above": Case(
        call(gp_camera=False), _CALL, {"preferences": Preferences(own_picture=OwnPicture.TOP_END)}
    ),
    "call-camera-lost": Case(call(), _CALL, {"notices": (m.Notice(key=m.NoticeKey.EXAMINATION_CAMERA_LOST),)}),
    "call-cuff-listening": Case(
        call(instruments=SIX, shown=2, stethoscope=True, chat=()),
        ("end", "microphone", "camera", "stop", "close-bench", "next"), {"cuff": 2},
    ),
    "call-cuff": Case(
        call(instruments=SIX, shown=2),
        ("end", "microphone", "camera", "stop", "close-bench", "next"), {"cuff": 2},
    ),
    "call-cuff-guidance": Case(
        call(instruments=SIX, shown=2, chat=(), guidance=Phrase.HOLD_STILL, guidance_count=1),
        ("end", "microphone", "camera", "stop", "close-bench", "next"), {"cuff": 2},
    ),
    "reconnecting": Case(m.ReconnectingView(gp_name=GP, cause="line", show_phone=True), ("leave",)),
    "reconnecting-media": Case(m.ReconnectingView(gp_name=GP, cause="media"), ("leave",)),
    "summary": Case(m.SummaryView(gp_name=GP, text=_SHORT_SUMMARY), ("continue",)),
    "summary-long": Case(
        m.SummaryView(gp_name=GP, text=_LONG_SUMMARY, physical_visit=True, printing=m.Printing.ABLE),
        ("continue", "more", "print"),
    ),
    "summary-printed": Case(
        m.SummaryView(gp_name=GP, text=_SHORT_SUMMARY, printing=m.Printing.DONE), ("continue",)
    ),
    "summary-visit": Case(
        m.SummaryView(gp_name=GP, text="", physical_visit=True, printing=m.Printing.FAILED), ("continue", "print")
    ),
    "rating": Case(m.RatingView(question=1), ("continue", *_FACES)),
    "rating-2": Case(m.RatingView(question=2), ("continue", *_FACES)),
    "goodbye": Case(m.GoodbyeView(gp_name=GP, filed=2, cause="gp"), ("done",)),
    "goodbye-measured": Case(m.GoodbyeView(gp_name="", filed=0, cause="measured"), ("done",)),
    "goodbye-call-back": Case(m.GoodbyeView(gp_name=GP, filed=0, cause="call-back"), ("done",)),
    "goodbye-call-back-sending": Case(
        m.GoodbyeView(gp_name=GP, filed=0, cause="call-back", call_back=CallBack.SENDING), ("done",)
    ),
    "goodbye-call-back-lost": Case(
        m.GoodbyeView(gp_name=GP, filed=0, cause="call-back", call_back=CallBack.LOST), ("done",)
    ),
    "erased": Case(
        m.ErasedView(receipt=tuple(m.ReceiptLine(check=each, ok=True) for each in _CHECKS), complete=True), ("done",)
    ),
    "erased-failed": Case(
        m.ErasedView(
            receipt=tuple(m.ReceiptLine(check=each, ok=each != "folder") for each in (*_CHECKS[:4], "browser")),
            complete=False,
        ),
        ("done",),
    ),
    "cleaning": Case(m.CleaningView(remaining_s=284), ("done",)),
}  # fmt: skip
