# SPDX-License-Identifier: EUPL-1.2
"""A switch of the room at work: edges come from gpiozero's thread, are judged and told on the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from drivers.gpio.contact import Contact
from drivers.gpio.pins import Pin
from kiosk.cabinet import Motion, Switch, SwitchEvent
from kiosk.clock import Clock

SWEEP_S = 1.0
"""How often a pin is looked at without an edge: the kernel drops edges when its queue is full."""


class Judge(Protocol):
    """What a raw level means. Pure."""

    def see(self, active: bool, now_s: float) -> tuple[Motion, ...]:
        """Note the raw level at ``now_s``; return what the station hears of it."""
        ...

    @property
    def due_s(self) -> float | None:
        """When to look again at the latest."""
        ...


class WiredSwitch:
    """One switch. Make it on the event loop; ``deliver`` is called there."""

    def __init__(self, pin: Pin, judge: Judge, deliver: Callable[[SwitchEvent], None], clock: Clock) -> None:
        self._switch = Switch(pin.purpose)
        self._judge = judge
        self._deliver = deliver
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None
        self._was_active = False
        self._look_is_due = False
        self._closed = False
        self._contact = Contact(pin, self._edge)

    def look(self) -> None:
        """Read the pin, tell what it means, and see to it that somebody looks again in time."""
        self._look_is_due = False
        if self._closed:
            return
        was_active, self._was_active = self._was_active, False
        now_s = self._clock.monotonic_s()
        active = self._contact.active
        motions = self._judge.see(True, now_s) if was_active and not active else ()
        motions += self._judge.see(active, now_s)
        self._look_again(now_s)
        for motion in motions:
            self._deliver(SwitchEvent(switch=self._switch, motion=motion))

    def close(self) -> None:
        """Give the pin back; nothing is told from here on."""
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._contact.close()

    def _look_again(self, now_s: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        due_s = self._judge.due_s
        delay_s = SWEEP_S if due_s is None else min(SWEEP_S, max(0.0, due_s - now_s))
        self._timer = self._loop.call_later(delay_s, self.look)

    def _edge(self, active: bool) -> None:
        """Hear of an edge, in any thread. A wire that flutters asks for one look, not for thousands."""
        self._was_active = self._was_active or active
        if self._look_is_due:
            return
        self._look_is_due = True
        try:
            self._loop.call_soon_threadsafe(self.look)
        except RuntimeError:
            return  # the loop has ended
