# SPDX-License-Identifier: EUPL-1.2
"""What a push button in the room does: on each screen the same as its main button. Pure.

A screen without a main button, like the one where the code is typed, takes the press as a sign of life. During a call a
press does nothing more, lest a sleeve on the button end it; holding the button does.
"""

from __future__ import annotations

from kiosk.capability import Command
from kiosk.messages import (
    Action,
    AttractView,
    CleaningView,
    ConsentView,
    ErasedView,
    ExpiredView,
    GoodbyeView,
    GpAbsentView,
    HowToView,
    LanguageView,
    MeasureView,
    PrepareView,
    RatingView,
    ReviewView,
    Show,
    SummaryView,
    Tap,
    View,
)
from kiosk.visit.machine import State

_ACTIONS: dict[type[View], Action] = {
    AttractView: Action.START,
    ExpiredView: Action.RETRY,
    HowToView: Action.CONTINUE,
    ConsentView: Action.CONSENT,
    PrepareView: Action.CONTINUE,
    ReviewView: Action.CONTINUE,
    SummaryView: Action.CONTINUE,
    RatingView: Action.CONTINUE,
    GpAbsentView: Action.KEEP_WAITING,
    GoodbyeView: Action.DONE,
    ErasedView: Action.DONE,
    CleaningView: Action.DONE,
}
HELD: dict[State, Action] = {
    State.MEASURE: Action.CONTINUE,
    State.CALL: Action.END,
    State.RECONNECTING: Action.END,
}
"""What holding the button does, where pressing it meant nothing and the state is still the same."""


def primary(show: Show, language: str) -> Tap:
    """Say what a press means on the screen ``show``; ``language`` is chosen where one is asked for.

    'Are you still there?' is answered before all else, and a cuff that squeezes somebody is stopped.
    """
    if show.idle_remaining_s is not None:
        return Tap(action=Action.STAY)
    if show.cuff:
        return Tap(action=Action.MEASURE_STOP, value=str(show.cuff))
    if isinstance(show.view, LanguageView):
        return Tap(action=Action.CHOOSE_LANGUAGE, value=language)
    if isinstance(show.view, MeasureView):
        return _measure(show.view)
    return Tap(action=_ACTIONS.get(type(show.view), Action.TOUCHED))


def _measure(view: MeasureView) -> Tap:
    if view.complete:
        return Tap(action=Action.CONTINUE)
    shown = next((each for each in view.instruments if each.number == view.shown), None)
    if shown is None:
        return Tap(action=Action.TOUCHED)
    if Command.START in shown.commands and not shown.done:
        return Tap(action=Action.MEASURE_START, value=str(shown.number))
    return Tap(action=Action.NEXT_INSTRUMENT if shown.done else Action.TOUCHED)
