# SPDX-License-Identifier: EUPL-1.2
"""The record of a self-test, what follows from it, when the next one is due: all of it pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.doctor.finding import Cause
from kiosk.messages import DevicesTried, FromCall
from kiosk.selftest.consequences import CLOSES, EVERY, OF_PATIENTS, Fitness, closed_by, fitness_of
from kiosk.selftest.network import _REASONS as FROM_DOCTOR
from kiosk.selftest.report import (
    REASONS,
    Check,
    Outcome,
    Reason,
    Report,
    Result,
    Trigger,
    failed,
    in_order,
    passed,
    skipped,
    unknown,
)
from kiosk.selftest.schedule import due, last_moment, read_time
from kiosk.selftest.touch import LONG_AGO, TouchRecord, grid, touch_result
from kiosk.selftest.words import CHECKS, FITNESS, OUTCOMES, sentence
from kiosk.visit.steps import VisitKind

NOW = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
NOT_PASSED = [outcome for outcome in Outcome if outcome is not Outcome.PASSED]


@st.composite
def results(draw: st.DrawFn) -> Result:
    """Any result that fits together."""
    check = draw(st.sampled_from(Check))
    name = draw(st.sampled_from(("oximeter", "cuff", "scale-2"))) if check is Check.INSTRUMENT else ""
    took_ms = draw(st.integers(0, 3_600_000))
    if draw(st.booleans()):
        return Result(check=check, outcome=Outcome.PASSED, name=name, took_ms=took_ms)
    reason = draw(st.sampled_from(sorted(REASONS[check])))
    return Result(check=check, outcome=draw(st.sampled_from(NOT_PASSED)), reason=reason, name=name, took_ms=took_ms)


many = st.lists(results(), max_size=30, unique_by=lambda result: (result.check, result.name)).map(tuple)
reports = st.builds(
    Report,
    at=st.datetimes(timezones=st.just(UTC)),
    took_s=st.floats(0, 3600),
    trigger=st.sampled_from(Trigger),
    software=st.text(max_size=64),
    results=many,
)


@given(reports)
def test_a_report_survives_its_way_to_the_desk(report: Report) -> None:
    assert report.sound
    sent = msgspec.json.encode(msgspec.to_builtins(report))
    assert msgspec.json.decode(sent, type=Report) == report


@given(many, results())
def test_one_failure_more_never_opens_anything(found: tuple[Result, ...], more: Result) -> None:
    if more.check is Check.INSTRUMENT:  # an instrument that works opens what others have closed
        more = msgspec.structs.replace(more, check=Check.DISK, name="", outcome=Outcome.FAILED, reason=Reason.DISK_FULL)
    assert closed_by((*found, more)) >= closed_by(found)


@given(many)
def test_what_passed_closes_nothing_and_practice_goes_on_where_there_is_a_screen(found: tuple[Result, ...]) -> None:
    good = tuple(result for result in found if result.outcome is not Outcome.FAILED)
    assert closed_by(good) == frozenset()
    assert fitness_of(good) is Fitness.READY
    if all(result.check is not Check.SCREEN for result in found):
        assert VisitKind.PRACTICE not in closed_by(found)
    assert (fitness_of(found) is Fitness.UNAVAILABLE) == (closed_by(found) >= OF_PATIENTS)


def test_what_each_failure_closes() -> None:
    assert closed_by([failed(Check.SCREEN, Reason.NO_ANSWER)]) == EVERY
    assert closed_by([failed(Check.SCREEN, Reason.SLOW)]) == frozenset()
    assert closed_by([failed(Check.CERTIFICATE, Reason.EXPIRED)]) == OF_PATIENTS
    assert closed_by([failed(Check.CERTIFICATE, Reason.EXPIRES_SOON)]) == frozenset()
    for check in (Check.DESK, Check.SOUND, Check.CAMERA):
        assert CLOSES[check] == {VisitKind.DROP_IN}, "a call that was booked goes on without it"
    for check in (Check.TURN, Check.DISK, Check.POWER, Check.TEMPERATURE, Check.TOUCH):
        assert check not in CLOSES, "a call goes on without it"
    one, other = (failed(Check.INSTRUMENT, Reason.SILENT, name=name) for name in ("cuff", "oximeter"))
    assert closed_by([one, other]) == {VisitKind.MEASURE_ONLY}
    assert closed_by([one, passed(Check.INSTRUMENT, name="oximeter")]) == frozenset()
    assert fitness_of([one]) is Fitness.DEGRADED
    assert fitness_of([]) is Fitness.READY


def test_results_are_shown_in_the_same_order_always() -> None:
    mixed = [passed(Check.DISK), passed(Check.INSTRUMENT, name="scale"), passed(Check.INSTRUMENT, name="cuff")]
    mixed.append(passed(Check.SCREEN))
    assert [result.name or result.check.value for result in in_order(mixed)] == ["screen", "cuff", "scale", "disk"]


@pytest.mark.parametrize(
    "wrong",
    [
        Result(check=Check.SOUND, outcome=Outcome.FAILED),
        Result(check=Check.SOUND, outcome=Outcome.PASSED, reason=Reason.NOTHING_HEARD),
        Result(check=Check.SOUND, outcome=Outcome.FAILED, reason=Reason.BLACK),
        Result(check=Check.SOUND, outcome=Outcome.PASSED, name="oximeter"),
    ],
)
def test_what_does_not_fit_together_is_noticed(wrong: Result) -> None:
    assert not wrong.sound
    assert not Report(at=NOW, took_s=1, trigger=Trigger.STAFF, results=(wrong,)).sound


def test_nothing_is_there_twice() -> None:
    twice = (passed(Check.DISK), failed(Check.DISK, Reason.DISK_FULL))
    assert not Report(at=NOW, took_s=1, trigger=Trigger.STAFF, results=twice).sound


@pytest.mark.parametrize(
    "told",
    [
        {"check": "sound", "outcome": "failed", "reason": "the patient Åsa was loud"},
        {"check": "instrument", "outcome": "passed", "name": "Åsa Svensson"},
        {"check": "sound", "outcome": "passed", "text": "Åsa"},
    ],
)
def test_there_is_no_place_for_a_person(told: dict[str, str]) -> None:
    message = {"kind": "devices-tried", "id": "1", "results": [told]}
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(message, FromCall)
    assert msgspec.convert({**message, "results": []}, FromCall) == DevicesTried(id="1", results=())


def test_every_result_has_words() -> None:
    assert set(CHECKS) == set(Check) and set(OUTCOMES) == set(Outcome) and set(FITNESS) == set(Fitness)
    for reason in Reason:
        text = sentence(Outcome.FAILED, reason)
        assert text.endswith(".") and text[0].isupper()
    assert {reason for known in REASONS.values() for reason in known} | {
        Reason.NONE, Reason.NO_ANSWER, Reason.CHECK_BROKE, Reason.NOT_FINISHED
    } == set(Reason), "no reason is there in vain"  # fmt: skip


def test_every_cause_of_the_doctor_s_has_a_reason() -> None:
    assert set(FROM_DOCTOR) == set(Cause) - {Cause.OTHER}


# ------------------------------------------------------------------------------------------ when it is due

HERE = ZoneInfo("Europe/Stockholm")
SIX = time(6)


def test_it_is_due_once_a_day() -> None:
    morning = datetime(2026, 11, 23, 6, 0, tzinfo=HERE)
    assert due(morning, SIX, None)
    assert not due(morning - timedelta(minutes=1), SIX, morning - timedelta(hours=10))
    assert due(morning, SIX, morning - timedelta(hours=10))
    assert not due(morning + timedelta(hours=3), SIX, morning)
    assert due(morning + timedelta(hours=3), SIX, morning - timedelta(seconds=1)), "the machine was off at six"
    assert due(morning, SIX, morning + timedelta(days=30)), "a clock that was wrong does not silence it"


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(HERE)),
    st.times().map(lambda moment: moment.replace(second=0, microsecond=0)),
)
def test_the_last_moment_is_at_most_a_day_ago_also_when_clocks_change(now: datetime, at: time) -> None:
    moment = last_moment(now, at)
    passed_s = now.timestamp() - moment.timestamp()
    assert 0 <= passed_s <= 25 * 3600
    assert (moment.hour, moment.minute) == (at.hour, at.minute)
    assert not due(now, at, now), "what was just done is not due"
    assert due(now, at, datetime.fromtimestamp(moment.timestamp() - 1, UTC))
    assert not due(now, at, datetime.fromtimestamp(moment.timestamp(), UTC))


def test_the_time_is_read() -> None:
    assert read_time("06:05") == time(6, 5)
    assert read_time("") is None


def test_a_touch_grid_is_worth_something_for_a_while() -> None:
    record = TouchRecord(at=NOW)
    assert touch_result(record, NOW) == passed(Check.TOUCH)
    assert touch_result(record, NOW + LONG_AGO + timedelta(days=1)) == skipped(Check.TOUCH, Reason.LONG_AGO)
    assert touch_result(None, NOW) == skipped(Check.TOUCH, Reason.NEVER_TRIED)
    assert touch_result(TouchRecord(at=NOW, missed=(3,)), NOW) == failed(Check.TOUCH, Reason.DEAD_AREA)


@given(st.floats(1, 2000), st.floats(1, 2000))
def test_a_grid_s_fields_are_large_enough_and_not_too_many(width_mm: float, height_mm: float) -> None:
    columns, rows = grid(width_mm, height_mm)
    assert 1 <= columns <= 8 and 1 <= rows <= 4
    assert columns == 1 or columns * 25 <= width_mm - 12
    assert rows == 1 or rows * 23 <= height_mm - 45


def test_the_grids_of_our_panels() -> None:
    sizes = {"7": (154, 92.4), "10.1": (217, 135.6), "15.6": (344, 193.5), "10.1 upright": (135.6, 217)}
    assert {name: grid(*size) for name, size in sizes.items()} == {
        "7": (5, 2), "10.1": (8, 3), "15.6": (8, 4), "10.1 upright": (4, 4)
    }  # fmt: skip


def test_results_name_their_sentence() -> None:
    assert passed(Check.DISK).text_key == "selftest.outcome.passed"
    assert unknown(Check.CLOCK, Reason.NOT_COMPARED).text_key == "selftest.reason.not-compared"
