# SPDX-License-Identifier: EUPL-1.2
"""Packets past aiortc's own senders and receivers, what was agreed on, and every private name of aiortc it rests on."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiortc import RTCBundlePolicy, RTCConfiguration, RTCPeerConnection, RTCSessionDescription, rtcdtlstransport
from aiortc.rtcdtlstransport import RTCDtlsTransport
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.rtcrtpsender import RTCRtpSender
from aiortc.rtcsctptransport import InboundStream, RTCSctpTransport
from pylibsrtp import Policy, Session

from kiosk.call.formats import prefer_all, use_formats
from kiosk.call.guard import LONGEST_DATAGRAM_BYTES, MOST_CHANNELS, MOST_PIECES, Guard
from kiosk.call.rtp.packet import HeaderIds, RtpPacket, is_rtcp, read_packet, write_packet
from kiosk.call.rtp.rtcp import KeyframeRequest, SenderReport, read_rtcp, write_rtcp
from kiosk.call.transport import LONGEST_PACKET_BYTES, Format, IncomingTerms, OutgoingTerms, RtpTransport, Taker
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.wait import until

FINGERPRINT = ":".join(["AB"] * 32)
HEAD = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1 2",
        "a=msid-semantic: WMS x"]  # fmt: skip
TRANSPORT = ["c=IN IP4 0.0.0.0", "a=rtcp:9 IN IP4 0.0.0.0", "a=ice-ufrag:aB3d", "a=ice-pwd:0123456789abcdefghijklmn",
             "a=ice-options:trickle", f"a=fingerprint:sha-256 {FINGERPRINT}", "a=setup:active"]  # fmt: skip
DATA = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", *TRANSPORT, "a=mid:2", "a=sctp-port:5000",
        "a=max-message-size:262144"]  # fmt: skip
TWCC = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
DELAY = "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay"
MID = "urn:ietf:params:rtp-hdrext:sdes:mid"
CHROMIUM = [
    *HEAD,
    "m=audio 9 UDP/TLS/RTP/SAVPF 110 96", *TRANSPORT, "a=mid:0", f"a=extmap:1 {MID}", f"a=extmap:5 {TWCC}",
    "a=sendrecv", "a=msid:x a", "a=rtcp-mux", "a=rtcp-rsize", "a=rtpmap:110 red/48000/2", "a=rtcp-fb:110 transport-cc",
    "a=fmtp:110 96/96", "a=rtpmap:96 opus/48000/2", "a=rtcp-fb:96 transport-cc", "a=rtcp-fb:96 nack",
    "a=fmtp:96 minptime=10;useinbandfec=1", "a=ssrc:1001 cname:q", "a=ssrc:1001 msid:x a",
    "m=video 9 UDP/TLS/RTP/SAVPF 97 98 99 100 101 102 103", *TRANSPORT, "a=mid:1", f"a=extmap:1 {MID}",
    f"a=extmap:5 {TWCC}", f"a=extmap:6 {DELAY}", "a=sendrecv", "a=msid:x v", "a=rtcp-mux", "a=rtcp-rsize",
    "a=rtpmap:97 VP8/90000",
    "a=rtcp-fb:97 transport-cc", "a=rtcp-fb:97 ccm fir", "a=rtcp-fb:97 nack", "a=rtcp-fb:97 nack pli",
    "a=rtpmap:98 rtx/90000", "a=fmtp:98 apt=97", "a=rtpmap:99 H264/90000", "a=rtcp-fb:99 transport-cc",
    "a=rtcp-fb:99 ccm fir", "a=rtcp-fb:99 nack", "a=rtcp-fb:99 nack pli",
    "a=fmtp:99 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", "a=rtpmap:100 rtx/90000",
    "a=fmtp:100 apt=99", "a=rtpmap:101 red/90000", "a=rtpmap:102 rtx/90000", "a=fmtp:102 apt=101",
    "a=rtpmap:103 ulpfec/90000", "a=ssrc-group:FID 2001 2002", "a=ssrc:2001 cname:q", "a=ssrc:2002 cname:q",
    *DATA,
]  # fmt: skip
FIREFOX = [
    *HEAD[:4], "a=sendrecv", "a=fingerprint:sha-256 " + FINGERPRINT, "a=group:BUNDLE 0 1 2", "a=ice-options:trickle",
    "m=audio 9 UDP/TLS/RTP/SAVPF 96", *TRANSPORT, "a=sendrecv", f"a=extmap:1 {MID}",
    "a=fmtp:96 maxplaybackrate=48000;stereo=1;useinbandfec=1", "a=mid:0", "a=rtcp-mux", "a=rtpmap:96 opus/48000/2",
    "a=ssrc:3001 cname:{f}",
    "m=video 9 UDP/TLS/RTP/SAVPF 97 98", *TRANSPORT, "a=sendrecv", f"a=extmap:1 {MID}", f"a=extmap:5 {TWCC}",
    "a=fmtp:97 max-fs=12288;max-fr=60", "a=fmtp:98 apt=97", "a=mid:1", "a=rtcp-fb:97 nack", "a=rtcp-fb:97 nack pli",
    "a=rtcp-fb:97 ccm fir", "a=rtcp-fb:97 transport-cc", "a=rtcp-mux", "a=rtcp-rsize", "a=rtpmap:97 VP8/90000",
    "a=rtpmap:98 rtx/90000", "a=ssrc:4001 cname:{f}", "a=ssrc:4002 cname:{f}", "a=ssrc-group:FID 4001 4002",
    *DATA,
]  # fmt: skip


@dataclass
class Station:
    """Our end: a connection with nothing behind its taker."""

    connection: RTCPeerConnection
    transport: RtpTransport
    guard: Guard
    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)
    outgoing: dict[str, OutgoingTerms] = field(default_factory=dict)
    incoming: dict[str, IncomingTerms] = field(default_factory=dict)
    hung_up: bool = False

    def terms(self, kind: str) -> tuple[OutgoingTerms, IncomingTerms]:
        return self.outgoing[kind], self.incoming[kind]


@pytest.fixture
async def station() -> AsyncIterator[Station]:
    use_formats()
    connection = RTCPeerConnection(RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE))
    for kind in ("audio", "video"):
        prefer_all(connection.addTransceiver(kind, direction="sendrecv"))
    connection.createDataChannel("control")
    found: dict[str, Any] = {}

    def hang_up() -> None:
        found["station"].hung_up = True

    taker = Taker(
        rtp=lambda data: found["station"].rtp.append(data),
        rtcp=lambda data: found["station"].rtcp.append(data),
        may_send=lambda terms: found["station"].outgoing.update({terms.kind: terms}),
        will_receive=lambda terms: found["station"].incoming.update({terms.kind: terms}),
    )
    transport = RtpTransport(connection, taker)
    station = found["station"] = Station(connection, transport, Guard(connection, hang_up))
    await connection.setLocalDescription(await connection.createOffer())
    yield station
    await connection.close()


async def agreed(station: Station, answer: list[str]) -> None:
    """Let ``answer`` be agreed on, and have the terms told as after a handshake, for nobody is at the other end."""
    text = "\r\n".join([*answer, ""])
    await station.connection.setRemoteDescription(RTCSessionDescription(sdp=text, type="answer"))
    connection: Any = station.connection
    for transceiver in connection.getTransceivers():
        await transceiver.sender.send(connection._RTCPeerConnection__localRtp(transceiver))
        await transceiver.receiver.receive(connection._RTCPeerConnection__remoteRtp(transceiver))


async def test_a_chromium_gets_what_it_takes(station: Station) -> None:
    await agreed(station, CHROMIUM)
    out, back = station.terms("audio")
    assert [(each.name, each.payload_type) for each in out.formats] == [("RED", 110), ("OPUS", 96)]
    assert out.format("OPUS") == Format(name="OPUS", payload_type=96, can_nack=True)
    assert out.ids == HeaderIds(mid=1, transport_sequence=5)
    assert (out.mid, back.mid, back.ssrcs) == ("0", "0", (1001,))
    out, back = station.terms("video")
    assert [each.name for each in out.formats] == ["VP8", "RTX", "H264", "RTX", "RED", "RTX", "ULPFEC"]
    assert [each.payload_type for each in back.formats] == [97, 98, 99, 100, 101, 102, 103]
    assert back.formats[5] == Format(name="RTX", payload_type=102, repairs=101)
    assert out.repair_of(99) == Format(name="RTX", payload_type=100, repairs=99)
    assert out.repair_of(97) == Format(name="RTX", payload_type=98, repairs=97)
    assert out.ids == back.ids == HeaderIds(mid=1, transport_sequence=5, playout_delay=6)
    assert (back.ssrcs, back.rtx) == ((2001,), {2002: 2001})
    assert out.ssrc and out.rtx_ssrc and out.ssrc != out.rtx_ssrc and out.cname


async def test_a_firefox_gets_neither_red_nor_h264_nor_a_playout_delay(station: Station) -> None:
    await agreed(station, FIREFOX)
    out, _ = station.terms("audio")
    assert [each.name for each in out.formats] == ["OPUS"]
    assert not out.formats[0].can_nack and out.ids == HeaderIds(mid=1)
    out, back = station.terms("video")
    assert [(each.name, each.payload_type) for each in out.formats] == [("VP8", 97), ("RTX", 98)]
    assert out.format("H264") is None and out.ids == HeaderIds(mid=1, transport_sequence=5)
    assert back.rtx == {4002: 4001}


@pytest.mark.parametrize("number", [0, 15, 16, 255, 4096, 1 << 40])
async def test_numbers_of_extensions_that_no_header_can_say_are_not_agreed_on(station: Station, number: int) -> None:
    await agreed(station, [line.replace("extmap:5 ", f"extmap:{number} ") for line in CHROMIUM])
    out, _ = station.terms("video")
    assert out.ids == HeaderIds(mid=1, playout_delay=6)
    assert write_packet(RtpPacket(97, 1, 2, 3, b"x", transport_sequence=7, mid="1"), out.ids)


@pytest.mark.parametrize("number", ["97", "98", "99", "100"])
@pytest.mark.parametrize("claimed", [0, 95, 128, 255])
async def test_payload_types_that_could_be_taken_for_something_else_are_not_agreed_on(
    station: Station, number: str, claimed: int
) -> None:
    answer = [line.replace(f":{number} ", f":{claimed} ").replace(f"={number}", f"={claimed}") for line in CHROMIUM]
    await agreed(station, [line.replace("97 98 99 100", "97 98 99 100 " + str(claimed)) for line in answer])
    out, back = station.terms("video")
    for form in (*out.formats, *back.formats):
        assert 35 <= form.payload_type < 64 or 96 <= form.payload_type < 128


async def test_packets_go_both_ways_between_aiortcs_own_and_ours(station: Station) -> None:
    gp = Gp()
    try:
        offer = station.connection.localDescription.sdp
        answer = RTCSessionDescription(sdp=await gp.answer(offer), type="answer")
        await station.connection.setRemoteDescription(answer)
        await until(lambda: len(station.outgoing) == 2 and station.rtp and station.rtcp)
        out, back = station.terms("audio")
        assert [each.name for each in out.formats] == ["OPUS"], "aiortc has no RED"
        packets = [read_packet(data, back.ids) for data in station.rtp]
        types = {each.payload_type for each in packets}
        await until(lambda: {read_packet(data, back.ids).payload_type for data in station.rtp} >= {96, 97})
        assert types <= {96, 97, 98} and all(each.mid for each in packets)
        assert not any(is_rtcp(data) for data in station.rtp) and all(is_rtcp(data) for data in station.rtcp)
        assert any(isinstance(each, SenderReport) for data in station.rtcp for each in read_rtcp(data))

        video, _ = station.terms("video")
        heard: list[bytes] = []
        dtls: Any = gp.connection.getTransceivers()[0].receiver.transport

        async def listen(data: bytes, arrival_time_ms: int) -> None:
            heard.append(data)

        dtls._handle_rtp_data = listen
        ours = RtpPacket(97, 5, 6, video.ssrc, b"\x10\x02\x00\x9d", marker=True, mid="1", transport_sequence=77)
        assert await station.transport.send(write_packet(ours, video.ids))
        await until(lambda: heard)
        assert read_packet(heard[0], video.ids) == ours
        gp_ssrc = next(each.ssrc for each in packets if each.payload_type == 96)
        assert await station.transport.send(write_rtcp(KeyframeRequest(ssrc=video.ssrc, media_ssrc=gp_ssrc)))
        assert await station.transport.send(bytes((0x80, 97)) + bytes(LONGEST_PACKET_BYTES - 2))
        assert not await station.transport.send(bytes(LONGEST_PACKET_BYTES + 1)), "it would raise"
        await station.connection.close()
        assert not await station.transport.send(write_packet(ours, video.ids))
    finally:
        await gp.close()


async def test_without_the_guard_an_empty_or_long_datagram_of_anybody_would_end_the_connection(
    station: Station,
) -> None:
    gp = Gp()
    try:
        answer = await gp.answer(station.connection.localDescription.sdp)
        await station.connection.setRemoteDescription(RTCSessionDescription(sdp=answer, type="answer"))
        await until(lambda: station.rtp)
        ice: Any = gp.connection.getTransceivers()[0].receiver.transport.transport
        for data in (b"", b"\x80" * (LONGEST_DATAGRAM_BYTES + 1), b"\x80\xc8" + b"x" * 5000, b"\x16" * 3000, b"\xff"):
            await ice._send(data)
        seen = len(station.rtp)
        await until(lambda: len(station.rtp) > seen + 20)
        assert station.connection.connectionState == "connected"
        assert station.guard.statistics.datagrams >= 3
    finally:
        await gp.close()


def test_aiortcs_private_names_are_what_this_rests_on() -> None:
    dtls: Any = RTCDtlsTransport
    assert list(inspect.signature(dtls._handle_rtp_data).parameters) == ["self", "data", "arrival_time_ms"]
    assert list(inspect.signature(dtls._handle_rtcp_data).parameters) == ["self", "data"]
    assert list(inspect.signature(dtls._send_rtp).parameters) == ["self", "data"]
    assert all(map(inspect.iscoroutinefunction, (dtls._handle_rtp_data, dtls._handle_rtcp_data, dtls._send_rtp)))
    source = inspect.getsource(rtcdtlstransport)
    assert "self.transport._recv()" in source and "self._data_receiver._handle_data(data)" in source
    assert "await self._handle_rtp_data(data, arrival_time_ms=arrival_time_ms)" in source
    assert "await self._handle_rtcp_data(data)" in source
    assert inspect.iscoroutinefunction(RTCRtpSender.send) and inspect.iscoroutinefunction(RTCRtpReceiver.receive)
    sctp: Any = RTCSctpTransport
    assert inspect.iscoroutinefunction(sctp._handle_data)
    assert InboundStream().reassembly == []
    srtp: Any = Session(Policy(key=bytes(30), ssrc_type=Policy.SSRC_ANY_INBOUND))
    assert len(srtp._cdata) == LONGEST_DATAGRAM_BYTES


async def test_the_names_of_instances_are_there_too(station: Station) -> None:
    sender: Any = station.connection.getSenders()[0]
    assert isinstance(sender._ssrc, int) and isinstance(sender._rtx_ssrc, int)
    sctp: Any = station.connection.sctp
    assert (sctp._sack_misordered, sctp._sack_duplicates, sctp._inbound_streams) == (set(), [], {})
    assert sctp._data_channels == {} and sctp.transport is sender.transport, "one transport for all"
    assert sctp.transport._data_receiver in (None, sctp)


class Piece:
    def __init__(self, size: int = 1) -> None:
        self.user_data = bytes(size)


@pytest.mark.parametrize(
    ("name", "filled"),
    [
        ("_sack_misordered", set(range(600))),
        ("_data_channels", dict.fromkeys(range(MOST_CHANNELS + 1))),
        ("_inbound_streams", {number: InboundStream() for number in range(100)}),
    ],
)
async def test_who_fills_the_data_channels_up_is_hung_up_on(station: Station, name: str, filled: object) -> None:
    sctp: Any = station.connection.sctp
    await sctp._handle_data(b"rubbish")
    assert not station.hung_up
    original = getattr(sctp, name)
    setattr(sctp, name, filled)
    await sctp._handle_data(b"rubbish")
    assert station.hung_up
    setattr(sctp, name, original)


@pytest.mark.parametrize(("count", "size"), [(MOST_PIECES + 1, 1), (10, 64 * 1024)])
async def test_pieces_of_messages_that_never_end_are_an_end(station: Station, count: int, size: int) -> None:
    sctp: Any = station.connection.sctp
    stream: Any = InboundStream()
    stream.reassembly = [Piece(size) for _ in range(count)]
    sctp._inbound_streams[1] = stream
    await sctp._handle_data(b"rubbish")
    assert station.hung_up
    sctp._inbound_streams.clear()


async def test_what_its_sctp_raises_for_is_dropped(station: Station) -> None:
    sctp: Any = station.connection.sctp
    guard: Any = station.guard

    async def fails(data: bytes) -> None:
        raise AssertionError(data)

    guard._take = fails
    await asyncio.gather(*(sctp._handle_data(b"x") for _ in range(3)))
    assert station.guard.statistics.chunks == 3 and not station.hung_up
