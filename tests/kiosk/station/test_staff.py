# SPDX-License-Identifier: EUPL-1.2
"""The staff screen: who gets in, what each tap leads to, what is kept, and that no visit begins meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capability import Assignment, Capability, Instrument
from kiosk.errors import KioskError
from kiosk.messages import Action, AttractView, CleaningView, LockedView, Tap, UnavailableView
from kiosk.reading import Scan
from kiosk.settings import StationSettings
from kiosk.staff_pin import keep
from kiosk.staff_settings import StaffSection
from kiosk.staff_view import (
    StaffCheckView,
    StaffDriversView,
    StaffInstrumentView,
    StaffKindsView,
    StaffPinView,
    StaffPortsView,
    StaffPortView,
    StaffView,
)
from kiosk.station.staff import LOOK_AGAIN_S, Staff
from kiosk.station.staff_session import NAMES, TABLE, Page, Seen
from kiosk.visit.machine import State
from kiosk.workbench import Candidate, DriverView, Finding, Outcome, PortKind, PortView, Problem, Trial, Verdict
from tests.kiosk.signalling.conftest import make_holder
from tests.kiosk.station.rig import CODE, Rig

SIGNER = make_holder("station-one", "station")
PIN = "471108"
HASH = str(keep(PIN, iterations=1))
ONE = PortView(address="/dev/one", node="/dev/ttyUSB0", words="", kind=PortKind.USB, cable="CP210x cable", socket="1-1")
TWO = replace(ONE, address="/dev/two", node="/dev/ttyUSB1", socket="1-2")
CONSOLE = replace(ONE, address="/dev/ttyS0", node="/dev/ttyS0", kind=PortKind.CONSOLE, cable="", socket="")
HID = replace(ONE, address="", node="", kind=PortKind.HID)
READER = Instrument(name="reader", capabilities=(Capability.CODE_READING,))


def driver(name: str, capability: Capability, **more: Any) -> DriverView:
    return DriverView(
        name=name,
        title=name.upper(),
        grade="A",
        devices=("one", "two"),
        capabilities=(capability,),
        line="9600",
        **more,
    )


DRIVERS = (
    driver("nonin", Capability.PULSE_OXIMETRY),
    driver("contec", Capability.PULSE_OXIMETRY),
    driver("cuff", Capability.BLOOD_PRESSURE, waits=True),
)
OXIMETER = Assignment(name="oximeter", driver="nonin", port="/dev/one")


class FakeHands:
    """Hands that write down what they are asked; a test answers for them."""

    def __init__(self) -> None:
        self.pins: list[str] = []
        self.looks = 0
        self.listened: list[tuple[str, ...]] = []
        self.tested: list[Assignment] = []
        self.stops = 0
        self.kept: list[Assignment] = []
        self.forgotten: list[str] = []
        self.self_tests = 0
        self.missed: list[frozenset[int]] = []

    def check_pin(self, pin: str) -> None:
        self.pins.append(pin)

    def look(self) -> None:
        self.looks += 1

    def listen(self, ports: Sequence[str]) -> None:
        self.listened.append(tuple(ports))

    def test(self, assignment: Assignment) -> None:
        self.tested.append(assignment)

    def stop(self) -> None:
        self.stops += 1

    def keep(self, assignment: Assignment, *, absent: bool = False) -> None:
        self.kept.append(assignment)

    def forget(self, name: str) -> None:
        self.forgotten.append(name)

    def self_test(self) -> None:
        self.self_tests += 1

    def touched(self, missed: frozenset[int]) -> None:
        self.missed.append(missed)


class StaffRig(Rig):
    """A station with staff at its screen."""

    def __init__(self, pin_hash: str = HASH) -> None:
        super().__init__(SIGNER, (READER,))
        settings: StationSettings = self.conductor.settings
        self.conductor.settings = msgspec.structs.replace(settings, staff=StaffSection(pin_hash=pin_hash))
        self.hands = FakeHands()
        self.staff = Staff(self.conductor, self.hands)
        self.instruments: tuple[Assignment, ...] = (OXIMETER,)
        self.assigned: frozenset[str] = frozenset()
        self.ports: tuple[PortView, ...] = (replace(ONE, instrument="oximeter"), TWO, CONSOLE, HID)
        self.open()

    def tap(self, action: Action, value: str = "") -> None:
        tap = Tap(action=action, value=value)
        if not self.staff.take(tap):
            self.taps.take(tap)
        self.staff.update()

    def wait(self, seconds: float, step_s: float = 0.25) -> None:
        passed = 0.0
        while passed < seconds:
            super().wait(step_s, step_s)
            self.staff.tick()
            self.staff.update()
            passed += step_s

    def type_pin(self, pin: str = PIN) -> None:
        self.tap(Action.STAFF_PIN, pin)
        self.staff.pin_checked(fits=pin == PIN)
        self.staff.update()

    def enter(self) -> StaffRig:
        self.tap(Action.STAFF)
        self.type_pin()
        self.see()
        return self

    def see(self) -> None:
        """The hands come back from looking."""
        self.staff.saw(
            Seen(
                ports=self.ports,
                drivers=DRIVERS,
                instruments=self.instruments,
                assigned=self.assigned,
                there=frozenset({"/dev/one"}),
            )
        )

    def changed(self, *instruments: Assignment, problem: KioskError | None = None) -> None:
        """The hands come back from keeping or forgetting; these are now the instruments, all of them assigned."""
        if problem is None:
            self.instruments = instruments
            self.assigned = frozenset(each.name for each in instruments)
        self.staff.changed(problem)
        self.see()

    def go(self, *steps: Action | tuple[Action, str]) -> None:
        for step in steps:
            action, value = step if isinstance(step, tuple) else (step, "")
            self.tap(action, value)

    @property
    def view(self) -> Any:
        return self.screen.view


@pytest.fixture
def rig() -> StaffRig:
    return StaffRig()


NEW_AT_TWO = (Action.STAFF_NEW, (Action.STAFF_PORT, "/dev/two"))

# ---------------------------------------------------------------------------------------------- getting in


@pytest.mark.parametrize("pin_hash", ["", "pbkdf2-sha256:0:00:00", "1234"])
def test_without_a_pin_there_is_no_staff_screen(pin_hash: str) -> None:
    rig = StaffRig(pin_hash)
    assert rig.view == AttractView(staff=False)
    rig.tap(Action.STAFF)
    assert rig.at(State.ATTRACT)


def test_the_pin_opens_it_and_closing_leads_to_the_start(rig: StaffRig) -> None:
    assert rig.view == AttractView(staff=True)
    rig.tap(Action.STAFF)
    assert rig.view == StaffPinView(attempts_left=3)
    rig.type_pin()
    assert rig.at(State.STAFF)
    assert rig.view == StaffView(instruments=(), looked=False), "nobody says that there is nothing before it is known"
    rig.see()
    assert [line.name for line in rig.view.instruments] == ["oximeter"]
    rig.tap(Action.LEAVE)
    assert rig.at(State.ATTRACT)


def test_staff_get_in_where_the_clinic_cannot_be_reached(rig: StaffRig) -> None:
    rig.conductor.broker(here=False)
    rig.wait(6)
    assert rig.view == UnavailableView(staff=True)
    rig.enter()
    assert rig.at(State.STAFF)
    rig.tap(Action.LEAVE)
    rig.wait(0.5)
    assert rig.at(State.UNAVAILABLE)


def test_staff_get_in_while_the_room_is_cleaned(rig: StaffRig) -> None:
    rig.to(State.CONSENT)
    rig.tap(Action.LEAVE)
    rig.finish_erasure()
    rig.tap(Action.DONE)
    assert rig.view == CleaningView(remaining_s=180, staff=True)
    rig.enter()
    assert rig.at(State.STAFF)
    rig.tap(Action.LEAVE)
    assert rig.at(State.ATTRACT)


def test_wrong_pins_close_the_keypad_as_wrong_codes_do_and_never_the_patients_one(rig: StaffRig) -> None:
    rig.tap(Action.STAFF)
    for left in (2, 1):
        rig.type_pin("000000")
        assert rig.view == StaffPinView(attempts_left=left, wrong=True)
    rig.type_pin("000000")
    assert rig.view == LockedView(remaining_s=60)
    rig.tap(Action.LEAVE)
    rig.to(State.CODE)
    assert rig.screen.view.attempts_left == 3  # type: ignore[union-attr]
    rig.tap(Action.LEAVE)
    rig.finish_erasure()
    rig.tap(Action.DONE)
    rig.tap(Action.STAFF)
    assert rig.at(State.STAFF_LOCKED), "going away and coming back opens nothing"
    rig.wait(61)
    assert rig.view == StaffPinView(attempts_left=3)


def test_tries_are_counted_across_visits_to_the_keypad_and_given_anew_after_the_lock(rig: StaffRig) -> None:
    rig.tap(Action.STAFF)
    rig.type_pin("000000")
    rig.tap(Action.LEAVE)
    rig.tap(Action.STAFF)
    assert rig.view == StaffPinView(attempts_left=2)
    for _ in range(2):
        rig.type_pin("000000")
    rig.tap(Action.LEAVE)
    rig.wait(61)
    rig.tap(Action.STAFF)
    assert rig.view == StaffPinView(attempts_left=3)


def test_one_pin_is_checked_at_a_time_and_one_that_comes_late_opens_nothing(rig: StaffRig) -> None:
    rig.tap(Action.STAFF)
    rig.go((Action.STAFF_PIN, PIN), (Action.STAFF_PIN, "000000"))
    assert rig.hands.pins == [PIN]
    rig.tap(Action.LEAVE)
    rig.staff.pin_checked(fits=True)
    assert rig.at(State.ATTRACT)


@pytest.mark.parametrize("state", [State.LANGUAGE, State.CODE, State.CONSENT, State.MEASURE, State.WAITING, State.CALL])
def test_never_during_a_visit(rig: StaffRig, state: State) -> None:
    rig.to(state)
    rig.tap(Action.STAFF)
    assert rig.at(state)


def test_no_visit_begins_and_no_instrument_runs_meanwhile(rig: StaffRig) -> None:
    assert rig.outside.running == {"reader"}
    rig.enter()
    assert rig.outside.running == frozenset()
    rig.scans.take(Scan(instrument="reader", text=CODE, at=rig.clock.now()))
    rig.go(Action.START, (Action.ENTER_CODE, CODE), (Action.CHOOSE_LANGUAGE, "sv"))
    rig.greet()
    assert rig.at(State.STAFF) and rig.conductor.memory.visit is None
    rig.tap(Action.LEAVE)
    assert rig.outside.running == {"reader"}


def test_it_closes_after_two_minutes_without_a_touch(rig: StaffRig) -> None:
    rig.enter()
    rig.wait(119)
    assert rig.at(State.STAFF) and rig.screen.idle_remaining_s == 1
    rig.wait(1.5)
    assert rig.at(State.ATTRACT)


def test_who_waits_for_a_device_is_not_away(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN)
    rig.wait(150)
    assert rig.at(State.STAFF)
    rig.staff.heard(Finding(port="/dev/two", outcome=Outcome.SILENT))
    rig.wait(121)
    assert rig.at(State.ATTRACT)


def test_how_long_nobody_need_touch_it_is_a_setting(rig: StaffRig) -> None:
    staff = msgspec.structs.replace(rig.conductor.settings.staff, idle_s=60.0)
    rig.conductor.settings = msgspec.structs.replace(rig.conductor.settings, staff=staff)
    rig.enter()
    rig.wait(61)
    assert rig.at(State.ATTRACT)


@pytest.mark.parametrize("step", [Action.STAFF_BACK, Action.STAFF_STOP, Action.STAFF_KINDS])
def test_going_elsewhere_stops_listening(rig: StaffRig, step: Action) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN, step)
    assert rig.hands.stops == 1 and rig.staff.session.job is None


def test_leaving_stops_what_goes_on_and_forgets_where_one_was(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN, Action.LEAVE)
    assert rig.hands.stops == 1
    rig.enter()
    assert isinstance(rig.view, StaffView)


# ---------------------------------------------------------------------------------------------- setting up


def test_a_device_that_answers_is_tried_and_saved(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN)
    assert rig.hands.listened == [("/dev/two",)]
    rig.staff.went_on("/dev/two", 0.4, "9600 8N1")
    assert (rig.view.work.share, rig.view.work.line) == (0.4, "9600 8N1")
    rig.staff.heard(
        Finding(
            port="/dev/two", outcome=Outcome.FOUND, candidates=(Candidate(driver="cuff", sure=True, told="A&D TM"),)
        )
    )
    assert rig.view.work is None
    assert (rig.view.port.heard, rig.view.port.answered) == (Outcome.FOUND, "A&D TM")
    assert [(line.name, line.sure, line.devices) for line in rig.view.drivers] == [("cuff", True, "A&D TM")]
    rig.tap(Action.STAFF_DRIVER, "cuff")
    assert [(each.driver, each.port) for each in rig.hands.tested] == [("cuff", "/dev/two")]
    assert rig.view.waits and rig.view.work is not None
    rig.staff.tested(Trial(verdict=Verdict.WAITS, problems=(Problem.CLOCK,)))
    assert (rig.view.verdict, rig.view.problems, rig.view.saved) == (Verdict.WAITS, ("clock",), False)
    rig.tap(Action.STAFF_SAVE)
    kept = Assignment(name=NAMES[Capability.BLOOD_PRESSURE], driver="cuff", port="/dev/two")
    assert rig.hands.kept == [kept]
    assert isinstance(rig.view, StaffCheckView), "until it is kept"
    rig.changed(OXIMETER, kept)
    assert (rig.view.said, rig.view.undo) == ("saved", True)
    assert [line.name for line in rig.view.instruments] == ["oximeter", "cuff"]


def test_a_device_that_says_nothing_is_chosen_from_the_list(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_KINDS)
    assert rig.view == StaffKindsView(kinds=(Capability.PULSE_OXIMETRY, Capability.BLOOD_PRESSURE))
    rig.tap(Action.STAFF_KIND, "pulse-oximetry")
    assert isinstance(rig.view, StaffDriversView)
    assert [(line.name, line.devices) for line in rig.view.drivers] == [("nonin", "one, two"), ("contec", "one, two")]
    rig.tap(Action.STAFF_DRIVER, "contec")
    rig.staff.tested(Trial(verdict=Verdict.FAILS, problems=(Problem.SILENT,)))
    rig.tap(Action.STAFF_SAVE)
    assert rig.hands.kept == [Assignment(name="oximeter-2", driver="contec", port="/dev/two")], "the name is free"


def test_another_device_of_the_kind_at_a_port_that_has_one_replaces_it(rig: StaffRig) -> None:
    rig.enter()
    rig.go(Action.STAFF_NEW, (Action.STAFF_PORT, "/dev/one"), Action.STAFF_KINDS)
    rig.go((Action.STAFF_KIND, "pulse-oximetry"), (Action.STAFF_DRIVER, "contec"), Action.STAFF_SAVE)
    assert rig.hands.kept == [replace(OXIMETER, driver="contec")]


def test_an_instrument_is_put_on_another_port_and_that_is_undone(rig: StaffRig) -> None:
    rig.enter()
    rig.go((Action.STAFF_INSTRUMENT, "oximeter"), Action.STAFF_PORTS)
    assert rig.view.wanted is Capability.PULSE_OXIMETRY
    rig.go((Action.STAFF_PORT, "/dev/two"), Action.STAFF_KINDS, (Action.STAFF_KIND, "pulse-oximetry"))
    rig.go((Action.STAFF_DRIVER, "nonin"), Action.STAFF_SAVE)
    moved = replace(OXIMETER, port="/dev/two")
    assert rig.hands.kept == [moved]
    rig.changed(moved)
    rig.tap(Action.STAFF_UNDO)
    assert rig.hands.forgotten == ["oximeter"], "before, the settings had it"
    rig.changed()
    assert (rig.view.said, rig.view.undo) == ("undone", False)


def test_one_that_was_assigned_is_removed_and_comes_back(rig: StaffRig) -> None:
    rig.assigned = frozenset({"oximeter"})
    rig.enter()
    rig.go((Action.STAFF_INSTRUMENT, "oximeter"), Action.STAFF_REMOVE)
    assert rig.hands.forgotten == ["oximeter"]
    rig.changed()
    assert rig.view.said == "removed"
    rig.tap(Action.STAFF_UNDO)
    assert rig.hands.kept == [OXIMETER]


def test_what_the_settings_say_cannot_be_removed_here(rig: StaffRig) -> None:
    rig.enter()
    rig.go((Action.STAFF_INSTRUMENT, "oximeter"), Action.STAFF_REMOVE)
    assert rig.hands.forgotten == []
    assert isinstance(rig.view, StaffInstrumentView)


@pytest.mark.parametrize(
    ("reason", "said"), [("port-taken", "port-taken"), ("missing", "port-gone"), ("None", "not-saved")]
)
def test_what_cannot_be_kept_is_said_where_one_is(rig: StaffRig, reason: str, said: str) -> None:
    rig.enter()
    rig.go((Action.STAFF_INSTRUMENT, "oximeter"), Action.STAFF_CHECK)
    rig.staff.tested(Trial(verdict=Verdict.MEASURES))
    assert rig.view.saved
    rig.tap(Action.STAFF_SAVE)
    problem = KioskError("no")
    problem.reason = reason  # type: ignore[assignment]
    rig.changed(problem=problem)
    assert isinstance(rig.view, StaffCheckView) and rig.view.said == said


def test_line_settings_of_its_own_are_tried_and_kept(rig: StaffRig) -> None:
    slow = replace(OXIMETER, line="2400 8N1")
    rig.instruments = (slow,)
    rig.enter()
    rig.go((Action.STAFF_INSTRUMENT, "oximeter"), Action.STAFF_CHECK)
    assert rig.hands.tested == [slow]
    rig.tap(Action.STAFF_SAVE)
    assert rig.hands.kept == [slow]


def test_all_ports_are_listened_at_but_the_console(rig: StaffRig) -> None:
    rig.enter()
    rig.go(Action.STAFF_NEW, Action.STAFF_LISTEN)
    assert rig.hands.listened == [("/dev/one", "/dev/two")]
    rig.staff.heard(Finding(port="/dev/one", outcome=Outcome.SILENT))
    assert isinstance(rig.view, StaffPortsView) and rig.view.work is not None
    rig.staff.heard(Finding(port="/dev/two", outcome=Outcome.NOT_OPEN, trouble="busy"))
    assert rig.view.work is None
    assert [port.heard for port in rig.view.ports][:2] == [Outcome.SILENT, Outcome.NOT_OPEN]
    rig.tap(Action.STAFF_PORT, "/dev/two")
    assert isinstance(rig.view, StaffPortView) and rig.view.trouble == "busy"


def test_what_was_heard_is_forgotten_with_the_cable(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN)
    rig.staff.heard(Finding(port="/dev/two", outcome=Outcome.SILENT))
    rig.ports = rig.ports[:1]
    rig.see()
    assert not rig.view.port.there
    rig.ports = (*rig.ports, TWO)
    rig.see()
    assert rig.view.port.there and rig.view.port.heard is None


def test_it_is_looked_again_and_again_what_is_plugged_in(rig: StaffRig) -> None:
    rig.enter()
    before = rig.hands.looks
    rig.wait(3 * LOOK_AGAIN_S + 0.5)
    assert rig.hands.looks == before + 3


def test_a_fault_of_a_driver_leaves_nobody_waiting(rig: StaffRig) -> None:
    rig.enter()
    rig.go(*NEW_AT_TWO, Action.STAFF_LISTEN)
    rig.staff.failed()
    assert rig.view.work is None


# ---------------------------------------------------------------------------------------------- the table


def test_every_page_is_reached_and_left() -> None:
    assert {page for page, _ in TABLE} == set(Page)
    assert set(TABLE.values()) == set(Page)


VALUES = ["", "oximeter", "/dev/one", "/dev/two", "nonin", "cuff", "pulse-oximetry", "blood-pressure", "none"]


@given(
    st.lists(st.tuples(st.sampled_from(sorted({action for _, action in TABLE})), st.sampled_from(VALUES)), max_size=30)
)
def test_any_order_of_taps_has_a_screen_and_keeps_only_what_there_is(taps: list[tuple[Action, str]]) -> None:
    rig = StaffRig().enter()
    for action, value in taps:
        rig.tap(action, value)
        assert rig.view is not None and rig.at(State.STAFF)
    for kept in rig.hands.kept:
        assert kept.driver in {view.name for view in DRIVERS} and kept.port
