# SPDX-License-Identifier: EUPL-1.2
"""`kiosk doctor`: is this station fit for a visit?"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.errors import SettingsError

if TYPE_CHECKING:
    from kiosk.doctor.finding import Finding


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "doctor",
        help="check a station and say what is wrong and what to do",
        description="Check a station: settings, identity, clock, broker, desk, devices, processes. Changes nothing. "
        "Exit code 0 if a visit can work, 1 if something has failed.",
    )
    parser.add_argument("--config", type=Path, required=True, help="the station's settings file")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    parser.add_argument("--json", action="store_true", help="write one JSON object")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.doctor.examine import as_json, as_text, healthy

    findings = asyncio.run(_findings(arguments.config, arguments.set))
    colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    report = as_json(findings) if arguments.json else as_text(findings, colour=colour)
    sys.stdout.write(report + "\n")
    return 0 if healthy(findings) else 1


async def _findings(config: Path, overrides: list[str]) -> tuple[Finding, ...]:
    from kiosk.doctor.checks import load_identity
    from kiosk.doctor.examine import examine
    from kiosk.doctor.finding import Machine, Subject, failure
    from kiosk.settings import StationSettings, load

    try:
        settings = load(StationSettings, config, overrides)
    except SettingsError as problem:
        return failure("settings", str(problem), "")
    except OSError as problem:
        return failure("settings", f"{config} cannot be read: {problem.strerror}.", "Call it with sudo.")
    identity, problems = load_identity(settings.station.identity)
    return problems + await examine(Subject(settings=settings, identity=identity, machine=Machine(environ=os.environ)))
