# SPDX-License-Identifier: EUPL-1.2
"""Every driver that the tests of all drivers try: with a folder of its own, or described."""

from __future__ import annotations

import importlib
from decimal import Decimal
from pathlib import Path

from drivers.described.source import load
from drivers.names import DESCRIBED
from drivers.registry import names
from kiosk.reading import Measure
from tests.drivers.described.example import BY_NAME, WORKED
from tests.drivers.example import Example

NAMES = (*names(), *WORKED)


def examples(name: str) -> tuple[Example, ...]:
    """Return the bytes that a driver's device says, and what may be made of them."""
    if name.startswith(DESCRIBED):
        return BY_NAME.get(name) or (_its_own(name),)
    found: tuple[Example, ...] = importlib.import_module(f"tests.drivers.{name}.example").EXAMPLES
    return found


def _its_own(name: str) -> Example:
    """Return what a description of somebody's own has for examples."""
    told = load(name).examples
    values: dict[Measure, frozenset[Decimal]] = {}
    for measure, number in (pair for example in told for pair in example.values):
        values[measure] = values.get(measure, frozenset()) | {number}
    return Example(name="its own", data=b"".join(example.raw for example in told), values=values)


def short(name: str) -> str:
    """Return a driver's name as part of a file's."""
    return f"described-{Path(name.removeprefix(DESCRIBED)).stem}" if name.startswith(DESCRIBED) else str(name)
