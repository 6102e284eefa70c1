# SPDX-License-Identifier: EUPL-1.2
"""The packets of a peer connection: past aiortc's own senders and receivers, on its encrypted transport.

aiortc keeps ICE, DTLS, SRTP and the data channels. Its RTP half has no way to set a jitter buffer, a pacer, a rate or
transport-wide feedback, so its senders and receivers stay what the SDP is made from and never run: their public `send`
and `receive` are replaced on each instance and only pass on what was negotiated. Private names this rests on, each
pinned by a test: `RTCDtlsTransport._handle_rtp_data`, `._handle_rtcp_data` (packets after decryption), `._send_rtp`
(encrypts and sends), `RTCRtpSender._ssrc`, `._rtx_ssrc` (what the SDP announced).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiortc import RTCPeerConnection, RTCRtpTransceiver
from aiortc.rtcrtpparameters import RTCRtpCodecParameters, RTCRtpReceiveParameters, RTCRtpSendParameters

from kiosk.call.rtp.packet import MID_URI, PLAYOUT_DELAY_URI, TRANSPORT_SEQUENCE_URI, HeaderIds

RTX = "RTX"
LONGEST_PACKET_BYTES = 1300
"""Longer ones would be cut to pieces on the way; a little above, `pylibsrtp` raises."""
PAYLOAD_TYPES = frozenset({*range(35, 64), *range(96, 128)})
"""The dynamic ones that cannot be taken for RTCP (RFC 5761 section 4); of repairs aiortc takes any from an answer."""
EXTENSION_IDS = range(1, 15)
"""What one-byte header extensions can say (RFC 8285 section 4.2); an answer may claim anything."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Format:
    """A negotiated codec. ``name`` in capitals: OPUS, RED, VP8, H264, ULPFEC, RTX; ``repairs``: what RTX repairs."""

    name: str
    payload_type: int
    repairs: int = 0
    can_nack: bool = False
    can_limit: bool = False
    """Its sender keeps to what the receiver says it can take (REMB)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OutgoingTerms:
    """What was agreed on a stream that we send."""

    kind: str
    mid: str
    ssrc: int
    rtx_ssrc: int
    cname: str
    formats: tuple[Format, ...]
    ids: HeaderIds

    def format(self, name: str) -> Format | None:
        """Find a format by name."""
        return next((each for each in self.formats if each.name == name), None)

    def repair_of(self, payload_type: int) -> Format | None:
        """Find the retransmission format of another."""
        return next((each for each in self.formats if each.name == RTX and each.repairs == payload_type), None)


@dataclass(frozen=True, kw_only=True, slots=True)
class IncomingTerms:
    """What was agreed on a stream that we receive. ``rtx``: retransmission stream → the stream it repairs."""

    kind: str
    mid: str
    formats: tuple[Format, ...]
    ids: HeaderIds
    ssrcs: tuple[int, ...] = ()
    rtx: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Taker:
    """What takes what happens. All are called in the event loop and must not raise for anything a stranger sends."""

    rtp: Callable[[bytes], None]
    rtcp: Callable[[bytes], None]
    may_send: Callable[[OutgoingTerms], None]
    will_receive: Callable[[IncomingTerms], None]


class RtpTransport:
    """The packets of ``connection``, which has its transceivers and has not been connected yet."""

    def __init__(self, connection: RTCPeerConnection, taker: Taker) -> None:
        self._dtls: Any = connection.getTransceivers()[0].sender.transport
        for transceiver in connection.getTransceivers():
            self._take_over(transceiver, taker)
        self._divert(taker)

    async def send(self, data: bytes) -> bool:
        """Encrypt and send an RTP or RTCP packet; False when the connection is not up, or the packet too long."""
        if len(data) > LONGEST_PACKET_BYTES:
            return False
        try:
            await self._dtls._send_rtp(data)
        except (ConnectionError, OSError):
            return False
        return True

    def _divert(self, taker: Taker) -> None:
        async def rtp(data: bytes, arrival_time_ms: int) -> None:
            taker.rtp(data)

        async def rtcp(data: bytes) -> None:
            taker.rtcp(data)

        self._dtls._handle_rtp_data, self._dtls._handle_rtcp_data = rtp, rtcp

    def _take_over(self, transceiver: RTCRtpTransceiver, taker: Taker) -> None:
        sender: Any = transceiver.sender
        receiver: Any = transceiver.receiver

        async def send(parameters: RTCRtpSendParameters) -> None:
            terms = OutgoingTerms(
                kind=transceiver.kind,
                mid=parameters.muxId,
                ssrc=sender._ssrc,
                rtx_ssrc=sender._rtx_ssrc,
                cname=parameters.rtcp.cname or "",
                formats=_formats(parameters.codecs),
                ids=_ids(parameters),
            )
            taker.may_send(terms)

        async def receive(parameters: RTCRtpReceiveParameters) -> None:
            terms = IncomingTerms(
                kind=transceiver.kind,
                mid=parameters.muxId,
                formats=_formats(parameters.codecs),
                ids=_ids(parameters),
                ssrcs=tuple(dict.fromkeys(each.ssrc for each in parameters.encodings)),
                rtx={each.rtx.ssrc: each.ssrc for each in parameters.encodings if each.rtx is not None},
            )
            taker.will_receive(terms)

        sender.send, receiver.receive = send, receive


def _formats(codecs: list[RTCRtpCodecParameters]) -> tuple[Format, ...]:
    formats = []
    for codec in codecs:
        number = codec.payloadType
        if number is None or number not in PAYLOAD_TYPES:
            continue
        apt = codec.parameters.get("apt")
        formats.append(
            Format(
                name=codec.name.upper(),
                payload_type=number,
                repairs=apt if isinstance(apt, int) else 0,
                can_nack=any(each.type == "nack" and not each.parameter for each in codec.rtcpFeedback),
                can_limit=any(each.type == "goog-remb" for each in codec.rtcpFeedback),
            )
        )
    return tuple(formats)


def _ids(parameters: RTCRtpSendParameters | RTCRtpReceiveParameters) -> HeaderIds:
    found = {each.uri: each.id for each in parameters.headerExtensions if each.id in EXTENSION_IDS}
    return HeaderIds(
        mid=found.get(MID_URI, 0),
        transport_sequence=found.get(TRANSPORT_SEQUENCE_URI, 0),
        playout_delay=found.get(PLAYOUT_DELAY_URI, 0),
    )
