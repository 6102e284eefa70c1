# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ messages of a UN300C: text between STX and ETX, followed by a CR that tells nothing.

Only commands and the status carry a check: two hexadecimal digits, the sum of the characters before them modulo 256.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.checksum import sum8
from drivers.framing import Framer

STX, ETX, CR, LF = 0x02, 0x03, 0x0D, 0x0A
LIMIT_CHARS = 64
CHECK_CHARS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    """What stood between STX and ETX; ``raw`` is with them."""

    text: str
    raw: bytes


def checked(text: str) -> str:
    """Return ``text`` with its check."""
    return f"{text}{sum8(text.encode('ascii')):02X}"


def check_fits(text: str) -> bool:
    """Tell whether the last two characters are the check of those before."""
    return len(text) > CHECK_CHARS and checked(text[:-CHECK_CHARS]) == text.upper()


def command(code: str) -> bytes:
    """Return a command of two digits."""
    return bytes([STX]) + checked(f"{code};;").encode("ascii") + bytes([ETX])


def encode(text: str) -> bytes:
    """Return a message from the board."""
    return bytes([STX]) + text.encode("ascii") + bytes([ETX, CR])


class Un300cFramer(Framer[Message]):
    """Find messages. STX begins one, wherever it stands."""

    def __init__(self) -> None:
        super().__init__()
        self._partial = bytearray()
        self._tail = b""
        """What may follow a message and tells nothing."""

    @property
    def held_bytes(self) -> int:
        return len(self._partial)

    def feed(self, data: bytes) -> list[Message]:
        self.tally.fed_bytes += len(data)
        return [message for message in map(self._byte, data) if message is not None]

    def finish(self) -> list[Message]:
        self._drop()
        return []

    def _byte(self, byte: int) -> Message | None:
        tail, self._tail = self._tail, b""
        if byte == STX:
            self._drop()
            self._partial.append(byte)
        elif not self._partial:
            if byte in tail:
                self._tail = tail[1:] if byte == CR else b""
            else:
                self.tally.skip(1)
        elif byte == ETX:
            return self._message()
        else:
            self._partial.append(byte)
            if not 0x20 <= byte < 0x7F or len(self._partial) > LIMIT_CHARS:
                self._drop()
        return None

    def _message(self) -> Message:
        raw = bytes(self._partial) + bytes([ETX])
        self._partial.clear()
        self._tail = bytes([CR, LF])
        self.tally.frame()
        return Message(text=raw[1:-1].decode("ascii"), raw=raw)

    def _drop(self) -> None:
        self.tally.skip(len(self._partial))
        self._partial.clear()
