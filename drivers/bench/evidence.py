# SPDX-License-Identifier: EUPL-1.2
"""How sure bytes make one that a device of a certain family is at the other end of the line. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from drivers.base import Driver
from drivers.items import DeviceClock, DeviceName, Item, PublishedReading, ScannedCode
from drivers.names import DESCRIBED
from kiosk.capability import Capability

MOST = 0.8
"""So much of what arrives belongs to the measurement stream of the right driver, a little noise allowed."""
HALF = 0.5
STREAM_S, FEWEST_TICKS, STREAM_TICKS = 2.0, 3, 12
"""The samples of so many seconds, but at least and at most so many, or one result, are no accident."""

CUT_LIMIT_BYTES = 96
"""What comes before the first good frame may be the rest of a frame or a greeting, but not more than this."""


class Confidence(IntEnum):
    """How sure it is, the surer the higher."""

    NONE = 0
    POSSIBLE = 1
    LIKELY = 2
    CERTAIN = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """What one driver makes of the bytes. ``understood``: which part of them it can use, 0 to 1."""

    driver: str
    confidence: Confidence
    frames: int
    understood: float
    asked: bool = False
    """It was let to ask, and then this came."""
    any_text: bool = False
    """It takes any text, so that it understands something says little."""
    told: str = ""
    """Maker and model, if the device told them; never a serial number."""


class Evidence:
    """One driver's view of everything that arrives at one line setting, or since it ``asked``."""

    def __init__(self, driver: type[Driver], *, asked: bool = False) -> None:
        self.driver = driver
        self._interpreter = driver.new_interpreter()
        self._told: dict[str, str] = {}
        self._asked = asked
        self._cut_bytes: int | None = None
        self._answers = 0
        self._results = 0

    def feed(self, data: bytes) -> None:
        """Take bytes from the device."""
        self.note(self._interpreter.feed(data))
        if self._cut_bytes is None and self._interpreter.ticks:
            other = self._interpreter.tally.fed_bytes - self._interpreter.stream_bytes - self._interpreter.held_bytes
            self._cut_bytes = min(other, CUT_LIMIT_BYTES)

    def note(self, items: Iterable[Item]) -> None:
        """Take what was made of them; numbers are counted, not kept."""
        for item in items:
            if isinstance(item, DeviceName):
                self._told |= {key: text for key in ("maker", "model") if (text := getattr(item, key))}
                self._answers += bool(item.maker or item.model or item.serial)
            elif isinstance(item, DeviceClock):
                self._answers += 1
            elif isinstance(item, PublishedReading | ScannedCode):
                self._results += 1

    def answered(self) -> None:
        """Take the news that the device answered what this driver asked."""
        self._answers += 1

    @property
    def claim(self) -> Claim:
        """Say how sure this driver is."""
        tally, fed = self._interpreter.tally, self._whole_bytes
        return Claim(
            driver=str(self.driver.name),
            confidence=min(self._most, self._confidence()),
            frames=tally.frames,
            understood=round(min(1.0, max(self._interpreter.stream_bytes, self._checked_bytes) / fed), 3),
            asked=self._asked,
            any_text=Capability.CODE_READING in self.driver.capabilities,
            told=" ".join(filter(None, (self._told.get("maker"), self._told.get("model")))),
        )

    @property
    def _checked_bytes(self) -> int:
        """Bytes in frames that carry a check. Of others nothing follows: any text is lines."""
        tally = self._interpreter.tally
        return tally.fed_bytes - tally.skipped_bytes if self._interpreter.checked and tally.frames else 0

    @property
    def _most(self) -> Confidence:
        """Any text is a code, so a code reader is never more than possible; described devices often have no check."""
        if Capability.CODE_READING in self.driver.capabilities:
            return Confidence.POSSIBLE
        return Confidence.LIKELY if str(self.driver.name).startswith(DESCRIBED) else Confidence.CERTAIN

    @property
    def _whole_bytes(self) -> int:
        """How many bytes there were without the frames that were cut at the beginning and at the end; at least 1."""
        fed = self._interpreter.tally.fed_bytes
        cut = min(self._cut_bytes or 0, self._interpreter.stream_bytes)
        return max(1, fed - self._interpreter.held_bytes - cut)

    def _confidence(self) -> Confidence:
        interpreter = self._interpreter
        streamed = interpreter.stream_bytes / self._whole_bytes
        framed = 1 - interpreter.tally.skipped_bytes / max(interpreter.tally.fed_bytes, 1)
        rate_hz = interpreter.rate_hz
        enough = 1 if rate_hz is None else min(STREAM_TICKS, max(FEWEST_TICKS, int(rate_hz * STREAM_S)))
        if interpreter.ticks >= enough and streamed >= MOST:
            return Confidence.CERTAIN
        if self._answers and framed >= HALF:
            return Confidence.CERTAIN if framed >= MOST else Confidence.LIKELY
        if interpreter.ticks and streamed >= HALF:
            return Confidence.LIKELY
        if self._checked_bytes >= MOST * interpreter.tally.fed_bytes > 0:
            return Confidence.LIKELY
        if self._results or (interpreter.ticks and streamed > HALF / 2):
            return Confidence.POSSIBLE
        return Confidence.NONE


def rank(claims: Iterable[Claim]) -> tuple[Claim, ...]:
    """Return the claims that are any, the surest first. What is only possible does not count beside that."""
    order = sorted(
        claims,
        key=lambda each: (
            -each.confidence, each.any_text, not each.asked, -each.understood, -each.frames, each.driver
        ),
    )  # fmt: skip
    sure = bool(order) and order[0].confidence >= Confidence.LIKELY
    least = Confidence.LIKELY if sure else Confidence.POSSIBLE
    return tuple(claim for claim in order if claim.confidence >= least)
