# SPDX-License-Identifier: EUPL-1.2
"""A GP who attacks: over a real encrypted connection against the real call process, and bytes against its parts.

All of it ends in packets that are dropped or in a connection that is hung up; never in a process that ends, fills up or
stands still.
"""

from __future__ import annotations

import asyncio
import contextlib
import struct
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pylibsrtp
import pytest
from aiortc.rtcsctptransport import DataChunk, ForwardTsnChunk, serialize_packet
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.call.machine import State
from kiosk.call.receive.receiving import Receiving
from kiosk.call.receive.voice import VoiceReceiver
from kiosk.call.rtp.packet import HeaderIds, PacketError, RtpPacket, write_packet
from kiosk.call.rtp.red import RedBlock, pack
from kiosk.call.rtp.rtcp import (
    KeyframeRequest,
    Nack,
    RawTransportFeedback,
    ReceiverReport,
    ReportBlock,
    SenderReport,
    read_rtcp,
    write_rtcp,
)
from kiosk.call.rtp.transport_feedback import write_information
from kiosk.call.send.sending import Sending
from kiosk.call.transport import Format, IncomingTerms, OutgoingTerms
from kiosk.messages import ConnectionState, MakeOffer, Offer, RemoteCandidate, TakeAnswer, TakeCandidates
from tests.kiosk.call.gp import Gp
from tests.kiosk.call.station import FakeStation
from tests.kiosk.call.test_peer import Call
from tests.kiosk.call.wait import until

MOST_GROWTH_BYTES = 20 << 20
MOST_WORK_S = 0.04
"""For one datagram, of the processor's time: the event loop stands still meanwhile."""
IDS = HeaderIds(mid=1, transport_sequence=5, playout_delay=6)
FORMATS = {
    "audio": (Format(name="RED", payload_type=110), Format(name="OPUS", payload_type=96, can_nack=True)),
    "video": (
        Format(name="VP8", payload_type=97, can_nack=True), Format(name="RTX", payload_type=98, repairs=97),
        Format(name="H264", payload_type=99, can_nack=True), Format(name="RTX", payload_type=100, repairs=99),
        Format(name="RED", payload_type=101), Format(name="RTX", payload_type=102, repairs=101),
        Format(name="ULPFEC", payload_type=103),
    ),
}  # fmt: skip
HUGE_VP8 = bytes((0x10, 0x10, 0x02, 0x00, 0x9D, 0x01, 0x2A)) + struct.pack("<HH", 3840, 2160) + bytes(900)
HUGE_SPS = bytes.fromhex("6742c033da00f0010fe5c044000003000400000300f23c60ca80")
CONTENT = "Anna 191212121212"


# ------------------------------------------------------------------------------------------- what a hostile GP sends


def random_packets(random: Random) -> Iterator[bytes]:
    """Bytes without sense, that begin like RTP or RTCP."""
    for _ in range(600):
        head = bytes(
            (random.choice((0x80, 0x90, 0xA0, 0xB0, 0x8F)), random.choice((96, 97, 99, 110, 200, 201, 205, 206)))
        )
        yield head + random.randbytes(random.choice((10, 12, 16, 40, 200, 1100)))


def packet(random: Random, kind: int, payload: bytes, ssrc: int = 7, **more: Any) -> bytes:
    stamp, number = random.randrange(1 << 32), random.randrange(1 << 16)
    return write_packet(RtpPacket(kind, number, stamp, ssrc, payload, **more), IDS)


def changed_packets(random: Random) -> Iterator[bytes]:
    """Sound packets with some bytes changed, and lies about lengths."""
    for _ in range(600):
        kind = random.choice((96, 97, 98, 99, 100, 110))
        data = bytearray(packet(random, kind, random.randbytes(random.randrange(60)), transport_sequence=3, mid="1"))
        for _ in range(random.randrange(4)):
            data[random.randrange(2, len(data))] = random.randrange(256)
        yield bytes(data)
    for words in (0, 1, 5, 300, 0xFFFF):
        yield bytes((0x90, 97)) + bytes(10) + struct.pack("!HH", 0xBEDE, words) + b"\x51\x00\x01\x00" * 3
    for padding in (0, 1, 100, 255):
        yield bytes((0xA0, 97)) + bytes(10) + b"abc" + bytes((padding,))


def strangers(random: Random) -> Iterator[bytes]:
    """Thousands of sources, and payload types that nobody agreed on."""
    for number in range(2500):
        yield packet(random, random.choice((96, 97, 99)), b"\x10\x00\x00", ssrc=number)
    for kind in range(35, 128):
        yield packet(random, kind if not 64 <= kind < 96 else 35, b"abcd", transport_sequence=kind)


