# SPDX-License-Identifier: EUPL-1.2
"""A STUN binding: the smallest question that a TURN server answers anybody (RFC 8489, sections 5 and 14.2). Pure."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

MAGIC_COOKIE = 0x2112A442
TRANSACTION_BYTES = 12
HEADER_BYTES = 20
_REQUEST, _SUCCESS, _ERROR = 0x0001, 0x0101, 0x0111
_HEADER = struct.Struct(">HHI12s")
_URI = re.compile(r"(?P<scheme>turns?):(?P<host>\[[0-9a-fA-F:.]+\]|[^\[\]:?@/\s]+)(:(?P<port>[0-9]{1,5}))?"
                  r"(\?transport=(?P<transport>udp|tcp))?")  # fmt: skip


@dataclass(frozen=True, slots=True)
class TurnAddress:
    """Where a TURN server is. ``stream``: by TCP; ``secure``: by TLS over it."""

    host: str
    port: int
    stream: bool
    secure: bool


def parse_turn(uri: str) -> TurnAddress | None:
    """Read a ``turn:`` or ``turns:`` URI (RFC 7065, section 3.1); None if it is none. ``turns`` by UDP is taken as TLS.

    No server of ours speaks DTLS, and no browser asks for it.
    """
    match = _URI.fullmatch(uri)
    if match is None:
        return None
    secure = match["scheme"] == "turns"
    port = int(match["port"] or (5349 if secure else 3478))
    if not 0 < port < 65536:
        return None
    stream = secure or match["transport"] == "tcp"
    return TurnAddress(host=match["host"].strip("[]"), port=port, stream=stream, secure=secure)


def binding_request(transaction: bytes) -> bytes:
    """Write a binding request; ``transaction``: `TRANSACTION_BYTES` that nobody can guess."""
    return _HEADER.pack(_REQUEST, 0, MAGIC_COOKIE, transaction)


def answers(data: bytes, transaction: bytes) -> bool:
    """Tell whether ``data`` begins with an answer to that request; an error is an answer too: somebody is there."""
    if len(data) < HEADER_BYTES:
        return False
    kind, length, cookie, echoed = _HEADER.unpack_from(data)
    return kind in (_SUCCESS, _ERROR) and length % 4 == 0 and cookie == MAGIC_COOKIE and echoed == transaction
