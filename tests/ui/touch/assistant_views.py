# SPDX-License-Identifier: EUPL-1.2
"""A view of every kind that an assistant sees, and of the states in which it looks different."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from kiosk import assistant_view as a
from kiosk import messages as m
from kiosk.reading import TakenBy
from kiosk.station.lesson import Task
from tests.ui.touch.views import BP_DONE, BP_INFLATING, EIGHT, FEVER, GP, SCALE_DONE, SIX, Case, oximeter, several

_KEYS = tuple(f"key-{digit}" for digit in "1234567890")
_AT = datetime(2026, 11, 23, 9, 42)
_GUESTS = tuple(f"guest-{guest}" for guest in a.Guest)


def measured(*views: m.InstrumentView, taken_by: TakenBy = TakenBy.ASSISTANT, **more: Any) -> tuple[a.Measured, ...]:
    """Say of each that has numbers who took them."""
    return tuple(a.Measured(view=each, at=_AT, taken_by=taken_by, **more) if each.done else a.Measured(view=each)
                 for each in views)  # fmt: skip


def overview(**changes: Any) -> a.AssistantView:
    """The overview as it mostly is."""
    usual: dict[str, Any] = {
        "instruments": measured(*several(oximeter(), BP_DONE, SCALE_DONE, FEVER)), "measuring": True,
        "takes": TakenBy.ASSISTANT,
    }  # fmt: skip
    return a.AssistantView(**{**usual, **changes})


_HELPED = measured(*several(oximeter(), BP_DONE), taken_by=TakenBy.PATIENT, helped_by=TakenBy.ASSISTANT)
_CALL = ("patient", "takes", "camera", "stethoscope", "person", "hand-over")
ASSISTANT_CASES = {
    "assistant-number": Case(a.AssistantNumberView(badge=True), (*_KEYS, "erase", "back")),
    "assistant-number-wrong": Case(a.AssistantNumberView(said="wrong", attempts_left=3), (*_KEYS, "erase", "back")),
    "assistant-number-unheard": Case(a.AssistantNumberView(said="unheard"), (*_KEYS, "erase", "back")),
    "assistant-pin": Case(a.AssistantPinView(), (*_KEYS, "erase", "back")),
    "assistant-pin-checking": Case(a.AssistantPinView(checking=True), (*_KEYS, "erase", "back")),
    "assistant-locked": Case(a.AssistantLockedView(remaining_s=540), ("back",)),
    "assistant-none": Case(overview(instruments=()), ("patient", "takes", "hand-over")),
    "assistant-camera": Case(a.AssistantStepsView(tool=a.ToolSteps.CAMERA, on=False), ("back", "tool")),
    "assistant-camera-on": Case(a.AssistantStepsView(tool=a.ToolSteps.CAMERA, on=True), ("back", "tool")),
    "assistant-camera-lost": Case(
        a.AssistantStepsView(tool=a.ToolSteps.CAMERA, on=False, fallen_back=True), ("back", "tool")
    ),
    "assistant-stethoscope": Case(a.AssistantStepsView(tool=a.ToolSteps.STETHOSCOPE, on=False), ("back", "tool")),
    "assistant-stethoscope-on": Case(a.AssistantStepsView(tool=a.ToolSteps.STETHOSCOPE, on=True), ("back", "tool")),
    "assistant-person": Case(a.AssistantPersonView(), ("back", *_GUESTS)),
}  # fmt: skip
"""Those whose buttons depend on nothing but the view."""

OVERVIEWS = {
    "assistant-before": Case(
        overview(measuring=False, may_lead=True), ("patient", "lead", "hand-over"),
    ),
    "assistant": Case(overview(), ("patient", "takes", "hand-over", "act-2", "act-3", "act-4")),
    "assistant-helped": Case(
        overview(instruments=_HELPED, takes=TakenBy.PATIENT), ("patient", "takes", "hand-over", "act-2")
    ),
    "assistant-call": Case(
        overview(gp_name=GP, camera=True, stethoscope=True, person="interpreter"), (*_CALL, "act-2", "act-3", "act-4")
    ),
    "assistant-cuff": Case(
        overview(instruments=measured(*several(oximeter(), BP_INFLATING))),
        ("patient", "takes", "hand-over", "act-2", "stop-cuff"), {"cuff": 2},
    ),
    "assistant-practice": Case(
        overview(learnt=7, gp_name="", instruments=measured(*several(oximeter(), BP_DONE))),
        ("patient", "lesson", "takes", "hand-over", "act-2"), {"notices": (m.Notice(key=m.NoticeKey.PRACTICE),)},
    ),
}  # fmt: skip
"""Their buttons on a 10-inch panel in Swedish; elsewhere they may be on further pages."""

ASSISTANT_PAGED: dict[str, m.AnyView] = {
    **{name: case.view for name, case in OVERVIEWS.items()},
    "assistant-lesson": a.AssistantLessonView(tasks=tuple(Task), done=("language", "wishes", "consent", "sign-in")),
    "assistant-six": overview(instruments=measured(*SIX), gp_name=GP, camera=True, stethoscope=True),
    "assistant-eight": overview(instruments=measured(*EIGHT)),
}
"""Those that may have further pages: how many depends on the panel."""