def jumps(random: Random) -> Iterator[bytes]:
    """Every number leaps in every packet."""
    for _ in range(800):
        kind = random.choice((96, 97, 99, 110))
        yield packet(random, kind, b"\x78" * 40, transport_sequence=random.randrange(1 << 16), marker=True)


def requests(random: Random, ssrcs: tuple[int, ...]) -> Iterator[bytes]:
    """Floods of requests for packets and for keyframes, and feedback that lies, on our own streams."""
    for ssrc in ssrcs:
        for _ in range(300):
            yield write_rtcp(KeyframeRequest(ssrc=1, media_ssrc=ssrc))
            entries = struct.pack("!HH", random.randrange(1 << 16), 0xFFFF) * 250
            yield struct.pack("!BBHLL", 0x81, 205, 2 + len(entries) // 4, 1, ssrc) + entries
    for _ in range(300):
        yield write_rtcp(feedback(random))
    block = ReportBlock(ssrc=ssrcs[0], fraction_lost=0.99, lost=-5, highest=1 << 31, jitter=1 << 31, last_report=1,
                        since_last_report=0)  # fmt: skip
    for _ in range(100):
        yield write_rtcp(ReceiverReport(ssrc=1, blocks=(block,) * 31))
        yield write_rtcp(SenderReport(ssrc=7, ntp=random.randrange(1 << 64), timestamp=random.randrange(1 << 32),
                                      packets=0, payload_bytes=0))  # fmt: skip


def feedback(random: Random) -> RawTransportFeedback:
    if random.random() < 0.3:  # a run of 4096 packets in 20 bytes
        information = struct.pack("!HHLHH", random.randrange(1 << 16), 4096, random.randrange(1 << 32), 0x1000, 0)
    else:
        deltas = [random.choice((None, random.randrange(256), -9000)) for _ in range(random.randrange(1, 400))]
        information = write_information(random.randrange(1 << 16), random.randrange(1 << 24), 0, deltas)
    return RawTransportFeedback(ssrc=1, media_ssrc=2, information=information)


def codecs(random: Random) -> Iterator[bytes]:
    """Repetitions of nothing, copies that lie, and pictures and sound that are none; keyframes of 4K among them."""
    for number in range(700):
        sequence, stamp = number & 0xFFFF, 3000 * number
        yield write_packet(RtpPacket(110, sequence, stamp, 8, random.randbytes(random.randrange(80))), IDS)
        yield write_packet(RtpPacket(98, sequence, stamp, 9, random.randbytes(random.randrange(6))), IDS)
        lie = pack([RedBlock(96, random.randbytes(30), 960 * each) for each in (7, 5, 2, 0)])
        yield write_packet(RtpPacket(110, sequence, stamp, 8, lie[: random.randrange(1, len(lie))]), IDS)
        yield write_packet(RtpPacket(96, sequence, stamp, 8, random.randbytes(random.randrange(200))), IDS)
        picture = HUGE_VP8 if number % 9 == 0 else b"\x10" + random.randbytes(300)
        yield write_packet(RtpPacket(97, sequence, stamp, 7, picture, marker=True), IDS)
    for number in range(700):
        h264 = HUGE_SPS if number % 5 == 0 else random.randbytes(1 + random.randrange(300))
        marker = number % 5 == 2
        yield write_packet(RtpPacket(99, number, 3000 * (number // 3), 7, h264, marker=marker), IDS)


# ------------------------------------------------------------------------------------------------ the real process


@pytest.fixture
async def station(tmp_path: Path) -> AsyncIterator[FakeStation]:
    station = FakeStation(tmp_path)
    await station.open()
    try:
        await station.start()
        yield station
    finally:
        await station.end()


@pytest.fixture
async def gp() -> AsyncIterator[Gp]:
    gp = Gp()
    yield gp
    await gp.close()


def rss_bytes(station: FakeStation) -> int:
    assert station.process is not None and station.process.returncode is None, "the process ended"
    status = Path(f"/proc/{station.process.pid}/status").read_text()
    return 1024 * int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1])


def dtls_of(gp: Gp) -> Any:
    return gp.connection.getTransceivers()[0].receiver.transport


async def flood(gp: Gp, packets: Iterator[bytes]) -> int:
    """Encrypt and send; what our own encryption refuses would not be decrypted either."""
    sent = 0
    for number, data in enumerate(packets):
        with contextlib.suppress(pylibsrtp.Error, ValueError):
            await dtls_of(gp)._send_rtp(data)
            sent += 1
        if number % 20 == 0:
            await asyncio.sleep(0.002)
    return sent


async def shown_again(station: FakeStation) -> None:
    """Wait for the GP's own picture, that goes on beside the attack, to be shown."""
    for _ in range(3):
        newest = station.remote.newest()
        await station.remote_picture(after=newest.sequence if newest is not None else 0)


async def test_no_packet_that_is_sent_encrypted_harms_the_process(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await shown_again(station)
    random, before = Random(6), rss_bytes(station)
    ours = tuple(
        int(line.split(":")[1].split()[0])
        for line in station.all_of(Offer)[0].sdp.splitlines()
        if line.startswith("a=ssrc:")
    )
    kept: list[bytes] = []
    ice = dtls_of(gp).transport
    leave: Callable[[bytes], Any] = ice._send

    async def keep(data: bytes) -> None:
        kept.append(data)
        await leave(data)

    ice._send = keep
    frames = gp.frames
    for attack in (random_packets(random), changed_packets(random), strangers(random), jumps(random),
                   requests(random, ours), codecs(random)):  # fmt: skip
        assert await flood(gp, attack) > 300
        assert rss_bytes(station) - before < MOST_GROWTH_BYTES
    for data in kept[-2000:]:
        await leave(data)  # again, as they were
    await until(lambda: gp.frames > frames + 10)
    await shown_again(station)
    assert station.states("one") == [ConnectionState.CONNECTING, ConnectionState.CONNECTED]
    assert rss_bytes(station) - before < MOST_GROWTH_BYTES
    assert await station.end() == 0
    assert "crashed" not in station.log and "Traceback" not in station.log


async def test_messages_at_and_over_the_limit_and_pieces_that_never_end(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    before = rss_bytes(station)
    text = gp.channels["text"]
    text.send(CONTENT + "x" * (64 * 1024 - len(CONTENT)))
    sctp: Any = gp.connection.sctp
    sctp._remote_max_message_size = 1 << 30
    text.send(CONTENT + "y" * 100_000)
    text.send("after")
    await until(lambda: any(getattr(each, "data", "") == "after" for each in station.said))
    sizes = [len(each.data) for each in station.said if hasattr(each, "data")]
    assert sizes == [64 * 1024, 5]
    text.send(CONTENT * 3_000_000)  # one message of 50 MB
    await until(lambda: station.states("one")[-1] in (ConnectionState.CLOSED, ConnectionState.LOST), 40)
    assert rss_bytes(station) - before < MOST_GROWTH_BYTES
    second = Gp()
    try:
        await station.call("two", second)
    finally:
        await second.close()
    assert await station.end() == 0
    assert CONTENT not in station.log and "Traceback" not in station.log


def chunks(random: Random, tag: int, tsn: int) -> Iterator[bytes]:
    for number in range(400):
        body = random.randbytes(random.randrange(60))
        kind = random.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 14, 130, 192, 255))
        if kind in (1, 2, 6, 7, 14) and number < 350:
            continue  # what ends the association comes last
        head = struct.pack("!BBH", kind, random.randrange(256), 4 + len(body))
        yield serialize_packet(5000, 5000, tag, Raw(head + body + bytes(-len(body) % 4)))  # type: ignore[arg-type]
    for number in range(30):
        chunk = DataChunk(flags=3)
        chunk.tsn, chunk.stream_id, chunk.stream_seq, chunk.protocol = tsn + number, number, 0, 50
        chunk.user_data = b"\x03" + random.randbytes(20)
        yield serialize_packet(5000, 5000, tag, chunk)
    forward = ForwardTsnChunk()
    forward.cumulative_tsn, forward.streams = tsn + 1000, [(each, each) for each in range(250)]
    yield serialize_packet(5000, 5000, tag, forward)


class Raw:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def __bytes__(self) -> bytes:
        return self._data


@pytest.mark.parametrize("seed", [1, 2])
async def test_rubbish_in_the_data_transport_is_dropped_or_the_end_of_the_connection(
    station: FakeStation, gp: Gp, seed: int
) -> None:
    await station.call("one", gp)
    before = rss_bytes(station)
    sctp: Any = gp.connection.sctp
    random = Random(seed)
    for number, data in enumerate(chunks(random, sctp._remote_verification_tag, sctp._local_tsn)):
        with contextlib.suppress(ConnectionError):
            await dtls_of(gp)._send_data(data)
        if number % 20 == 0:
            await asyncio.sleep(0.002)
    assert rss_bytes(station) - before < MOST_GROWTH_BYTES
    second = Gp()
    try:
        await station.call("two", second)
        await shown_again(station)
    finally:
        await second.close()
    assert await station.end() == 0
    assert "crashed" not in station.log and "Traceback" not in station.log


async def test_giant_answers_and_thousands_of_candidates_do_not_harm(station: FakeStation, gp: Gp) -> None:
    await station.call("one", gp)
    await shown_again(station)
    station.send(MakeOffer(call_id="two"))
    await until(lambda: len(station.all_of(Offer)) == 2)
    gone = Gp()
    answer = await gone.answer(station.all_of(Offer)[1].sdp)
    await gone.close()
    before = rss_bytes(station)
    line = "a=candidate:1 1 udp 2130706431 192.0.2.{} {} typ host\r\n"
    named = tuple(RemoteCandidate(candidate=line.format(each % 250, each + 1024)[12:-2]) for each in range(2000))
    station.send(TakeCandidates(call_id="two", candidates=named))
    for text in (
        "m=audio 9 X 0\r\n" * 8000,
        "a=rtpmap:96 opus/48000/2\r\n" * 4000,
        "a=ssrc:1 x\r\n" * 10_000,
        "x" * 130_000,
        answer * 30,
        answer + "a=fmtp:96 " + "x=y;" * 25_000,
        answer + "a=fmtp:96 " + "x=y;" * 14_000,
        answer + "".join(line.format(number % 250, 1024 + number) for number in range(900)),
    ):
        station.send(TakeAnswer(call_id="two", sdp=text))
    for _ in range(3):
        station.send(TakeCandidates(call_id="two", candidates=named))
    await until(lambda: ConnectionState.CONNECTING in station.states("two"))
    for _ in range(5):
        await shown_again(station)
        assert rss_bytes(station) - before < MOST_GROWTH_BYTES
    second = Gp()
    try:
        await station.call("three", second)
    finally:
        await second.close()
    assert await station.end() == 0
    assert "192.0.2" not in station.log and "Traceback" not in station.log


# ------------------------------------------------------------------------------------------------------ its parts


def receiving() -> Receiving:
    made = Receiving(1, VoiceReceiver(), lambda picture, codec: None)
    for kind, formats in FORMATS.items():
        made.begin(IncomingTerms(kind=kind, mid=kind[0], formats=formats, ids=IDS))
    return made


def sending() -> Sending:
    made = Sending(Random(1))
    for kind, formats in FORMATS.items():
        made.begin(
            OutgoingTerms(kind=kind, mid=kind[0], ssrc=len(kind), rtx_ssrc=9, cname="x", formats=formats, ids=IDS)
        )
    return made


def take(target: Sending, data: bytes, now_s: float) -> None:
    """Take RTCP as the session does."""
    try:
        for record in read_rtcp(data):
            if isinstance(record, SenderReport | ReceiverReport):
                for block in record.blocks:
                    target.take_block(block, now_s)
            elif isinstance(record, Nack | KeyframeRequest | RawTransportFeedback):
                target.take(record, now_s)
    except PacketError:
        return


in_red = st.builds(
    lambda kind, rest: bytes((kind,)) + rest, st.sampled_from((97, 99, 101, 102, 103)), st.binary(max_size=40)
)
heads = st.sampled_from((96, 97, 98, 99, 100, 101, 102, 110)).flatmap(
    lambda kind: st.builds(
        RtpPacket,
        payload_type=st.just(kind),
        sequence=st.integers(0, 0xFFFF),
        timestamp=st.integers(0, 0xFFFFFFFF),
        ssrc=st.integers(0, 3),
        payload=st.binary(max_size=40) | in_red | st.sampled_from((HUGE_VP8, HUGE_SPS, b"\x10\x00", b"")),
        marker=st.booleans(),
        transport_sequence=st.none() | st.integers(0, 0xFFFF),
    )
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(heads.map(lambda each: write_packet(each, IDS)) | st.binary(max_size=60),
                          st.floats(0, 3)), max_size=60))  # fmt: skip
def test_no_packets_make_the_receiving_half_raise(packets: list[tuple[bytes, float]]) -> None:
    target, now_s = receiving(), 100.0
    for data, pause_s in packets:
        now_s += pause_s
        target.rtp(data, now_s)
        assert all(len(each) <= 1300 for each in target.due(now_s))
        target.voice.take(now_s)
        target.blocks(now_s)
        assert target.next_s(now_s) >= now_s


reports = st.builds(
    RawTransportFeedback, ssrc=st.just(1), media_ssrc=st.just(2), information=st.binary(max_size=60)
) | st.builds(
    lambda base, time_, deltas: RawTransportFeedback(
        ssrc=1, media_ssrc=2, information=write_information(base, time_, 0, deltas)
    ),
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFF),
    st.lists(st.none() | st.integers(-32768, 32767), min_size=1, max_size=40),
)  # fmt: skip
nacks = st.builds(Nack, ssrc=st.just(1), media_ssrc=st.just(5), sequences=st.tuples(st.integers(0, 0xFFFF)))
keys = st.builds(KeyframeRequest, ssrc=st.just(1), media_ssrc=st.just(5))


