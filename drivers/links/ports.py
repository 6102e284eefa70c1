# SPDX-License-Identifier: EUPL-1.2
"""Where a device is, and with which line settings it talks; never how. Pure: nothing is looked up here.

A port is written as an address, one of
  /dev/serial/by-path/…            a path by hand: a serial port, or a simulator's link
  by-path:PATTERN                  the one port whose by-path name fits; `*` and `?` stand for anything
  usb:VID:PID[:SERIAL][@LOCATION]  the one adapter with these USB ids, e.g. usb:10c4:ea60@1-1.2
  rfc2217://HOST:PORT              a serial port on the network
  trace:FILE                       a recording, played at its pace
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from kiosk.errors import KioskError


class Parity(StrEnum):
    """Parity of the line, in pyserial's letters."""

    NONE = "N"
    ODD = "O"
    EVEN = "E"


@dataclass(frozen=True, kw_only=True, slots=True)
class LineSettings:
    """How a device's serial line is set; flow control is off unless a device's facts ask for it.

    ``dtr`` and ``rts`` are the levels after opening: opening raises both unless told not to, and some devices restart
    on DTR.
    """

    baud: int
    data_bits: int = 8
    parity: Parity = Parity.NONE
    stop_bits: int = 1
    dtr: bool = True
    rts: bool = False
    rtscts: bool = False
    xonxoff: bool = False

    @property
    def bytes_per_s(self) -> float:
        """How many bytes the line carries: each is its data bits, a start bit, the stop bits and the parity bit."""
        return self.baud / (1 + self.data_bits + (self.parity is not Parity.NONE) + self.stop_bits)

    def __str__(self) -> str:
        flow = " RTS/CTS" if self.rtscts else " XON/XOFF" if self.xonxoff else ""
        return f"{self.baud} {self.data_bits}{self.parity}{self.stop_bits}{flow}"


class AddressReason(StrEnum):
    """What is wrong with the way a port or its line settings are written."""

    EMPTY = "empty"
    """Nothing is written."""
    UNKNOWN_KIND = "unknown-kind"
    """It begins like an address of a kind that does not exist."""
    BAD_USB = "bad-usb"
    """Not two USB ids of four hexadecimal digits, with a serial number and a location at most."""
    BAD_NETWORK = "bad-network"
    """Not a host and a port number."""
    BAD_PATTERN = "bad-pattern"
    """A pattern without anything in it, or with folders."""
    BAD_LINE = "bad-line"
    """Not a speed, data bits, parity and stop bits."""


KINDS = "Write /dev/…, by-path:PATTERN, usb:VID:PID[:SERIAL][@LOCATION], rfc2217://HOST:PORT or trace:FILE."


class AddressError(KioskError, ValueError):
    """A port is written in a way that cannot be one."""

    patient_key = "problem.instrument"


@dataclass(frozen=True, kw_only=True, slots=True)
class PathAddress:
    """A path by hand."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, kw_only=True, slots=True)
class ByPathAddress:
    """A pattern for one name in /dev/serial/by-path."""

    pattern: str

    def __str__(self) -> str:
        return f"by-path:{self.pattern}"


@dataclass(frozen=True, kw_only=True, slots=True)
class UsbAddress:
    """An adapter by its ids (four lower-case hexadecimal digits each). Empty: any serial number, any location.

    ``location``: the kernel's name of the USB socket, such as ``1-1.2``.
    """

    vendor: str
    product: str
    serial: str = ""
    location: str = ""

    def __str__(self) -> str:
        serial = f":{self.serial}" if self.serial else ""
        location = f"@{self.location}" if self.location else ""
        return f"usb:{self.vendor}:{self.product}{serial}{location}"


@dataclass(frozen=True, kw_only=True, slots=True)
class NetworkAddress:
    """A serial port behind an RFC 2217 server."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"rfc2217://{host}:{self.port}"


@dataclass(frozen=True, kw_only=True, slots=True)
class TraceAddress:
    """A recording."""

    file: str

    def __str__(self) -> str:
        return f"trace:{self.file}"


