# SPDX-License-Identifier: EUPL-1.2
"""`kiosk selftest`: have this station test itself now, or see how the last self-test went."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.selftest.report import Report
    from kiosk.settings import StationSettings


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "selftest",
        help="have the station test itself: screen, sound, camera, instruments, network",
        description="Have the running station test itself, as it does each morning: takes half a minute, plays two "
        "soft notes, and does not begin while somebody is there. Exit code 0 if nothing failed, 1 if something did. "
        "`kiosk doctor` looks a station over from outside, also one that does not run.",
    )
    parser.add_argument("--config", type=Path, required=True, help="the station's settings file")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="override a setting")
    parser.add_argument("--last", action="store_true", help="test nothing; show the last report")
    parser.add_argument("--json", action="store_true", help="write one JSON object")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    from kiosk.errors import KioskError
    from kiosk.settings import StationSettings, load

    settings = load(StationSettings, arguments.config, arguments.set)
    report = _last(settings) if arguments.last else _now(settings)
    if report is None:
        raise KioskError(
            "There is no report yet." if arguments.last else "Somebody is at the station, or has come.",
            hint="Call it without --last." if arguments.last else "Try again when nobody is there.",
        )
    sys.stdout.write((as_json(report) if arguments.json else as_text(report)) + "\n")
    return 1 if report.failed else 0


def _last(settings: StationSettings) -> Report | None:
    from kiosk.selftest.kept import Kept
    from kiosk.site import state_folder

    return Kept(state_folder(settings)).report()


def _now(settings: StationSettings) -> Report | None:
    from kiosk.selftest.door import run_there

    return asyncio.run(run_there(settings.station.runtime))


def as_text(report: Report) -> str:
    """Write a report for people: what did not pass comes with what to do."""
    from kiosk.selftest.consequences import closed_by, fitness_of
    from kiosk.selftest.words import CHECKS, FITNESS, sentence

    rows = [
        (
            each.outcome.value,
            " ".join(filter(None, (CHECKS[each.check], each.name))),
            sentence(each.outcome, each.reason),
        )
        for each in report.results
    ]
    wide = max((len(name) for _, name, _ in rows), default=0)
    lines = [f"{outcome:8}  {name:{wide}}  {text}" for outcome, name, text in rows]
    closed = closed_by(report.results)
    last = [f"Closed: {', '.join(sorted(closed))}."] if closed else []
    head = (
        f"Self-test of {report.at.astimezone():%Y-%m-%d %H:%M}, {report.took_s:.0f} s, asked for by: {report.trigger}."
    )
    return "\n".join([head, "", *lines, "", FITNESS[fitness_of(report.results)], *last])


def as_json(report: Report) -> str:
    """Write a report for programs: its own fields, and what follows from them."""
    import msgspec

    from kiosk.selftest.consequences import closed_by, fitness_of

    more = {"fitness": fitness_of(report.results), "closed": sorted(closed_by(report.results))}
    return msgspec.json.encode({**msgspec.to_builtins(report), **more}).decode()
