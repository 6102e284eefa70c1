# SPDX-License-Identifier: EUPL-1.2
from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.call.rtp.packet import PacketError
from kiosk.call.rtp.transport_feedback import (
    MOST_STATUSES,
    FeedbackBuilder,
    FeedbackReader,
    write_information,
)

# Vectors written by hand from sections 3.1.1 to 3.1.5 of the draft.
RUN = bytes.fromhex("0005 0004 000002 07 2004 04 08 0c 10 0000".replace(" ", ""))
"""Base 5, four packets, reference 2; a run of four small deltas of 1, 2, 3 and 4 ms."""
ONE_BIT = bytes.fromhex("0000 000e 000000 00 a001 28 14 0000".replace(" ", ""))
"""A vector of one-bit symbols, the first in the highest place: packets 0 and 13 of fourteen arrived."""
TWO_BIT = bytes.fromhex("ffff 0003 ffffff 01 d900 04 fffc 00".replace(" ", ""))
"""A vector of two-bit symbols (small, large, small) from number 65,535."""


def arrivals(information: bytes) -> list[tuple[int, float | None]]:
    return list(FeedbackReader().read(information).arrivals)


def test_a_run_is_read() -> None:
    assert arrivals(RUN) == [(5, 0.129), (6, 0.131), (7, 0.134), (8, 0.138)]


def test_a_vector_of_one_bit_symbols_is_read() -> None:
    told = arrivals(ONE_BIT)
    assert [number for number, at_s in told if at_s is not None] == [0, 13]
    assert told[0][1] == pytest.approx(0.01)
    assert told[13][1] == pytest.approx(0.015)


def test_a_vector_of_two_bit_symbols_with_a_negative_delta_is_read() -> None:
    told = arrivals(TWO_BIT)
    assert [number for number, _ in told] == [0xFFFF, 0x10000, 0x10001]
    first, second, third = (at_s or 0.0 for _, at_s in told)
    assert second - first == pytest.approx(-0.001)
    assert third == second


@pytest.mark.parametrize(
    "information",
    [
        b"",
        b"\0\0\0\0\0\0\0",
        RUN[:8],
        RUN[:11],
        bytes.fromhex("0000000000000000"),
        bytes.fromhex("00000001000000006001" + "00" * 2),  # the reserved status
        bytes.fromhex("0000ffff000000003fff"),
        bytes.fromhex("000000010000000020000000"),  # a run of none
        bytes.fromhex("00000001000000004001" + "01"),
    ],
)
def test_what_is_malformed_is_refused(information: bytes) -> None:
    with pytest.raises(PacketError):
        FeedbackReader().read(information)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(information: bytes) -> None:
    try:
        told = FeedbackReader().read(information)
    except PacketError:
        return
    assert 0 < len(told.arrivals) <= MOST_STATUSES


@given(
    st.integers(0, 0xFFFF),
    st.integers(0, 0xFFFFFF),
    st.lists(
        st.one_of(st.none(), st.integers(0, 255), st.integers(-32768, 32767)), min_size=1, max_size=MOST_STATUSES // 8
    ),
)
def test_what_is_written_is_read_again(base: int, reference: int, deltas: list[int | None]) -> None:
    information = write_information(base, reference, 3, deltas)
    assert len(information) % 4 == 0
    tick, expected = reference * 256, []
    for number, delta in enumerate(deltas, base):
        tick += delta or 0
        expected.append((number, None if delta is None else tick * 0.00025))
    assert arrivals(information) == expected


def test_long_runs_take_few_bytes() -> None:
    assert len(write_information(0, 0, 0, [4, *[None] * 3000, 4])) <= 20


def test_numbers_and_times_go_on_past_their_wraps() -> None:
    reader = FeedbackReader()
    reader.read(write_information(65_530, 0xFFFFFE, 0, [0]))
    ((number, at_s),) = reader.read(write_information(4, 1, 1, [0])).arrivals
    assert number == 65_540
    assert at_s == pytest.approx((0x1000000 + 1) * 0.064)


