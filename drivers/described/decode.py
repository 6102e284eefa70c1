# SPDX-License-Identifier: EUPL-1.2
"""Frames → values, as a description's ``[[value]]`` has it, without state."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from drivers.described.description import Description, Part, Value
from drivers.described.frame import Frame
from drivers.items import Sample
from kiosk.reading import AbsentReason, Measure


def decode(description: Description, frame: Frame) -> dict[Measure, Sample]:
    """Return what a frame says of every measure: a number within its range, or why there is none."""
    return {value.measure: _sample(value, description, frame) for value in description.values}


def _sample(value: Value, description: Description, frame: Frame) -> Sample:
    number = _raw(value, description, frame)
    if number is None or str(number) in value.absent:
        return Sample.missing(AbsentReason.NOT_MEASURED)
    if value.scale is not None:
        number *= value.scale
    if value.offset:
        number += value.offset
    if number < value.low:
        return Sample.missing(AbsentReason.BELOW_RANGE)
    return Sample.missing(AbsentReason.ABOVE_RANGE) if number > value.high else Sample.of(number)


def _raw(value: Value, description: Description, frame: Frame) -> Decimal | None:
    if not value.group:
        return _sum(value.parts, frame.raw)
    found = description.shape.pattern and description.shape.pattern.fullmatch(frame.said)
    text = (found[value.group] or "").strip() if found else ""
    if not text or text in value.absent:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _sum(parts: tuple[Part, ...], raw: bytes) -> Decimal | None:
    number = Decimal(0)
    for part in parts:
        digits = raw[part.at : part.at + part.size]
        if len(digits) < part.size:
            return None
        number += int.from_bytes(digits, part.order.value, signed=part.signed) * part.scale
    return number
