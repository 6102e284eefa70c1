# SPDX-License-Identifier: EUPL-1.2
"""Answers → values, without state (BM65 module; BM58 program)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from drivers.beurer_bm65.frame import CENTURY, USUAL_HEADER, Answer, Kind, date
from drivers.items import FieldValue

OFFSET_MMHG = 25
"""Pressures are stored so much lower, to fit a byte."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stored:
    """One record of the memory. Pressures in mmHg, pulse in beats a minute; ``at`` is the meter's own time."""

    systolic: int
    diastolic: int
    pulse: int
    at: datetime
    header: int = USUAL_HEADER

    @classmethod
    def decode(cls, raw: bytes) -> Stored | None:
        """Decode nine bytes; None if their date does not exist."""
        at = date(raw)
        if at is None:
            return None
        return cls(
            header=raw[0],
            systolic=raw[1] + OFFSET_MMHG,
            diastolic=raw[2] + OFFSET_MMHG,
            pulse=raw[3],
            at=at,
        )

    def encode(self) -> bytes:
        """Return the nine bytes."""
        at = self.at
        pressures = (self.systolic - OFFSET_MMHG, self.diastolic - OFFSET_MMHG)
        return bytes([self.header, *pressures, self.pulse, at.month, at.day, at.hour, at.minute, at.year - CENTURY])


def name(answer: Answer) -> str:
    """Return the text of an identity, without what fills it up."""
    return answer.raw.rstrip(b"\0").decode("ascii").strip()


def describe(answer: Answer) -> dict[str, FieldValue]:
    """Return the fields of an answer."""
    if answer.kind is Kind.IDENTITY:
        return {"text": name(answer)}
    if answer.kind is Kind.COUNT:
        return {"records": answer.raw[0]}
    stored = Stored.decode(answer.raw) if answer.kind is Kind.RECORD else None
    if stored is None:
        return {}
    return {
        "header": stored.header,
        "systolic": stored.systolic,
        "diastolic": stored.diastolic,
        "pulse": stored.pulse,
        "at": stored.at.isoformat(timespec="minutes"),
    }
