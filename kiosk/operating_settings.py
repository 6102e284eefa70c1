# SPDX-License-Identifier: EUPL-1.2
"""Settings of operating the screen, by touch and without."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kiosk.section import Section


class OperatingSection(Section, frozen=True, kw_only=True):
    double_strike_s: Annotated[
        float,
        Meta(
            description="Seconds in which the same touch, key or switch does not count again (EN 301 549 5.8).",
            ge=0,
            le=1.5,
        ),
    ] = 0.25
    hold_off_s: Annotated[
        float,
        Meta(
            description="Seconds after a change of the screen in which a key or switch does not count: it was meant "
            "for the one before.",
            ge=0.3,
            le=3,
        ),
    ] = 0.6
    scan_rounds: Annotated[
        int, Meta(description="How often the mark goes round by itself before it waits for the switch.", ge=1, le=20)
    ] = 3
