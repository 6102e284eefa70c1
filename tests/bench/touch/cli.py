# SPDX-License-Identifier: EUPL-1.2
"""What the touchscreen's process costs, and how quick it is, on a display of software.

The rasteriser's threads are counted apart: they do what a station's graphics processor does. What is seen is read from
the display's own memory, and touched through its pointer, so the whole way counts.
The process has the environment that it has on a station.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
from pathlib import Path

from msgspec import to_builtins

from kiosk.environment import ENVIRONMENT
from tests.bench.touch import measures
from tests.bench.touch.measures import Figure
from tests.bench.touch.panel import Panel, panel

PARTS = ("start", "idle", "call", "tap", "leak")
WIDTH, HEIGHT = 1280, 800


def add_command(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `ui`."""
    parser = benches.add_parser("ui", help="cost and speed of the touchscreen", description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", metavar="PART", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--seconds", type=float, default=30.0, help="of the idle screen and the call (default: 30)")
    parser.add_argument("--taps", type=int, default=40, help="how many (default: 40)")
    parser.add_argument("--visits", type=int, default=1000, help="how many (default: 1000)")
    parser.add_argument("--out", type=Path, help="write the figures here too, as JSON")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures; 1 if one is not held."""
    os.environ.update(ENVIRONMENT)
    with tempfile.TemporaryDirectory(prefix="hr") as folder, panel(Path(folder), WIDTH, HEIGHT) as shown:
        figures = asyncio.run(_measure(arguments, shown))
    if arguments.out is not None:
        arguments.out.write_text(json.dumps([to_builtins(each) for each in figures], indent=1) + "\n")
    return 1 if any(each.held is False for each in figures) else 0


async def _measure(arguments: argparse.Namespace, shown: Panel) -> list[Figure]:
    wanted = arguments.only or PARTS
    figures: list[Figure] = []
    for part in PARTS:
        if part in wanted:
            found = await _part(part, arguments, shown)
            for figure in found:
                sys.stdout.write(_line(figure))
            sys.stdout.flush()
            figures += found
    sys.stdout.write(f"({measures.machine()})\n")
    return figures


async def _part(part: str, arguments: argparse.Namespace, shown: Panel) -> list[Figure]:
    match part:
        case "start":
            return await measures.start(shown, 5)
        case "idle":
            return await measures.idle(shown, arguments.seconds)
        case "call":
            return await measures.call(shown, arguments.seconds)
        case "tap":
            return await measures.tap(shown, arguments.taps)
    return await measures.leak(shown, arguments.visits, lambda done: _progress(done, arguments.visits))


def _line(figure: Figure) -> str:
    held = {True: "held", False: "NOT held", None: ""}[figure.held]
    limit = f"(limit {figure.limit:g})" if figure.limit is not None else ""
    return f"{figure.name:<54} {figure.value:8.2f} {figure.unit:<15} {held:<9} {limit:<12} {figure.note}\n"


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty() or done % 100 == 0:
        sys.stderr.write(f"\r\x1b[Kvisit {done} of {of}" + ("\n" if done == of else ""))
        sys.stderr.flush()
