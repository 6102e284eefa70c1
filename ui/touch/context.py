# SPDX-License-Identifier: EUPL-1.2
"""What every screen is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk.clock import Clock
from kiosk.messages import Action
from ui.touch.box import Box
from ui.touch.i18n import Words
from ui.touch.theme import Theme


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """Sizes, words, time, and the way to say what the patient did. ``panel`` is the whole screen."""

    theme: Theme
    words: Words
    languages: tuple[str, ...]
    """Those that greet where nobody has chosen yet."""
    clock: Clock
    panel: Box
    station_name: str
    phone: str
    emergency_number: str
    address: str
    """Where the station stands, as one tells an ambulance."""
    idle_warning_s: float
    reduced_motion: bool
    """What moves by itself changes in steps."""
    rest_s: float
    """How long one had better rest before a cuff measures."""
    send: Callable[[Action, str], None]
