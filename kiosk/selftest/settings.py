# SPDX-License-Identifier: EUPL-1.2
"""The settings' table of the self-test."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kiosk.section import Section


class SelfTestSection(Section, frozen=True, kw_only=True):
    at: Annotated[
        str,
        Meta(
            description="When the station tests itself each day, local time (`HH:MM`), if nobody is there; a machine "
            "that was off then does it once it is on. Empty: only on demand.",
            pattern="^(([01][0-9]|2[0-3]):[0-5][0-9])?$",
        ),
    ] = "06:00"
    turn: Annotated[
        tuple[str, ...],
        Meta(
            description="Addresses of TURN servers it tries to reach, e.g. `turn:turn.example.org:3478` or "
            "`turns:turn.example.org:443?transport=tcp` (RFC 7065)."
        ),
    ] = ()
    least_free_mb: Annotated[int, Meta(description="Megabytes that must be free on the disk.", ge=1)] = 200
    hottest_c: Annotated[int, Meta(description="Degrees Celsius from which the processor is too hot.", ge=40)] = 80
