# SPDX-License-Identifier: EUPL-1.2
"""Stops the cuff, from any screen that does not have that button itself."""

from __future__ import annotations

from collections.abc import Callable

from kiosk.messages import Action
from ui.touch.i18n import Words
from ui.touch.theme import Size, Theme
from ui.touch.widgets.button import Button, Kind

EVERYTHING = ""
"""Without a number the station stops everything that can be stopped."""


def stop_button(theme: Theme, words: Words, send: Callable[[Action, str], None]) -> Button:
    """Make the button; it says what it stops, for the screen around it may be about something else."""
    button = Button(
        theme,
        "stop-cuff",
        words("measure.stop-cuff"),
        lambda: send(Action.MEASURE_STOP, EVERYTHING),
        kind=Kind.END,
        size=Size.LEAD,
    )
    button.urgent = True
    return button
