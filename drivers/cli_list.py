# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices list`: the drivers, with what their SCORE.toml says."""

from __future__ import annotations

import argparse
import dataclasses

from drivers.cli_output import write_json
from drivers.names import DriverName
from drivers.registry import find, score


def run(arguments: argparse.Namespace) -> int:
    """Show every driver."""
    for name in DriverName:
        entry = score(name)
        if arguments.json:
            write_json({"driver": name.value, "line": str(find(name).line), **dataclasses.asdict(entry)})
            continue
        lines = [
            f"{name.value}  grade {entry.grade}  {entry.title}  ({find(name).line})",
            f"    devices: {', '.join(entry.devices)}",
            f"    tested on: {entry.tested_on}",
            *(f"    open: {point}" for point in entry.open_points),
        ]
        print("\n".join(lines))  # noqa: T201
    return 0
