# SPDX-License-Identifier: EUPL-1.2
"""What stands above what: the screen, darkness, a question, the button for an emergency, help, and the mark."""

from __future__ import annotations

from collections.abc import Iterable

from kiosk.messages import Show
from ui.touch.idle import Idle
from ui.touch.widgets.blank import Blank
from ui.touch.widgets.button import Button
from ui.touch.widgets.emergency import Emergency
from ui.touch.widgets.focus_frame import FocusFrame
from ui.touch.widgets.part import Part

_UPWARDS: tuple[type[Part], ...] = (Blank, Idle, Button, Emergency, FocusFrame)


def place_below(part: Part, layers: Iterable[Part | None]) -> int:
    """Count what of ``layers`` stands above ``part``; anything that is no layer itself has all of them above it."""
    here = next((place for place, kind in enumerate(_UPWARDS) if isinstance(part, kind)), -1)
    return sum(isinstance(each, _UPWARDS[here + 1 :]) for each in layers if each is not part)


def stays_while(show: Show) -> tuple[object, ...]:
    """Return what must be equal for a screen to stay and only take the new view."""
    wishes = show.preferences
    looks = (wishes.large_text, wishes.high_contrast, show.assistant)
    return (type(show.view), show.language, show.station_name, show.phone, *looks)
