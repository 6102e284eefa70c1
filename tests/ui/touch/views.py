# SPDX-License-Identifier: EUPL-1.2
"""A view of every kind, and of the states in which it looks different."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from kiosk import messages as m
from kiosk.reading import SensorState

GP = "Dr Anna Berg"
_OUT = (m.InstrumentView(name="oximeter", state=SensorState.FINGER_OUT),)
_MEASURING = (m.InstrumentView(name="oximeter", state=SensorState.MEASURING, spo2="97", pulse="68"),)
_CHECKS = ("memory", "folder", "pictures", "messages", "keys")
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
    """What is shown, and the buttons that must be there."""

    view: m.AnyView
    buttons: tuple[str, ...]
    show: dict[str, Any] = field(default_factory=dict)


_KEYS = tuple(f"key-{digit}" for digit in "1234567890")
_CALL = ("end", "microphone", "camera", "say-yes", "say-no", "say-cannot-hear", "say-please-write")
CASES = {
    "attract": Case(m.AttractView(), ("start",)),
    "unavailable": Case(m.UnavailableView(), ()),
    "language": Case(
        m.LanguageView(languages=("sv", "nb", "en")), ("language-sv", "language-nb", "language-en", "leave")
    ),
    "code": Case(m.CodeView(attempts_left=3), (*_KEYS, "erase", "leave")),
    "code-wrong": Case(m.CodeView(attempts_left=1, wrong=True), (*_KEYS, "erase", "leave")),
    "locked": Case(m.LockedView(remaining_s=58), ("leave",)),
    "expired": Case(m.ExpiredView(), ("leave", "retry")),
    "consent": Case(m.ConsentView(gp_name=GP, clinic="Storumans hälsocentral"), ("leave", "refuse", "consent")),
    "consent-notice": Case(
        m.ConsentView(gp_name=GP, clinic="Storumans hälsocentral"),
        ("leave", "refuse", "consent"),
        {"notices": (m.Notice(key=m.NoticeKey.BROKER_AWAY),)},
    ),
    "measure": Case(m.MeasureView(instruments=_OUT, complete=False), ("leave", "continue")),
    "measure-done": Case(m.MeasureView(instruments=_MEASURING, complete=True), ("leave", "continue")),
    "measure-none": Case(m.MeasureView(instruments=(), complete=False), ("leave", "continue")),
    "measure-notices": Case(
        m.MeasureView(instruments=_OUT, complete=False),
        ("leave", "continue"),
        {"notices": tuple(m.Notice(key=key) for key in (m.NoticeKey.CAMERA_MISSING, m.NoticeKey.OXIMETER_UNPLUGGED))},
    ),
    "measure-idle": Case(m.MeasureView(instruments=_OUT, complete=False), ("stay",), {"idle_remaining_s": 28}),
    "waiting": Case(m.WaitingView(gp_name=GP, waited_s=190), ("leave",)),
    "waiting-here": Case(m.WaitingView(gp_name=GP, waited_s=20, gp_here=True), ("leave",)),
    "gp-absent": Case(m.GpAbsentView(gp_name=GP, waited_s=660), ("leave", "keep-waiting")),
    "call": Case(call(), _CALL),
    "call-off": Case(
        call(microphone=False, camera=False, gp_microphone=False, chat=(m.ChatLine(text=_LONG, own=False),),
             instruments=_OUT), _CALL,
    ),
    "call-notice": Case(call(), _CALL, {"notices": (m.Notice(key=m.NoticeKey.SIGNATURE),)}),
    "reconnecting": Case(m.ReconnectingView(gp_name=GP, cause="line", show_phone=True), ("leave",)),
    "reconnecting-media": Case(m.ReconnectingView(gp_name=GP, cause="media"), ("leave",)),
    "goodbye": Case(m.GoodbyeView(gp_name=GP, filed=2, cause="gp"), ("done",)),
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
}  # fmt: skip
