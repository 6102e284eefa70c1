# SPDX-License-Identifier: EUPL-1.2
"""`kiosk assistant`: who may help patients at the stations."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kiosk.desk.cli import DEFAULT_IDENTITY
from kiosk.printed_code import add_picture, check_picture, show

if TYPE_CHECKING:
    from kiosk.desk.client import DeskClient

Subparsers = argparse._SubParsersAction


def add_command(commands: Subparsers[argparse.ArgumentParser]) -> None:
    """Add `kiosk assistant`."""
    parser = commands.add_parser(
        "assistant",
        help="make, list and remove those who may help patients at a station",
        description="District nurses and home-care assistants. The desk keeps a number for each, and no name.",
    )
    parser.add_argument("--desk", default="https://localhost:8444", metavar="URL", help="the desk's interface")
    parser.add_argument(
        "--identity", type=Path, default=DEFAULT_IDENTITY, metavar="FOLDER", help=f"default {DEFAULT_IDENTITY}"
    )
    parser.add_argument("--json", action="store_true", help="answer for programs")
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    add = actions.add_parser("add", help="make one; PIN and badge are shown this once")
    add.set_defaults(func=_run, work=_add)
    add_picture(add)
    actions.add_parser("list", help="list them").set_defaults(func=_run, work=_list)
    for name, text, work in (
        ("renew", "give one another PIN and badge; also opens what is locked", _renew),
        ("remove", "one may help no more", _remove),
    ):
        action = actions.add_parser(name, help=text)
        action.add_argument("number", help="her four digits")
        action.set_defaults(func=_run, work=work)
        if work is _renew:
            add_picture(action)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.desk.client import DeskClient
    from kiosk.identity import Identity

    check_picture(getattr(arguments, "picture", None))

    async def run() -> None:
        tls = Identity.load(arguments.identity).client_tls()
        async with DeskClient(arguments.desk, tls) as desk:
            await arguments.work(desk, arguments)

    asyncio.run(run())
    return 0


async def _add(desk: DeskClient, arguments: argparse.Namespace) -> None:
    _tell(arguments, await desk.add_assistant())


async def _renew(desk: DeskClient, arguments: argparse.Namespace) -> None:
    _tell(arguments, await desk.renew_assistant(arguments.number))


async def _remove(desk: DeskClient, arguments: argparse.Namespace) -> None:
    await desk.remove_assistant(arguments.number)
    _say(arguments, {"number": arguments.number}, f"{arguments.number} may help no more.")


async def _list(desk: DeskClient, arguments: argparse.Namespace) -> None:
    found = await desk.assistants()
    _say(arguments, found, *(_line(each) for each in found))


def _tell(arguments: argparse.Namespace, made: dict[str, Any]) -> None:
    _say(
        arguments,
        made,
        f"Number  {made['number']}",
        f"PIN     {made['pin'][:3]} {made['pin'][3:]}",
        f"Badge   {made['badge']}",
        "",
        "PIN and badge are shown this once. Note whose number it is: the desk does not know.",
    )
    if arguments.picture is not None or not arguments.json:
        show(made["badge"], arguments.picture)


def _line(each: dict[str, Any]) -> str:
    used = each["used_at"] or "never used"
    locked = f"  locked for {each['locked_s']} s" if each["locked_s"] else ""
    return f"{each['number']}  since {each['made_at']}  {used}{locked}"


def _say(arguments: argparse.Namespace, answer: object, *lines: str) -> None:
    text = json.dumps(answer) if arguments.json else "\n".join(lines)
    print(text)  # noqa: T201
