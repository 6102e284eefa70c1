# SPDX-License-Identifier: EUPL-1.2
"""The three data channels of a call, and the heartbeat on one of them."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import msgspec
from aiortc import RTCDataChannel, RTCPeerConnection, rtcsctptransport
from aiortc.exceptions import InvalidStateError
from msgspec import Struct

from kiosk.log import EventLog
from kiosk.messages import Channel

MAX_MESSAGE_BYTES = 64 * 1024
MAX_UNSENT_BYTES = {Channel.VITALS: 16 * 1024, Channel.TEXT: 256 * 1024, Channel.CONTROL: 256 * 1024}
"""How much may wait to be sent. Readings are repeated, so old ones rather fall away."""

FIRST_RTO_S = 0.6
LEAST_RTO_S = 0.4
"""A second's wait for every lost message (RFC 9260 section 16) is for bulk transfers across the world; ours are a few
small messages a second, whose loss is otherwise felt as a line that hangs. Chrome's own least is 0.4 s, too."""

_LOG = EventLog("call")


@functools.cache
def hurry_retransmissions() -> None:
    """Have aiortc send lost data messages again sooner; done once. Rests on two constants of its, pinned by a test."""
    constants: Any = rtcsctptransport
    constants.SCTP_RTO_INITIAL, constants.SCTP_RTO_MIN = FIRST_RTO_S, LEAST_RTO_S


class Heartbeat(Struct, frozen=True, kw_only=True, tag_field="type", tag="heartbeat"):
    """Sent by both sides twice a second; ``t`` is the sender's wall time in ms since 1970."""

    t: int


_HEARTBEAT = msgspec.json.Decoder(Heartbeat)


class Channels:
    """Creates the channels of ``connection``; must be called before the offer.

    ``arrived`` is given every message but heartbeats; ``heartbeat`` is called for those; ``opened`` when all are open.
    """

    def __init__(
        self,
        connection: RTCPeerConnection,
        arrived: Callable[[Channel, str], None],
        heartbeat: Callable[[], None],
        opened: Callable[[], None],
    ) -> None:
        hurry_retransmissions()
        self._arrived, self._heartbeat = arrived, heartbeat
        self._dropping: set[Channel] = set()
        options: dict[Channel, dict[str, Any]] = {
            Channel.VITALS: {"ordered": False, "maxRetransmits": 0},
            Channel.TEXT: {"protocol": "t140"},
            Channel.CONTROL: {},
        }
        self._channels = {name: connection.createDataChannel(name, **each) for name, each in options.items()}
        for name, channel in self._channels.items():
            channel.on("open", opened)
            channel.on("message", self._listener(name))

    @property
    def open(self) -> bool:
        """Tell whether every channel is open."""
        return all(channel.readyState == "open" for channel in self._channels.values())

    def send(self, name: Channel, data: str) -> bool:
        """Send ``data``; False if it was dropped, because the channel is not open or too much waits already."""
        channel = self._channels[name]
        fits = channel.readyState == "open" and channel.bufferedAmount + len(data) <= MAX_UNSENT_BYTES[name]
        if fits and self._put(channel, data):
            self._dropping.discard(name)
            return True
        if name not in self._dropping:
            self._dropping.add(name)
            _LOG.warning("data-dropped", channel=name)
        return False

    def beat(self, wall_ms: int) -> None:
        """Send a heartbeat."""
        self.send(Channel.CONTROL, msgspec.json.encode(Heartbeat(t=wall_ms)).decode())

    def _put(self, channel: RTCDataChannel, data: str) -> bool:
        try:
            channel.send(data)
        except (InvalidStateError, ConnectionError):
            return False
        return True

    def _listener(self, name: Channel) -> Callable[[str | bytes], None]:
        def take(data: str | bytes) -> None:
            if len(data) > MAX_MESSAGE_BYTES:
                _LOG.warning("data-refused", channel=name, reason="too-long")
                return
            text = data.decode("utf-8", errors="replace") if isinstance(data, bytes) else data
            if name is Channel.CONTROL and _is_heartbeat(text):
                self._heartbeat()
            else:
                self._arrived(name, text)

        return take


def _is_heartbeat(text: str) -> bool:
    try:
        _HEARTBEAT.decode(text)
    except (msgspec.DecodeError, UnicodeError):
        return False
    return True
