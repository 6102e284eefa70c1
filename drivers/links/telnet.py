# SPDX-License-Identifier: EUPL-1.2
"""Telnet (RFC 854, RFC 855) with the serial port option (RFC 2217): bytes ↔ data and commands. Pure.

Any chunking gives the same result; what is held between calls is bounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from drivers.links.ports import LineSettings, Parity


class Code(IntEnum):
    """Telnet commands (RFC 854)."""

    SE = 240
    SB = 250
    WILL = 251
    WONT = 252
    DO = 253
    DONT = 254
    IAC = 255


class Option(IntEnum):
    """Telnet options that matter to a serial port."""

    BINARY = 0
    ECHO = 1
    SUPPRESS_GO_AHEAD = 3
    COM_PORT = 44


class Setting(IntEnum):
    """What a client sets (RFC 2217, section 3); the server's answer has `ANSWER` added."""

    BAUD = 1
    DATA_BITS = 2
    PARITY = 3
    STOP_BITS = 4
    CONTROL = 5


ANSWER = 100
CHECKED = (Setting.BAUD, Setting.DATA_BITS, Setting.PARITY, Setting.STOP_BITS)
"""Settings whose answer must be what was asked."""

_PARITIES = {Parity.NONE: 1, Parity.ODD: 2, Parity.EVEN: 3}
_NO_FLOW, _XON_XOFF, _RTS_CTS = 1, 2, 3
FLOWS = frozenset({b"\x01", b"\x02", b"\x03"})
"""Values of `Setting.CONTROL` that are about flow control."""
_DTR_ON, _DTR_OFF, _RTS_ON, _RTS_OFF = 8, 9, 11, 12

NEGOTIATION_LIMIT_BYTES = 512
"""No subnegotiation is longer; bounds what is held."""
_IAC = bytes([Code.IAC])


@dataclass(frozen=True, kw_only=True, slots=True)
class Negotiation:
    """The peer says WILL, WONT, DO or DONT about an option."""

    code: Code
    option: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Subnegotiation:
    """What stands between SB and SE, its doubled bytes made single."""

    payload: bytes


TelnetEvent = bytes | Negotiation | Subnegotiation
"""`bytes` is the device's data."""


class TelnetReader:
    """Take a telnet stream apart."""

    def __init__(self) -> None:
        self._command = b""
        """A command of which the end has not come."""
        self._inside: bytearray | None = None
        """A subnegotiation of which the end has not come."""

    @property
    def held_bytes(self) -> int:
        return len(self._command) + len(self._inside or b"")

    def feed(self, data: bytes) -> list[TelnetEvent]:
        """Take more bytes; return what they complete, in order."""
        events: list[TelnetEvent] = []
        data, self._command = self._command + data, b""
        while data:
            plain, mark, rest = data.partition(_IAC)
            self._plain(events, plain)
            if not mark:
                break
            length = 2 if rest[:1] and rest[0] in _THREE_BYTES else 1
            if len(rest) < length:
                self._command = mark + rest
                break
            self._obey(events, rest[:length])
            data = rest[length:]
        return events

    def _plain(self, events: list[TelnetEvent], data: bytes) -> None:
        if not data:
            return
        if self._inside is not None:
            self._inside += data
            del self._inside[NEGOTIATION_LIMIT_BYTES:]
        elif events and isinstance(events[-1], bytes):
            events[-1] += data
        else:
            events.append(data)

    def _obey(self, events: list[TelnetEvent], command: bytes) -> None:
        code = command[0]
        if code == Code.IAC:
            self._plain(events, _IAC)
        elif code == Code.SB:
            self._inside = bytearray()
        elif code == Code.SE and self._inside is not None:
            events.append(Subnegotiation(payload=bytes(self._inside)))
            self._inside = None
        elif code in _THREE_BYTES:
            events.append(Negotiation(code=Code(code), option=command[1]))


_THREE_BYTES = frozenset({Code.WILL, Code.WONT, Code.DO, Code.DONT})


def escape(data: bytes) -> bytes:
    """Return data as it goes over the line: FF is sent twice."""
    return data.replace(_IAC, _IAC + _IAC)


def negotiate(code: Code, option: int) -> bytes:
    """Return the three bytes of an offer, request or refusal."""
    return bytes([Code.IAC, code, option])


def ask(setting: Setting, value: bytes) -> bytes:
    """Return the bytes that ask the server for one setting."""
    body = escape(bytes([Option.COM_PORT, setting]) + value)
    return bytes([Code.IAC, Code.SB]) + body + bytes([Code.IAC, Code.SE])


def wanted(line: LineSettings) -> dict[Setting, bytes]:
    """Return the values of the `CHECKED` settings for ``line``."""
    return {
        Setting.BAUD: line.baud.to_bytes(4, "big"),
        Setting.DATA_BITS: bytes([line.data_bits]),
        Setting.PARITY: bytes([_PARITIES[line.parity]]),
        Setting.STOP_BITS: bytes([line.stop_bits]),
    }


def controls(line: LineSettings) -> tuple[bytes, ...]:
    """Return the values of `Setting.CONTROL` for ``line``: flow control, DTR, RTS."""
    flow = _RTS_CTS if line.rtscts else _XON_XOFF if line.xonxoff else _NO_FLOW
    values = [flow, _DTR_ON if line.dtr else _DTR_OFF]
    if not line.rtscts:
        values.append(_RTS_ON if line.rts else _RTS_OFF)
    return tuple(bytes([value]) for value in values)
