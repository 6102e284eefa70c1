# SPDX-License-Identifier: EUPL-1.2
"""The way a connection's packets take: our own address, and the kinds of the two candidates.

Rests on aioice's nominated pair and its TURN client's inner protocol, which aiortc does not show; tests pin both.
"""

from __future__ import annotations

from dataclasses import dataclass

from aiortc import RTCPeerConnection

from kiosk.call.statistics import PathKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Path:
    """``address`` is that of this machine which the packets leave by; empty if that is not known."""

    address: str = ""
    local: PathKind = PathKind.UNKNOWN
    remote: PathKind = PathKind.UNKNOWN


NO_PATH = Path()
_KINDS = frozenset(PathKind)


def path_of(connection: RTCPeerConnection | None) -> Path:
    """Look up the path of ``connection``; `NO_PATH` until ICE has chosen one."""
    sctp = connection.sctp if connection is not None else None
    if sctp is None:
        return NO_PATH
    pair = sctp.transport.transport._connection._nominated.get(1)
    if pair is None or pair.protocol.transport is None:
        return NO_PATH
    transport = pair.protocol.transport
    # Through TURN the "own" address is the relay's; the machine's is that of the socket towards the relay.
    relayed = getattr(transport, "_TurnTransport__inner_protocol", None)
    inner = (relayed.transport if relayed is not None else transport).get_extra_info("sockname")
    candidate = pair.protocol.local_candidate
    return Path(
        address=str(inner[0]) if inner else "",
        local=_kind(candidate.type if candidate is not None else ""),
        remote=_kind(pair.remote_candidate.type),
    )


def _kind(word: str) -> PathKind:
    return PathKind(word) if word in _KINDS else PathKind.UNKNOWN
