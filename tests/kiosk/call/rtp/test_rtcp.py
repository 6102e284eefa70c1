# SPDX-License-Identifier: EUPL-1.2
import contextlib

import pytest
from aiortc.rtp import RtcpPacket, RtcpRtpfbPacket, RtcpSdesPacket, RtcpSrPacket
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.rtp.packet import PacketError
from kiosk.call.rtp.rtcp import (
    Goodbye,
    KeyframeRequest,
    Nack,
    RawTransportFeedback,
    ReceiverLimit,
    ReceiverReport,
    ReportBlock,
    RtcpRecord,
    SenderReport,
    middle_of,
    ntp_of,
    read_rtcp,
    write_description,
    write_rtcp,
)

word = st.integers(0, 0xFFFFFFFF)
blocks = st.builds(
    ReportBlock,
    ssrc=word,
    fraction_lost=st.integers(0, 255).map(lambda share: share / 256),
    lost=st.integers(-(1 << 23), (1 << 23) - 1),
    highest=word,
    jitter=word,
    last_report=word,
    since_last_report=word,
)
several = st.lists(blocks, max_size=4).map(tuple)
records = st.one_of(
    st.builds(
        SenderReport, ssrc=word, ntp=st.integers(0, (1 << 64) - 1), timestamp=word, packets=word, payload_bytes=word,
        blocks=several,
    ),
    st.builds(ReceiverReport, ssrc=word, blocks=several),
    st.builds(KeyframeRequest, ssrc=word, media_ssrc=word),
    st.builds(
        RawTransportFeedback, ssrc=word, media_ssrc=word,
        information=st.integers(2, 8).flatmap(lambda words: st.binary(min_size=4 * words, max_size=4 * words)),
    ),
    st.builds(Goodbye, ssrcs=st.lists(word, max_size=3).map(tuple)),
)  # fmt: skip


@given(st.lists(records, max_size=4))
def test_a_compound_packet_is_read_as_it_was_written(written: list[RtcpRecord]) -> None:
    assert read_rtcp(b"".join(write_rtcp(each) for each in written)) == written


@given(st.integers(0, 0xFFFF), st.lists(st.integers(1, 40), min_size=1, max_size=30))
def test_a_nack_asks_for_exactly_what_is_missing(first: int, steps: list[int]) -> None:
    wanted = [first]
    for step in steps:
        wanted.append((wanted[-1] + step) & 0xFFFF)
    data = write_rtcp(Nack(ssrc=1, media_ssrc=2, sequences=tuple(wanted)))
    (ours,) = read_rtcp(data)
    assert isinstance(ours, Nack) and list(ours.sequences) == wanted
    (theirs,) = RtcpPacket.parse(data)
    assert isinstance(theirs, RtcpRtpfbPacket) and [each & 0xFFFF for each in theirs.lost] == wanted


def test_another_implementation_reads_reports_and_names() -> None:
    block = ReportBlock(
        ssrc=9, fraction_lost=0.25, lost=-3, highest=0x10005, jitter=7, last_report=11, since_last_report=13
    )
    report = SenderReport(ssrc=1, ntp=ntp_of(1_700_000_000.5), timestamp=5, packets=6, payload_bytes=7, blocks=(block,))
    theirs, names = RtcpPacket.parse(write_rtcp(report) + write_description(1, "station"))
    assert isinstance(theirs, RtcpSrPacket) and theirs.sender_info.ntp_timestamp == report.ntp
    assert theirs.reports[0].fraction_lost == 64 and theirs.reports[0].packets_lost == -3
    assert isinstance(names, RtcpSdesPacket) and names.chunks[0].items == [(1, b"station")]


def test_a_full_intra_request_is_a_keyframe_request_for_its_entry() -> None:
    data = bytes.fromhex("84ce0004" + "00000001" + "00000000" + "00000007" + "01000000")
    assert read_rtcp(data) == [KeyframeRequest(ssrc=1, media_ssrc=7)]


def test_padding_is_taken_off() -> None:
    data = bytes.fromhex("a1cb0002" + "00000001" + "00000004")
    assert read_rtcp(data) == [Goodbye(ssrcs=(1,))]


def test_time_of_reports() -> None:
    assert ntp_of(0.0) >> 32 == 2_208_988_800
    assert middle_of(0x1122334455667788) == 0x33445566


@given(
    st.lists(
        st.tuples(st.integers(0, 255), st.sampled_from([200, 201, 202, 203, 205, 206, 207]), st.binary(max_size=40))
    )
)
def test_no_bytes_do_more_than_be_refused(messages: list[tuple[int, int, bytes]]) -> None:
    data = b"".join(
        bytes((0x80 | count & 0x3F, kind)) + (len(body) // 4).to_bytes(2, "big") + body
        for count, kind, body in messages
    )
    with contextlib.suppress(PacketError):
        for record in read_rtcp(data):
            assert not isinstance(record, Nack) or len(record.sequences) <= 1024


@pytest.mark.parametrize("data", ["80", "80c80010", "41c80000", "a0cb000100000000", "81c80000"])
def test_what_is_cut_off_is_refused(data: str) -> None:
    with pytest.raises(PacketError):
        read_rtcp(bytes.fromhex(data))


def test_a_receivers_limit_is_written_as_the_draft_says() -> None:
    """Bytes as in draft-alvestrand-rmcat-remb-03 section 2.2."""
    limit = ReceiverLimit(ssrc=0x01020304, media_ssrcs=(0x0A0B0C0D,), bps=0x3FFFF << 2)
    assert write_rtcp(limit) == bytes.fromhex("8fce0005 01020304 00000000 52454d42 010bffff 0a0b0c0d")
    small = ReceiverLimit(ssrc=1, media_ssrcs=(2, 3), bps=80_000)
    assert write_rtcp(small)[16:20] == bytes.fromhex("02013880")


def test_a_receivers_limit_that_comes_is_passed_over() -> None:
    assert read_rtcp(write_rtcp(ReceiverLimit(ssrc=1, media_ssrcs=(2,), bps=100_000))) == []
