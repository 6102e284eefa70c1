# SPDX-License-Identifier: EUPL-1.2
"""Bytes of a device for the tests that every driver must pass, with what may be made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from kiosk.reading import Measure


@dataclass(frozen=True, kw_only=True, slots=True)
class Example:
    """Device-to-host bytes of a typical stretch.

    ``values``: every number that may ever be published from it. ``least``: at least so many readings have a value.
    """

    name: str
    data: bytes
    values: Mapping[Measure, frozenset[Decimal]]
    least: int = 1
