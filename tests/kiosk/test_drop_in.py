# SPDX-License-Identifier: EUPL-1.2
"""Hours in which visits without an appointment are taken, and what the clinic is told."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.drop_in import DAYS, Petition, Reason, hours_of, is_open, next_opening
from kiosk.errors import SettingsError
from kiosk.settings import StationSettings, load

MONDAY = datetime(2026, 11, 23)
WEEKDAYS = ("mon-fri 08:00-16:00",)


def test_without_hours_somebody_is_always_on_duty() -> None:
    assert is_open((), MONDAY) and next_opening((), MONDAY) is None


@pytest.mark.parametrize(
    ("moment", "open_"),
    [
        (MONDAY.replace(hour=7, minute=59), False),
        (MONDAY.replace(hour=8), True),
        (MONDAY.replace(hour=15, minute=59), True),
        (MONDAY.replace(hour=16), False),
        (MONDAY.replace(hour=12) + timedelta(days=5), False),
    ],
)
def test_hours_begin_and_end(moment: datetime, open_: bool) -> None:
    assert is_open(WEEKDAYS, moment) is open_


def test_the_next_opening_is_the_same_day_or_after_the_weekend() -> None:
    assert next_opening(WEEKDAYS, MONDAY.replace(hour=6)) == MONDAY.replace(hour=8)
    assert next_opening(WEEKDAYS, MONDAY + timedelta(days=4, hours=17)) == MONDAY + timedelta(days=7, hours=8)


def test_days_go_over_the_end_of_the_week() -> None:
    assert hours_of("sat-mon 10:00-12:00").days == {5, 6, 0}
    assert hours_of("sun 10:00-12:00").days == {6}


lines = st.builds(
    "{}-{} {:02}:{:02}-{:02}:{:02}".format,
    st.sampled_from(DAYS), st.sampled_from(DAYS),
    st.integers(0, 11), st.integers(0, 59), st.integers(12, 23), st.integers(0, 59),
)  # fmt: skip


@given(st.lists(lines, min_size=1, max_size=3), st.datetimes(MONDAY, MONDAY + timedelta(days=30)))
def test_it_is_open_at_the_next_opening_and_not_before(hours: list[str], moment: datetime) -> None:
    opening = next_opening(hours, moment)
    assert opening is not None and moment < opening <= moment + timedelta(days=7)
    assert is_open(hours, opening)
    if not is_open(hours, moment):
        middle = moment + (opening - moment) / 2
        assert not is_open(hours, middle)


def test_hours_are_read_from_settings_and_refused_if_they_are_none() -> None:
    assert load(StationSettings, None, ['drop_in.hours=["mon-fri 08:00-16:00"]']).drop_in.hours == WEEKDAYS
    with pytest.raises(SettingsError, match=r"drop_in\.hours"):
        load(StationSettings, None, ['drop_in.hours=["weekdays"]'])
    with pytest.raises(SettingsError, match="kinds"):
        load(StationSettings, None, ['visit.kinds=["practice"]'])


def test_a_petition_says_no_more_than_it_may() -> None:
    assert Petition.__struct_fields__ == ("reason", "language", "waited_s", "phone")
    for wrong in ({"reason": "name"}, {"reason": "pain", "phone": "+46 70"}, {"reason": "pain", "name": "x"}):
        with pytest.raises(msgspec.ValidationError):
            msgspec.convert(wrong, Petition)
    assert msgspec.convert({"reason": "pain", "phone": "0701234567"}, Petition).reason is Reason.PAIN
