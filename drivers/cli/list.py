# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices list`: the drivers, with what their SCORE.toml says."""

from __future__ import annotations

import argparse
import dataclasses

from drivers.cli.output import stop_writing, write_json
from drivers.registry import Score, find, names, score
from kiosk.capability import Capability


def run(arguments: argparse.Namespace) -> int:
    """Show every driver, as a table by what it measures or as one object a line."""
    try:
        return _show(arguments)
    except BrokenPipeError:
        return stop_writing()


def _show(arguments: argparse.Namespace) -> int:
    entries = {name: score(name) for name in names()}
    if arguments.json:
        for name, entry in entries.items():
            driver = find(name)
            capabilities = [capability.value for capability in driver.capabilities]
            write_json(
                {
                    "driver": str(name),
                    "line": str(driver.line),
                    "capabilities": capabilities,
                    **dataclasses.asdict(entry),
                }
            )
        return 0
    blocks = [_group(capability, entries) for capability in Capability]
    print("\n\n".join(block for block in blocks if block), flush=True)  # noqa: T201
    return 0


def _group(capability: Capability, entries: dict[str, Score]) -> str:
    """Describe the drivers whose first capability it is."""
    found = [(name, entry) for name, entry in entries.items() if find(name).capabilities[0] is capability]
    if not found:
        return ""
    return "\n".join([f"== {capability.value.replace('-', ' ')}", *(_describe(name, entry) for name, entry in found)])


def _describe(name: str, entry: Score) -> str:
    driver = find(name)
    also = ", ".join(capability.value.replace("-", " ") for capability in driver.capabilities[1:])
    lines = [
        f"{name}  grade {entry.grade}  {entry.title}  ({driver.line})",
        f"    devices: {', '.join(entry.devices)}",
        f"    also: {also}" if also else "",
        f"    tested on: {entry.tested_on}",
        *(f"    open: {point}" for point in entry.open_points),
    ]
    return "\n".join(line for line in lines if line)
