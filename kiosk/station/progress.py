# SPDX-License-Identifier: EUPL-1.2
"""How far a visit is, as the GP's page is told."""

from __future__ import annotations

from kiosk.signalling.events import VisitState
from kiosk.visit.machine import ASKING, State

PROGRESS = {
    **dict.fromkeys(ASKING, VisitState.PREPARING),
    State.WAITING: VisitState.WAITING,
    State.GP_ABSENT: VisitState.WAITING,
    State.CALL_ME: VisitState.WAITING,
    State.CALL: VisitState.IN_CALL,
    State.RECONNECTING: VisitState.IN_CALL,
}
"""A state that is not here has not begun for the GP, or is over."""