Address = PathAddress | ByPathAddress | UsbAddress | NetworkAddress | TraceAddress

_KIND = re.compile(r"([A-Za-z][A-Za-z0-9-]*):")
_USB = re.compile(r"([0-9A-Fa-f]{4}):([0-9A-Fa-f]{4})(?::([^@:/]+))?(?:@([0-9]+-[0-9]+(?:\.[0-9]+)*(?::[0-9.]+)?))?")
_NETWORK = re.compile(r"//(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+)):([0-9]{1,5})/?")
_LINE = re.compile(r"([1-9][0-9]{1,6})(?:[ ,]([78])([NOE])([12]))?( RTS/CTS| XON/XOFF)?")


def parse_address(text: str) -> Address:
    """Read a port's address. Raises `AddressError`, which says what is wrong and how addresses are written."""
    if not text.strip():
        raise AddressError("No port is given.", reason=AddressReason.EMPTY, hint=KINDS)
    kind = _KIND.match(text)
    if kind is None:
        return PathAddress(path=text)
    word, rest = kind[1].lower(), text[kind.end() :]
    if word not in _PARSERS:
        raise AddressError(f"There is no kind of port '{word}'.", reason=AddressReason.UNKNOWN_KIND, hint=KINDS)
    return _PARSERS[word](rest)


def parse_line(text: str, usual: LineSettings | None = None) -> LineSettings:
    """Read line settings as people write them: ``9600``, ``9600 8N1``, ``19200 8N1 RTS/CTS``. Raises `AddressError`.

    ``usual``: where the levels of DTR and RTS come from, which nobody writes.
    """
    found = _LINE.fullmatch(text.strip().upper())
    if found is None:
        raise AddressError(
            f"'{text}' is no line setting.", reason=AddressReason.BAD_LINE, hint="Write, for example, '9600 8N1'."
        )
    baud, data_bits, parity, stop_bits, flow = found.groups()
    return replace(
        usual or LineSettings(baud=1),
        baud=int(baud),
        data_bits=int(data_bits or 8),
        parity=Parity(parity or "N"),
        stop_bits=int(stop_bits or 1),
        rtscts=flow == " RTS/CTS",
        xonxoff=flow == " XON/XOFF",
    )


def _usb(rest: str) -> UsbAddress:
    found = _USB.fullmatch(rest)
    if found is None:
        raise AddressError(
            f"'usb:{rest}' is no USB address.",
            reason=AddressReason.BAD_USB,
            hint="Write usb:VID:PID, each of four hexadecimal digits, e.g. usb:10c4:ea60 or usb:10c4:ea60@1-1.2.",
        )
    vendor, product, serial, location = found.groups()
    return UsbAddress(vendor=vendor.lower(), product=product.lower(), serial=serial or "", location=location or "")


def _network(rest: str) -> NetworkAddress:
    found = _NETWORK.fullmatch(rest)
    port = int(found[3]) if found else 0
    if found is None or not 1 <= port <= 65535:
        raise AddressError(
            f"'rfc2217:{rest}' is no network port.",
            reason=AddressReason.BAD_NETWORK,
            hint="Write rfc2217://HOST:PORT, e.g. rfc2217://192.0.2.7:2217.",
        )
    return NetworkAddress(host=found[1] or found[2], port=port)


def _by_path(rest: str) -> ByPathAddress:
    if not rest.strip("*? ") or "/" in rest:
        raise AddressError(
            f"'by-path:{rest}' fits everything or nothing.",
            reason=AddressReason.BAD_PATTERN,
            hint="Write a part of a name in /dev/serial/by-path, e.g. by-path:*-usb-0:1.2:1.0-port0.",
        )
    return ByPathAddress(pattern=rest)


def _trace(rest: str) -> TraceAddress:
    if not rest:
        raise AddressError("No recording is given.", reason=AddressReason.EMPTY, hint="Write trace:FILE.")
    return TraceAddress(file=rest)


_PARSERS: dict[str, Callable[[str], Address]] = {"usb": _usb, "rfc2217": _network, "by-path": _by_path, "trace": _trace}
