# SPDX-License-Identifier: EUPL-1.2
"""`kiosk staff-pin`: choose the PIN of the staff screen; prints the lines for the settings file."""

from __future__ import annotations

import argparse
import getpass
import sys

from kiosk.errors import SettingsError
from kiosk.staff_pin import DIGITS, keep


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "staff-pin",
        help="choose the PIN that opens the staff screen",
        description=f"Ask for a PIN of {DIGITS} digits, twice, and print the lines to put into the station's settings "
        "file. Only a hash of the PIN is kept. On the first screen, hold the sign in the lower right corner for three "
        "seconds (or the cabinet's confirm button) and type the PIN.",
        epilog="example: kiosk staff-pin | sudo tee -a /etc/halsorum/station.toml",
    )
    parser.set_defaults(func=_run)


def _run(_: argparse.Namespace) -> int:
    print("[staff]", f'pin_hash = "{keep(_ask())}"', sep="\n")  # noqa: T201
    return 0


def _ask() -> str:
    """Ask twice at a terminal, once from a pipe; never as an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    pin = getpass.getpass(f"PIN ({DIGITS} digits): ")
    if pin != getpass.getpass("Once more: "):
        raise SettingsError("The two PINs differ.", hint="Try again.")
    return pin
