# SPDX-License-Identifier: EUPL-1.2
"""`kiosk request`: who waits at a station without an appointment, or wants to be rung."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.desk.cli import DEFAULT_IDENTITY

if TYPE_CHECKING:
    from kiosk.desk.client import DeskClient

Subparsers = argparse._SubParsersAction


def add_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk request`."""
    parser = commands.add_parser(
        "request",
        help="see and take those who come to a station without an appointment",
        description="Who waits without an appointment or wants to be rung. The desk's page /waiting does the same.",
    )
    parser.add_argument("--desk", default="https://localhost:8444", metavar="URL", help="the desk's interface")
    parser.add_argument(
        "--identity", type=Path, default=DEFAULT_IDENTITY, metavar="FOLDER", help=f"default {DEFAULT_IDENTITY}"
    )
    parser.add_argument("--json", action="store_true", help="answer for programs")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    actions.add_parser("list", help="list them").set_defaults(func=_run, work=_list)
    take = actions.add_parser("take", help="take one who waits; the link is shown this once")
    take.add_argument("request", help="its id")
    take.add_argument("--gp", required=True, metavar="NAME", help="whom the patient meets: you")
    take.add_argument("--minutes", type=int, default=45, help="length of the visit (default 45)")
    take.set_defaults(func=_run, work=_take)
    close = actions.add_parser("close", help="somebody has been rung, or need not be: delete the number")
    close.add_argument("request", help="its id")
    close.set_defaults(func=_run, work=_close)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.desk.client import DeskClient
    from kiosk.identity import Identity

    async def run() -> None:
        tls = Identity.load(arguments.identity).client_tls()
        async with DeskClient(arguments.desk, tls) as desk:
            await arguments.work(desk, arguments)

    asyncio.run(run())
    return 0


async def _list(desk: DeskClient, arguments: argparse.Namespace) -> None:
    found = await desk.requests()
    _say(arguments, found, *(_line(each) for each in found))


async def _take(desk: DeskClient, arguments: argparse.Namespace) -> None:
    taken = await desk.take_request(arguments.request, {"gp": {"name": arguments.gp}, "minutes": arguments.minutes})
    _say(
        arguments,
        taken,
        f"Visit      {taken['visit']}",
        f"GP's link  {taken['link']}",
        f"Until      {taken['expires']}",
    )


async def _close(desk: DeskClient, arguments: argparse.Namespace) -> None:
    await desk.close_request(arguments.request)
    _say(arguments, {"request": arguments.request}, f"{arguments.request}  deleted")


def _line(request: dict[str, Any]) -> str:
    what = f"ring {request['phone']}" if request["phone"] else "waits at the station"
    return f"{request['request']}  {request['station']}  {request['since']}  {request['reason']}  {what}"


def _say(arguments: argparse.Namespace, answer: object, *lines: str) -> None:
    text = json.dumps(answer) if arguments.json else "\n".join(lines)
    print(text)  # noqa: T201
