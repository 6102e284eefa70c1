# SPDX-License-Identifier: EUPL-1.2
"""Settings of the staff screen, where a technician says which instrument hangs on which port."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from kiosk.section import Section


class StaffSection(Section, frozen=True, kw_only=True):
    pin_hash: Annotated[
        str, Meta(description="Hash of the PIN, from `kiosk staff-pin`; empty: there is no staff screen.")
    ] = ""
    code_key: Annotated[
        str,
        Meta(
            description="The desk's public key, from `kiosk technician key`: a code signed with it, held before the "
            "reader, opens the staff screen; empty: none does.",
            pattern="^([0-9a-f]{64})?$",
        ),
    ] = ""
    idle_s: Annotated[
        float, Meta(description="Seconds without a touch after which the staff screen closes.", ge=10)
    ] = 120.0
    ports: Annotated[
        tuple[str, ...],
        Meta(description="Further ports it offers, such as serial ports in the network (rfc2217://host:port)."),
    ] = ()
