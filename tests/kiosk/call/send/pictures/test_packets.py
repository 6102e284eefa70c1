# SPDX-License-Identifier: EUPL-1.2
from aiortc.codecs.h264 import h264_depayload
from aiortc.codecs.vpx import vp8_depayload
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.send.pictures.h264_packets import FU_A, PAYLOAD_BYTES, STAP_A, packetize_h264, split_units
from kiosk.call.send.pictures.vp8_packets import packetize_vp8

START = b"\0\0\0\1"


def unit(kind: int, length: int) -> bytes:
    return bytes((0x60 | kind,)) + bytes(1 + at % 250 for at in range(length))


units = st.lists(st.builds(unit, st.integers(1, 12), st.integers(1, 5000)), min_size=1, max_size=8)


@given(units)
def test_h264_comes_back_from_its_payloads(written: list[bytes]) -> None:
    payloads = packetize_h264(b"".join(START + each for each in written))
    assert all(0 < len(payload) <= PAYLOAD_BYTES for payload in payloads)
    together = b"".join(h264_depayload(payload) for payload in payloads)
    assert list(split_units(together)) == written


def test_bytes_of_aggregates_and_fragments() -> None:
    small = packetize_h264(START + b"\x67\x01" + b"\0\0\1" + b"\x68\x02\x03")
    assert [each.hex() for each in small] == ["78" + "0002" + "6701" + "0003" + "680203"]
    large = packetize_h264(START + b"\x65" + b"\x07" * 2400)
    assert [each[:2].hex() for each in large] == ["7c85", "7c05", "7c45"]
    assert [each[0] & 0x1F for each in large] == [FU_A] * 3 and small[0][0] & 0x1F == STAP_A
    assert [len(each) for each in large] == [802, 802, 802]


def test_a_single_unit_goes_as_it_is() -> None:
    assert packetize_h264(START + b"\x41\x09") == [b"\x41\x09"]


def test_nothing_makes_no_payload() -> None:
    assert packetize_h264(b"") == [] and packetize_vp8(b"") == []


@given(st.binary(min_size=1, max_size=6000))
def test_vp8_comes_back_from_its_payloads(data: bytes) -> None:
    payloads = packetize_vp8(data)
    assert all(len(payload) <= PAYLOAD_BYTES for payload in payloads)
    assert b"".join(vp8_depayload(payload) for payload in payloads) == data
    assert [payload[0] for payload in payloads] == [0x10] + [0] * (len(payloads) - 1)
