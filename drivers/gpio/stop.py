# SPDX-License-Identifier: EUPL-1.2
"""The emergency stop: a normally closed contact, so that a cut wire or a plug that was pulled stops the cuff as well.

It is not debounced when it opens: the first edge counts, however short, also when the contact is closed again before
anybody has looked. It is one contact on one line and so no safety circuit: a short to ground is not noticed. The cuff's
own pressure limit and its release valve are the device's.
"""

from __future__ import annotations

from drivers.gpio.debounce import Steady

LET_GO_S = 0.5
"""For how long the contact must be closed again before the stop is believed to be over."""


def emergency_stop() -> Steady:
    """Make the judge of an emergency stop: at once on, slowly off."""
    return Steady(on_s=0.0, off_s=LET_GO_S)
