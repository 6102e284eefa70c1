# SPDX-License-Identifier: EUPL-1.2
"""Every screen, gone through and used without a touch: all there is, once, in reading order, and as by touch.

EN 301 549 5.1.6.1, 5.1.6.2, 11.2.1: operable by keypad alone and by one switch alone, and nothing holds the mark.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.ui.touch.operating.walker import EVERYWHERE

DEADLINE_S = 110.0
PARTS = 4
ROOT = Path(__file__).parents[4]
WAYS = ("keys", "one-switch", "two-switch")
WAYS_OUT = {"back": 1, "leave": 2, "end": 2}
LAST = "own-view"
"""How one looks oneself; it may stand in any corner."""
PADS = ("key-", "erase", "pad-")


def walk(
    display: str, *arguments: str, program: str = "tests.ui.touch.operating.walker", deadline_s: float = DEADLINE_S
) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", program, *arguments],
        cwd=ROOT, env={**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"},
        capture_output=True, text=True, timeout=deadline_s, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def mirrored(boxes: dict[str, list[int]], width_px: int) -> dict[str, list[int]]:
    """Turn boxes over, as one reads from the right; the digits of a number pad stand as ever."""
    standing = PADS if "key-1" in boxes else ()
    return {
        ident: [x, y, w, h] if ident.startswith(standing) else [width_px - x - w, y, w, h]
        for ident, (x, y, w, h) in boxes.items()
    }


def reading_order(boxes: dict[str, list[int]], mirrored_px: int = 0) -> list[str]:
    """Order controls as one reads them: line after line, a pad as one block; in the foot the way out last.

    ``mirrored_px``: how wide the panel is where one reads from the right; 0 where one does not.
    """
    boxes = mirrored(boxes, mirrored_px) if mirrored_px else boxes
    pad = [ident for ident in boxes if ident.startswith(PADS)]
    top = min((boxes[ident][1] for ident in pad), default=0)
    left = min((boxes[ident][0] for ident in pad), default=0)

    def place(ident: str) -> tuple[float, ...]:
        x, y, width, height = boxes[ident]
        if ident == LAST:
            return (math.inf, -1)
        if ident in EVERYWHERE:
            return (math.inf, EVERYWHERE.index(ident))
        if ident in pad:
            return (_line(top), left, _line(y), x)
        if ident == "page" and height > width:
            return (_line(y + height) - 1, 0, x, 0)  # it stands beside all that is on the page
        middle = y + height / 2
        return (_line(y), WAYS_OUT.get(ident, 0), x, middle)

    return sorted(boxes, key=place)


def _line(y: float) -> int:
    """Neighbours on one line may differ by a pixel."""
    return round(y / 8)


def rotated(order: list[str], first: str) -> list[str]:
    """The same round, begun at ``first``: what stops a cuff is marked before all else."""
    place = order.index(first) if first in order else 0
    return order[place:] + order[:place]


def faults(name: str, found: dict[str, Any], mirrored_px: int = 0) -> list[str]:
    wrong = []
    for way in WAYS:
        marks, order = found[way], reading_order(found.get(f"{way} targets", found["targets"]), mirrored_px)
        if found["asleep"]:
            if way == "keys" and marks != [ident for ident in order if ident not in EVERYWHERE]:
                wrong.append(f"{name}: {way} mark {marks}")
        elif marks != rotated(order, marks[0] if marks else ""):
            wrong.append(f"{name}: {way} go {marks}, and one reads {order}")
        elif marks and marks[0] != order[0] and not marks[0].startswith("stop"):
            wrong.append(f"{name}: {way} begin at {marks[0]}")
    return wrong


@pytest.mark.parametrize("part", range(PARTS))
def test_every_control_is_reached_once_in_order_and_does_what_a_touch_does(display: str, part: int) -> None:
    report = walk(display, "sv", "1280", "800", "217.0", str(part), str(PARTS))
    assert [fault for name, found in report.items() for fault in faults(name, found["walks"])] == []
    for name, found in report.items():
        for ident, ways in found["uses"].items():
            for way in ways:
                assert ways[way] == ways["touch"], (name, ident, way)
    acting = [ways["touch"]["taps"] for found in report.values() for ways in found["uses"].values()]
    assert len([taps for taps in acting if len(taps) == 1]) >= 5, "the walk has lost its controls"
    assert all(len(taps) < 2 for taps in acting)


@pytest.mark.parametrize(
    "panel",
    [
        pytest.param(("800", "480", "154.0"), id="7-inch"),
        pytest.param(("1920", "1080", "344.0"), id="15.6-inch", marks=pytest.mark.wide),
    ],
)
def test_other_panels_are_gone_through_as_well(display: str, panel: tuple[str, str, str]) -> None:
    report = walk(display, "nb", *panel)
    assert [fault for name, found in report.items() for fault in faults(name, found["walks"])] == []
