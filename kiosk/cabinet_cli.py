# SPDX-License-Identifier: EUPL-1.2
"""`kiosk cabinet`: try the room's switches and lamps."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from kiosk.cabinet import CabinetError, CabinetReason, cabinet_factory
from kiosk.clock import SystemClock

NOTE = """\
Lists what is wired ([cabinet] in the settings), asks for each switch in turn and waits for it, then lights each lamp
and releases the door's strike. The pins belong to the station while it runs: stop it first (systemctl stop
kiosk.target). Exit code: 0 every switch answered, 1 one did not, or the pins cannot be used.
"""


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    cabinet = commands.add_parser("cabinet", help="try the room's switches and lamps")
    actions = cabinet.add_subparsers(dest="cabinet_command", metavar="ACTION", required=True)
    parser = actions.add_parser(
        "test",
        help="try every switch and every lamp, one after the other",
        description=NOTE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--config", type=Path, required=True, help="the station's settings file")
    add("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    add("--only", action="append", default=[], metavar="PURPOSE", help="try only this; may be given several times")
    add("--seconds", type=float, default=20.0, metavar="S", help="wait for each switch (default: %(default)s)")
    add("--look", type=float, default=3.0, metavar="S", help="show each lamp (default: %(default)s)")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.cabinet_trial import CabinetTrial
    from kiosk.settings import StationSettings, load

    section = load(StationSettings, arguments.config, arguments.set).cabinet
    if not section.kind:
        raise CabinetError(
            "No cabinet is set.", reason=CabinetReason.NO_KIND, hint='Set cabinet.kind = "gpio" and the pins.'
        )
    clock = SystemClock()
    cabinet = cabinet_factory(section.kind)(section.pins, clock, section.times)
    unknown = [purpose for purpose in arguments.only if purpose not in cabinet.wired]
    if unknown:
        raise CabinetError(
            f"'{unknown[0]}' is not wired.",
            reason=CabinetReason.UNKNOWN_PURPOSE,
            hint=f"Wired are: {', '.join(cabinet.wired) or 'none'}.",
        )

    async def test() -> int:
        # Made on the event loop, as its queue is.
        trial = CabinetTrial(cabinet, section.pins, clock, _say, arguments.seconds, arguments.look)
        return await trial.run(arguments.only)

    return 1 if asyncio.run(test()) else 0


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
