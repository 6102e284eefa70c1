# SPDX-License-Identifier: EUPL-1.2
"""`kiosk desk` and `kiosk visit`."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kiosk.desk.client import DeskClient
    from kiosk.desk_settings import DeskSettings

Subparsers = argparse._SubParsersAction
DEFAULT_CONFIG = Path("/etc/halsorum/desk.toml")
DEFAULT_IDENTITY = Path("~/.config/halsorum/operator").expanduser()


def add_desk_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk desk`."""
    parser = commands.add_parser(
        "desk", help="serve the clinic's end: visits, the GP's page, the record", description="Run the clinic's desk."
    )
    parser.add_argument("--config", type=Path, default=DEFAULT_CONFIG, metavar="FILE", help=f"default {DEFAULT_CONFIG}")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    parser.set_defaults(func=_serve)


def add_visit_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk visit`."""
    parser = commands.add_parser("visit", help="make, show, cancel and list visits", description="Visits, for staff.")
    parser.add_argument("--desk", default="https://localhost:8444", metavar="URL", help="the desk's interface")
    parser.add_argument(
        "--identity", type=Path, default=DEFAULT_IDENTITY, metavar="FOLDER", help=f"default {DEFAULT_IDENTITY}"
    )
    parser.add_argument("--json", action="store_true", help="answer for programs")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_create(actions.add_parser("create", help="make a visit; code and link are shown this once"))
    for name, help_text, work in (("show", "look at a visit", _show), ("cancel", "take a visit back", _cancel)):
        action = actions.add_parser(name, help=help_text)
        action.add_argument("visit", help="the visit's id")
        action.set_defaults(func=_with_desk, work=work)
    actions.add_parser("list", help="list visits").set_defaults(func=_with_desk, work=_list)


def _add_create(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--station", required=True, help="id of the station the patient comes to")
    parser.add_argument("--patient-name", required=True, metavar="NAME")
    parser.add_argument("--patient-number", required=True, metavar="NUMBER", help="`-` reads it from standard input")
    parser.add_argument("--patient-number-system", required=True, metavar="URI", help="URI of the numbering")
    parser.add_argument("--patient-born", default="", metavar="YYYY-MM-DD")
    parser.add_argument("--gp", required=True, metavar="NAME", help="whom the patient meets")
    parser.add_argument("--start", type=_moment, default=None, metavar="TIME", help="ISO 8601; default: now")
    parser.add_argument("--minutes", type=int, default=30, help="length of the visit (default 30)")
    parser.add_argument("--language", default="sv", help="the patient's language: sv, nb, se, fi, en or ar")
    parser.set_defaults(func=_with_desk, work=_create)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _serve(arguments: argparse.Namespace) -> int:
    from kiosk.desk_settings import DeskSettings
    from kiosk.settings import load

    settings = load(DeskSettings, arguments.config, arguments.set)
    return asyncio.run(_until_told(settings))


async def _until_told(settings: DeskSettings) -> int:
    from kiosk.clock import SystemClock
    from kiosk.desk.app import running_desk

    loop = asyncio.get_running_loop()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    async with running_desk(settings, SystemClock()) as desk:
        stop, failure = asyncio.create_task(told.wait()), asyncio.create_task(desk.wait())
        await asyncio.wait((stop, failure), return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if failure.done():
            failure.result()
        failure.cancel()
    return 0


def _with_desk(arguments: argparse.Namespace) -> int:
    from kiosk.desk.client import DeskClient
    from kiosk.identity import Identity

    if getattr(arguments, "patient_number", "") == "-":
        arguments.patient_number = sys.stdin.readline().strip()

    async def run() -> None:
        tls = Identity.load(arguments.identity).client_tls()
        async with DeskClient(arguments.desk, tls) as desk:
            await arguments.work(desk, arguments)

    asyncio.run(run())
    return 0


async def _create(desk: DeskClient, arguments: argparse.Namespace) -> None:
    start = arguments.start or datetime.now(UTC)
    made = await desk.create_visit(
        {
            "station": arguments.station,
            "patient": {
                "identifier_system": arguments.patient_number_system,
                "identifier_value": arguments.patient_number,
                "name": arguments.patient_name,
                "birth_date": arguments.patient_born,
            },
            "gp": {"name": arguments.gp},
            "starts_at": start.isoformat(),
            "ends_at": (start + timedelta(minutes=arguments.minutes)).isoformat(),
            "language": arguments.language,
        }
    )
    code = f"{made['code'][:3]} {made['code'][3:]}"
    _say(
        arguments,
        made,
        f"Visit      {made['visit']}",
        f"Code       {code}   (for the patient, at the station)",
        f"GP's link  {made['link']}",
        f"Until      {made['expires']}",
        "",
        "Code and link are shown this once. Whoever has the link can join as the GP: send it to nobody else.",
    )


async def _show(desk: DeskClient, arguments: argparse.Namespace) -> None:
    visit = await desk.visit(arguments.visit)
    _say(arguments, visit, _line(visit))


async def _cancel(desk: DeskClient, arguments: argparse.Namespace) -> None:
    visit = await desk.cancel_visit(arguments.visit)
    _say(arguments, visit, _line(visit))


async def _list(desk: DeskClient, arguments: argparse.Namespace) -> None:
    visits = await desk.visits()
    _say(arguments, visits, *(_line(visit) for visit in visits))


def _line(visit: dict[str, Any]) -> str:
    there = "at the station" if visit["delivered"] else "not at the station yet"
    why = "the patient waits to be rung" if visit.get("cause") == "call-back" else visit.get("cause", "")
    state = f"{visit['state']}, {there}" if visit["state"] == "open" else f"{visit['state']}{f', {why}' if why else ''}"
    return f"{visit['visit']}  {visit['station']}  {visit['starts_at']} - {visit['ends_at']}  {state}"


def _say(arguments: argparse.Namespace, answer: object, *lines: str) -> None:
    text = json.dumps(answer) if arguments.json else "\n".join(lines)
    print(text)  # noqa: T201
