# SPDX-License-Identifier: EUPL-1.2
"""JSON whose decimals keep their digits.

FHIR gives a decimal's digits a meaning: 36.70 is not 36.7 (FHIR R4, datatypes, *decimal*). A trip through a binary
float would lose that, and an instrument's number is filed digit for digit. So decimals are ``Decimal`` on both sides;
a number without a fraction or an exponent reads as ``int``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

import msgspec

from kiosk.errors import KioskError

Resource = dict[str, Any]
"""A FHIR resource as plain data."""

MAX_DEPTH = 32
"""Nesting that no resource of ours comes near; deeper text is refused before it is parsed."""

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
# A string (closed or not: an open one runs to the end, which keeps the scan linear), or a bracket outside of strings.
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)


class FhirJsonError(KioskError, ValueError):
    """Bytes that are not a JSON object, or nest too deep. The text is never quoted."""


def dumps(resource: Resource, *, pretty: bool = False) -> bytes:
    """Encode ``resource`` as UTF-8 JSON; a ``Decimal`` becomes a number with the same digits.

    Raises FhirJsonError for a number that JSON cannot write (NaN, infinity).
    """
    _refuse_non_numbers(resource)
    data = _ENCODER.encode(resource)
    return msgspec.json.format(data, indent=2) if pretty else data


def loads(data: bytes, *, max_depth: int = MAX_DEPTH) -> Resource:
    """Decode one JSON object; numbers with a fraction or an exponent become ``Decimal``.

    Raises FhirJsonError if it is not JSON, not an object, or nested deeper than ``max_depth``.
    """
    if _deeper_than(data, max_depth):
        raise FhirJsonError("The JSON is nested too deep.")
    try:
        value = _DECODER.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise FhirJsonError("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise FhirJsonError("The body is not a JSON object.")
    return value


def _deeper_than(data: bytes, limit: int) -> bool:
    """Tell from the bytes alone whether objects and arrays nest deeper than ``limit``."""
    level = 0
    for token in _TOKEN.finditer(data):
        byte = data[token.start()]
        if byte in b"[{":
            level += 1
            if level > limit:
                return True
        elif byte in b"]}":
            level -= 1
    return False


def _refuse_non_numbers(value: object) -> None:
    """Raise for what would be written as ``null`` or as an invalid number."""
    if isinstance(value, dict):
        for item in value.values():
            _refuse_non_numbers(item)
    elif isinstance(value, list | tuple):
        for item in value:
            _refuse_non_numbers(item)
    elif isinstance(value, Decimal) and not value.is_finite():
        raise FhirJsonError("A number is not finite.")
    elif isinstance(value, float):
        raise FhirJsonError("A binary float cannot hold an instrument's digits; use Decimal.")
