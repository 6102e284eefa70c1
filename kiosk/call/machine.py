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
    LOST = "lost"
    """Nothing arrives any more; it may still come back by itself."""
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
    """Media or a heartbeat again."""
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
    (_S.CONNECTED, _E.SILENT): _S.LOST,
    (_S.CONNECTED, _E.FAILED): _S.LOST,
    (_S.CONNECTED, _E.CLOSE): _S.CLOSED,
    (_S.LOST, _E.HEARD): _S.CONNECTED,
    (_S.LOST, _E.FAILED): _S.CLOSED,
    (_S.LOST, _E.TIMEOUT): _S.CLOSED,
    (_S.LOST, _E.CLOSE): _S.CLOSED,
}

DEADLINE_S: dict[State, float] = {
    _S.OFFERING: 6.0,
    _S.OFFERED: 75.0,  # an invite lives 60 s; whoever sent it knows better when to stop
    _S.CONNECTING: 20.0,
    _S.LOST: 120.0,
}
"""How long a connection may stay in a state. The others have no end of their own."""

SILENT_S = 3.0

TOLD: dict[State, ConnectionState] = {
    _S.CONNECTING: ConnectionState.CONNECTING,
    _S.CONNECTED: ConnectionState.CONNECTED,
    _S.LOST: ConnectionState.LOST,
    _S.CLOSED: ConnectionState.CLOSED,
}
"""What the station is told; it needs to know no more."""


def next_state(state: State, event: Event) -> State | None:
    """Look up where ``event`` leads from ``state``; None if it means nothing there, as late events do."""
    return TABLE.get((state, event))


class Liveness:
    """Tells silence from life: any packet or heartbeat counts. Times are monotonic seconds."""

    def __init__(self, now_s: float) -> None:
        self._heard_s = now_s
        self._packets = 0

    def heard(self, now_s: float) -> None:
        """Note a heartbeat."""
        self._heard_s = now_s

    def counted(self, packets: int, now_s: float) -> None:
        """Note how many packets have arrived in all."""
        if packets != self._packets:
            self._packets = packets
            self._heard_s = now_s

    def silent(self, now_s: float) -> bool:
        """Tell whether nothing has arrived for `SILENT_S`."""
        return now_s - self._heard_s >= SILENT_S
