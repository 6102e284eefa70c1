# SPDX-License-Identifier: EUPL-1.2
"""What losses say of the rate: whether less sent would be less lost.

A bad radio loses a share of whatever is sent; a policer, or a queue too short to be seen in the delay, loses what is
too much. libwebrtc's first rule took every loss above 10 % for the second and starved on the first; its later one
infers which it is. Here it is tried: the rate is lowered for a moment, and either the losses go down with it, then it
stays down, or they do not, then it goes back up and that share of loss is taken for the line's own.
"""

from __future__ import annotations

import math
from enum import StrEnum

from kiosk.call.send.rate.history import LossWindow

MARGIN = 0.04
"""How far losses may lie above the line's own: between the 2 % and 10 % of libwebrtc's rules."""
SCATTER = 3.0
"""The same in standard deviations, where few packets or bursts of losses make the share scatter more."""
BURSTINESS = 1.5
WINDOW_S, LOSSY_WINDOW_S = 1.0, 2.0
LOSSY = 0.03
"""A line that loses so much of itself is looked at for longer, as its losses scatter."""
REORDERED_S = 0.08
"""What was sent just now may be late only."""
FEWEST_PACKETS = 30
"""Fewer say nothing of a few percent."""
TRIAL_SHARE = 0.75
"""Of what arrived: the rate of a trial."""
SETTLE_S = 0.25
"""From the start of a trial until what was already queued is sent."""
TRIAL_S = 0.9
LONGEST_TRIAL_S = 3.0
HELPED = 0.5
"""Losses at most this share of what they were: lowering the rate helped."""
CERTAIN = 2.5
"""And so many standard deviations less."""
LIMIT_SHARE = 0.92
LIMIT_GROWTH_PER_S = 1.05
FIRST_LIMIT_S, LONGEST_LIMIT_S = 8.0, 64.0
"""After this a limit is dropped; one that is found again soon holds twice as long."""
SOON_S = 6.0
OWN_DOWN_S, OWN_UP_S = 8.0, 30.0
"""Time constants with which the line's own share follows lower losses, and slightly higher ones."""
MOST_LOWERED = 2
"""So many further cuts that did not help: the losses are the line's own after all."""
TRUSTED_S = 10.0
"""For so long after a trial that did not help there is no second, unless losses get much worse."""
MOST_OWN = 0.4
"""No line that is worth a call loses more of itself."""
TRUSTED_MARGIN = 0.15


class LossState(StrEnum):
    """What is thought of the losses."""

    FREE = "free"
    """They are no reason to send less."""
    TRYING = "trying"
    """The rate is lowered to see whether they go down with it."""
    LIMITED = "limited"
    """They did: the rate stays below what was lost of."""


class LossController:
    """Watches the share of lost packets; `cap_bps` is what it allows, infinite if it has nothing to say."""

    def __init__(self, window: LossWindow) -> None:
        self.state = LossState.FREE
        self.cap_bps = math.inf
        self.own = 0.0
        """The share of loss that the line has at any rate."""
        self._window = window
        self._since_s = -math.inf
        self._before, self._packets_before = 0.0, 0
        self._arrived_bps = 0.0
        self._trusted_until_s = -math.inf
        self._quiet_from_s = -math.inf
        """Losses of what was sent before belong to a queue that was too full."""
        self._lowered_s = -math.inf
        self._lowered = 0
        self._limit_s = FIRST_LIMIT_S
        self._released_s = -math.inf
        self._updated_s = -math.inf

    def update(self, now_s: float, sent_until_s: float, arrived_bps: float | None, *, queueing: bool) -> None:
        """Take one feedback; it tells of packets sent until ``sent_until_s``.

        ``queueing``: the delay says that the line is too full, and is acted on; then losses teach nothing.
        """
        sent_until_s -= REORDERED_S
        passed_s, self._updated_s = min(max(now_s - self._updated_s, 0.0), 1.0), now_s
        if queueing:
            self._quiet_from_s = now_s
        if queueing or arrived_bps is None:
            if self.state is LossState.TRYING:
                self._free()
            return
        match self.state:
            case LossState.FREE:
                self._watch(now_s, sent_until_s, arrived_bps, passed_s)
            case LossState.TRYING:
                self._judge(now_s, sent_until_s)
            case LossState.LIMITED:
                self._hold(now_s, sent_until_s, passed_s)

    def reset(self) -> None:
        """Start over, as after an outage; what is known of the line's own losses stays."""
        self._free()

    def _watch(self, now_s: float, until_s: float, arrived_bps: float, passed_s: float) -> None:
        window_s = LOSSY_WINDOW_S if self.own > LOSSY else WINDOW_S
        lost, packets = self._window.over(max(until_s - window_s, self._quiet_from_s), until_s)
        if packets < FEWEST_PACKETS:
            return
        if lost < self.own + MARGIN:
            self.own += (lost - self.own) * passed_s / (OWN_DOWN_S if lost < self.own else OWN_UP_S)
        limit = self._limit(packets)
        if now_s < self._trusted_until_s:
            limit = max(limit, self.own + TRUSTED_MARGIN)
        if lost > limit:
            self.state, self._since_s = LossState.TRYING, now_s
            self._before, self._packets_before = lost, packets
            self._arrived_bps = arrived_bps
            self.cap_bps = TRIAL_SHARE * arrived_bps / (1 - self.own)

    def _judge(self, now_s: float, until_s: float) -> None:
        from_s = self._since_s + SETTLE_S
        lost, packets = self._window.over(from_s, until_s)
        if until_s < from_s + TRIAL_S or packets < FEWEST_PACKETS:
            if now_s > self._since_s + LONGEST_TRIAL_S:
                self._free()
            return
        spread = self._before * (1 - self._before) * (1 / packets + 1 / self._packets_before)
        if lost <= self._before * HELPED and self._before - lost > CERTAIN * math.sqrt(BURSTINESS * spread):
            self.state, self._since_s, self._lowered = LossState.LIMITED, now_s, 0
            self.cap_bps = LIMIT_SHARE * self._arrived_bps
            soon = now_s < self._released_s + SOON_S
            self._limit_s = min(2 * self._limit_s, LONGEST_LIMIT_S) if soon else FIRST_LIMIT_S
        else:
            self.own = min(max(self.own, (lost + self._before) / 2), MOST_OWN)
            self._trusted_until_s = now_s + TRUSTED_S
            self._free()

    def _hold(self, now_s: float, until_s: float, passed_s: float) -> None:
        lost, packets = self._window.over(max(until_s - WINDOW_S, self._lowered_s), until_s)
        if now_s > self._since_s + self._limit_s:
            self._released_s = now_s
            self._free()
        elif packets >= FEWEST_PACKETS and lost > self._limit(packets):
            self._lower(now_s, lost)
        elif lost <= self._limit(packets) / 2:
            self.cap_bps *= LIMIT_GROWTH_PER_S**passed_s

    def _lower(self, now_s: float, lost: float) -> None:
        self._lowered += 1
        if self._lowered > MOST_LOWERED:
            self.own = min(max(self.own, lost), MOST_OWN)
            self._trusted_until_s = now_s + TRUSTED_S
            self._free()
            return
        self.cap_bps *= 1 - lost / 2
        self._lowered_s = now_s + SETTLE_S

    def _limit(self, packets: int) -> float:
        deviation = math.sqrt(BURSTINESS * self.own * (1 - self.own) / max(packets, 1))
        return self.own + max(MARGIN, SCATTER * deviation)

    def _free(self) -> None:
        self.state = LossState.FREE
        self.cap_bps = math.inf
