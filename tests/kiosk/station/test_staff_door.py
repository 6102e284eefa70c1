# SPDX-License-Identifier: EUPL-1.2
"""The ways in besides the PIN: the cabinet's key switch and the signed code. Neither disturbs anybody who is here."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from kiosk.cabinet import Motion, Switch, SwitchEvent
from kiosk.messages import Action, NoticeKey
from kiosk.reading import Scan
from kiosk.station.cabinet_link import CabinetLink, CabinetLinkParts
from kiosk.station.scans import Scans
from kiosk.technician_code import CodeError, CodeReason
from kiosk.visit.machine import FOR_STAFF, State
from tests.kiosk.station.test_staff import PIN, READER, StaffRig

TURNED = SwitchEvent(switch=Switch.SERVICE_KEY, motion=Motion.PRESSED)
BACK = SwitchEvent(switch=Switch.SERVICE_KEY, motion=Motion.RELEASED)
CODE = "HT1:AAAA"


class DoorRig(StaffRig):
    """A station with a key switch and a code reader; ``held``: the signed codes that were to be checked."""

    def __init__(self, runtime: Path) -> None:
        super().__init__()
        staff = msgspec.structs.replace(self.conductor.settings.staff, code_key="0" * 64)
        self.conductor.settings = msgspec.structs.replace(self.conductor.settings, staff=staff)
        self.held: list[str] = []
        self.staff.door.check_code = self.held.append
        self.scans = Scans(self.conductor, self.taps)
        self.scans.hold = self.staff.door.hold
        parts = CabinetLinkParts(
            conductor=self.conductor, taps=self.taps, clock=self.clock, runtime=runtime, cabinet=None, staff=self.staff
        )
        self.link = CabinetLink(parts)

    def at(self, state: State) -> bool:
        return self.state is state

    def scan(self, text: str = CODE) -> None:
        self.scans.take(Scan(instrument=READER.name, text=text, at=self.clock.now()))


@pytest.fixture
def rig(tmp_path: Path) -> DoorRig:
    return DoorRig(tmp_path)


def refusal(reason: CodeReason = CodeReason.USED) -> CodeError:
    return CodeError("no", reason=reason)


def test_the_key_opens_and_closes_the_staff_screen(rig: DoorRig) -> None:
    rig.link.happened(TURNED)
    assert rig.at(State.STAFF)
    rig.link.happened(BACK)
    assert rig.at(State.ATTRACT)


def test_who_came_by_the_pin_stays_when_a_key_is_turned_back(rig: DoorRig) -> None:
    rig.enter()
    rig.link.happened(BACK)
    assert rig.at(State.STAFF)


def test_the_key_opens_a_locked_keypad(rig: DoorRig) -> None:
    rig.tap(Action.STAFF)
    for _ in range(rig.conductor.settings.visit.code_attempts):
        rig.type_pin("000000")
    assert rig.at(State.STAFF_LOCKED)
    rig.link.happened(TURNED)
    assert rig.at(State.STAFF)


def test_a_signed_code_that_counts_lets_somebody_in(rig: DoorRig) -> None:
    rig.scan()
    assert rig.held == [CODE]
    rig.staff.door.code_checked(None)
    assert rig.at(State.STAFF)


def test_a_refused_code_is_told_before_the_keypad(rig: DoorRig) -> None:
    rig.scan()
    rig.staff.door.code_checked(refusal())
    assert rig.at(State.STAFF_PIN)
    assert NoticeKey.STAFF_CODE_REFUSED in {notice.key for notice in rig.screen.notices}
    rig.type_pin(PIN)
    assert rig.at(State.STAFF)


def test_the_reader_runs_while_the_clinic_cannot_be_reached(rig: DoorRig) -> None:
    rig.conductor.state = State.UNAVAILABLE
    assert rig.conductor.running == {READER.name}
    rig.scan()
    assert rig.held == [CODE]


@pytest.mark.parametrize("state", sorted(set(State) - FOR_STAFF - {State.ATTRACT, State.UNAVAILABLE, State.CLEANING}))
def test_neither_does_anything_while_somebody_is_here(rig: DoorRig, state: State) -> None:
    rig.conductor.state = state
    rig.conductor.refresh = lambda: None  # type: ignore[method-assign]  # there is no visit that could be shown
    rig.link.happened(TURNED)
    rig.link.happened(BACK)
    rig.scan()
    rig.staff.door.code_checked(None)
    rig.staff.door.code_checked(refusal())
    assert (rig.conductor.state, rig.held) == (state, [])
