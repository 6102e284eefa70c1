# SPDX-License-Identifier: EUPL-1.2
"""What the GP can have shown to the patient with one press: keys; the words are the screen's, in its language."""

from __future__ import annotations

from enum import StrEnum


class Phrase(StrEnum):
    """One short request, in the order in which the GP's page offers them."""

    SIT_CLOSER = "sit-closer"
    """Please sit closer to the screen."""
    SIT_BACK = "sit-back"
    """Please sit a little farther away."""
    CANNOT_HEAR = "cannot-hear"
    """I cannot hear you."""
    CANNOT_SEE = "cannot-see"
    """I cannot see you."""
    SPEAK_UP = "speak-up"
    HOLD_STILL = "hold-still"
    ROLL_UP_SLEEVE = "roll-up-sleeve"
    BREATHE_DEEPLY = "breathe-deeply"
    HOLD_BREATH = "hold-breath"
    """Breathe in deeply and hold your breath."""
    BREATHE_NORMALLY = "breathe-normally"
    OPEN_MOUTH = "open-mouth"
    SHOW_PLACE = "show-place"
    """Show me where it hurts."""
    MEASURE_AGAIN = "measure-again"
    WAIT = "wait"
    """Please wait a moment; I am still here."""
    THANK_YOU = "thank-you"
    """Thank you, that is good."""
