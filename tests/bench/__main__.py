# SPDX-License-Identifier: EUPL-1.2
"""`./run bench NAME`: measure something on this machine and print the figures."""

from __future__ import annotations

import argparse
import sys

from tests.bench import drivers, echo
from tests.bench.media import cli as media
from tests.bench.touch import cli as touch


def main() -> int:
    """Run one bench."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    benches = parser.add_subparsers(dest="bench", metavar="NAME", required=True)
    drivers.add_command(benches)
    echo.add_command(benches)
    media.add_commands(benches)
    touch.add_command(benches)
    arguments = parser.parse_args()
    code: int = arguments.func(arguments)
    return code


if __name__ == "__main__":
    sys.exit(main())
