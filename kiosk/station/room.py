# SPDX-License-Identifier: EUPL-1.2
"""What the room's switches say now, and what of it somebody must be told. Pure; nothing in it is about a patient."""

from __future__ import annotations

from dataclasses import dataclass, field

from kiosk.cabinet import Lamp, Motion, Switch, SwitchEvent
from kiosk.messages import NoticeKey
from kiosk.visit.machine import MEASURING, State

NOBODY_HERE = frozenset({State.ATTRACT, State.UNAVAILABLE})
"""States in which the screen may speak to staff."""

_NOTICES: dict[NoticeKey, frozenset[State]] = {
    NoticeKey.EMERGENCY_STOP_HELD: NOBODY_HERE | MEASURING,
    NoticeKey.BUTTON_STUCK: NOBODY_HERE,
    NoticeKey.HOUSING_OPEN: NOBODY_HERE,
    NoticeKey.LID_OPEN: NOBODY_HERE,  # during a visit it is open because somebody takes an instrument
}
_LAMPS: dict[State, Lamp] = {
    State.ATTRACT: Lamp.READY,
    State.UNAVAILABLE: Lamp.TROUBLE,
    State.WAITING: Lamp.CALLING,
    State.GP_ABSENT: Lamp.CALLING,
    State.CALL_ME: Lamp.CALLING,
    State.RECONNECTING: Lamp.CALLING,
}
"""How the status lamp shines; in every other state somebody uses the station."""


@dataclass(slots=True)
class Room:
    """The switches that are active, and those that are stuck."""

    active: set[Switch] = field(default_factory=set)
    stuck: set[Switch] = field(default_factory=set)
    torch: bool = False
    """There is an examination light that the station can switch."""

    def take(self, event: SwitchEvent) -> None:
        """Note what happened to a switch."""
        if event.motion is Motion.RELEASED:
            self.active.discard(event.switch)
            self.stuck.discard(event.switch)
            return
        self.active.add(event.switch)
        if event.motion is Motion.STUCK:
            self.stuck.add(event.switch)

    @property
    def stopped(self) -> bool:
        """Tell whether the emergency stop is pressed now, or its wire is cut: no cuff may start."""
        return Switch.EMERGENCY_STOP in self.active

    @property
    def faults(self) -> tuple[str, ...]:
        """List what staff should see to: a switch's name, with ``-stuck`` behind it where it is stuck."""
        open_ones = (Switch.EMERGENCY_STOP, Switch.LID, Switch.TAMPER)
        return (
            *(f"{switch}-stuck" for switch in sorted(self.stuck)),
            *(switch.value for switch in open_ones if switch in self.active),
        )

    def notices(self, state: State) -> tuple[NoticeKey, ...]:
        """List what the screen says of it in ``state``."""
        now = {
            NoticeKey.EMERGENCY_STOP_HELD: self.stopped,
            NoticeKey.BUTTON_STUCK: bool(self.stuck),
            NoticeKey.HOUSING_OPEN: Switch.TAMPER in self.active,
            NoticeKey.LID_OPEN: Switch.LID in self.active,
        }
        return tuple(key for key, states in _NOTICES.items() if now[key] and state in states)

    def lamp(self, state: State) -> Lamp:
        """Choose how the status lamp shines in ``state``. An open lid needs a hand, but no operator."""
        needs_operator = self.stopped or bool(self.stuck) or Switch.TAMPER in self.active
        if state is State.ATTRACT and needs_operator:
            return Lamp.TROUBLE
        return _LAMPS.get(state, Lamp.IN_USE)
