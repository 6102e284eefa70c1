# SPDX-License-Identifier: EUPL-1.2
"""`kiosk ui`: the touchscreen's process."""

from __future__ import annotations

import argparse
from pathlib import Path

from kiosk.settings import StationSettings, load


def add_command(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `kiosk ui`."""
    parser = subparsers.add_parser("ui", help="the touchscreen", description="Show the station's screens.")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings file")
    parser.add_argument(
        "--set", action="append", default=[], metavar="SECTION.KEY=VALUE", dest="overrides", help="override a setting"
    )
    parser.add_argument(
        "--stage",
        type=Path,
        metavar="SOCKET",
        help="listen on this Unix socket for tests and demonstrations, which may see and touch the screen",
    )
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    settings = load(StationSettings, arguments.config, arguments.overrides)
    from ui.touch.main import run

    return run(settings, arguments.stage)
