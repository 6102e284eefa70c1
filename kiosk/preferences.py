# SPDX-License-Identifier: EUPL-1.2
"""How the person before the station wants to see, hear and operate it. Belongs to one visit and goes with it.

EN 301 549 5.1.3.13 asks that the volume be back at its start for the next person; the same is right for all the rest.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from kiosk.volume import START, STEPS

SLOWEST_SCAN_S = 5.0
QUICKEST_SCAN_S = 0.8


class Scan(StrEnum):
    """How the screen is operated by switches."""

    OFF = "off"
    ONE_SWITCH = "one-switch"
    """The mark goes on by itself; the switch chooses what is marked."""
    TWO_SWITCH = "two-switch"
    """The first switch moves the mark on; the second chooses what is marked."""


class OwnPicture(StrEnum):
    """Where one's own picture stands in the call. *Start* and *end* are those of a line of text."""

    BOTTOM_END = "bottom-end"
    BOTTOM_START = "bottom-start"
    TOP_START = "top-start"
    TOP_END = "top-end"
    HIDDEN = "hidden"
    """Oneself is not shown; the GP sees one all the same."""


class Preferences(Struct, frozen=True, kw_only=True):
    """``scan_s``: how long one thing stays marked; ``volume_step``: a step of `kiosk.volume`, 4 dB each."""

    language: str = "sv"
    large_text: bool = False
    high_contrast: bool = False
    speech: bool = False
    volume_step: Annotated[int, Meta(ge=0, le=STEPS - 1)] = START
    scan: Scan = Scan.OFF
    scan_s: Annotated[float, Meta(ge=QUICKEST_SCAN_S, le=SLOWEST_SCAN_S)] = 1.5
    own_picture: OwnPicture = OwnPicture.BOTTOM_END


def preferred(preferences: Preferences, wish: str) -> Preferences | None:
    """Apply a wish such as ``large_text=on`` or ``volume_step=3``; None: there is no such wish."""
    name, _, value = wish.partition("=")
    now = msgspec.to_builtins(preferences)
    if name not in now or name == "language":
        return None
    now[name] = value == "on" if isinstance(now[name], bool) else value
    try:
        return msgspec.convert(now, Preferences, strict=False)
    except msgspec.ValidationError:
        return None
