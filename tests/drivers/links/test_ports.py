# SPDX-License-Identifier: EUPL-1.2
"""How ports and line settings are written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drivers.links.ports import (
    Address,
    AddressError,
    AddressReason,
    ByPathAddress,
    LineSettings,
    NetworkAddress,
    Parity,
    PathAddress,
    TraceAddress,
    UsbAddress,
    parse_address,
    parse_line,
)

GOOD: dict[str, Address] = {
    "/dev/ttyUSB0": PathAddress(path="/dev/ttyUSB0"),
    "/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0": PathAddress(
        path="/dev/serial/by-path/pci-0000:00:14.0-usb-0:1:1.0-port0"
    ),
    "port": PathAddress(path="port"),
    "./a:b": PathAddress(path="./a:b"),
    "by-path:*-usb-0:1.2:1.0-port0": ByPathAddress(pattern="*-usb-0:1.2:1.0-port0"),
    "usb:10C4:EA60": UsbAddress(vendor="10c4", product="ea60"),
    "usb:0403:6001:FT12AB": UsbAddress(vendor="0403", product="6001", serial="FT12AB"),
    "usb:1a86:7523@1-1.2": UsbAddress(vendor="1a86", product="7523", location="1-1.2"),
    "usb:0403:6010:X@3-4:1.1": UsbAddress(vendor="0403", product="6010", serial="X", location="3-4:1.1"),
    "rfc2217://192.0.2.7:2217": NetworkAddress(host="192.0.2.7", port=2217),
    "rfc2217://[2001:db8::1]:23": NetworkAddress(host="2001:db8::1", port=23),
    "trace:a recording.jsonl": TraceAddress(file="a recording.jsonl"),
}
BAD = {
    "": AddressReason.EMPTY,
    "  ": AddressReason.EMPTY,
    "trace:": AddressReason.EMPTY,
    "bluetooth:aa": AddressReason.UNKNOWN_KIND,
    "socket://x:1": AddressReason.UNKNOWN_KIND,
    "usb:10c4": AddressReason.BAD_USB,
    "usb:10c4:ea6g": AddressReason.BAD_USB,
    "usb:10c4:ea60@": AddressReason.BAD_USB,
    "usb:10c4:ea60@left": AddressReason.BAD_USB,
    "rfc2217://host": AddressReason.BAD_NETWORK,
    "rfc2217:host:2217": AddressReason.BAD_NETWORK,
    "rfc2217://host:0": AddressReason.BAD_NETWORK,
    "rfc2217://host:65536": AddressReason.BAD_NETWORK,
    "rfc2217://host:2217/x": AddressReason.BAD_NETWORK,
    "by-path:*": AddressReason.BAD_PATTERN,
    "by-path:../x": AddressReason.BAD_PATTERN,
}


@pytest.mark.parametrize("text", GOOD)
def test_addresses(text: str) -> None:
    address = parse_address(text)
    assert address == GOOD[text]
    assert parse_address(str(address)) == address


@pytest.mark.parametrize("text", BAD)
def test_what_cannot_be_an_address_says_why(text: str) -> None:
    with pytest.raises(AddressError) as refused:
        parse_address(text)
    assert refused.value.reason is BAD[text]
    assert refused.value.hint


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressError as refused:
        assert refused.reason is not None
    else:
        assert parse_address(str(address)) == address


def test_line_settings_as_people_write_them() -> None:
    assert parse_line("9600") == LineSettings(baud=9600)
    assert parse_line(" 2400 7e1 ") == LineSettings(baud=2400, data_bits=7, parity=Parity.EVEN)
    assert parse_line("19200,8O2") == LineSettings(baud=19200, parity=Parity.ODD, stop_bits=2)
    for wrong in ("", "fast", "9600 9N1", "9600 8N3", "0", "9600 8X1", "9600 8N1 x"):
        with pytest.raises(AddressError) as refused:
            parse_line(wrong)
        assert refused.value.reason is AddressReason.BAD_LINE


@given(
    st.builds(
        LineSettings,
        baud=st.sampled_from([1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200]),
        data_bits=st.sampled_from([7, 8]),
        parity=st.sampled_from(Parity),
        stop_bits=st.sampled_from([1, 2]),
    )
)
def test_settings_are_read_as_they_are_shown(line: LineSettings) -> None:
    assert parse_line(str(line)) == line
