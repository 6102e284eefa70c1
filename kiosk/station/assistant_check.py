# SPDX-License-Identifier: EUPL-1.2
"""Asking the desk who wants to help, and believing its answer only if the desk signed it for this visit."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from kiosk import log
from kiosk.assistants import Grant, Proof, Ruling, Verdict, open_grant
from kiosk.clock import Clock
from kiosk.desk.client import DeskClient
from kiosk.errors import DeskError, SignallingError
from kiosk.identity import Identity

Checked = Callable[[str, Ruling | None, Grant | None], None]
"""Hears, of a visit, what the desk said (None: nothing) and what it granted."""

_log = log.EventLog("assistant")


async def verified(
    desk: DeskClient, identity: Identity, clock: Clock, proof: Proof
) -> tuple[Ruling | None, Grant | None]:
    """Have ``proof`` checked; never raises. A grant that is not sound is none, and is logged."""
    try:
        ruling = await desk.verify_assistant(identity.name, proof)
    except (DeskError, msgspec.ValidationError) as problem:
        _log.error("not-checked", problem)
        return None, None
    if ruling.verdict is not Verdict.GRANTED:
        return ruling, None
    try:
        now, station = clock.now(), identity.name
        return ruling, open_grant(ruling.grant, identity.authority, station=station, visit=proof.visit, now=now)
    except SignallingError as problem:
        _log.error("grant-refused", problem)
        return ruling, None
