# SPDX-License-Identifier: EUPL-1.2
"""The room's switches act on the visit, and the visit on the room's lamps and lock.

A station whose cabinet cannot be opened runs without it and says so (`kiosk doctor`): everything here has its equal on
the touchscreen, except the emergency stop.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from kiosk import log
from kiosk.cabinet import Cabinet, Motion, Output, Switch, SwitchEvent, cabinet_factory
from kiosk.cabinet_report import CabinetReport, remove_report, write_report
from kiosk.cabinet_settings import CabinetSection
from kiosk.capability import Command, CommandError, CommandReason
from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.messages import Action, HangUp, Key, KeyAction, Message, SetTorch, Sources, Tap
from kiosk.preferences import Scan
from kiosk.reading import InstrumentEvent, Progress, SensorChange, SensorState
from kiosk.settings import StationSettings
from kiosk.station.camera_light import CameraLight
from kiosk.station.conductor import Conductor
from kiosk.station.primary import HELD, primary
from kiosk.station.room import NOBODY_HERE
from kiosk.station.staff import Staff
from kiosk.station.staff_session import Way
from kiosk.station.taps import Taps
from kiosk.visit.machine import ASKING, State

STOP_AGAIN_S = 1.0
"""How often a cuff that fills though the emergency stop is pressed is told to stop."""

_BUTTONS = frozenset({Switch.CALL, Switch.CONFIRM})
_KEYS = {Switch.SWITCH_1: KeyAction.SWITCH_1, Switch.SWITCH_2: KeyAction.SWITCH_2}
BEGINNING = frozenset({State.CODE, State.PURPOSE, State.DROP_IN, State.ACUTE})
"""What leads on from here opens the door: a code, or that none is needed."""
_log = log.EventLog("cabinet")


@dataclass(frozen=True, kw_only=True, slots=True)
class CabinetLinkParts:
    """``cabinet`` is None where none is set or it cannot be made; ``problem`` says why."""

    conductor: Conductor
    taps: Taps
    clock: Clock
    runtime: Path
    cabinet: Cabinet | None
    problem: str = ""
    staff: Staff | None = None
    key: Callable[[Key], None] = lambda _: None
    """Hears of the switches that operate the screen."""


class CabinetLink:
    """The room's hand on the conductor. Call `update` a few times a second and on every change of the screen."""

    def __init__(self, parts: CabinetLinkParts) -> None:
        self._conductor = parts.conductor
        self._taps = parts.taps
        self._staff = parts.staff
        self._clock = parts.clock
        self._runtime = parts.runtime
        self._cabinet = parts.cabinet
        self._key = parts.key
        self._report = CabinetReport(problem=parts.problem)
        self._written: CabinetReport | None = None
        self._light = CameraLight()
        self._lit: bool | None = None
        self._number: int | None = None
        self._state = parts.conductor.state
        self._staff_press: State | None = None
        self._waking = False
        """The call button was pressed on the first screen, and may still be down."""
        self._idle_press: dict[Switch, State | None] = {}
        self._stopped_again_s = -STOP_AGAIN_S

    def open(self) -> None:
        """Take the pins; without them the station goes on."""
        if self._cabinet is not None:
            try:
                self._cabinet.open(self.happened)
            except KioskError as problem:
                _log.error("no-cabinet", problem)
                self._cabinet = None
                self._report = CabinetReport(problem=str(problem))
            else:
                self._conductor.memory.room.torch = Output.TORCH in self._cabinet.wired
        self.update()

    def close(self) -> None:
        """Lock the door, darken the lamps, give the pins back."""
        cabinet, self._cabinet = self._cabinet, None
        if cabinet is not None:
            cabinet.close()
        remove_report(self._runtime)

    # ------------------------------------------------------------------------------------------ from the room

    def happened(self, event: SwitchEvent) -> None:
        """Act on a switch. The emergency stop comes before everything else."""
        if event.switch is Switch.EMERGENCY_STOP and event.motion is Motion.PRESSED:
            self._conductor.emergency_stop()
        self._conductor.memory.room.take(event)
        if event.switch in _BUTTONS:
            self._button(event)
        elif event.switch in _KEYS:
            self._scan(event)
        elif event.switch is Switch.PRESENCE:
            self._presence(event.motion)
        elif event.switch is Switch.SERVICE_KEY:
            self._service_key(event.motion)
        else:
            _log.warning("switch", kind=event.switch, action=event.motion, state=self._conductor.state)
        self._conductor.refresh()
        self.update()

    def _button(self, event: SwitchEvent) -> None:
        if event.switch is Switch.CONFIRM and self._for_staff(event.motion):
            return
        state = self._conductor.state
        match event.motion:
            case Motion.PRESSED:
                tap = primary(self._conductor.screen(), self._conductor.memory.language)
                self._idle_press[event.switch] = state if tap.action is Action.TOUCHED else None
                self._waking = event.switch is Switch.CALL and state is State.ATTRACT
                self._taps.take(tap)
            case Motion.HELD if self._idle_press.get(event.switch) is state and state in HELD:
                self._taps.take(Tap(action=HELD[state]))
            case Motion.HELD if event.switch is Switch.CALL and self._reads_aloud(state):
                self._read_aloud()
            case Motion.STUCK:
                _log.warning("switch", kind=event.switch, action=event.motion, state=state)
            case _:
                pass

    def _reads_aloud(self, state: State) -> bool:
        """Tell whether holding the call button means this: it began on the first screen, or meant nothing else."""
        return self._waking or self._idle_press.get(Switch.CALL) is state

    def _read_aloud(self) -> None:
        """Begin to read the screens aloud, or end it: for whoever cannot see what to touch (EN 301 549 5.2)."""
        memory = self._conductor.memory
        memory.preferences = replace(memory.preferences, speech=not memory.preferences.speech)

    def _scan(self, event: SwitchEvent) -> None:
        """Pass a switch on to the screen. Its first press begins the scan; holding it stops a cuff."""
        if event.motion is Motion.HELD and self._conductor.cuff:
            self._taps.take(Tap(action=Action.MEASURE_STOP))
        if event.motion is not Motion.PRESSED:
            return
        memory = self._conductor.memory
        if memory.preferences.scan is Scan.OFF:
            both = self._cabinet is not None and {Switch.SWITCH_1, Switch.SWITCH_2} <= set(self._cabinet.wired)
            memory.preferences = replace(memory.preferences, scan=Scan.TWO_SWITCH if both else Scan.ONE_SWITCH)
        self._taps.take(Tap(action=Action.TOUCHED))
        self._key(Key(action=_KEYS[event.switch]))

    def _for_staff(self, motion: Motion) -> bool:
        """Where holding the confirm button asks for the staff's PIN, let a press count once it is let go.

        Tell whether the motion was part of this.
        """
        staff, state = self._staff, self._conductor.state
        if motion is Motion.PRESSED:
            wanted = staff is not None and self._conductor.memory.staff.wanted
            self._staff_press = state if wanted and state in NOBODY_HERE else None
            return self._staff_press is not None
        before, self._staff_press = self._staff_press, None
        if before is None or staff is None:
            return False
        if motion is Motion.HELD:
            staff.door.ask()
        elif motion is Motion.RELEASED and state is State.ATTRACT:
            self._taps.take(Tap(action=Action.START))
        return True

    def _service_key(self, motion: Motion) -> None:
        """Let a technician in whose key is turned, and out when it is turned back."""
        if self._staff is None:
            return
        if motion is Motion.PRESSED:
            self._staff.door.come(Way.KEY)
        elif motion is Motion.RELEASED:
            self._staff.door.key_taken()

    def _presence(self, motion: Motion) -> None:
        """Wake the screen for whoever comes; ask sooner after whoever goes.

        Presence never keeps a visit alive: who stands there now need not be who sat there before.
        """
        if motion is Motion.PRESSED and self._conductor.state is State.ATTRACT:
            self._taps.take(Tap(action=Action.START))
        elif motion is Motion.RELEASED:
            self._conductor.idle.hurry(self._clock.monotonic_s())

    # ------------------------------------------------------------------------------------------ from the station

    def asked(self, message: Message) -> None:
        """Note what the call process was asked."""
        self._light.asked(message, self._clock.monotonic_s())
        if self._cabinet is not None and isinstance(message, SetTorch | HangUp):
            self._cabinet.torch(on=isinstance(message, SetTorch) and message.on)
        self.update()

    def heard(self, message: Message) -> None:
        """Note what the call process reports."""
        if isinstance(message, Sources):
            self._light.heard(message, self._clock.monotonic_s())
            self.update()

    def call_process_left(self) -> None:
        self._light.lost()
        self.update()

    def may_tell(self, command: Command) -> None:
        """See that ``command`` may be given; raises `CommandError` while the emergency stop is pressed."""
        if command is Command.START and self._conductor.memory.room.stopped:
            raise CommandError(
                "The emergency stop is pressed, or its wire is cut.",
                reason=CommandReason.EMERGENCY_STOP,
                hint="Turn it to let it go.",
            )

    def instrument_said(self, event: InstrumentEvent) -> None:
        """Stop a cuff that was started at its own button while the emergency stop is pressed."""
        fills = isinstance(event, Progress) or (
            isinstance(event, SensorChange) and event.state is SensorState.MEASURING
        )
        now_s = self._clock.monotonic_s()
        if fills and self._conductor.memory.room.stopped and now_s - self._stopped_again_s >= STOP_AGAIN_S:
            self._stopped_again_s = now_s
            self._conductor.outside.stop_all()

    def update(self) -> None:
        """Bring lamps and lock to what the visit is now."""
        before, self._state = self._state, self._conductor.state
        self._tell_doctor()
        cabinet = self._cabinet
        if cabinet is None:
            return
        if before in BEGINNING and self._state in ASKING:
            cabinet.unlock_door()
        cabinet.lamp(self._conductor.memory.room.lamp(self._state))
        lit = self._light.shines(self._clock.monotonic_s())
        if lit is not self._lit:
            self._lit = lit
            cabinet.camera_on(on=lit)
        if (number := self._conductor.shown_number) != self._number:
            self._number = number
            cabinet.instrument(number)

    def _tell_doctor(self) -> None:
        report = CabinetReport(problem=self._report.problem, faults=self._conductor.memory.room.faults)
        if report != self._written and self._runtime.is_dir():
            self._written = report
            write_report(self._runtime, report)


def make_cabinet(section: CabinetSection, clock: Clock) -> tuple[Cabinet | None, str]:
    """Make the cabinet that the settings ask for; without one, say why (empty: none is wanted)."""
    if not section.kind:
        return None, ""
    try:
        return cabinet_factory(section.kind)(section.pins, clock, section.times), ""
    except (KioskError, ImportError) as problem:
        _log.error("no-cabinet", problem)
        return None, str(problem)


def make_cabinet_link(
    settings: StationSettings, conductor: Conductor, taps: Taps, staff: Staff, key: Callable[[Key], None]
) -> CabinetLink:
    """Put the room's hand together; ``key`` passes on the switches that operate the screen."""
    cabinet, problem = make_cabinet(settings.cabinet, conductor.clock)
    parts = CabinetLinkParts(
        conductor=conductor,
        taps=taps,
        staff=staff,
        clock=conductor.clock,
        runtime=settings.station.runtime,
        cabinet=cabinet,
        problem=problem,
        key=key,
    )
    return CabinetLink(parts)
