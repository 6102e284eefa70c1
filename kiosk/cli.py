# SPDX-License-Identifier: EUPL-1.2
"""The project's one command line. Commands that need Kivy or serial ports hang themselves in by entry point."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import entry_points

from kiosk import log
from kiosk.errors import KioskError

ENTRY_POINT_GROUP = "halsorum.commands"
Subparsers = argparse._SubParsersAction  # argparse has no public name for what add_subparsers returns


def build_parser() -> argparse.ArgumentParser:
    """Make the parser with every command that is installed. A command sets ``func(arguments) -> exit code``."""
    parser = argparse.ArgumentParser(
        prog="kiosk",
        description="Hälsorum: the open health-room station.",
        epilog="`kiosk COMMAND --help` explains each command.",
    )
    commands: Subparsers[argparse.ArgumentParser] = parser.add_subparsers(
        dest="command", metavar="COMMAND", required=True
    )
    for add in _own_commands():
        add(commands)
    for entry in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda entry: entry.name):
        entry.load()(commands)
    return parser


def _own_commands() -> tuple[Callable[[Subparsers[argparse.ArgumentParser]], None], ...]:
    from kiosk.cabinet_cli import add_command as cabinet
    from kiosk.call.cli import add_command as call
    from kiosk.desk.assistants_cli import add_command as assistant
    from kiosk.desk.cli import add_desk_command, add_visit_command
    from kiosk.desk.requests_cli import add_command as request
    from kiosk.doctor.cli import add_command as doctor
    from kiosk.selftest.cli import add_command as selftest
    from kiosk.settings_cli import add_command as settings
    from kiosk.staff_pin_cli import add_command as staff_pin
    from kiosk.station.cli import add_command as station
    from kiosk.technician_cli import add_command as technician

    return (
        station,
        call,
        add_desk_command,
        add_visit_command,
        assistant,
        request,
        doctor,
        selftest,
        settings,
        cabinet,
        staff_pin,
        technician,
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; a `KioskError` becomes one sentence and exit code 1."""
    arguments = build_parser().parse_args(argv)
    log.configure()
    try:
        code: int = arguments.func(arguments)
    except KioskError as problem:
        print(f"kiosk: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130
    return code


if __name__ == "__main__":
    sys.exit(main())