@settings(max_examples=300, deadline=None)
@given(
    st.lists(st.tuples((reports | nacks | keys).map(write_rtcp) | st.binary(max_size=80), st.floats(0, 2)), max_size=50)
)
def test_no_feedback_makes_the_sending_half_raise_or_send_without_end(packets: list[tuple[bytes, float]]) -> None:
    target, now_s, keyframes = sending(), 100.0, 0
    for data, pause_s in packets:
        now_s += pause_s
        take(target, data, now_s)
        order = target.order(640, 360, 30, now_s)
        if order is not None:
            keyframes += order.keyframe
            target.send_picture([bytes(1000)] * 3, int(now_s * 90000), FORMATS["video"][2], now_s, now_s,
                                keyframe=order.keyframe)  # fmt: skip
        sent = target.due(now_s)
        assert sum(map(len, sent)) < 400_000 and all(len(each) <= 1300 for each in sent)
        assert 10_000 <= target.controller.target_bps <= 3_000_000
        assert target.next_s(now_s) >= now_s
    assert keyframes <= 2 + (now_s - 100.0) / 0.3


@pytest.mark.parametrize("text", ["m=audio 9 X 0\r\n" * 4000, "a=ssrc:1 x\r\n" * 40_000, "x" * 10_000_000])
async def test_an_answer_larger_than_any_browsers_is_not_even_read(text: str) -> None:
    call = Call()
    assert await call.peer.offer() is not None
    begun_s = time.thread_time()
    await call.peer.answer("v=0\r\n" + text)
    assert time.thread_time() - begun_s < MOST_WORK_S
    assert call.peer.state is State.OFFERED
    await call.close()


