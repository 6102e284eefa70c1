# SPDX-License-Identifier: EUPL-1.2
"""What is practised in a practice visit: twelve tasks, ticked when they have been done once. Pure."""

from __future__ import annotations

from enum import StrEnum

from kiosk.messages import Action


class Task(StrEnum):
    """One thing to do, in the order in which one comes by it."""

    LANGUAGE = "language"
    WISHES = "wishes"
    CONSENT = "consent"
    SIGN_IN = "sign-in"
    START = "start"
    STOP = "stop"
    AGAIN = "again"
    TAKES = "takes"
    CAMERA = "camera"
    STETHOSCOPE = "stethoscope"
    GUEST = "guest"
    HAND_OVER = "hand-over"


_BY_PATIENT = {
    Action.CHOOSE_LANGUAGE: Task.LANGUAGE,
    Action.PREFER: Task.WISHES,
    Action.CONSENT: Task.CONSENT,
}
_BY_ASSISTANT = {
    Action.MEASURE_START: Task.START,
    Action.MEASURE_STOP: Task.STOP,
    Action.RETAKE: Task.AGAIN,
    Action.ASSIST_TAKES: Task.TAKES,
    Action.ASSIST_HAND_OVER: Task.HAND_OVER,
}
_WITH_VALUE = {
    (Action.ASSIST_TOOL, "camera"): Task.CAMERA,
    (Action.ASSIST_TOOL, "stethoscope"): Task.STETHOSCOPE,
}


def task_of(action: Action, value: str, *, present: bool, again: bool) -> Task | None:
    """Find the task that a tap does; None: none.

    ``present``: the assistant has been let in; ``again``: the instrument that is started has measured before.
    """
    if action in _BY_PATIENT:
        return _BY_PATIENT[action]
    if action is Action.ASSIST_PIN:
        return Task.SIGN_IN
    if not present:
        return None
    if action is Action.ASSIST_PERSON and value:
        return Task.GUEST
    if action is Action.MEASURE_START and again:
        return Task.AGAIN
    return _WITH_VALUE.get((action, value)) or _BY_ASSISTANT.get(action)
