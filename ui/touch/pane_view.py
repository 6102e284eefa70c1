# SPDX-License-Identifier: EUPL-1.2
"""What of an instrument's view a pane shows, and when it must be made anew."""

from __future__ import annotations

from kiosk.capability import Command
from kiosk.messages import InstrumentView
from kiosk.reading import SensorState
from ui.touch.i18n import Words
from ui.touch.widgets.readings import together

AT_WORK = frozenset({SensorState.SEARCHING, SensorState.MEASURING, SensorState.NO_SIGNAL, SensorState.UNSTABLE})
"""States in which the sensor sees the person."""

Shape = tuple[object, ...]


def shape(view: InstrumentView) -> Shape:
    """Return what must be equal for a pane to stay and only take the new view."""
    return (
        view.number,
        view.capability,
        tuple(len(group) for group in together(view)),
        buttons_of(view),
        has_gauge(view),
    )


def status(view: InstrumentView, words: Words) -> str:
    """Say in a sentence how an instrument is."""
    if view.done and view.state is not SensorState.FAILED:
        return words("sensor.complete")
    special = f"sensor.{view.capability}.{view.state}"
    return words(special) if words.has(special) else words(f"sensor.{view.state}")


def has_gauge(view: InstrumentView) -> bool:
    """Tell whether a measurement is under way that has no number to show yet."""
    return view.progress is not None or Command.STOP in view.commands


def buttons_of(view: InstrumentView) -> tuple[str, ...]:
    if Command.STOP in view.commands:
        return ("stop",)
    if Command.START in view.commands:
        return ("again",) if view.retake else ("start",)
    return ("retake",) if view.retake else ()


def blank(view: InstrumentView) -> bool:
    return not any(value.text for value in view.values)


def finished(view: InstrumentView) -> bool:
    """Tell whether numbers that go on coming are a result: then nothing more is asked of the person."""
    return view.done and view.waves and not view.advice and not has_gauge(view) and not blank(view)
