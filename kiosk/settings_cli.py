# SPDX-License-Identifier: EUPL-1.2
"""`kiosk settings`: every setting, as a manual or as an example file."""

from __future__ import annotations

import argparse
import sys
import textwrap

from kiosk.desk_settings import DeskSettings
from kiosk.settings import Section, StationSettings
from kiosk.settings_text import example, rows

WIDTH = 100


def add_command(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "settings",
        help="print every setting, or an example settings file",
        description="Print every setting of a station's settings file: its key, its default and what it means.",
    )
    parser.add_argument("--desk", action="store_true", help="the desk's settings instead of a station's")
    parser.add_argument("--example", action="store_true", help="print a commented TOML file that changes nothing")
    parser.set_defaults(func=_run)


def _run(arguments: argparse.Namespace) -> int:
    table: type[Section] = DeskSettings if arguments.desk else StationSettings
    sys.stdout.write(example_file(table) if arguments.example else manual(table))
    return 0


def manual(table: type[Section]) -> str:
    """Write the manual of ``table``: a paragraph for each setting."""
    lines: list[str] = []
    section = ""
    for row in rows(table):
        if row.section != section:
            section = row.section
            head = f"[[{section}]], once for each" if row.many else f"[{section}]"
            lines += ["", head] if lines else [head]
        lines.append(f"  {section}.{row.key} = {row.default}")
        lines += textwrap.wrap(row.help, WIDTH, initial_indent="      ", subsequent_indent="      ")
    return "\n".join(lines) + "\n"


def example_file(table: type[Section]) -> str:
    """Write the example file with its heading."""
    head = (
        "# SPDX-License-Identifier: EUPL-1.2\n"
        "# Every setting with its default; uncomment what you change. `kiosk settings` explains them too.\n\n"
    )
    return head + example(table)
