# SPDX-License-Identifier: EUPL-1.2
"""One peer connection: its states, what can happen, and one table. Pure."""

from __future__ import annotations

from enum import StrEnum

from kiosk.messages import ConnectionState


class State(StrEnum):
    """Where a peer connection stands."""

    IDLE = "idle"
    OFFERING = "offering"
    """Our addresses are being gathered."""
    OFFERED = "offered"
    """The offer is with the GP."""
    CONNECTING = "connecting"
    """The answer is here; ICE, DTLS and the data channels are being set up."""
    CONNECTED = "connected"
    SILENT = "silent"
    """Nothing has arrived for `SILENT_S`: time to make another connection; nobody need be told yet."""
    LOST = "lost"
    """Nothing has arrived for more than two seconds; it may still come back by itself."""
    CLOSED = "closed"


class Event(StrEnum):
    """What can happen to a peer connection."""

    MAKE = "make"
    GATHERED = "gathered"
    ANSWERED = "answered"
    UP = "up"
    """DTLS is up and every channel open."""
    SILENT = "silent"
    """Neither media nor heartbeat for `SILENT_S`."""
    HEARD = "heard"
    """Media or heartbeats again."""
    FAILED = "failed"
    """ICE or DTLS gave up, or the other end closed."""
    TIMEOUT = "timeout"
    """The state's deadline is over."""
    CLOSE = "close"


_S, _E = State, Event

TABLE: dict[tuple[State, Event], State] = {
    (_S.IDLE, _E.MAKE): _S.OFFERING,
    (_S.IDLE, _E.CLOSE): _S.CLOSED,
    (_S.OFFERING, _E.GATHERED): _S.OFFERED,
    (_S.OFFERING, _E.FAILED): _S.CLOSED,
    (_S.OFFERING, _E.TIMEOUT): _S.CLOSED,
    (_S.OFFERING, _E.CLOSE): _S.CLOSED,
    (_S.OFFERED, _E.ANSWERED): _S.CONNECTING,
    (_S.OFFERED, _E.FAILED): _S.CLOSED,
    (_S.OFFERED, _E.TIMEOUT): _S.CLOSED,
    (_S.OFFERED, _E.CLOSE): _S.CLOSED,
    (_S.CONNECTING, _E.UP): _S.CONNECTED,
    (_S.CONNECTING, _E.FAILED): _S.CLOSED,
    (_S.CONNECTING, _E.TIMEOUT): _S.CLOSED,
    (_S.CONNECTING, _E.CLOSE): _S.CLOSED,
    (_S.CONNECTED, _E.SILENT): _S.SILENT,
    (_S.CONNECTED, _E.FAILED): _S.LOST,
    (_S.CONNECTED, _E.CLOSE): _S.CLOSED,
    (_S.SILENT, _E.HEARD): _S.CONNECTED,
    (_S.SILENT, _E.TIMEOUT): _S.LOST,
    (_S.SILENT, _E.FAILED): _S.LOST,
    (_S.SILENT, _E.CLOSE): _S.CLOSED,
    (_S.LOST, _E.HEARD): _S.CONNECTED,
    (_S.LOST, _E.FAILED): _S.CLOSED,
    (_S.LOST, _E.TIMEOUT): _S.CLOSED,
    (_S.LOST, _E.CLOSE): _S.CLOSED,
}

DEADLINE_S: dict[State, float] = {
    _S.OFFERING: 6.0,
    _S.OFFERED: 75.0,  # an invite lives 60 s; whoever sent it knows better when to stop
    _S.CONNECTING: 20.0,
    _S.SILENT: 0.9,
    _S.LOST: 120.0,
}
"""How long a connection may stay in a state. The others have no end of their own.

A lost one is left alone for long: after an outage of seconds it is the quickest way back, quicker than any new one.
"""

STANDING = frozenset({_S.CONNECTED, _S.SILENT, _S.LOST})
"""States in which a connection has been made and may carry something."""

SILENT_S = 1.3
"""A second's gap is common on a mobile line, and we look four times a second; heartbeats come every half second."""
REVIVED = 2
"""How often something must be heard again before a silent line counts as alive: one stray packet is no line."""
STALL_S = 1.0
"""Looked at later than this after the last time, we ourselves stood still: what arrived meanwhile is still unread."""

TOLD: dict[State, ConnectionState] = {
    _S.CONNECTING: ConnectionState.CONNECTING,
    _S.CONNECTED: ConnectionState.CONNECTED,
    _S.SILENT: ConnectionState.SILENT,
    _S.LOST: ConnectionState.LOST,
    _S.CLOSED: ConnectionState.CLOSED,
}
"""What the station is told; it needs to know no more."""


def next_state(state: State, event: Event) -> State | None:
    """Look up where ``event`` leads from ``state``; None if it means nothing there, as late events do."""
    return TABLE.get((state, event))


class Liveness:
    """Tells silence from life: any packet or message counts. Times are monotonic seconds."""

    def __init__(self, now_s: float) -> None:
        self._heard_s = self._looked_s = now_s
        self._packets = 0
        self._again = REVIVED

    def heard(self, now_s: float) -> None:
        """Note a message."""
        if now_s - self._heard_s >= SILENT_S:
            self._again = 0
        self._again += 1
        self._heard_s = now_s

    def counted(self, packets: int, now_s: float) -> None:
        """Note how many packets have arrived in all."""
        if packets != self._packets:
            self._packets = packets
            self.heard(now_s)

    def look(self, now_s: float) -> None:
        """Note that the line is being watched; call it before `counted`, a few times a second."""
        gap_s = now_s - self._looked_s
        self._looked_s = now_s
        if gap_s > STALL_S:
            self._heard_s = min(now_s, self._heard_s + gap_s)

    def silent_s(self, now_s: float) -> float:
        """Return for how long nothing has arrived."""
        return max(0.0, now_s - self._heard_s)

    def silent(self, now_s: float) -> bool:
        """Tell whether nothing has arrived for `SILENT_S`, or hardly anything since."""
        return self.silent_s(now_s) >= SILENT_S or self._again < REVIVED
