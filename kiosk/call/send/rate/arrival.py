# SPDX-License-Identifier: EUPL-1.2
"""Groups of packets sent together, and how their distances changed on the way (draft-ietf-rmcat-gcc-02 section 5.2)."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.call.send.rate.history import Arrived

GROUP_S = 0.005
"""Packets sent within 5 ms are one group."""
BURST_S = 0.005
"""Packets that arrive this close although they were sent further apart were held up and let go together."""
LONGEST_BURST_S = 0.1
LONGEST_JUMP_S = 3.0
"""A change larger than this is a clock being set, or another path."""
MOST_REORDERED = 3
"""Groups that arrive before their predecessors, in a row, until the start is forgotten."""


@dataclass(slots=True)
class _Group:
    first_sent_s: float
    sent_s: float
    first_arrival_s: float
    arrival_s: float


@dataclass(frozen=True, slots=True)
class Distance:
    """How far two groups were apart, at both ends; ``arrival_s`` is when the later one had arrived."""

    sent_delta_s: float
    arrival_delta_s: float
    arrival_s: float


class ArrivalGroups:
    """Takes packets in the order of arrival; gives the distance of each two complete groups."""

    def __init__(self) -> None:
        self._current: _Group | None = None
        self._before: _Group | None = None
        self._reordered = 0

    def add(self, packet: Arrived) -> Distance | None:
        """Add a packet; if that completes a group return its distance from the one before."""
        sent_s, arrival_s = packet.sent_s, packet.arrival_s
        group = self._current
        if group is None:
            self._current = _Group(sent_s, sent_s, arrival_s, arrival_s)
            return None
        if sent_s < group.first_sent_s:
            return None
        if sent_s - group.first_sent_s <= GROUP_S or self._of_burst(group, packet):
            group.sent_s = max(group.sent_s, sent_s)
            group.arrival_s = max(group.arrival_s, arrival_s)
            return None
        distance = self._distance(group)
        if self._current is not None:
            self._before, self._current = group, _Group(sent_s, sent_s, arrival_s, arrival_s)
        return distance

    def reset(self) -> None:
        """Forget the groups."""
        self._current = self._before = None
        self._reordered = 0

    @staticmethod
    def _of_burst(group: _Group, packet: Arrived) -> bool:
        arrival_delta_s = packet.arrival_s - group.arrival_s
        if packet.sent_s == group.sent_s:
            return True
        return (
            arrival_delta_s - (packet.sent_s - group.sent_s) < 0
            and arrival_delta_s <= BURST_S
            and packet.arrival_s - group.first_arrival_s < LONGEST_BURST_S
        )

    def _distance(self, group: _Group) -> Distance | None:
        before = self._before
        if before is None:
            return None
        sent_delta_s, arrival_delta_s = group.sent_s - before.sent_s, group.arrival_s - before.arrival_s
        if abs(arrival_delta_s - sent_delta_s) > LONGEST_JUMP_S:
            self.reset()
            return None
        if arrival_delta_s < 0:
            self._reordered += 1
            if self._reordered >= MOST_REORDERED:
                self.reset()
            return None
        self._reordered = 0
        return Distance(sent_delta_s, arrival_delta_s, group.arrival_s)
