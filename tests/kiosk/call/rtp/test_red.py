# SPDX-License-Identifier: EUPL-1.2
import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.rtp.packet import PacketError, PacketReason
from kiosk.call.rtp.red import LARGEST_OFFSET, LONGEST_COPY_BYTES, MOST_BLOCKS, RedBlock, pack, unpack

copies = st.builds(
    RedBlock,
    payload_type=st.integers(0, 127),
    payload=st.binary(max_size=60),
    timestamp_offset=st.integers(0, LARGEST_OFFSET),
)
newest = st.builds(RedBlock, payload_type=st.integers(0, 127), payload=st.binary(max_size=60))


def test_the_bytes_are_those_of_the_standard() -> None:
    blocks = (RedBlock(111, b"\x01\x02", 960), RedBlock(111, b"\x03"))
    # 1, 111 | 14 bits of 960, 10 bits of 2 | 0, 111
    assert pack(blocks) == bytes((0xEF, 0x0F, 0x00, 0x02, 0x6F, 1, 2, 3))
    assert unpack(pack(blocks)) == blocks


@given(st.lists(copies, max_size=MOST_BLOCKS - 1), newest)
def test_what_is_packed_is_unpacked(older: list[RedBlock], last: RedBlock) -> None:
    assert unpack(pack((*older, last))) == (*older, last)


@given(st.binary(max_size=80))
def test_any_bytes_are_blocks_or_refused(data: bytes) -> None:
    with contextlib.suppress(PacketError):
        blocks = unpack(data)
        assert blocks[-1].timestamp_offset == 0
        assert pack(blocks) == data


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", PacketReason.SHORT),
        (b"\xef\x0f\x00", PacketReason.SHORT),
        (b"\xef\x0f\x00\x02", PacketReason.SHORT),
        (b"\xef\x0f\x00\x02\x6f\x01", PacketReason.SHORT),
        (b"\xef\x00\x00\x00" * MOST_BLOCKS + b"\x6f", PacketReason.FORM),
    ],
)
def test_what_is_no_redundant_payload_is_refused(data: bytes, reason: PacketReason) -> None:
    with pytest.raises(PacketError) as refused:
        unpack(data)
    assert refused.value.reason is reason


def test_a_copy_that_does_not_fit_is_left_out() -> None:
    own = RedBlock(111, b"now")
    long = RedBlock(111, bytes(LONGEST_COPY_BYTES + 1), 960)
    old = RedBlock(111, b"old", LARGEST_OFFSET + 1)
    good = RedBlock(111, b"good", 960)
    assert unpack(pack((old, long, good, own))) == (good, own)
    many = tuple(RedBlock(111, bytes([number]), 960 * (20 - number)) for number in range(12))
    assert unpack(pack((*many, own))) == (*many[-(MOST_BLOCKS - 1) :], own)
