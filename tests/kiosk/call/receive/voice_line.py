# SPDX-License-Identifier: EUPL-1.2
"""A voice over a line that loses, delays and reorders, to a loudspeaker with a clock of its own; in no time."""

from __future__ import annotations

import functools
import heapq
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from kiosk.call.libopus import EncoderSetting, OpusEncoder, Samples
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.red import RedBlock
from kiosk.call.sound.speech import _vowels

FRAME = 960
FRAME_S = 0.020
RATE_HZ = 48_000
TRANSIT_S = 0.040
FIRST_SEQUENCE = 65_000
FIRST_TIMESTAMP = 4_294_960_000


@functools.cache
def speech(seconds: float = 4.0) -> Samples:
    vowels = _vowels()
    return np.tile(vowels, int(-(-seconds * RATE_HZ // len(vowels))))[: int(seconds * RATE_HZ)]


def encode(
    sound: Samples, *, frame: int = FRAME, fec: bool = True, dtx: bool = False, bps: int = 32_000
) -> list[bytes]:
    encoder = OpusEncoder()
    encoder.set(EncoderSetting.BITRATE_BPS, bps)
    encoder.set(EncoderSetting.INBAND_FEC, int(fec))
    encoder.set(EncoderSetting.PACKET_LOSS_PERCENT, 20 if fec else 0)
    encoder.set(EncoderSetting.DTX, int(dtx))
    return [encoder.encode(sound[at : at + frame]) for at in range(0, len(sound) - frame + 1, frame)]


@functools.cache
def spoken(fec: bool = True) -> Sequence[bytes]:
    return tuple(encode(speech(), fec=fec))


def bernoulli(share: float, seed: int) -> Callable[[int], bool]:
    dice = random.Random(seed)
    return lambda _number: dice.random() < share


def gilbert(share: float, mean_burst: float, seed: int) -> Callable[[int], bool]:
    """Lose ``share`` in bursts of ``mean_burst`` packets on average (Gilbert-Elliott, all lost in the bad state)."""
    dice = random.Random(seed)
    leave = 1 / mean_burst
    enter = leave * share / (1 - share)
    bad = False

    def lost(_number: int) -> bool:
        nonlocal bad
        bad = dice.random() < (1 - leave if bad else enter)
        return bad

    return lost


@dataclass
class Line:
    """``lost`` and ``delay_s`` are asked per packet number; ``ordered`` keeps packets from overtaking."""

    seconds: float = 30.0
    red: int = 0
    fec: bool = True
    lost: Callable[[int], bool] = lambda _number: False
    delay_s: Callable[[int], float] = lambda _number: 0.0
    ordered: bool = True
    sender_ppm: float = 0.0
    packets: Sequence[bytes] | None = None
    frame: int = FRAME
    unsent: Callable[[int], bool] = lambda _number: False
    """What the sender itself leaves out (DTX): it gets no sequence number."""
    copied: Callable[[int], bool] = lambda _number: False
    rtt_s: float | None = None
    """Set: the receiver asks for what is missing, and gets it."""
    take_s: Callable[[int], float] = lambda number: 0.007 + number * FRAME_S
    each_take: Callable[[VoiceReceiver, float], None] = lambda _receiver, _now_s: None
    receiver: VoiceReceiver = field(default_factory=VoiceReceiver)
    sound: Samples = field(default_factory=lambda: np.zeros(0, dtype=np.int16))
    delays_s: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    _sequences: dict[int, int] = field(default_factory=dict)

    def arrivals(self) -> list[tuple[float, int]]:
        pace_s = self.frame / RATE_HZ * (1 - self.sender_ppm * 1e-6)
        arrivals, last_s = [], 0.0
        for number in range(int(self.seconds * RATE_HZ / self.frame)):
            if self.unsent(number):
                continue
            self._sequences[number] = FIRST_SEQUENCE + len(self._sequences)
            arrival_s = number * pace_s + TRANSIT_S + self.delay_s(number)
            if self.ordered:
                last_s = arrival_s = max(arrival_s, last_s)
            if not self.lost(number):
                arrivals += [(arrival_s, number)] * (2 if self.copied(number) else 1)
        return arrivals

    def deliver(self, number: int, arrival_s: float) -> None:
        packets = self.packets or spoken(self.fec)
        payload = packets[number % len(packets)]
        sequence, timestamp = self._sequences[number], FIRST_TIMESTAMP + number * self.frame
        if not self.red:
            self.receiver.put(sequence, timestamp, payload, arrival_s)
            return
        blocks = [
            RedBlock(111, packets[(number - back) % len(packets)], back * self.frame)
            for back in range(min(self.red, number), -1, -1)
        ]
        self.receiver.put_red(sequence, timestamp, blocks, arrival_s)

    def run(self) -> Line:
        """Let it all happen. A turn's delay is its time minus that at which an undelayed packet brings its sound."""
        arrivals = self.arrivals()
        heapq.heapify(arrivals)
        numbers = {sequence: number for number, sequence in self._sequences.items()}
        pace = RATE_HZ * (1 + self.sender_ppm * 1e-6)
        sound, delays = [], []
        if self.rtt_s is not None:
            self.receiver.rtt_s = self.rtt_s
        for turn in range(int(self.seconds / FRAME_S)):
            now_s = self.take_s(turn)
            while arrivals and arrivals[0][0] <= now_s:
                arrival_s, number = heapq.heappop(arrivals)
                self.deliver(number, arrival_s)
                for sequence in self.receiver.missing(arrival_s) if self.rtt_s is not None else ():
                    heapq.heappush(arrivals, (arrival_s + (self.rtt_s or 0.0), numbers[sequence]))
            sound.append(self.receiver.take(now_s))
            assert sound[-1].shape == (FRAME,)
            assert sound[-1].dtype == np.int16
            self.each_take(self.receiver, now_s)
            playing = self.receiver.playing_timestamp
            delays.append(np.nan if playing is None else now_s - (playing - FIRST_TIMESTAMP) / pace - TRANSIT_S)
        self.sound = np.concatenate(sound)
        self.delays_s = np.array(delays)
        return self

    @property
    def concealed(self) -> float:
        """Per cent of all samples."""
        statistics = self.receiver.statistics
        return 100 * statistics.samples_concealed / statistics.samples_total

    @property
    def concealed_speech(self) -> float:
        statistics = self.receiver.statistics
        return 100 * statistics.samples_concealed_speech / statistics.samples_total

    def delay_ms(self, from_s: float, to_s: float) -> float:
        """Mean delay of the turns in that time, in ms."""
        return float(np.nanmean(self.delays_s[int(from_s / FRAME_S) : int(to_s / FRAME_S)])) * 1000
