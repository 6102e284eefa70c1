# SPDX-License-Identifier: EUPL-1.2
"""What every screen is given."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from msgspec import structs

from kiosk.clock import Clock
from kiosk.messages import Action, Fit, Show
from kiosk.settings import StationSettings
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """How somebody wants to see the screen, and in which language."""

    theme: Theme
    panel: Box
    language: str


def context_of(
    settings: StationSettings, look: Look, clock: Clock, show: Show | None, send: Callable[[Action, str], None]
) -> Context:
    """Put together what a screen is given; ``show`` None: there is no station that says anything."""
    return Context(
        theme=look.theme,
        words=Words(look.language),
        languages=settings.station.languages,
        clock=clock,
        panel=look.panel,
        station_name=show.station_name if show else "",
        phone=show.phone if show else "",
        emergency_number=settings.station.emergency_number,
        address=settings.station.address,
        idle_warning_s=settings.visit.idle_warning_s,
        reduced_motion=settings.panel.reduced_motion,
        rest_s=settings.visit.rest_s,
        send=send,
    )


def fitted(settings: StationSettings, fit: Fit) -> StationSettings:
    """Put the measured panel in place of the one that is set."""
    panel = structs.replace(settings.panel, width_mm=fit.width_mm, viewing_mm=fit.viewing_mm)
    return structs.replace(settings, panel=panel)
