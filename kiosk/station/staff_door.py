# SPDX-License-Identifier: EUPL-1.2
"""How staff get in: by a PIN, by the cabinet's key switch, by a code that the desk has signed. Never during a visit.

Somebody who is wrong about the PIN too often waits, as with a visit's code; key and code are right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from kiosk import log
from kiosk.errors import SettingsError
from kiosk.messages import NoticeKey
from kiosk.staff_pin import read
from kiosk.station.conductor import Conductor
from kiosk.station.hands import Hands
from kiosk.station.room import NOBODY_HERE
from kiosk.station.staff_session import StaffSession, Way
from kiosk.technician_code import CodeError
from kiosk.visit.machine import FOR_STAFF, Event, State

_log = log.EventLog("staff")


@dataclass(slots=True)
class StaffDoor:
    """``look``: looks what is plugged in; ``check_code``: checks a signed code, of which `code_checked` hears."""

    conductor: Conductor
    hands: Hands
    look: Callable[[], None]
    check_code: Callable[[str], None] = lambda _: None
    _checking: bool = False

    def __post_init__(self) -> None:
        try:
            self.conductor.memory.staff.wanted = read(self.conductor.settings.staff.pin_hash) is not None
        except SettingsError as problem:
            _log.error("no-pin", problem)
        self._unlock()

    @property
    def session(self) -> StaffSession:
        return self.conductor.memory.staff.session

    def tick(self) -> None:
        """Let time pass."""
        if self.conductor.state is State.STAFF_LOCKED and not self._locked:
            self._unlock()
            self.conductor.happen(Event.LOCK_OVER)

    def ask(self) -> None:
        """Ask for the PIN, if there is one and nobody uses the station."""
        conductor = self.conductor
        if not conductor.memory.staff.wanted or not conductor.happen(Event.STAFF_ASKED):
            return
        self.look()  # the first look takes longest
        if self._locked:
            conductor.happen(Event.CODE_LOCKED)
        elif conductor.memory.staff.attempts_left <= 0:
            self._unlock()

    def come(self, way: Way) -> bool:
        """Let staff in who need no PIN, if nobody uses the station; tell whether they are in."""
        conductor = self.conductor
        conductor.sign_of_life()
        if conductor.state is State.STAFF_LOCKED:
            self._unlock()
            conductor.happen(Event.LOCK_OVER)
        elif conductor.state is not State.STAFF_PIN and not conductor.happen(Event.STAFF_ASKED):
            return conductor.state is State.STAFF
        self._accept(way)
        return True

    def key_taken(self) -> None:
        """The key switch was turned back: who came by it goes."""
        if self.conductor.state is State.STAFF and self.session.way is Way.KEY:
            self.conductor.happen(Event.LEFT)

    def hold(self, code: str) -> None:
        """Take a technician's signed code, if nobody uses the station."""
        if self.conductor.state in (*NOBODY_HERE, State.STAFF_PIN, State.STAFF_LOCKED):
            self.check_code(code)

    def code_checked(self, problem: CodeError | None) -> None:
        """Hear whether a signed code counts, or why not."""
        if problem is None:
            self.come(Way.CODE)
            return
        _log.warning("staff-code-refused", reason=problem.reason)
        self.ask()
        if self.conductor.state in FOR_STAFF:
            self.conductor.remark(NoticeKey.STAFF_CODE_REFUSED)

    def _accept(self, way: Way) -> None:
        memory = self.conductor.memory.staff
        self._unlock()
        memory.wrong, memory.active = False, True
        memory.session = StaffSession(way=way)
        self.conductor.happen(Event.STAFF_ACCEPTED)
        _log.info("staff-came", kind=way)
        self.look()

    @property
    def _locked(self) -> bool:
        return self.conductor.clock.monotonic_s() < self.conductor.memory.staff.locked_until_s

    def _unlock(self) -> None:
        self.conductor.memory.staff.attempts_left = self.conductor.settings.visit.code_attempts

    def take_pin(self, pin: str) -> None:
        """Have a PIN checked that was typed."""
        if self.conductor.state is State.STAFF_PIN and not self._checking:
            self._checking = True
            self.hands.check_pin(pin)

    def pin_checked(self, *, fits: bool) -> None:
        """Hear whether the PIN was the right one."""
        self._checking = False
        conductor = self.conductor
        if conductor.state is not State.STAFF_PIN:
            return
        if fits:
            self._accept(Way.PIN)
        else:
            self._wrong_pin()
        conductor.refresh()

    def _wrong_pin(self) -> None:
        conductor, memory = self.conductor, self.conductor.memory.staff
        memory.attempts_left -= 1
        memory.wrong = True
        _log.warning("staff-pin-wrong", attempts=memory.attempts_left)
        if memory.attempts_left > 0:
            conductor.happen(Event.CODE_WRONG)
            return
        memory.locked_until_s = conductor.clock.monotonic_s() + conductor.settings.visit.code_lock_s
        memory.wrong = False
        conductor.happen(Event.CODE_LOCKED)
