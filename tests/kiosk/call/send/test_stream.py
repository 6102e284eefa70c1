# SPDX-License-Identifier: EUPL-1.2
from kiosk.call.rtp import rtx
from kiosk.call.rtp.packet import HeaderIds
from kiosk.call.rtp.rtcp import ntp_of
from kiosk.call.send.stream import KEPT_S, MOST_KEPT, OutgoingStream
from kiosk.call.transport import Format, OutgoingTerms

H264 = Format(name="H264", payload_type=99, can_nack=True)
OPUS = Format(name="OPUS", payload_type=96)
RTX = Format(name="RTX", payload_type=100, repairs=99)


def terms(kind: str = "video") -> OutgoingTerms:
    formats = (H264, RTX) if kind == "video" else (OPUS,)
    return OutgoingTerms(kind=kind, mid="1", ssrc=7, rtx_ssrc=8, cname="c", formats=formats, ids=HeaderIds())


def stream(kind: str = "video", rate_hz: int = 90_000) -> OutgoingStream:
    return OutgoingStream(terms(kind), rate_hz, first_sequence=0x7FFE, first_timestamp=0xFFFFFFFF)


def test_packets_of_a_picture_are_numbered_and_the_last_one_is_marked() -> None:
    packets = stream().make([b"a", b"b", b"c"], 1, H264, 0.0)
    assert [(each.sequence, each.timestamp, each.marker) for each in packets] == [
        (0x7FFE, 0, False), (0x7FFF, 0, False), (0x8000, 0, True),
    ]  # fmt: skip


def test_voice_carries_no_marker() -> None:
    assert not stream("audio").make([b"a"], 0, OPUS, 0.0)[0].marker


def test_a_lost_packet_is_repeated_in_the_repair_stream() -> None:
    outgoing = stream()
    first, second = outgoing.make([b"a", b"b"], 0, H264, 0.0)
    outgoing.sent(first, 1.0)
    outgoing.sent(second, 1.0)
    again = outgoing.repeat(first.sequence, 1.1)
    assert again is not None and (again.ssrc, again.payload_type) == (8, 100)
    assert rtx.unwrap(again, payload_type=99, ssrc=7) == first
    other = outgoing.repeat(second.sequence, 1.1)
    assert other is not None and other.sequence == again.sequence + 1


def test_voice_is_repeated_as_it_was() -> None:
    outgoing = stream("audio")
    (packet,) = outgoing.make([b"a"], 0, OPUS, 0.0)
    outgoing.sent(packet, 1.0)
    assert outgoing.repeat(packet.sequence, 1.1) == packet


def test_a_repetition_that_is_on_its_way_is_not_made_again() -> None:
    outgoing = stream()
    (packet,) = outgoing.make([b"a"], 0, H264, 0.0)
    outgoing.sent(packet, 1.0)
    assert outgoing.repeat(packet.sequence, 1.1, 0.04) is not None
    assert outgoing.repeat(packet.sequence, 1.13, 0.04) is None
    assert outgoing.repeat(packet.sequence, 1.15, 0.04) is not None


def test_what_is_old_or_too_much_is_not_kept() -> None:
    outgoing = stream()
    packets = outgoing.make([b"x"] * (MOST_KEPT + 10), 0, H264, 0.0)
    for packet in packets:
        outgoing.sent(packet, 1.0)
    assert outgoing.repeat(packets[9].sequence, 1.0) is None
    assert outgoing.repeat(packets[10].sequence, 1.0) is not None
    (late,) = outgoing.make([b"y"], 1, H264, 0.0)
    outgoing.sent(late, 1.0 + KEPT_S + 0.1)
    assert outgoing.repeat(packets[-1].sequence, 2.7) is None
    assert outgoing.repeat(late.sequence, 2.7) is not None


def test_padding_is_a_packet_again_that_fits() -> None:
    outgoing = stream()
    assert outgoing.padding(100) == []
    for payload in (b"a" * 70, b"b" * 300, b"c" * 20):
        for packet in outgoing.make([payload], 0, H264, 0.0):
            outgoing.sent(packet, 1.0)
    (padding,) = outgoing.padding(100)
    assert rtx.unwrap(padding, payload_type=99, ssrc=7).payload == b"a" * 70


def test_padding_is_nothing_where_no_packet_fits_and_never_more_than_asked() -> None:
    outgoing = stream()
    (packet,) = outgoing.make([b"b" * 1100], 0, H264, 0.0)
    outgoing.sent(packet, 1.0)
    padding = outgoing.padding(600)
    assert [(each.payload, each.padding_bytes, each.payload_type) for each in padding] == [
        (b"", 255, 100), (b"", 255, 100),
    ]  # fmt: skip
    assert padding[0].sequence != padding[1].sequence


def test_what_is_forgotten_is_neither_repeated_nor_a_reason_to_make_no_padding() -> None:
    outgoing = stream()
    (packet,) = outgoing.make([b"b" * 50], 0, H264, 0.0)
    outgoing.sent(packet, 1.0)
    for _ in range(2):
        outgoing.forget()
        assert outgoing.repeat(packet.sequence, 1.0) is None
        assert [(each.payload, each.padding_bytes) for each in outgoing.padding(100)] == [(b"", 100)]


def test_there_is_no_padding_without_a_repair_stream() -> None:
    voice = stream("audio")
    voice.sent(voice.make([b"a"], 0, OPUS, 0.0)[0], 1.0)
    assert voice.padding(100) == []


def test_a_report_says_what_was_captured_now() -> None:
    outgoing = stream(rate_hz=1000)
    assert outgoing.report(5.0, 100.0) is None
    (packet,) = outgoing.make([b"abc"], 40, H264, captured_s=4.9)
    outgoing.sent(packet, 5.0)
    report = outgoing.report(5.0, 100.0)
    assert report is not None
    assert (report.timestamp, report.ntp) == ((0xFFFFFFFF + 40 + 100) % (1 << 32), ntp_of(100.0))
    assert (report.packets, report.payload_bytes) == (1, 3)
