# SPDX-License-Identifier: EUPL-1.2
import contextlib
from dataclasses import replace

import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap
from aiortc.rtp import RtpPacket as TheirPacket
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.rtp import rtx
from kiosk.call.rtp.packet import (
    MID_URI,
    TRANSPORT_SEQUENCE_URI,
    HeaderIds,
    PacketError,
    RtpPacket,
    is_rtcp,
    read_packet,
    write_packet,
)
from kiosk.call.rtp.sequence import Unwrapper

IDS = HeaderIds(mid=1, transport_sequence=5)
NO_IDS = HeaderIds()

packets = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence=st.integers(0, 0xFFFF),
    timestamp=st.integers(0, 0xFFFFFFFF),
    ssrc=st.integers(0, 0xFFFFFFFF),
    payload=st.binary(max_size=60),
    marker=st.booleans(),
    transport_sequence=st.none() | st.integers(0, 0xFFFF),
    mid=st.text("0123456789abc", max_size=16),
    padding_bytes=st.integers(0, 255),
)


def their_map() -> HeaderExtensionsMap:
    extensions = HeaderExtensionsMap()
    wanted = [(IDS.mid, MID_URI), (IDS.transport_sequence, TRANSPORT_SEQUENCE_URI)]
    extensions.configure(
        RTCRtpParameters(headerExtensions=[RTCRtpHeaderExtensionParameters(id=each, uri=uri) for each, uri in wanted])
    )
    return extensions


@given(packets)
def test_what_is_written_is_read_again(packet: RtpPacket) -> None:
    assert read_packet(write_packet(packet, IDS), IDS) == packet


@given(packets)
def test_another_implementation_reads_the_same(packet: RtpPacket) -> None:
    theirs = TheirPacket.parse(write_packet(packet, IDS), their_map())
    assert (theirs.payload_type, theirs.sequence_number, theirs.timestamp, theirs.ssrc, theirs.payload) == (
        packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc, packet.payload,
    )  # fmt: skip
    assert theirs.marker == packet.marker
    assert theirs.extensions.transport_sequence_number == packet.transport_sequence
    assert (theirs.extensions.mid or "") == packet.mid


@given(st.binary(max_size=80), st.booleans())
def test_no_bytes_do_more_than_be_refused(data: bytes, valid_start: bool) -> None:
    with contextlib.suppress(PacketError):
        read_packet(b"\x90" + data if valid_start else data, IDS)


@given(packets, st.integers(0, 90))
def test_a_packet_that_is_cut_off_never_grows(packet: RtpPacket, length: int) -> None:
    data = write_packet(packet, IDS)[:length]
    with contextlib.suppress(PacketError):
        assert len(read_packet(data, IDS).payload) <= len(data)


def test_bytes_of_a_packet() -> None:
    packet = RtpPacket(96, 0x1234, 0x01020304, 0xAABBCCDD, b"\x01\x02", marker=True, transport_sequence=0x0708)
    assert write_packet(packet, IDS).hex() == "90e0123401020304aabbccdd" + "bede0001" + "51070800" + "0102"
    assert write_packet(packet, NO_IDS).hex() == "80e0123401020304aabbccdd0102"


def test_two_byte_extensions_and_contributing_sources_are_read() -> None:
    data = bytes.fromhex("92600001000000000000000a" + "0000000100000002" + "10000002" + "0502002a" + "01013100" + "ff")
    packet = read_packet(data, IDS)
    assert (packet.transport_sequence, packet.mid, packet.payload) == (0x002A, "1", b"\xff")


def test_an_extension_after_the_end_mark_is_not_read() -> None:
    data = bytes.fromhex("90600001000000000000000a" + "bede0002" + "f0000000" + "51002a00")
    assert read_packet(data, IDS).transport_sequence is None


@pytest.mark.parametrize(
    "data", ["b0600001000000000000000a00", "b0600001000000000000000aff", "40600001000000000000000a"]
)
def test_padding_or_version_that_cannot_be_is_refused(data: str) -> None:
    with pytest.raises(PacketError):
        read_packet(bytes.fromhex(data.replace("b0", "a0")), IDS)


def test_rtcp_is_told_from_rtp() -> None:
    assert is_rtcp(bytes.fromhex("80c8")) and is_rtcp(bytes.fromhex("81cd"))
    assert not is_rtcp(bytes.fromhex("8060")) and not is_rtcp(bytes.fromhex("80e0")) and not is_rtcp(b"\x80")


@given(packets)
def test_a_retransmission_brings_the_packet_back(packet: RtpPacket) -> None:
    again = rtx.wrap(packet, payload_type=97, ssrc=7, sequence=99)
    assert (again.payload_type, again.ssrc, again.sequence) == (97, 7, 99)
    assert rtx.unwrap(again, payload_type=packet.payload_type, ssrc=packet.ssrc) == packet


def test_a_retransmission_of_nothing_is_refused() -> None:
    with pytest.raises(PacketError):
        rtx.unwrap(replace(RtpPacket(97, 1, 2, 3, b"\x01")), payload_type=96, ssrc=1)


@given(st.integers(0, 1 << 20), st.lists(st.integers(-30_000, 30_000), max_size=50))
def test_a_wrapping_counter_is_followed(start: int, steps: list[int]) -> None:
    unwrapper = Unwrapper(16)
    value = newest = start
    offset = unwrapper.unwrap(start & 0xFFFF) - start
    for step in steps:
        value = newest + step
        assert unwrapper.unwrap(value & 0xFFFF) - offset == value
        newest = max(newest, value)
