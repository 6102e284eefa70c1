# SPDX-License-Identifier: EUPL-1.2
"""Waveform chunks into strips of at most ten seconds, and a strip into FHIR SampledData. Pure.

FHIR R4 datatypes, *SampledData*: values separated by one blank, ``E`` error, ``U`` above and ``L`` below the limits.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from kiosk.reading import Device, Measure, Reading, TakenBy, WaveChunk
from kiosk.record.coded import Unit
from kiosk.record.systems import UCUM

STRIP_S = 10.0
_GAP_CHUNKS = 0.5
"""How far off a chunk may start, in chunks: arrival times jitter by less, a lost chunk is more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WaveStrip:
    """Up to ten seconds of one waveform of one instrument; ``beside`` is the number measured with it."""

    measure: Measure
    device: Device
    started_at: datetime
    rate_hz: float
    lower: int
    upper: int
    samples: tuple[int | None, ...]
    beside: Reading | None = None
    taken_by: TakenBy = TakenBy.PATIENT
    id: str = field(default_factory=lambda: secrets.token_hex(8))

    def __post_init__(self) -> None:
        if not self.samples or self.rate_hz <= 0:
            raise ValueError("a strip has samples and a rate")
        if self.started_at.tzinfo is None:
            raise ValueError("the time of a strip needs its time zone")

    @property
    def ended_at(self) -> datetime:
        """Time at which the last sample's period is over."""
        return self.started_at + timedelta(seconds=len(self.samples) / self.rate_hz)


def cut_strips(
    chunks: Iterable[WaveChunk],
    *,
    device: Device,
    beside: Reading | None = None,
    taken_by: TakenBy = TakenBy.PATIENT,
    strip_s: float = STRIP_S,
) -> list[WaveStrip]:
    """Join ``chunks``, given in order of time, into strips of at most ``strip_s`` seconds.

    A gap, or another rate, range or measure, starts a new strip. No sample is lost or invented.
    """
    strips: list[WaveStrip] = []
    for run in _runs(chunks):
        samples = tuple(sample for chunk in run for sample in chunk.samples)
        if samples:
            first = run[0]
            whole = WaveStrip(
                measure=first.measure, device=device, started_at=first.started_at, rate_hz=first.rate_hz,
                lower=first.lower, upper=first.upper, samples=samples, beside=beside, taken_by=taken_by,
            )  # fmt: skip
            strips.extend(_pieces(whole, max(1, int(strip_s * first.rate_hz))))
    return strips


def sampled_data(strip: WaveStrip, unit: Unit) -> dict[str, Any]:
    """Write the samples of ``strip`` as SampledData; the period is in milliseconds a sample."""
    period_ms = Decimal(1000) / Decimal(str(strip.rate_hz))
    return {
        "origin": {"value": 0, "system": UCUM, "code": unit.ucum},
        "period": _short(period_ms),
        "factor": 1,
        "lowerLimit": strip.lower,
        "upperLimit": strip.upper,
        "dimensions": 1,
        "data": " ".join(_word(sample, strip) for sample in strip.samples),
    }


def _word(sample: int | None, strip: WaveStrip) -> str:
    if sample is None:
        return "E"
    if sample > strip.upper:
        return "U"
    return "L" if sample < strip.lower else str(sample)


def _short(value: Decimal) -> Decimal:
    """Round to a nanosecond, without trailing zeros or an exponent."""
    return Decimal(f"{value.quantize(Decimal('0.000001')).normalize():f}")


def _runs(chunks: Iterable[WaveChunk]) -> Iterator[list[WaveChunk]]:
    run: list[WaveChunk] = []
    for chunk in chunks:
        if run and not _follows(run[-1], chunk):
            yield run
            run = []
        run.append(chunk)
    if run:
        yield run


def _follows(before: WaveChunk, after: WaveChunk) -> bool:
    same = (before.measure, before.rate_hz, before.lower, before.upper) == (
        after.measure, after.rate_hz, after.lower, after.upper,
    )  # fmt: skip
    length = timedelta(seconds=len(before.samples) / before.rate_hz)
    return same and abs(after.started_at - before.started_at - length) < length * _GAP_CHUNKS


def _pieces(strip: WaveStrip, size: int) -> Iterator[WaveStrip]:
    for at in range(0, len(strip.samples), size):
        yield replace(
            strip,
            id=secrets.token_hex(8),
            started_at=strip.started_at + timedelta(seconds=at / strip.rate_hz),
            samples=strip.samples[at : at + size],
        )
