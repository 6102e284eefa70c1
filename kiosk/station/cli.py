# SPDX-License-Identifier: EUPL-1.2
"""`kiosk station`: the process that holds the key, the serial ports and the visit."""

from __future__ import annotations

import argparse
import asyncio
from pathlib import Path


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "station",
        help="run the station process: visit, signalling, instruments, record",
        description="Run the station process. `kiosk call` and `kiosk ui` connect to it through its runtime folder.",
    )
    parser.add_argument("--config", type=Path, required=True, help="the station's settings file")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.settings import StationSettings, load
    from kiosk.station.running import run_station

    settings = load(StationSettings, arguments.config, arguments.set)
    return asyncio.run(run_station(settings))
