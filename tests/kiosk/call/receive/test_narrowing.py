# SPDX-License-Identifier: EUPL-1.2
"""A line that becomes narrow is seen at once, what only jitters is not; the limit drains the queue and goes again."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from kiosk.call.receive.narrowing import LEAST_BPS, LIFTS, MOST_BPS, REPEAT_S, LineState, Narrowing, Stream

VOICE_S, VOICE_BYTES = 0.02, 130
PICTURE_S, PACKET_BYTES = 1 / 30, 1100
DELAY_S = 0.025


@dataclass
class Sender:
    """Voice and picture over a slow link; obeys the limit a one-way delay later."""

    bps: float = 900_000
    line_bps: float = 2_000_000
    jitter_s: float = 0.0
    seed: int = 1
    narrowing: Narrowing = field(default_factory=Narrowing)
    told: list[tuple[float, int]] = field(default_factory=list)
    queue_s: list[tuple[float, float]] = field(default_factory=list)
    slow_s: float = 0.0
    """From the tenth to the thirtieth second the receiving machine needs up to so long for a packet, in spells."""
    narrow_at_s: float = 1e9
    narrow_bps: float = 300_000
    wide_at_s: float = 1e9

    def run(self, until_s: float) -> None:
        draws = random.Random(self.seed)
        packets: list[tuple[float, int, bool]] = []
        voice_s = picture_s = 0.0
        free_s = arrived_s = 0.0
        while min(voice_s, picture_s) < until_s:
            is_voice = voice_s <= picture_s
            sent_s = voice_s if is_voice else picture_s
            limit = next((bps for at_s, bps in reversed(self.told) if at_s + DELAY_S <= sent_s), MOST_BPS)
            video_bps = min(self.bps, limit) - 8 * VOICE_BYTES / VOICE_S
            sizes = [VOICE_BYTES] if is_voice else cut(int(max(video_bps, 0) * PICTURE_S / 8))
            for size in sizes:
                narrow = self.narrow_at_s <= sent_s < self.wide_at_s
                free_s = max(free_s, sent_s) + 8 * size / (self.narrow_bps if narrow else self.line_bps)
                self.queue_s.append((sent_s, free_s - sent_s))
                arrived_s = max(arrived_s, free_s + DELAY_S + draws.random() * self.jitter_s)
                if 10 < arrived_s < 30 and arrived_s % 1.5 < 0.8:
                    arrived_s += draws.random() * self.slow_s
                packets.append((arrived_s, size, is_voice))
                self._arrive(arrived_s, size, sent_s if is_voice else None)
            if is_voice:
                voice_s += VOICE_S
            else:
                picture_s += PICTURE_S

    def _arrive(self, now_s: float, size: int, captured_s: float | None) -> None:
        self.narrowing.arrived(size, now_s)
        if captured_s is not None:
            self.narrowing.frame(Stream.VOICE, captured_s, now_s)
        bps = self.narrowing.due(now_s)
        if bps is not None:
            self.told.append((now_s, bps))


def cut(size: int) -> list[int]:
    return [PACKET_BYTES] * (size // PACKET_BYTES) + ([size % PACKET_BYTES] if size % PACKET_BYTES else [])


@pytest.mark.parametrize("bps", [500_000, 900_000])
def test_a_line_that_becomes_narrow_is_told_of_at_once(bps: float) -> None:
    sender = Sender(bps=bps, narrow_at_s=5.0)
    sender.run(6.0)
    first_s, limit_bps = sender.told[0]
    assert 5.0 < first_s < 5.3
    assert LEAST_BPS <= limit_bps < 300_000
    assert all(bps < 300_000 for _, bps in sender.told)


def test_the_queue_goes_and_the_limit_rises_and_is_lifted() -> None:
    sender = Sender(narrow_at_s=5.0, wide_at_s=9.0)
    sender.run(25.0)
    assert min(each for at_s, each in sender.queue_s if 6.5 < at_s < 9) < 0.03
    assert sender.told[-1][1] == MOST_BPS
    assert sender.narrowing.state is LineState.WIDE
    assert sender.narrowing.next_s is None


@pytest.mark.parametrize("jitter_s", [0.0, 0.01, 0.03, 0.06, 0.1, 0.2])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_line_that_jitters_is_not_narrow(jitter_s: float, seed: int) -> None:
    sender = Sender(jitter_s=jitter_s, seed=seed)
    sender.run(60.0)
    assert sender.told == []


@pytest.mark.parametrize("slow_s", [0.01, 0.02, 0.03, 0.05])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_machine_that_does_not_keep_up_holds_the_sender_back_only_now_and_then(slow_s: float, seed: int) -> None:
    sender = Sender(slow_s=slow_s, seed=seed)
    sender.run(40.0)
    assert all(bps >= LEAST_BPS for _, bps in sender.told)
    held_s = sum(after - at for (at, bps), (after, _) in pairwise(sender.told) if bps < sender.bps)
    assert held_s < 20
    assert not sender.told or (sender.told[-1][1] == MOST_BPS and sender.told[-1][0] < 37)


def test_that_there_is_no_limit_any_more_is_told_again_and_again() -> None:
    """The packet that tells it may be lost."""
    sender = Sender(narrow_at_s=5.0, wide_at_s=7.0)
    sender.run(25.0)
    lifted = [at_s for at_s, bps in sender.told if bps == MOST_BPS]
    assert len(lifted) == LIFTS
    assert all(REPEAT_S <= late - early < 2 * REPEAT_S for early, late in pairwise(lifted))


def test_a_line_that_paused_is_not_narrow() -> None:
    narrowing = Narrowing()
    for number in range(500):
        captured_s = number * VOICE_S
        paused = 300 <= number < 312
        now_s = 312 * VOICE_S + 0.001 * (number - 300) if paused else captured_s + DELAY_S
        narrowing.arrived(VOICE_BYTES, now_s)
        narrowing.frame(Stream.VOICE, captured_s, now_s)
        assert narrowing.due(now_s) is None


def test_a_limit_that_nothing_improves_is_lifted() -> None:
    """A line that only became longer: its lateness stays whatever is sent."""
    narrowing, told = Narrowing(), []
    for number in range(3000):
        captured_s = number * VOICE_S
        later_s = min(0.4, max(0.0, captured_s - 10) * 0.5)
        now_s = captured_s + DELAY_S + later_s
        narrowing.arrived(VOICE_BYTES, now_s)
        narrowing.frame(Stream.VOICE, captured_s, now_s)
        if (bps := narrowing.due(now_s)) is not None:
            told.append(bps)
    assert told and told[-1] == MOST_BPS
    assert narrowing.state is LineState.WIDE


@pytest.mark.parametrize("jump_s", [-50.0, -1.0, 20.0])
@pytest.mark.parametrize("told", [False, True])
def test_another_clock_is_no_queue(jump_s: float, told: bool) -> None:
    narrowing = Narrowing()
    for number in range(1000):
        captured_s = number * VOICE_S
        if told and number == 500:
            narrowing.begin(Stream.VOICE)
        narrowing.arrived(VOICE_BYTES, captured_s)
        narrowing.frame(Stream.VOICE, captured_s - (jump_s if number >= 500 else 0), captured_s)
        assert narrowing.due(captured_s) is None


def test_that_a_queue_begins_is_seen_before_it_is_sure() -> None:
    narrowing = Narrowing()
    for number in range(500):
        captured_s = number * VOICE_S
        narrowing.frame(Stream.VOICE, captured_s, captured_s + max(0.0, captured_s - 8.0))
        sure = narrowing.state is LineState.FULL
        if captured_s <= 8.0:
            assert not narrowing.filling
        if 8.05 < captured_s < 8.08:
            assert narrowing.filling and not sure
        if 8.15 < captured_s < 9.0:
            assert narrowing.filling and sure
