# SPDX-License-Identifier: EUPL-1.2
"""What the loudspeaker gets at each turn: a packet, a copy, a correction, or a guess; and how late. Pure.

The loudspeaker takes 20 ms at a time, so a packet is needed at one of its turns; what is decoded and waits beyond that
is only delay. The steering therefore aims at no decoded rest between turns, and at the earliest turn by which the
packets that count have arrived. *Slack* is how long after its time stamp a packet is asked for, in samples; it
corresponds to the transits of `voice_delay`.
"""

from __future__ import annotations

import numpy as np

from kiosk.call.libopus import RATE_HZ, Samples
from kiosk.call.receive.opus import FADE_FROM, VoiceDecoder
from kiosk.call.receive.stretch import LONGEST, SHORTEST
from kiosk.call.receive.takes import TURN, TakeClock
from kiosk.call.receive.voice_buffer import VoiceArrival, VoiceBuffer, VoiceFrame
from kiosk.call.receive.voice_intake import Verdict, VoiceIntake
from kiosk.call.receive.voice_statistics import VoiceInStatistics
from kiosk.call.receive.voice_tape import BRIDGE, VoiceTape

LATEST = 33_600
"""0.7 s beyond what the line needs: what is later than that is given up, ..."""
KEPT = 14_400
"""... down to 0.3 s, which playing a little faster makes good in a second or two."""
FORGIVEN = 1_440
"""30 ms. After a guess no longer than that, speech that comes too late is left out rather than said after it."""
GIVEN_UP = RATE_HZ
"""After a second without anything, the voice begins anew."""
EARLY = 48
"""1 ms of tolerance before a turn more is waited."""
LATE = 144
"""3 ms of certainty before a turn less is waited."""
CALM_TURNS = 10
"""A rest that is only some milliseconds is trimmed at most so often within speech."""
HURRY, HASTE = 4_800, 12_000
"""0.1 and 0.25 s of delay too much: then cuts may be rougher."""
ALIKE, ALIKE_HURRY, ALIKE_HASTE = 0.6, 0.35, -1.0
SCARCE, SPUN_OUT = 2_880, 2
"""While no more than 60 ms are there of a line that is becoming narrow, so many pieces are put in at every turn: words
at half their pace are understood, words that are made up are not."""
DELAY_SHARE = 0.05
"""Weight of a turn in the mean delay that is reported."""
_MOST_STEPS = 40
"""Of one turn. Eight frames of 2.5 ms fill it; this only ends what must not be endless."""