def test_the_newest_packet_sent_says_which_round_a_number_is_of() -> None:
    reader = FeedbackReader()
    assert reader.read(write_information(10, 0, 0, [0]), newest_sent=3 * 65_536 + 20).arrivals[0][0] == 3 * 65_536 + 10
    assert reader.read(write_information(65_000, 0, 0, [0]), newest_sent=65_536 + 20).arrivals[0][0] == 65_000


def collected(builder: FeedbackBuilder, now_s: float) -> list[bytes]:
    messages = []
    while (information := builder.due(now_s)) is not None:
        messages.append(information)
        assert len(messages) < 100
    return messages


def test_arrivals_are_told_every_fifty_milliseconds_with_what_is_missing() -> None:
    builder = FeedbackBuilder()
    assert builder.next_s is None
    builder.arrived(65_534, 1.0)
    builder.arrived(65_536, 1.02)
    assert builder.due(1.04) is None
    assert builder.next_s == pytest.approx(1.05)
    (information,) = collected(builder, 1.051)
    assert arrivals(information) == [(65_534, 1.0), (65_535, None), (65_536, 1.02)]
    assert builder.next_s is None and builder.due(9.0) is None


def test_losses_between_two_messages_are_told() -> None:
    builder, reader = FeedbackBuilder(), FeedbackReader()
    builder.arrived(0, 1.0)
    collected(builder, 1.1)
    builder.arrived(4, 1.2)
    (information,) = collected(builder, 1.3)
    assert reader.read(information).arrivals == ((1, None), (2, None), (3, None), (4, 1.2))


def test_a_late_packet_is_told_again_with_its_neighbours() -> None:
    builder = FeedbackBuilder()
    for number in (0, 2, 3):
        builder.arrived(number, 1.0)
    collected(builder, 1.06)
    builder.arrived(1, 1.1)
    (information,) = collected(builder, 1.2)
    assert [number for number, at_s in arrivals(information) if at_s] == [1, 2, 3]
    builder.arrived(9, 3.0)
    collected(builder, 3.1)
    builder.arrived(5, 3.11)
    assert len(collected(builder, 3.2)) == 1
    builder.arrived(0, 3.3)  # a copy so late that nobody remembers the first
    assert collected(builder, 3.4) == []


def test_times_far_apart_take_several_messages() -> None:
    builder, reader = FeedbackBuilder(), FeedbackReader()
    for number, at_s in enumerate((1.0, 30.0, 31.0, 90.0)):
        builder.arrived(number, at_s)
    told = [each for information in collected(builder, 91.0) for each in reader.read(information).arrivals]
    assert told == [(0, 1.0), (1, 30.0), (2, 31.0), (3, 90.0)]


def test_feedback_is_rarer_where_little_is_sent() -> None:
    builder = FeedbackBuilder()
    builder.send_bps = 60_000
    builder.arrived(0, 1.0)
    assert builder.next_s == pytest.approx(1.1)
    collected(builder, 1.2)
    builder.send_bps = 300_000
    builder.arrived(1, 2.0)
    assert builder.next_s == pytest.approx(2.05)


def test_memory_is_bounded_whatever_comes() -> None:
    builder, chance = FeedbackBuilder(), random.Random(1)
    for step in range(20_000):
        builder.arrived(chance.randrange(-200_000, 200_000), chance.uniform(-1e4, 1e4))
        if step % 100 == 0:
            for information in collected(builder, 2e4):
                FeedbackReader().read(information)
    assert len(builder._arrivals) <= 2 * MOST_STATUSES


@given(st.lists(st.tuples(st.integers(0, 60), st.floats(0, 0.3)), min_size=1, max_size=60))
def test_nothing_that_arrived_is_told_as_lost_for_good(events: list[tuple[int, float]]) -> None:
    builder, reader = FeedbackBuilder(), FeedbackReader()
    now_s, first = 100.0, events[0][0]
    seen: set[int] = set()
    told: dict[int, float | None] = {}
    for number, wait_s in events:
        now_s += wait_s / 10
        builder.arrived(number, now_s)
        seen.add(number)
        for information in collected(builder, now_s):
            told.update(dict(reader.read(information, newest_sent=60).arrivals))
    for information in collected(builder, now_s + 1):
        told.update(dict(reader.read(information, newest_sent=60).arrivals))
    assert {number for number, at_s in told.items() if at_s is not None} >= {each for each in seen if each >= first}
