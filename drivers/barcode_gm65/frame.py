# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ what a GM65 says: pieces of text, and replies ``02 00 kind length data.. crc crc``.

The CRC (XMODEM) is over kind, length and data. A command's CRC may be replaced by ``AB CD``, which is not checked.
02 and 00 never stand in a code, so a reply is told from text by its first byte.
"""

from __future__ import annotations

from dataclasses import dataclass

from drivers.barcode_line.frame import Piece, PieceFramer
from drivers.checksum import crc16_ccitt

REPLY = b"\x02\x00"
LONGEST_DATA = 16
UNCHECKED = b"\xab\xcd"
WRITE = 0x08
TRIGGER_ADDRESS = 0x0002


@dataclass(frozen=True, kw_only=True, slots=True)
class Reply:
    """What the module answers to a command; ``kind`` 0 is success."""

    kind: int
    data: bytes
    raw: bytes


def encode_reply(kind: int, data: bytes) -> bytes:
    """Return the bytes of a reply."""
    inner = bytes([kind, len(data)]) + data
    return REPLY + inner + crc16_ccitt(inner, 0).to_bytes(2, "big")


def write_command(address: int, value: int) -> bytes:
    """Return the bytes of a command that writes one byte into a setting."""
    return b"\x7e\x00" + bytes([WRITE, 1]) + address.to_bytes(2, "big") + bytes([value]) + UNCHECKED


TRIGGER = write_command(TRIGGER_ADDRESS, 1)
STOP = write_command(TRIGGER_ADDRESS, 0)


def reply_length(head: bytes) -> int:
    """Return the length of the reply that ``head`` begins; 0 if more is needed, -1 if it begins none."""
    if not REPLY.startswith(head[:2]):
        return -1
    if len(head) < 4:
        return 0
    return 4 + head[3] + 2 if head[3] <= LONGEST_DATA else -1


def parse_reply(raw: bytes) -> Reply | None:
    """Return the reply in ``raw``, if it is one."""
    if len(raw) < 6 or reply_length(raw) != len(raw):
        return None
    crc = int.from_bytes(raw[-2:], "big")
    return Reply(kind=raw[2], data=raw[4:-2], raw=raw) if crc == crc16_ccitt(raw[2:-2], 0) else None


def without_replies(data: bytes) -> bytes:
    """Return what of ``data`` is no reply."""
    at = data.find(REPLY)
    while at >= 0:
        length = reply_length(data[at:])
        if length > 0 and parse_reply(data[at : at + length]) is not None:
            data = data[:at] + data[at + length :]
        else:
            at += 1
        at = data.find(REPLY, at)
    return data


class Gm65Framer(PieceFramer[Reply]):
    """Find pieces of text and replies."""

    def __init__(self) -> None:
        super().__init__()
        self._reply = b""

    @property
    def held_bytes(self) -> int:
        return len(self._partial) + len(self._reply)

    def finish(self) -> list[Reply | Piece]:
        self.tally.skip(len(self._reply))
        self._reply = b""
        return super().finish()

    def _byte(self, byte: int) -> list[Reply | Piece]:
        if not self._reply and (byte != REPLY[0] or self._partial):
            return super()._byte(byte)
        self._reply += bytes([byte])
        length = reply_length(self._reply)
        if length == 0 or length > len(self._reply):
            return []
        raw, self._reply = self._reply, b""
        reply = parse_reply(raw)
        if reply is not None:
            self._spoilt = False
            self.tally.frame()
            return [reply]
        self.tally.skip(1)
        return [found for later in raw[1:] for found in self._byte(later)]