class VoicePlayout:
    """Decides and decodes. `receive` what arrived, then `take` a turn; both in one thread."""

    def __init__(self, statistics: VoiceInStatistics) -> None:
        self.extra_delay_s = 0.0
        self.spins_out = False
        """The line is becoming narrow: every packet will be later than the one before."""
        self.playing: int | None = None
        self.offset_s: float | None = None
        self._statistics = statistics
        self._intake = VoiceIntake()
        self._buffer = VoiceBuffer()
        self._voice = VoiceDecoder()
        self._turns = TakeClock()
        self._tape = VoiceTape()
        self._next = 0  # time stamp of the next sample to decode
        self._begun = False
        self._frame = TURN
        self._sequence: int | None = None
        self._pause = False
        self._held = 0
        self._saved: bytes | None = None
        self._slack_before = 0
        self._excess = 0
        self._calm = 0

    def receive(self, arrival: VoiceArrival) -> None:
        """Keep what is not too late."""
        verdict = self._intake.judge(arrival)
        if verdict is Verdict.DROP:
            self._statistics.packets_discarded += 1
            return
        if verdict is Verdict.ANEW:
            self._statistics.resets += 1
            self._buffer.clear()
            self._voice.reset()
            self._stop()
        for frame in arrival.frames:
            if not self._begun or frame.end > self._next:
                self._buffer.put(frame)
            elif frame.sequence is not None:
                self._statistics.packets_late += 1

    def take(self, now_s: float) -> Samples:
        """Return the samples of the turn at ``now_s``."""
        now = round(self._turns.turn(now_s) * RATE_HZ)
        if not self._begun and not self._begin(now):
            return self._nothing()
        self._give_up_the_far_too_late(now)
        self._excess = self._steps_too_late(now)
        for _ in range(_MOST_STEPS):
            if len(self._tape) >= TURN or not self._begun:
                break
            self._step(now)
        if len(self._tape) < TURN:
            self._append(self._made_up(TURN - len(self._tape)))
        self._steer()
        self._report(now)
        return self._tape.give()

    def _need(self) -> int:
        return round((self._intake.delay.need_s + self.extra_delay_s) * RATE_HZ)

    def _begin(self, now: int) -> bool:
        first = self._buffer.first()
        if first is None or now - first.timestamp < self._need() - EARLY:
            return False
        newest = self._buffer.newest() or first
        self._buffer.drop_until(min(now - self._need(), newest.timestamp))
        first = self._buffer.first() or newest
        self._next, self._begun = first.timestamp, True
        self._tape.bridge(self._voice.conceal(BRIDGE))
        return True

    def _stop(self) -> None:
        """Begin anew with the next packet."""
        self._begun = False
        self._held, self._saved, self._sequence, self._pause = 0, None, None, False

    def _nothing(self) -> Samples:
        """Wait for the voice to begin: silence at first, later what is left of it and faint noise."""
        if self.playing is None:
            return np.zeros(TURN, dtype=np.int16)
        self._statistics.silent = True
        if len(self._tape) < TURN:
            self._append(self._made_up(TURN - len(self._tape)))
        self._statistics.samples_total += TURN
        return self._tape.give()

    def _give_up_the_far_too_late(self, now: int) -> None:
        newest = self._buffer.newest()
        behind = now - self._next - self._need()
        if newest is None or behind <= LATEST or self._held:
            return
        target = min(self._next + behind - KEPT, newest.timestamp)
        if target > self._next:
            self._skip_to(target)

    def _skip_to(self, timestamp: int) -> None:
        self._statistics.samples_skipped += timestamp - self._next
        self._buffer.drop_until(timestamp)
        if not self._tape.bridged:
            self._tape.bridge(self._voice.conceal(BRIDGE))
        self._next = timestamp

    def _steps_too_late(self, now: int) -> int:
        """Count the samples of delay that are not needed: the rest on the tape and whole turns. Negative: lacking."""
        unit = min(TURN, self._frame)  # short frames are asked for one after the other, the last in need of most haste
        spare = now - self._next - self._need() - (TURN - unit)
        units = max(0, (spare - LATE) // unit) if spare >= -EARLY else (spare + EARLY) // unit
        return len(self._tape) + units * unit

    def _step(self, now: int) -> None:
        """Put something on the tape, or move on."""
        self._buffer.drop_until(self._next)
        first = self._buffer.first()
        if first is None:
            self._run_dry(now)
        elif self._held:
            self._come_back(first, now)
        elif first.timestamp <= self._next:
            self._play(first)
        else:
            self._bridge_gap(first)

    def _play(self, frame: VoiceFrame) -> None:
        self._buffer.pop()
        if self._voice.concealed > FADE_FROM and not self._tape.bridged:
            self._tape.bridge(self._voice.conceal(BRIDGE))
        sound = self._voice.decode(frame.payload, frame.samples)[max(0, self._next - frame.timestamp) :]
        self._append(sound)
        self._next, self._frame, self._pause = frame.end, frame.samples, frame.is_pause
        if frame.sequence is None:
            self._statistics.red_recovered += 1
            self._sequence = None if self._sequence is None else self._sequence + 1
        else:
            self._sequence = frame.sequence

    def _bridge_gap(self, first: VoiceFrame) -> None:
        """The next packet is missing, a later one is there, and it is time."""
        gap = first.timestamp - self._next
        size = min(self._frame, gap)
        if self._pause:
            self._go_on(min(size, TURN), gap)
        elif self._excess >= size:  # what is not there need not be waited for
            self._excess -= size
            self._statistics.samples_removed += size
            if not self._tape.bridged:
                self._tape.bridge(self._voice.conceal(BRIDGE))
            self._next += size
        elif first.corrects and gap <= first.corrects:
            self._append(self._voice.recover(first.payload, gap))
            self._statistics.fec_recovered += 1
            self._next += gap
        else:
            nothing_lost = first.sequence is not None and self._sequence == first.sequence - 1
            self._append(self._voice.conceal(size) if nothing_lost else self._made_up(size))
            self._next += size

    def _go_on(self, size: int, gap: int | None) -> None:
        """The sender said that it is silent: keep its background up, and correct the delay at no cost."""
        self._append(self._voice.go_on(size))
        if self._excess < 0:
            self._excess += size
            self._statistics.samples_inserted += size
            return
        skipped = self._excess if gap is None else min(self._excess, gap - size)
        self._excess -= skipped
        self._statistics.samples_removed += skipped
        self._next += size + skipped

    def _run_dry(self, now: int) -> None:
        """Nothing is there: hold the position, for it may come yet, and guess meanwhile."""
        lacking = TURN - len(self._tape)
        if self._pause:
            self._go_on(lacking, None)
            return
        if self.spins_out and not self._held and self._spin_out():
            return
        if not self._held:
            self._saved = self._voice.save()
            self._slack_before = now - self._next
        self._append(self._made_up(lacking))
        self._held += lacking
        if self._held > GIVEN_UP:
            self._stop()

    def _come_back(self, first: VoiceFrame, now: int) -> None:
        """Something came after a guess: the packet that was late, or one after it."""
        start = first.timestamp
        if first.corrects and start - self._next >= first.corrects:
            start -= first.corrects
        start = max(start, self._next)
        usual = min(self._need(), self._slack_before)
        if now - start < usual - EARLY:
            lacking = TURN - len(self._tape)
            self._append(self._made_up(lacking))
            self._held += lacking
            return
        late = now - start - max(self._need(), self._slack_before)
        if self._held > FORGIVEN:
            late = late - KEPT if late > LATEST else 0
        newest = self._buffer.newest() or first
        skipped = min(late, newest.timestamp - start)
        continues, saved = start == self._next, self._saved
        self._held, self._saved = 0, None
        skipped = skipped if skipped >= SHORTEST else 0
        self._statistics.samples_skipped += skipped
        self._next = start + skipped
        if continues or self._next > start:  # else the codec joins what follows a loss by itself
            self._tape.bridge(self._voice.conceal(BRIDGE))
        if continues and saved is not None:
            self._voice.restore(saved)
        self._hear_silently()
        self._excess = self._steps_too_late(now)

    def _hear_silently(self) -> None:
        """Decode what is left out just before the position, so that the codec knows what the sender's did."""
        for _ in range(2):
            first = self._buffer.first()
            if first is None or first.end > self._next:
                return
            self._buffer.pop()
            self._voice.decode(first.payload, first.samples)

    def _steer(self) -> None:
        """Shorten or lengthen what is on the tape, a little at a time."""
        self._calm += 1
        excess = 0 if self._held else self._excess
        if self.spins_out and not self._held and self._there() < SCARCE:
            for _ in range(SPUN_OUT):
                self._spin_out()
            return
        if abs(excess) < SHORTEST:
            return
        quiet, alike = self._voice.quiet_peak, ALIKE
        if excess < 0:
            longer = self._tape.lengthen(-excess, quiet, alike) if self._calm > 1 else 0
        else:
            if excess > HURRY:
                alike = ALIKE_HASTE if excess > HASTE else ALIKE_HURRY
            self._reach_out(TURN + min(excess, TURN))
            may = excess >= TURN or self._calm >= CALM_TURNS or not self._voice.speaking
            longer = -self._tape.shorten(excess, quiet, alike) if may else 0
        self._count_stretch(longer)
        if longer:
            self._calm = 0

    def _spin_out(self) -> int:
        """Say a piece of what is on the tape twice, fitting or not; return how many samples that are."""
        longer = self._tape.lengthen(LONGEST, self._voice.quiet_peak, ALIKE_HASTE)
        self._count_stretch(longer)
        return longer

    def _there(self) -> int:
        """Count the samples that are there beyond this turn."""
        newest = self._buffer.newest()
        return len(self._tape) - TURN + (newest.end - self._next if newest is not None else 0)

    def _reach_out(self, size: int) -> None:
        """Decode what is there already until ``size`` samples can be worked on."""
        for _ in range(_MOST_STEPS):
            following = self._buffer.first()
            if len(self._tape) >= size or following is None or following.timestamp != self._next:
                return
            self._play(following)

    def _append(self, sound: Samples) -> None:
        longer = self._tape.append(sound, self._voice.quiet_peak, self._excess)
        self._count_stretch(longer)
        self._excess += longer

    def _count_stretch(self, longer: int) -> None:
        self._statistics.samples_inserted += max(0, longer)
        self._statistics.samples_removed += max(0, -longer)

    def _made_up(self, size: int) -> Samples:
        """Guess ``size`` samples, and count them."""
        statistics = self._statistics
        statistics.concealment_events += not self._voice.concealed
        statistics.samples_concealed += size
        if self._voice.faded:
            statistics.samples_concealed_silent += size
        if self._voice.speaking:
            statistics.samples_concealed_speech += size
        return self._voice.conceal(size)

    def _report(self, now: int) -> None:
        delay, statistics = self._intake.delay, self._statistics
        self.playing = self._next - len(self._tape)
        offset_s = (now - self.playing) / RATE_HZ
        self.offset_s = offset_s
        statistics.delay_s += DELAY_SHARE * (offset_s - delay.floor_s - statistics.delay_s)
        statistics.target_s = self._need() / RATE_HZ - delay.floor_s
        statistics.jitter_s = delay.median_s
        statistics.samples_total += TURN
        statistics.decode_errors = self._voice.errors
        statistics.silent = self._voice.faded
