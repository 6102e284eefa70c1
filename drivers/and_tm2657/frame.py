# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ packets of an A&D station.

A message is ``SYN SYN SOH 00 STX``, text whose fields end with RS, ``ETX`` and a block check: the exclusive or of all
bytes from SOH through ETX. An answer to a command is six bytes, the last of which says yes (06) or no (15).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from drivers.checksum import xor8
from drivers.shared.find_records import FindRecords

SYN, SOH, STX, ETX, YES, NO, RS = b"\x16", b"\x01", b"\x02", b"\x03", b"\x06", b"\x15", b"\x1e"
HEAD = SYN + SYN + SOH + b"00"
LONGEST_TEXT = 960
"""A list of pulses (RP) has nine bytes a pulse; a result has 130."""


class Kind(StrEnum):
    """What a packet is."""

    MESSAGE = "message"
    YES = "yes"
    NO = "no"


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One packet; ``text`` is what stands between STX and ETX of a message."""

    kind: Kind
    text: str
    raw: bytes


def message(text: str) -> bytes:
    """Return the message that says ``text``, from either side."""
    body = SOH + b"00" + STX + text.encode("ascii") + ETX
    return SYN + SYN + body + bytes([xor8(body)])


def answer(*, yes: bool) -> bytes:
    """Return the station's answer to a command."""
    return HEAD + (YES if yes else NO)


class AndFramer(FindRecords[Packet]):
    """Find messages whose check is right, and answers. A lost SYN costs nothing."""

    record = re.compile(
        rb"\x16{0,2}(?P<checked>\x01[0-9 ]{2}\x02(?P<text>[\x1e\x20-\x7e]{1,960})\x03)(?P<check>[\x00-\xff])"
        rb"|\x16{1,2}(?:\x01[0-9 ]{2}|[\x20-\x7e]{3})(?P<answer>[\x06\x15])"
    )
    opening = re.compile(rb"[\x16\x01]")
    limit_bytes = LONGEST_TEXT + 16

    def _accept(self, match: re.Match[bytes]) -> Packet | None:
        if match["answer"]:
            return Packet(kind=Kind.YES if match["answer"] == YES else Kind.NO, text="", raw=match[0])
        if xor8(match["checked"]) != match["check"][0]:
            return None
        return Packet(kind=Kind.MESSAGE, text=match["text"].decode("ascii"), raw=match[0])
