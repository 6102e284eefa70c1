# SPDX-License-Identifier: EUPL-1.2
"""What the assistant's screens need."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from kiosk.instrument_view import InstrumentView
from kiosk.reading import TakenBy
from kiosk.view import View


class Guest(StrEnum):
    """Whom an assistant may want in the call."""

    RELATIVE = "relative"
    INTERPRETER = "interpreter"
    COLLEAGUE = "colleague"


class AssistantNumberView(View, frozen=True, kw_only=True, tag="assistant-number"):
    """She types her number, or holds a badge before the reader. ``said``: ``wrong``, ``unheard`` or empty."""

    said: str = ""
    attempts_left: int = 0
    badge: bool = False
    """There is a reader for badges."""


class AssistantPinView(View, frozen=True, kw_only=True, tag="assistant-pin"):
    checking: bool = False


class AssistantLockedView(View, frozen=True, kw_only=True, tag="assistant-locked"):
    remaining_s: int


class Measured(Struct, frozen=True, kw_only=True):
    """An instrument in the overview. ``at``: when its newest number was measured, in local time."""

    view: InstrumentView
    at: datetime | None = None
    taken_by: TakenBy = TakenBy.PATIENT
    helped_by: TakenBy | None = None
    attempt: int = 0
    """Which time in this visit; 0: it comes all the time, or never yet."""


class AssistantView(View, frozen=True, kw_only=True, tag="assistant"):
    """The overview. ``measuring``: instruments run now; ``gp_name`` is empty while nobody is met."""

    instruments: tuple[Measured, ...]
    measuring: bool
    takes: TakenBy
    gp_name: str = ""
    camera: bool = False
    """There is an examination camera, and somebody to show its pictures to."""
    stethoscope: bool = False
    led: bool = False
    may_lead: bool = False
    """She may still take the visit in her hands."""
    person: str = ""
    """Whom she has asked into the call, of `Guest`."""
    learnt: int | None = None
    """How much of the lesson is done; None: it is a real visit."""


class ToolSteps(StrEnum):
    """What a page of steps is about."""

    CAMERA = "camera"
    STETHOSCOPE = "stethoscope"


class AssistantStepsView(View, frozen=True, kw_only=True, tag="assistant-steps"):
    """How to use the examination camera or the stethoscope. ``on``: it is what the GP sees or hears now."""

    tool: ToolSteps
    on: bool
    fallen_back: bool = False
    """The camera gives no pictures."""


class AssistantPersonView(View, frozen=True, kw_only=True, tag="assistant-person"):
    """Whom she wants in the call."""


class AssistantLessonView(View, frozen=True, kw_only=True, tag="assistant-lesson"):
    """What there is to learn, in order (`kiosk.station.lesson.Task`), and what of it has been done."""

    tasks: tuple[str, ...]
    done: tuple[str, ...] = ()
