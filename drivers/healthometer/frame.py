# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ records of Health o meter scales (vendor's serial paper, 2023-07-11). No check, no line's end.

    ESC R  ESC I<id>  ESC W<weight>  ESC H<height>  ESC B<bmi>  [ESC T<tare>]  ESC N m|c  ESC E

On some series the later records of a stream begin with ``6R`` instead of ``ESC R``. The 2595KL sends
``02|01, 80 (lb) or 82 (kg), D7 E4, the weight, CR``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from drivers.shared.find_records import FindRecords

ESC = b"\x1b"
POUNDS, KILOGRAMS = 0x80, 0x82

_NUMBER = rb" {0,6}-?\d{1,4}(?:\.\d{1,2})? {0,2}"
_LONG = (
    rb"(?:\x1b|6)R(?:\x1bI(?P<id>[ -~]{0,16}))?\x1bW(?P<weight>%(n)s)(?:\x1bH(?P<height>%(n)s))?"
    rb"(?:\x1bB(?P<bmi>%(n)s))?(?:\x1bT(?P<tare>%(n)s))?\x1bN(?P<units>[mc])\x1bE"
) % {b"n": _NUMBER}
_SHORT = rb"[\x01\x02](?P<unit>[\x80\x82])\xd7\xe4(?P<short>%(n)s)\r" % {b"n": _NUMBER}


@dataclass(frozen=True, kw_only=True, slots=True)
class Packet:
    """One record: its numbers as they stand, and whether they are kilograms and centimetres. Never the ID."""

    weight: str
    height: str = ""
    bmi: str = ""
    tare: str = ""
    metric: bool
    id_present: bool = False
    raw: bytes


class HealthometerFramer(FindRecords[Packet]):
    """Find whole records of both kinds."""

    record = re.compile(_LONG + b"|" + _SHORT)
    opening = re.compile(rb"[\x1b6\x01\x02]")
    limit_bytes = 128
    between = b"\r\n\0"

    def _accept(self, match: re.Match[bytes]) -> Packet:
        if match["short"] is not None:
            return Packet(weight=_text(match["short"]), metric=match["unit"][0] == KILOGRAMS, raw=match[0])
        return Packet(
            weight=_text(match["weight"]),
            height=_text(match["height"]),
            bmi=_text(match["bmi"]),
            tare=_text(match["tare"]),
            metric=match["units"] == b"m",
            id_present=bool((match["id"] or b"").strip(b"0 ")),
            raw=match[0],
        )


def _text(number: bytes | None) -> str:
    return (number or b"").decode("ascii").strip()


def encode(packet: Packet, *, later: bool = False, identity: str = "0000000000") -> bytes:
    """Return an escape record; ``later``: as the later ones of a stream begin on some series."""
    fields = [("I", identity), ("W", packet.weight), ("H", packet.height), ("B", packet.bmi), ("T", packet.tare)]
    said = "".join(f"\x1b{letter}{text}" for letter, text in fields if text)
    return (b"6R" if later else b"\x1bR") + said.encode("ascii") + (b"\x1bNm\x1bE" if packet.metric else b"\x1bNc\x1bE")


def encode_short(weight: str, *, metric: bool) -> bytes:
    """Return a 2595KL's record."""
    return bytes([0x02, KILOGRAMS if metric else POUNDS, 0xD7, 0xE4]) + weight.encode("ascii") + b"\r"
