# SPDX-License-Identifier: EUPL-1.2
"""The self-test at the staff screen: its report, a new one, and the touch grid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.capability import Capability
from kiosk.messages import Action
from kiosk.selftest.consequences import Fitness
from kiosk.selftest.report import Check, Outcome, Reason, Report, Trigger, failed, passed, skipped
from kiosk.selftest.touch import grid
from kiosk.staff_view import SelfTestLine, StaffSelfTestView, StaffTouchView, StaffView
from kiosk.station.memory import SelfTestMemory
from kiosk.visit.machine import State
from tests.kiosk.station.test_staff import StaffRig

REPORT = Report(
    at=datetime(2026, 1, 1, 6, tzinfo=UTC),
    took_s=12,
    trigger=Trigger.MORNING,
    results=(
        passed(Check.SCREEN),
        failed(Check.SOUND, Reason.NOTHING_HEARD),
        failed(Check.INSTRUMENT, Reason.SILENT, name="oximeter"),
        skipped(Check.INSTRUMENT, Reason.NONE_SET, name="gone"),
    ),
)


COLUMNS, ROWS = grid(217.0, 217.0 * 800 / 1280)
"""Of the panel that the settings have if they say nothing."""
FIELDS = COLUMNS * ROWS


@pytest.fixture
def rig() -> StaffRig:
    rig = StaffRig().enter()
    rig.tap(Action.STAFF_SELF_TEST)
    return rig


def know(rig: StaffRig, **what: object) -> None:
    rig.conductor.memory.self_test = SelfTestMemory(**what)  # type: ignore[arg-type]
    rig.conductor.refresh()


def test_the_last_report_is_shown_what_failed_first(rig: StaffRig) -> None:
    assert rig.view == StaffSelfTestView()
    know(rig, report=REPORT)
    assert rig.view == StaffSelfTestView(
        lines=(
            SelfTestLine(check=Check.SOUND, outcome=Outcome.FAILED, reason=Reason.NOTHING_HEARD),
            SelfTestLine(
                check=Check.INSTRUMENT, outcome=Outcome.FAILED, reason=Reason.SILENT, name="oximeter",
                capability=Capability.PULSE_OXIMETRY,
            ),
            SelfTestLine(check=Check.INSTRUMENT, outcome=Outcome.SKIPPED, reason=Reason.NONE_SET, name="gone"),
            SelfTestLine(check=Check.SCREEN, outcome=Outcome.PASSED),
        ),
        at=REPORT.at,
        fitness=Fitness.DEGRADED,
    )  # fmt: skip
    rig.tap(Action.STAFF_BACK)
    assert isinstance(rig.view, StaffView)


def test_a_new_one_is_made_and_nobody_is_sent_away_meanwhile(rig: StaffRig) -> None:
    rig.tap(Action.STAFF_RUN)
    assert rig.hands.self_tests == 1
    know(rig, running=True)
    assert rig.view == StaffSelfTestView(running=True)
    rig.wait(200, 1)
    assert rig.at(State.STAFF)
    know(rig, report=REPORT)
    rig.wait(121, 1)
    assert rig.at(State.ATTRACT)


def test_a_panel_that_answers_everywhere_is_well(rig: StaffRig) -> None:
    rig.tap(Action.STAFF_TOUCH)
    assert rig.view == StaffTouchView(columns=COLUMNS, rows=ROWS, left=tuple(range(FIELDS)))
    for number in range(FIELDS):
        assert rig.hands.missed == []
        rig.tap(Action.STAFF_FIELD, str(number))
    assert rig.hands.missed == [frozenset()]
    assert isinstance(rig.view, StaffSelfTestView)


@given(st.lists(st.integers(-2, FIELDS + 1).map(str) | st.text(max_size=3), max_size=FIELDS - 1))
def test_what_was_not_touched_is_missed(touched: list[str]) -> None:
    rig = StaffRig().enter()
    rig.go(Action.STAFF_SELF_TEST, Action.STAFF_TOUCH, *((Action.STAFF_FIELD, value) for value in touched))
    rig.tap(Action.STAFF_TOUCH_END)
    (missed,) = rig.hands.missed
    assert {str(number) for number in range(FIELDS)} - set(touched) == {str(number) for number in missed}


def test_who_goes_back_has_tried_nothing(rig: StaffRig) -> None:
    rig.go(Action.STAFF_TOUCH, (Action.STAFF_FIELD, "3"), Action.STAFF_BACK)
    assert rig.hands.missed == []
    rig.tap(Action.STAFF_TOUCH)
    assert len(rig.view.left) == FIELDS, "the next grid begins anew"
