# SPDX-License-Identifier: EUPL-1.2
"""Who waits for whom, so that lips and voice agree.

Sender reports (RFC 3550 section 6.4.1) tie the RTP time of each stream to the sender's clock. Sound may lead by 45 ms
and lag by 100 ms (EBU R37 and ITU-R BT.1359 are as strict or less so); within that nothing is done, and what is done
is undone as soon as it may. No clock is read.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

VOICE_HZ, PICTURE_HZ = 48_000, 90_000
LEAD_S, LAG_S = 0.03, 0.08
"""How far sound may lead or lag before something is done; well within what is noticed."""
VOICE_EASY_S, PICTURE_EASY_S = 0.0, -0.04
"""Offsets up to which the voice, and down to which the picture, gives its extra delay back."""
CHANGE_S_PER_S = 0.01
JUMP_S = 0.3
"""More than this is set right at once: a slow change would take half a minute."""
SETTLE_S = 3.0
"""What was set at once takes so long to show, for the voice is stretched."""
MOST_VOICE_S, MOST_PICTURE_S = 0.25, 0.4
"""A voice is delayed less than a picture: talk suffers from delay more than from lips that are late."""
SAMPLES = 15
OLDEST_SAMPLE_S = 3.0
STALE_S = 0.5
"""A picture or voice that stands still tells nothing."""
NEAREST_REPORT_S = 30.0
"""RTP times so far from the newest report are not mapped: clocks drift, reports end."""
RATE_TOLERANCE, LEAST_ERROR_S = 0.01, 0.1
"""How far two reports may contradict the clock rate: a hundredth of the time between them, and this much."""
FURTHEST_APART_S = 10.0
"""Reports of both streams come each few seconds from one clock; an offset beyond this is not one."""
_NTP_BITS = 64
_NTP_SECOND = 1 << 32


@dataclass(slots=True)
class _SenderClock:
    """Maps RTP time, unwrapped, to the sender's clock in 1/2^32 s. A report that contradicts waits for a second."""

    rate_hz: int
    ntp: int | None = None
    timestamp: int = 0
    _doubtful: tuple[int, int] | None = None

    def report(self, ntp: int, timestamp: int) -> None:
        if ntp == 0:  # the sender has no clock, RFC 3550 section 6.4.1
            return
        agrees = self.ntp is None or self._agree((self.ntp, self.timestamp), (ntp, timestamp))
        agrees = agrees or (self._doubtful is not None and self._agree(self._doubtful, (ntp, timestamp)))
        self._doubtful = None if agrees else (ntp, timestamp)
        if agrees:
            self.ntp, self.timestamp = ntp, timestamp

    def at(self, timestamp: int) -> int | None:
        """Tell when something was recorded, on the sender's clock."""
        since_s = (timestamp - self.timestamp) / self.rate_hz
        if self.ntp is None or abs(since_s) > NEAREST_REPORT_S:
            return None
        return self.ntp + round(since_s * _NTP_SECOND)

    def _agree(self, early: tuple[int, int], late: tuple[int, int]) -> bool:
        wall_s = _apart_s(late[0], early[0])
        error_s = (late[1] - early[1]) / self.rate_hz - wall_s
        return wall_s >= 0 and abs(error_s) <= max(LEAST_ERROR_S, RATE_TOLERANCE * wall_s)


class LipSync:
    """Give it reports and what plays now; read ``voice_extra_s`` and ``picture_extra_s`` after `step`."""

    def __init__(self) -> None:
        self.voice_extra_s = 0.0
        self.picture_extra_s = 0.0
        self._voice, self._picture = _SenderClock(VOICE_HZ), _SenderClock(PICTURE_HZ)
        self._playing: tuple[int, float] | None = None
        self._shown: tuple[int, float] | None = None
        self._offsets: deque[tuple[float, float]] = deque(maxlen=SAMPLES)
        self._stepped_s: float | None = None
        self._settled_s = 0.0

    @property
    def offset_s(self) -> float | None:
        """How far the picture is behind the voice; negative: before it. None: not known."""
        if len(self._offsets) < SAMPLES // 3:
            return None
        return median(offset_s for _, offset_s in self._offsets)

    def voice_report(self, ntp: int, timestamp: int) -> None:
        """Take a sender report of the voice: 64 bits of NTP time, unwrapped RTP time."""
        self._voice.report(ntp, timestamp)

    def video_report(self, ntp: int, timestamp: int) -> None:
        """Take a sender report of the picture."""
        self._picture.report(ntp, timestamp)

    def voice_playing(self, timestamp: int, at_s: float) -> None:
        """Note what the loudspeaker plays at ``at_s``."""
        self._playing = (timestamp, at_s)
        self._measure(at_s)

    def picture_shown(self, timestamp: int, at_s: float) -> None:
        """Note what was shown at ``at_s``."""
        self._shown = (timestamp, at_s)
        self._measure(at_s)

    def step(self, now_s: float) -> None:
        """Change the extra delays, a little; call about once a second or more often."""
        before_s, self._stepped_s = self._stepped_s, now_s
        while self._offsets and now_s - self._offsets[0][0] > OLDEST_SAMPLE_S:
            self._offsets.popleft()
        offset_s = self.offset_s
        if before_s is None or offset_s is None or now_s < self._settled_s:
            return
        most_s = CHANGE_S_PER_S * min(max(now_s - before_s, 0.0), 1.0)
        wrong_s = max(offset_s - LEAD_S, 0.0) + min(offset_s + LAG_S, 0.0)
        if abs(wrong_s) > JUMP_S:
            self._offsets.clear()
            self._settled_s = now_s + SETTLE_S
            self._shift(wrong_s)
        elif wrong_s:
            self._shift(min(max(wrong_s, -most_s), most_s))
        elif self.voice_extra_s and offset_s < VOICE_EASY_S:
            self.voice_extra_s = max(0.0, self.voice_extra_s - most_s)
        elif self.picture_extra_s and offset_s > PICTURE_EASY_S:
            self.picture_extra_s = max(0.0, self.picture_extra_s - most_s)

    def _shift(self, by_s: float) -> None:
        """Delay the voice by ``by_s``, or the picture if that is negative; what is delayed already gives way first."""
        if by_s > 0:
            back_s = min(by_s, self.picture_extra_s)
            self.picture_extra_s -= back_s
            self.voice_extra_s = min(MOST_VOICE_S, self.voice_extra_s + by_s - back_s)
        else:
            back_s = min(-by_s, self.voice_extra_s)
            self.voice_extra_s -= back_s
            self.picture_extra_s = min(MOST_PICTURE_S, self.picture_extra_s - by_s - back_s)

    def _measure(self, now_s: float) -> None:
        if self._playing is None or self._shown is None:
            return
        if now_s - min(self._playing[1], self._shown[1]) > STALE_S:
            return
        if self._offsets and now_s - self._offsets[-1][0] < OLDEST_SAMPLE_S / SAMPLES / 2:
            return
        heard, seen = self._voice.at(self._playing[0]), self._picture.at(self._shown[0])
        if heard is None or seen is None:
            return
        offset_s = (self._shown[1] - self._playing[1]) - _apart_s(seen, heard)
        if abs(offset_s) < FURTHEST_APART_S:
            self._offsets.append((now_s, offset_s))


def _apart_s(late: int, early: int) -> float:
    """Subtract NTP times, which wrap in 2036."""
    half = 1 << _NTP_BITS - 1
    return ((late - early + half) % (1 << _NTP_BITS) - half) / _NTP_SECOND
