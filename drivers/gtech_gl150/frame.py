# SPDX-License-Identifier: EUPL-1.2
"""Bytes ↔ records of a G-Tech station.

    STX height, weight, M|F|C, obesity, BMI ETX          each number in five characters

or, with the setting F4=1, a printed block of lines ``NAME     ---- value unit`` CR LF that ends in ``1B 54 00``.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from drivers.shared.find_records import FindRecords

_NUMBER = rb" {0,3}(\d{1,3}\.\d{1,2}) {0,3}"
_LIST = rb"\x02" + _NUMBER + b"," + _NUMBER + rb",([ -+.-~]{0,8}),([ -+.-~]{0,8})," + _NUMBER + rb"\x03"
_BLOCK = rb"((?:[A-Z][A-Z ]{0,11}---- [ -~]{0,20}\r\n){2,12})\x1bT\x00"
_LINE = re.compile(r"([A-Z][A-Z ]{0,11})---- ([ -~]{0,20})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """One record's texts by name: ``HEIGHT``, ``WEIGHT``, ``BMI`` and what else the device names."""

    texts: Mapping[str, str]
    printed: bool
    raw: bytes


class GtechFramer(FindRecords[Result]):
    """Find records of both kinds."""

    record = re.compile(_LIST + b"|" + _BLOCK)
    opening = re.compile(rb"[\x02A-Z]")
    limit_bytes = 480

    def _accept(self, match: re.Match[bytes]) -> Result:
        if match[6] is None:
            height, weight, bmi = (match[part].decode("ascii") for part in (1, 2, 5))
            texts = {"HEIGHT": f"{height} cm", "WEIGHT": f"{weight} kg", "BMI": bmi}
            return Result(texts=texts, printed=False, raw=match[0])
        lines = (_LINE.fullmatch(line) for line in match[6].decode("ascii").split("\r\n"))
        texts = {found[1].replace(" ", ""): found[2].strip() for found in lines if found is not None}
        return Result(texts=texts, printed=True, raw=match[0])


def encode(height: str, weight: str, bmi: str, *, sex: str = "M", obesity: str = "100.0") -> bytes:
    """Return the 27 bytes between STX and ETX."""
    fields = (f"{height:>5}", f"{weight:>5}", sex, f"{obesity:>5}", f"{bmi:>5}")
    return b"\x02" + ",".join(fields).encode("ascii") + b"\x03"


def encode_print(height: str, weight: str, bmi: str) -> bytes:
    """Return the printed block."""
    lines = (
        "GENDER   ---- FEMALE", f"WEIGHT   ---- {weight} kg", "STANDARD ---- 74.69 kg", f"HEIGHT   ---- {height} cm",
        f"B  M  I  ---- {bmi:>5}   ", "FATNESS  ---- 120.5 % ", "MARKS    ---- FATTY",
    )  # fmt: skip
    return b"\0\r\n" + "".join(f"{line}\r\n" for line in lines).encode("ascii") + b"\x1bT\0"
