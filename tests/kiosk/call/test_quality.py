# SPDX-License-Identifier: EUPL-1.2
"""What people are told of a line: right, plain and steady."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from kiosk.call.quality import BETTER_AFTER, PAUSES_S, TRIAL_S, WARM_UP, DownlinkGuard, QualityWatch, judge
from kiosk.call.statistics import CallStatistics
from kiosk.line_quality import CallMode, Cause, Grade, Quality

FINE = CallStatistics(
    connected=True, attempts=1, rtt_ms=50.0, loss_out=0.0, loss_in=0.0, target_out_bps=1_500_000, received_bps=900_000,
    video_out_width=640, video_out_wanted_width=640, video_out_fps=30.0, video_out_wanted_fps=30.0, video_in_fps=30.0,
)  # fmt: skip
BADNESS = {grade: number for number, grade in enumerate(Grade)}


def but(**changes: Any) -> CallStatistics:
    return structs.replace(FINE, **changes)


@pytest.mark.parametrize(
    ("changes", "grade", "cause"),
    [
        ({}, Grade.GOOD, Cause.NONE),
        ({"loss_out": 0.02, "loss_in": 0.02, "rtt_ms": 200.0}, Grade.GOOD, Cause.NONE),
        ({"loss_out": 0.05}, Grade.FAIR, Cause.LOSS_UP),
        ({"loss_out": 0.12}, Grade.POOR, Cause.LOSS_UP),
        ({"loss_in": 0.3}, Grade.BAD, Cause.LOSS_DOWN),
        ({"concealed": 0.05, "loss_in": 0.05}, Grade.POOR, Cause.LOSS_DOWN),
        ({"concealed": 0.05}, Grade.POOR, Cause.SLOW_DOWN),
        ({"frozen_ms": 800.0}, Grade.BAD, Cause.SLOW_DOWN),
        ({"target_out_bps": 200_000}, Grade.FAIR, Cause.SLOW_UP),
        ({"video_out_width": 160}, Grade.POOR, Cause.SLOW_UP),
        ({"mode": CallMode.AUDIO_ONLY, "video_out_width": 0}, Grade.POOR, Cause.SLOW_UP),
        ({"mode": CallMode.TEXT_ONLY}, Grade.BAD, Cause.SLOW_UP),
        ({"rtt_ms": 400.0, "queue_out_ms": 300.0}, Grade.POOR, Cause.DELAY),
        ({"silent_s": 2.1}, Grade.BAD, Cause.GONE),
        ({"connected": False}, Grade.BAD, Cause.GONE),
        ({"silent_s": 1.1}, Grade.GOOD, Cause.NONE),
        ({"rtt_ms": None, "loss_in": None, "loss_out": None, "target_out_bps": 0}, Grade.GOOD, Cause.NONE),
        ({"video_out_fps": 5.0}, Grade.GOOD, Cause.NONE),  # a camera that is off
    ],
)
def test_one_second(changes: dict[str, Any], grade: Grade, cause: Cause) -> None:
    verdict = judge(but(**changes))
    assert (verdict.badness, verdict.cause) == (BADNESS[grade], cause)


def follow(*records: CallStatistics, watch: QualityWatch | None = None) -> list[Quality]:
    watch = watch or QualityWatch()
    return [watch.second(record) for record in records]


def test_one_bad_second_is_not_spoken_of_and_two_are() -> None:
    bad = but(loss_out=0.2)
    assert {each.grade for each in follow(*[FINE] * 5, bad, *[FINE] * 5)} == {Grade.GOOD}
    assert follow(*[FINE] * 5, bad, bad)[-1] == Quality(grade=Grade.POOR, cause=Cause.LOSS_UP)


def test_it_gets_better_only_after_steady_seconds() -> None:
    told = follow(*[but(loss_out=0.2)] * 3, *[FINE] * BETTER_AFTER)
    assert [each.grade for each in told[2:]] == [Grade.POOR] * BETTER_AFTER + [Grade.GOOD]
    assert told[-1].cause is Cause.NONE


def test_a_line_that_swings_is_told_as_it_is_at_its_worse_and_does_not_flicker() -> None:
    swinging = [but(loss_out=0.2), but(loss_out=0.2), FINE] * 20
    told = [each.grade for each in follow(*swinging)]
    assert sum(before is not after for before, after in pairwise(told)) == 1


def test_a_gone_line_is_told_at_once() -> None:
    assert follow(FINE, FINE, but(silent_s=2.5))[-1] == Quality(grade=Grade.BAD, cause=Cause.GONE)


def test_a_new_connection_may_find_out_first_what_the_line_carries() -> None:
    slow = but(target_out_bps=90_000, video_out_width=160)
    assert {each.grade for each in follow(*[slow] * WARM_UP)} == {Grade.GOOD}
    assert follow(*[slow] * (WARM_UP + 3))[-1].cause is Cause.SLOW_UP
    told = follow(*[FINE] * 60, *[structs.replace(slow, attempts=2)] * 5)
    assert told[-1].grade is Grade.GOOD, "also after a change of connection"
    lossy = structs.replace(slow, loss_out=0.2)
    assert follow(lossy, lossy, lossy)[-1].cause is Cause.LOSS_UP, "but what is plain is said"


@given(
    losses=st.lists(st.floats(0, 1), max_size=60),
    rtts=st.lists(st.one_of(st.none(), st.floats(0, 1e6)), min_size=60, max_size=60),
    gaps=st.lists(st.floats(0, 30), min_size=60, max_size=60),
)
def test_a_cause_stands_beside_every_grade_but_good(losses: list[float], rtts: list[Any], gaps: list[float]) -> None:
    for index, quality in enumerate(
        follow(*(but(loss_out=a, rtt_ms=b, silent_s=c) for a, b, c in zip(losses, rtts, gaps, strict=False)))
    ):
        assert (quality.grade is Grade.GOOD) == (quality.cause is Cause.NONE), index


STARVED = but(received_bps=70_000, concealed=0.2, video_in_fps=4.0)
VOICE_ONLY = but(received_bps=40_000, video_in_fps=0.0, video_in_width=0)


def test_a_picture_that_starves_the_voice_is_left_out_and_tried_again() -> None:
    guard = DownlinkGuard()
    assert [guard.second(STARVED) for _ in range(4)] == [True, True, True, False]
    waits = [guard.second(VOICE_ONLY) for _ in range(PAUSES_S[0])]
    assert waits == [False] * (PAUSES_S[0] - 1) + [True]


def test_the_picture_stays_out_longer_each_time_it_does_not_help() -> None:
    guard, out_s = DownlinkGuard(), []
    for _ in range(4):
        while guard.second(STARVED):
            pass
        seconds = 1
        while not guard.second(VOICE_ONLY):
            seconds += 1
        out_s.append(seconds)
    assert out_s == [*PAUSES_S, PAUSES_S[-1]]
    for _ in range(TRIAL_S):
        assert guard.second(FINE)
    while guard.second(STARVED):
        pass
    assert sum(not guard.second(VOICE_ONLY) for _ in range(100)) == PAUSES_S[0] - 1


@pytest.mark.parametrize(
    "record",
    [
        but(loss_in=0.2, concealed=0.1, received_bps=300_000),  # random loss: leaving bits out does not help
        but(concealed=0.2, video_in_fps=0.0, received_bps=40_000),  # there is no picture to leave out
        but(received_bps=60_000),  # a still GP needs few bits
    ],
)
def test_a_picture_that_is_not_to_blame_stays(record: CallStatistics) -> None:
    guard = DownlinkGuard()
    assert all(guard.second(record) for _ in range(100))
