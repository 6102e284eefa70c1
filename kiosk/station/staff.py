# SPDX-License-Identifier: EUPL-1.2
"""The staff's hand on the conductor: setting up which instrument hangs on which port, and the pages of the station.

It waits for nothing: whatever takes time is done by `Hands`, which tell it when they are done. How staff get in is
`kiosk.station.staff_door`'s; a visit cannot begin while they are here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from kiosk import log
from kiosk.capability import Capability
from kiosk.errors import KioskError
from kiosk.messages import Action, Tap
from kiosk.selftest.touch import grid
from kiosk.station.conductor import Conductor
from kiosk.station.hands import Hands
from kiosk.station.staff_door import StaffDoor
from kiosk.station.staff_session import TABLE, Job, Page, Said, Seen, StaffSession
from kiosk.station.technician import Technician
from kiosk.visit.machine import FOR_STAFF, State
from kiosk.workbench import Finding, Trial

LOOK_AGAIN_S = 2.0
"""How often it is looked what is plugged in."""

_OF_STAFF = frozenset(action for _, action in TABLE)
_REFUSED = {"port-taken": Said.PORT_TAKEN, "missing": Said.PORT_GONE, "ambiguous": Said.PORT_GONE}
"""What is said for the reasons a workbench gives."""

_log = log.EventLog("staff")


@dataclass(slots=True)
class Staff:
    """Call `tick` a few times a second, and `update` whenever the screen may have changed."""

    conductor: Conductor
    hands: Hands
    technician: Technician | None = None
    """The hand on the station itself; None: there are no such pages."""
    door: StaffDoor = field(init=False)
    _looked_s: float = 0.0
    _handlers: dict[Action, Callable[[str], None]] = field(init=False)

    def __post_init__(self) -> None:
        self.door = StaffDoor(self.conductor, self.hands, self._look)
        self._handlers = {
            Action.STAFF_INSTRUMENT: self._choose_instrument,
            Action.STAFF_NEW: self._new,
            Action.STAFF_PORT: self._choose_port,
            Action.STAFF_LISTEN: self._listen,
            Action.STAFF_KIND: self._choose_kind,
            Action.STAFF_DRIVER: self._choose_driver,
            Action.STAFF_CHECK: self._check,
            Action.STAFF_SAVE: self._save,
            Action.STAFF_REMOVE: self._remove,
            Action.STAFF_UNDO: self._undo,
            Action.STAFF_RUN: lambda _: self.hands.self_test(),
            Action.STAFF_TOUCH: self._begin_touch,
            Action.STAFF_FIELD: self._touch_field,
            Action.STAFF_TOUCH_END: self._end_touch,
            Action.STAFF_STATION: self._open_station,
        }

    def pin_checked(self, *, fits: bool) -> None:
        """Hear whether the PIN was the right one."""
        self.door.pin_checked(fits=fits)

    @property
    def session(self) -> StaffSession:
        return self.conductor.memory.staff.session

    # ------------------------------------------------------------------------------------------ from outside

    def take(self, tap: Tap) -> bool:
        """Act on a tap if it is staff's; tell whether it was."""
        if tap.action is Action.STAFF:
            self.conductor.sign_of_life()
            self.door.ask()
        elif tap.action is Action.STAFF_PIN:
            self.conductor.sign_of_life()
            self.door.take_pin(tap.value)
        elif tap.action in _OF_STAFF:
            self.conductor.sign_of_life()
            self._step(tap)
        else:
            return False
        self.conductor.refresh()
        return True

    def tick(self) -> None:
        """Let time pass."""
        conductor, now_s = self.conductor, self.conductor.clock.monotonic_s()
        self.door.tick()
        if conductor.state is State.STAFF:
            if self.session.job is not None or conductor.memory.self_test.running:
                conductor.sign_of_life()  # whoever waits for a device is not away; it has a deadline of its own
            if now_s - self._looked_s >= LOOK_AGAIN_S:
                self._look()
            if self.technician is not None:
                self.technician.tick(now_s)

    def update(self) -> None:
        """See that nothing goes on when staff are gone."""
        memory = self.conductor.memory.staff
        if self.conductor.state not in FOR_STAFF:
            memory.wrong = False
        if self.conductor.state is not State.STAFF and memory.active:
            memory.active = False
            if self.technician is not None:
                self.technician.leave()
            memory.session = StaffSession()
            self.hands.stop()
            _log.info("staff-left")

    # ------------------------------------------------------------------------------------------ the pages

    def _step(self, tap: Tap) -> None:
        session = self.session
        if self.conductor.state is not State.STAFF or not self._means(tap):
            return
        if session.page is Page.STATION and self.technician is not None and self.technician.take(tap):
            return
        if not session.go(tap.action):
            return
        if session.job is not None:
            session.job = None
            self.hands.stop()
        if tap.action in self._handlers:
            self._handlers[tap.action](tap.value)

    def _means(self, tap: Tap) -> bool:
        """Tell whether what a tap names is there; a tap may come when a cable is already out."""
        session = self.session
        match tap.action:
            case Action.STAFF_INSTRUMENT:
                return session.instrument(tap.value) is not None
            case Action.STAFF_PORT:
                return tap.value != "" and session.port_view(tap.value) is not None
            case Action.STAFF_DRIVER:
                return tap.value in session.drivers
            case Action.STAFF_KIND:
                return tap.value in session.kinds
            case Action.STAFF_UNDO:
                return session.undo is not None
            case Action.STAFF_REMOVE:
                return session.name in session.assigned
            case Action.STAFF_FIELD:
                return tap.value in map(str, session.left)
            case Action.STAFF_STATION:
                return self.technician is not None
            case _:
                return True

    def _choose_instrument(self, name: str) -> None:
        chosen = self.session.instrument(name)
        if chosen is not None:
            self.session.name, self.session.port, self.session.driver = name, chosen.port, chosen.driver

    def _new(self, _: str) -> None:
        self.session.name = ""

    def _choose_port(self, address: str) -> None:
        self.session.port = address

    def _choose_kind(self, kind: str) -> None:
        self.session.kind = Capability(kind)

    def _choose_driver(self, driver: str) -> None:
        self.session.driver = driver
        self._check()

    def _listen(self, _: str = "") -> None:
        session = self.session
        ports = (session.port,) if session.page is Page.PORT else session.listenable()
        for port in ports:
            session.findings.pop(port, None)
        if ports:
            session.job = Job(shares=dict.fromkeys(ports, 0.0))
            self.hands.listen(ports)

    def _check(self, _: str = "") -> None:
        session = self.session
        session.trial = None
        session.job = Job(shares={session.port: 0.0})
        self.hands.test(session.wish())

    def _save(self, _: str) -> None:
        wish = self.session.wish()
        self.session.begin(wish.name, Said.SAVED)
        self.hands.keep(wish)

    def _remove(self, _: str) -> None:
        self.session.begin(self.session.name, Said.REMOVED)
        self.hands.forget(self.session.name)

    def _undo(self, _: str) -> None:
        undo = self.session.undo
        if undo is None:
            return
        self.session.begin(undo.name, Said.UNDONE)
        if undo.before is None:
            self.hands.forget(undo.name)
        else:
            self.hands.keep(undo.before, absent=True)

    def _begin_touch(self, _: str) -> None:
        panel, session = self.conductor.settings.panel, self.session
        session.grid = grid(panel.width_mm, panel.width_mm * panel.height_px / panel.width_px)
        session.left = frozenset(range(session.grid[0] * session.grid[1]))

    def _touch_field(self, number: str) -> None:
        self.session.left -= {int(number)}
        if not self.session.left and self.session.go(Action.STAFF_TOUCH_END):
            self._end_touch()

    def _end_touch(self, _: str = "") -> None:
        self.hands.touched(self.session.left)

    def _open_station(self, page: str) -> None:
        if self.technician is not None:
            self.technician.open(page)

    # ------------------------------------------------------------------------------------------ from the hands

    def saw(self, seen: Seen) -> None:
        """Take what is plugged in and assigned now."""
        self.session.saw(seen)
        self.conductor.refresh()

    def went_on(self, port: str, share: float, line: str) -> None:
        """Hear how far it is."""
        job = self.session.job
        if job is not None and port in job.shares:
            shares = {**job.shares, port: max(share, job.shares[port])}
            self.session.job = Job(shares=shares, line=line if len(shares) == 1 else "")

    def heard(self, finding: Finding) -> None:
        """Hear what hangs on a port."""
        session = self.session
        session.findings[finding.port] = finding
        self.went_on(finding.port, 1.0, "")
        if session.job is not None and all(share >= 1.0 for share in session.job.shares.values()):
            session.job = None
        self.conductor.sign_of_life()
        self.conductor.refresh()

    def tested(self, trial: Trial) -> None:
        """Hear how a device did."""
        self.session.job, self.session.trial = None, trial
        self.conductor.sign_of_life()
        self.conductor.refresh()

    def failed(self) -> None:
        """Hear that listening or trying broke off by a fault."""
        self.session.job = None
        self.conductor.refresh()

    def changed(self, problem: KioskError | None = None) -> None:
        """Hear that something was kept or forgotten, or why not."""
        session = self.session
        if self.conductor.state is not State.STAFF:
            return
        if problem is None:
            _log.info("assigned", action=session.change.said if session.change is not None else "")
            session.done()
        else:
            _log.error("not-assigned", problem)
            session.change = None
            session.said = _REFUSED.get(str(problem.reason), Said.NOT_SAVED)
        self._look()
        self.conductor.refresh()

    def _look(self) -> None:
        self._looked_s = self.conductor.clock.monotonic_s()
        self.hands.look()
