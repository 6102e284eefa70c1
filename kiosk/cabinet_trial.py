# SPDX-License-Identifier: EUPL-1.2
"""A technician tries the room's switches and lamps, one after the other; every wait has a deadline."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from kiosk.cabinet import MAX_INSTRUMENT_LIGHTS, Cabinet, Lamp, Motion, Output, Switch, SwitchEvent, instrument_light
from kiosk.clock import Clock

ASK = {
    Switch.CALL: "Press the call button and let it go.",
    Switch.CONFIRM: "Press the second button and let it go.",
    Switch.SWITCH_1: "Press the switch in the first jack and let it go.",
    Switch.SWITCH_2: "Press the switch in the second jack and let it go.",
    Switch.HEADSET: "Plug a headset in or out.",
    Switch.EMERGENCY_STOP: "Press the emergency stop.",
    Switch.PRESENCE: "Step before the station.",
    Switch.DOOR: "Open or close the room's door.",
    Switch.LID: "Open or close the lid over the instruments.",
    Switch.TAMPER: "Open or close the housing.",
    Switch.SERVICE_KEY: "Turn the key switch, and back.",
}
PUSHED = frozenset({Switch.CALL, Switch.CONFIRM, Switch.SWITCH_1, Switch.SWITCH_2, Switch.EMERGENCY_STOP})
"""These must have been pressed to have answered; a contact may as well have been closed."""
SETTLE_S = 0.3
"""Contacts that are open from the start have been told by then."""
LOOK = {
    Lamp.READY: "steady light",
    Lamp.IN_USE: "breathing, or long light and long dark",
    Lamp.CALLING: "slow blinking",
    Lamp.TROUBLE: "fast blinking",
    Lamp.OFF: "dark",
}


@dataclass(slots=True)
class CabinetTrial:
    """Tries everything that is wired. ``say`` writes one line; ``pins``: purpose to the settings' text."""

    cabinet: Cabinet
    pins: Mapping[str, str]
    clock: Clock
    say: Callable[[str], None]
    wait_s: float
    look_s: float
    _told: asyncio.Queue[SwitchEvent] = field(default_factory=asyncio.Queue)
    _active: set[Switch] = field(default_factory=set)

    async def run(self, only: Collection[str] = ()) -> int:
        """Take the pins, try them, give them back; return how many switches did not answer."""
        self.cabinet.open(self._told.put_nowait)
        try:
            await asyncio.sleep(SETTLE_S)
            chosen = [purpose for purpose in self.cabinet.wired if not only or purpose in only]
            self.say("Wired: " + ", ".join(f"{purpose} ({self.pins[purpose]})" for purpose in self.cabinet.wired))
            switches = [Switch(purpose) for purpose in chosen if purpose in set(Switch)]
            silent = [switch for switch in switches if not await self._switch(switch)]
            for purpose in chosen:
                await self._output(purpose)
        finally:
            self.cabinet.close()
        self._sum_up(len(switches), silent)
        return len(silent)

    # ------------------------------------------------------------------------------------------ switches

    async def _switch(self, switch: Switch) -> bool:
        while not self._told.empty():
            self._note(self._told.get_nowait())
        already = "It is active already: undo that first. " if switch in self._active else ""
        self.say(f"{switch}: {already}{ASK[switch]} ({self.wait_s:.0f} s)")
        start_s = self.clock.monotonic_s()
        try:
            async with asyncio.timeout(self.wait_s):
                motion = await self._motion_of(switch)
        except TimeoutError:
            self.say(f"{switch}: NOTHING within {self.wait_s:.0f} s; see to its wire at {self.pins[switch]}.")
            return False
        self.say(f"{switch}: {motion} after {self.clock.monotonic_s() - start_s:.1f} s.")
        return True

    async def _motion_of(self, switch: Switch) -> Motion:
        while True:
            event = await self._told.get()
            self._note(event)
            if event.switch is not switch:
                self.say(f"{switch}: heard '{event.switch}' ({event.motion}) instead.")
            elif event.motion is Motion.PRESSED or (event.motion is Motion.RELEASED and switch not in PUSHED):
                return event.motion

    def _note(self, event: SwitchEvent) -> None:
        if event.motion is Motion.RELEASED:
            self._active.discard(event.switch)
        else:
            self._active.add(event.switch)

    # ------------------------------------------------------------------------------------------ outputs

    async def _output(self, purpose: str) -> None:
        if purpose == Output.STATUS_LAMP:
            for lamp, look in LOOK.items():
                self.cabinet.lamp(lamp)
                await self._look(purpose, f"'{lamp}': {look}")
        elif purpose == Output.CAMERA_LIGHT:
            self.cabinet.camera_on(on=True)
            await self._look(purpose, "shines")
            self.cabinet.camera_on(on=False)
        elif purpose == Output.TORCH:
            self.cabinet.torch(on=True)
            await self._look(purpose, "shines")
            self.cabinet.torch(on=False)
        elif purpose == Output.DOOR_LOCK:
            self.cabinet.unlock_door()
            await self._look(purpose, "the door can be opened from outside, and locks again by itself")
        for number in range(1, MAX_INSTRUMENT_LIGHTS + 1):
            if purpose == instrument_light(number):
                self.cabinet.instrument(number)
                await self._look(purpose, "shines")
                self.cabinet.instrument(None)

    async def _look(self, purpose: str, what: str) -> None:
        self.say(f"{purpose}: look: {what} ({self.look_s:.0f} s)")
        await asyncio.sleep(self.look_s)

    def _sum_up(self, tried: int, silent: list[Switch]) -> None:
        if silent:
            self.say(f"{len(silent)} of {tried} switches did not answer: {', '.join(silent)}.")
        elif tried:
            self.say("Every switch that was tried answered.")
        self.say("Only you can tell whether the lamps did what was said.")
