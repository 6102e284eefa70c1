# SPDX-License-Identifier: EUPL-1.2
"""`./run demo`: a whole visit on this machine, played by itself or left to a person."""

from __future__ import annotations

import argparse
import asyncio
import shutil
import sys
from pathlib import Path

from kiosk import log
from kiosk.errors import KioskError
from provisioning.demo.display import screen_here

DEADLINE_S = 240.0


def main() -> int:
    """Run the demo; exit code 0 only if the whole visit happened."""
    parser = argparse.ArgumentParser(prog="./run demo", description=__doc__)
    parser.add_argument("--headless", action="store_true", help="play the visit without a screen, and report")
    parser.add_argument("--out", type=Path, default=Path("build/demo"), help="where the report goes (%(default)s)")
    parser.add_argument("--driver", default="contec_9byte", help="which oximeter is simulated (%(default)s)")
    arguments = parser.parse_args()
    log.configure()
    try:
        if arguments.headless or not screen_here():
            return asyncio.run(_headless(arguments.out, arguments.driver))
        return asyncio.run(_window(arguments.out, arguments.driver))
    except KioskError as problem:
        print(f"./run demo: {problem}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        return 130


async def _headless(out: Path, driver: str) -> int:
    from provisioning.demo.player import play_visit
    from provisioning.demo.world import WorldPlan

    _fresh(out)
    async with asyncio.timeout(DEADLINE_S):
        report = await play_visit(WorldPlan(folder=out / "logs", driver=driver), out)
    for requirement in report.requirements:
        print(f"{'ok ' if requirement.met else 'NOT'} {requirement.text}")  # noqa: T201
    print(f"report: {out / 'report.html'}")  # noqa: T201
    return 0 if report.complete else 1


async def _window(out: Path, driver: str) -> int:
    from provisioning.demo.window import show_visit

    _fresh(out)
    return await show_visit(out, driver)


def _fresh(out: Path) -> None:
    """Empty a folder of an earlier demo; refuse one that is something else."""
    if out.exists():
        if any(out.iterdir()) and not (out / "logs").is_dir():
            raise KioskError(f"{out} is not empty and not an earlier demo.", hint="Choose another folder with --out.")
        shutil.rmtree(out)
    out.mkdir(parents=True)


if __name__ == "__main__":
    sys.exit(main())