def worst_packets() -> dict[str, bytes]:
    random = Random(3)
    run = struct.pack("!HHLHH", 60_000, 4096, 0x12345600, 0x1000, 0)
    one = write_rtcp(RawTransportFeedback(ssrc=1, media_ssrc=2, information=run))
    entries = struct.pack("!HH", 0, 0xFFFF) * 340
    return {
        "feedback": one * (1450 // len(one)),
        "nack": struct.pack("!BBHLL", 0x81, 205, 2 + len(entries) // 4, 1, 5) + entries,
        "nacks": (struct.pack("!BBHLL", 0x81, 205, 12, 1, 5) + struct.pack("!HH", 0, 0xFFFF) * 10) * 27,
        "keyframes": write_rtcp(KeyframeRequest(ssrc=1, media_ssrc=5)) * 120,
        "rubbish": random.randbytes(1450),
    }


@pytest.mark.parametrize("name", worst_packets())
def test_no_rtcp_packet_holds_the_event_loop_up(name: str) -> None:
    target, now_s = sending(), 100.0
    for _ in range(200):
        target.order(640, 360, 30, now_s)
        target.send_picture([bytes(1000)] * 5, int(now_s * 90000), FORMATS["video"][2], now_s, now_s, keyframe=False)
        target.due(now_s)
        now_s += 0.03
    begun_s = time.thread_time()
    take(target, worst_packets()[name], now_s)
    assert time.thread_time() - begun_s < MOST_WORK_S
    assert sum(map(len, target.due(now_s))) < 100_000


def test_no_sequence_of_packets_makes_one_feedback_message_too_long_to_send() -> None:
    target = receiving()
    for number in range(6000):
        data = write_packet(
            RtpPacket(96, number & 0xFFFF, number, 3, b"\x78abc", transport_sequence=number & 0xFFFF), IDS
        )
        target.rtp(data, 100.0 + number / 5e4 + (number % 2) * 0.04)
    told = target.due(100.5)
    assert len(told) > 5 and all(len(each) <= 1300 for each in told)
