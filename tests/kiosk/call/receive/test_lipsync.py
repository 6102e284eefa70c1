# SPDX-License-Identifier: EUPL-1.2
"""Lips and voice."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.receive.lipsync import CHANGE_S_PER_S, MOST_PICTURE_S, MOST_VOICE_S, LipSync

NTP = 1 << 32
START_NTP_S = 3_900_000_000


class Call:
    """A sender with one clock, and streams that are late by as much as is said, plus what lip sync adds."""

    def __init__(self, voice_s: float, picture_s: float, *, start_ntp: int = START_NTP_S * NTP) -> None:
        self.lips = LipSync()
        self.voice_s, self.picture_s, self._start_ntp = voice_s, picture_s, start_ntp
        self.now_s = 0.0
        self.report()

    def report(self, *, voice_error_s: float = 0.0) -> None:
        ntp = (self._start_ntp + int(self.now_s * NTP)) % (1 << 64)
        self.lips.voice_report(ntp, 777 + int((self.now_s + voice_error_s) * 48_000))
        self.lips.video_report(ntp, -12345 + int(self.now_s * 90_000))

    def run(self, seconds: float, *, reports: bool = True) -> None:
        for turn in range(round(seconds * 20)):
            self.now_s += 0.05
            if reports and turn % 20 == 0:
                self.report()
            voice_at_s = self.now_s - self.voice_s - self.lips.voice_extra_s
            self.lips.voice_playing(777 + int(voice_at_s * 48_000), self.now_s)
            picture_at_s = self.now_s - 0.01 - self.picture_s - self.lips.picture_extra_s
            self.lips.picture_shown(-12345 + int(picture_at_s * 90_000), self.now_s - 0.01)
            before = self.extra
            self.lips.step(self.now_s)
            if self.extra != before:
                assert abs(self.extra - before) <= CHANGE_S_PER_S * 0.051 or abs(self.extra - before) > 0.2

    @property
    def extra(self) -> float:
        return self.lips.voice_extra_s - self.lips.picture_extra_s

    @property
    def offset_s(self) -> float:
        return self.picture_s + self.lips.picture_extra_s - self.voice_s - self.lips.voice_extra_s


@pytest.mark.parametrize(("voice_s", "picture_s"), [(0.1, 0.1), (0.1, 0.12), (0.15, 0.08)])
def test_within_what_nobody_notices_nothing_is_done(voice_s: float, picture_s: float) -> None:
    call = Call(voice_s, picture_s)
    call.run(20)
    assert call.extra == 0
    assert call.lips.offset_s == pytest.approx(picture_s - voice_s, abs=0.001)


def test_the_voice_waits_for_a_picture_that_is_late_and_is_given_back() -> None:
    call = Call(0.1, 0.25)
    call.run(5)
    assert 0.02 < call.lips.voice_extra_s < 0.06
    call.run(20)
    assert call.offset_s <= 0.045 and call.lips.picture_extra_s == 0
    call.picture_s = 0.1
    call.run(40)
    assert call.extra == pytest.approx(0, abs=1e-9)


def test_the_picture_waits_for_a_voice_that_is_late_and_is_given_back() -> None:
    call = Call(0.3, 0.05)
    call.run(40)
    assert call.offset_s >= -0.1 and call.lips.voice_extra_s == 0 and call.lips.picture_extra_s > 0.1
    call.voice_s = 0.1
    call.run(40)
    assert call.extra == pytest.approx(0, abs=1e-9)


def test_a_great_offset_is_set_right_at_once() -> None:
    call = Call(0.7, 0.1)
    call.run(2)
    assert call.offset_s > -0.3
    call.run(30)
    assert call.offset_s > -0.21  # the picture waits no longer than it may
    assert call.lips.picture_extra_s == MOST_PICTURE_S


def test_without_reports_nothing_is_done() -> None:
    lips = LipSync()
    for turn in range(400):
        lips.voice_playing(turn * 2400, turn / 20)
        lips.picture_shown(turn * 4500 - 90_000, turn / 20)
        lips.step(turn / 20)
    assert (lips.voice_extra_s, lips.picture_extra_s, lips.offset_s) == (0, 0, None)


def test_one_report_of_each_holds_for_a_while() -> None:
    call = Call(0.1, 0.25)
    call.run(10, reports=False)
    assert call.lips.voice_extra_s > 0.05
    call.run(60, reports=False)
    assert call.lips.offset_s is None


def test_the_senders_clock_may_wrap() -> None:
    call = Call(0.1, 0.2, start_ntp=(1 << 64) - 5 * NTP)
    call.run(20)
    assert call.offset_s == pytest.approx(0.03, abs=0.015)


def test_a_single_lying_report_is_not_believed() -> None:
    call = Call(0.1, 0.1)
    call.run(5)
    call.report(voice_error_s=3.0)
    call.run(3, reports=False)
    assert call.extra == 0
    call.run(5)
    assert call.lips.offset_s == pytest.approx(0, abs=0.001)


def test_a_clock_that_was_set_is_believed_the_second_time() -> None:
    call = Call(0.1, 0.1)
    call.run(5)
    for _ in range(3):
        call.report(voice_error_s=0.5)
        call.run(1, reports=False)
    assert call.lips.picture_extra_s > 0.3


_TIMES = st.integers(-(1 << 40), 1 << 40)


@given(st.lists(st.tuples(st.integers(0, (1 << 64) - 1), _TIMES, _TIMES, _TIMES, _TIMES, st.floats(-1, 10))))
def test_whatever_is_reported_the_delays_stay_in_bounds(told: list[tuple[int, int, int, int, int, float]]) -> None:
    lips, now_s = LipSync(), 0.0
    for ntp, voice, picture, playing, shown, pause_s in told:
        now_s += pause_s
        lips.voice_report(ntp, voice)
        lips.video_report(ntp, picture)
        lips.voice_playing(playing, now_s)
        lips.picture_shown(shown, now_s)
        lips.step(now_s)
        assert 0 <= lips.voice_extra_s <= MOST_VOICE_S and 0 <= lips.picture_extra_s <= MOST_PICTURE_S
