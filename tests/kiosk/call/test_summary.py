# SPDX-License-Identifier: EUPL-1.2
"""A call's summary says what its seconds said, and keeps none of them."""

from __future__ import annotations

import sys
from statistics import fmean, median_low

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.statistics import CallStatistics
from kiosk.call.summary import LONGEST_RTT_MS, CallSummary
from kiosk.line_quality import CallMode, Grade
from kiosk.log import FIELDS

SHARES = st.none() | st.floats(0, 1)
RECORDS = st.builds(
    CallStatistics,
    mode=st.sampled_from(CallMode),
    grade=st.sampled_from(Grade),
    silent_s=st.floats(0, 5),
    rtt_ms=st.none() | st.floats(0, 2 * LONGEST_RTT_MS),
    loss_out=SHARES,
    loss_in=SHARES,
    sent_bps=st.integers(0, 10**7),
    received_bps=st.integers(0, 10**7),
    concealed=st.floats(0, 1),
    frozen_ms=st.floats(0, 1000),
    freezes=st.integers(0, 3),
    attempts=st.integers(0, 9),
    cpu=st.floats(0, 4),
)


def summarised(records: list[CallStatistics]) -> dict[str, float | int]:
    summary = CallSummary()
    for record in records:
        summary.add(record)
    return summary.fields()


@given(st.lists(RECORDS, min_size=1, max_size=40))
def test_a_summary_says_what_the_seconds_said(records: list[CallStatistics]) -> None:
    fields = summarised(records)
    assert fields["duration_s"] == len(records)
    by_mode = (fields["seconds_full"], fields["seconds_audio_only"], fields["seconds_text_only"])
    assert by_mode == tuple(
        sum(each.mode is mode for each in records) for mode in (CallMode.FULL, CallMode.AUDIO_ONLY, CallMode.TEXT_ONLY)
    )
    assert fields["seconds_poor"] == sum(each.grade in (Grade.POOR, Grade.BAD) for each in records)
    assert fields["seconds_silent"] == sum(each.silent_s >= 1 for each in records)
    rtts_ms = [min(round(each.rtt_ms), LONGEST_RTT_MS) for each in records if each.rtt_ms is not None]
    assert fields["rtt_ms"] == (median_low(rtts_ms) if rtts_ms else 0)
    losses = [each.loss_out for each in records if each.loss_out is not None]
    assert fields["loss_out"] == pytest.approx(fmean(losses) if losses else 0, abs=1e-4)
    assert fields["sent_bps"] == pytest.approx(fmean(each.sent_bps for each in records), abs=1)
    assert fields["cpu"] == pytest.approx(fmean(each.cpu for each in records), abs=1e-4)
    assert fields["frozen_s"] == pytest.approx(sum(each.frozen_ms for each in records) / 1000, abs=0.06)
    assert fields["freezes"] == sum(each.freezes for each in records)
    assert fields["connections"] == max(each.attempts for each in records)


def test_a_call_of_no_seconds_has_nothing_to_say() -> None:
    assert summarised([]) == {}


def test_its_fields_may_stand_in_the_log() -> None:
    assert summarised([CallStatistics()]).keys() <= FIELDS


def test_no_second_is_kept() -> None:
    summary, record = CallSummary(), CallStatistics(rtt_ms=51.0)
    before = sys.getrefcount(record)
    summary.add(record)
    assert sys.getrefcount(record) == before
    for rtt_ms in range(3 * LONGEST_RTT_MS):
        summary.add(CallStatistics(rtt_ms=float(rtt_ms)))
    assert len(summary._rtt_ms) <= LONGEST_RTT_MS + 1
