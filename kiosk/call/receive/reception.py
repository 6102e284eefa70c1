# SPDX-License-Identifier: EUPL-1.2
"""How a stream arrives, for its reports: loss and jitter (RFC 3550 sections 6.4.1 and A.8). No I/O, no clock."""

from __future__ import annotations

from kiosk.call.rtp.rtcp import ReportBlock, SenderReport, middle_of

DELAY_UNIT = 65536


class Reception:
    """Counts the packets of one source. ``rate_hz`` is the clock of its timestamps."""

    def __init__(self, ssrc: int, rate_hz: int) -> None:
        self.ssrc = ssrc
        self.received = 0
        self.bytes = 0
        self._rate_hz = rate_hz
        self._first: int | None = None
        self._highest = 0
        self._transit: float | None = None
        self._jitter = 0.0
        self._expected_before = self._received_before = 0
        self._report: tuple[int, float] | None = None

    @property
    def lost(self) -> int:
        """Count what never came, less what came twice."""
        return 0 if self._first is None else self._highest - self._first + 1 - self.received

    @property
    def jitter_s(self) -> float:
        """The mean deviation of the time between packets."""
        return self._jitter / self._rate_hz

    def arrived(self, sequence: int, timestamp: int, size_bytes: int, now_s: float) -> None:
        """Note a packet; both numbers without their wraps."""
        self.received += 1
        self.bytes += size_bytes
        if self._first is None:
            self._first = self._highest = sequence
        self._first = min(self._first, sequence)
        self._highest = max(self._highest, sequence)
        transit = now_s * self._rate_hz - timestamp
        if self._transit is not None and sequence == self._highest:
            self._jitter += (min(abs(transit - self._transit), self._rate_hz) - self._jitter) / 16
        self._transit = transit

    def reported(self, report: SenderReport, now_s: float) -> None:
        """Note the sender's report."""
        self._report = (middle_of(report.ntp), now_s)

    def block(self, now_s: float) -> ReportBlock | None:
        """Make the report on what arrived since the last one."""
        if self._first is None:
            return None
        expected = self._highest - self._first + 1
        expected_now, received_now = expected - self._expected_before, self.received - self._received_before
        self._expected_before, self._received_before = expected, self.received
        share = max(0.0, (expected_now - received_now) / expected_now) if expected_now > 0 else 0.0
        last, at_s = self._report or (0, now_s)
        return ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=share,
            lost=expected - self.received,
            highest=self._highest,
            jitter=int(self._jitter),
            last_report=last,
            since_last_report=int((now_s - at_s) * DELAY_UNIT),
        )
