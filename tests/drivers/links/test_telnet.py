# SPDX-License-Identifier: EUPL-1.2
"""Telnet with the serial port option, in bytes. Examples are out of RFC 854, RFC 855 and RFC 2217."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from drivers.links.ports import LineSettings, Parity
from drivers.links.telnet import (
    NEGOTIATION_LIMIT_BYTES,
    Code,
    Negotiation,
    Option,
    Setting,
    Subnegotiation,
    TelnetEvent,
    TelnetReader,
    ask,
    controls,
    escape,
    negotiate,
    wanted,
)


def joined(events: list[TelnetEvent]) -> list[TelnetEvent]:
    """Join data that was cut only because the bytes came in pieces."""
    found: list[TelnetEvent] = []
    for event in events:
        if found and isinstance(event, bytes) and isinstance(found[-1], bytes):
            found[-1] += event
        else:
            found.append(event)
    return found


def test_data_between_commands() -> None:
    stream = b"ab" + bytes([255, 253, 44]) + b"c" + bytes([255, 255]) + b"d" + bytes([255, 250, 44, 101, 0, 0, 37, 128])
    events = TelnetReader().feed(stream + bytes([255, 240]) + b"e" + bytes([255, 241]) + b"f")
    assert joined(events) == [
        b"ab",
        Negotiation(code=Code.DO, option=Option.COM_PORT),
        b"c\xffd",
        Subnegotiation(payload=bytes([44, 101, 0, 0, 37, 128])),
        b"ef",
    ]


def test_what_is_asked_for_a_line() -> None:
    assert ask(Setting.BAUD, wanted(LineSettings(baud=9600))[Setting.BAUD]) == bytes.fromhex("fffa2c0100002580fff0")
    line = LineSettings(baud=2400, data_bits=7, parity=Parity.EVEN, stop_bits=2, dtr=False, rts=True)
    values = {Setting.BAUD: b"\0\0\x09\x60", Setting.DATA_BITS: b"\7", Setting.PARITY: b"\3", Setting.STOP_BITS: b"\2"}
    assert wanted(line) == values
    assert wanted(LineSettings(baud=9600, parity=Parity.ODD))[Setting.PARITY] == b"\2"
    assert controls(line) == (b"\1", b"\x09", b"\x0b")
    assert controls(LineSettings(baud=9600, rtscts=True)) == (b"\3", b"\x08")
    assert controls(LineSettings(baud=9600, xonxoff=True)) == (b"\2", b"\x08", b"\x0c")
    assert negotiate(Code.WILL, Option.COM_PORT) == b"\xff\xfb\x2c"


def test_a_value_with_ff_in_it_is_escaped() -> None:
    assert ask(Setting.BAUD, b"\0\0\xff\0") == bytes.fromhex("fffa2c010000ffff00fff0")


@given(st.binary(max_size=80), st.lists(st.integers(1, 5), min_size=1))
def test_any_bytes_in_any_pieces(data: bytes, sizes: list[int]) -> None:
    whole, pieces, events = TelnetReader(), TelnetReader(), []
    at = 0
    for turn in range(len(data) + 1):
        size = sizes[turn % len(sizes)]
        events += pieces.feed(data[at : at + size])
        at += size
    assert joined(events) == joined(whole.feed(data))
    assert pieces.held_bytes == whole.held_bytes <= NEGOTIATION_LIMIT_BYTES + 2


@given(st.binary(max_size=80))
def test_escaped_data_comes_back(data: bytes) -> None:
    assert b"".join(event for event in TelnetReader().feed(escape(data)) if isinstance(event, bytes)) == data


def test_a_subnegotiation_without_an_end_is_bounded() -> None:
    reader = TelnetReader()
    reader.feed(bytes([255, 250]) + bytes(100_000))
    assert reader.held_bytes <= NEGOTIATION_LIMIT_BYTES
