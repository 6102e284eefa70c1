# SPDX-License-Identifier: EUPL-1.2
"""Settings of visits without an appointment."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kiosk.drop_in import HOURS_PATTERN
from kiosk.section import Section


class DropInSection(Section, frozen=True, kw_only=True):
    hours: Annotated[
        tuple[Annotated[str, Meta(pattern=HOURS_PATTERN)], ...],
        Meta(
            description="When somebody at the clinic takes visits without an appointment, e.g. `mon-fri 08:00-16:00`, "
            "in the station's local time; empty: always."
        ),
    ] = ()
    take_s: Annotated[
        float,
        Meta(description="Seconds of waiting after which one is told that nobody has had time yet.", ge=1),
    ] = 900.0
