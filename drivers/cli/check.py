# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices check`: a device's self-test on one page."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import logging
from collections.abc import Sequence

from drivers.bench.check import Check, CheckLine, passed
from drivers.cli.output import PROBLEM, complain, write_json
from drivers.registry import find
from kiosk.clock import SystemClock
from kiosk.site import find_site


def run(arguments: argparse.Namespace) -> int:
    """Check; exit code as in the help."""
    logging.getLogger("halsorum").setLevel(logging.CRITICAL)
    find_site(arguments.config).require_no_visit()
    driver = find(arguments.driver)
    complain(f"{driver.name} at {arguments.port}, {arguments.seconds:g} s …")
    clock = SystemClock()
    started = clock.now()
    lines = asyncio.run(Check(driver, arguments.port, clock).run(arguments.seconds))
    if arguments.json:
        write_json(
            {
                "driver": str(driver.name),
                "port": arguments.port,
                "at": started.isoformat(timespec="seconds"),
                "passed": passed(lines),
                "lines": [dataclasses.asdict(line) for line in lines],
            }
        )
    else:
        _show(f"{driver.name} at {arguments.port}, {started:%Y-%m-%d %H:%M} UTC", lines)
    return 0 if passed(lines) else PROBLEM


def _show(head: str, lines: Sequence[CheckLine]) -> None:
    page = [head, ""]
    for line in lines:
        page.append(f"{line.mark:4}  {line.name:8}  {line.what}")
        if line.todo:
            page.append(f"{'':4}  {'':8}  → {line.todo}")
    failures = sum(line.mark == "fail" for line in lines)
    page += ["", f"{failures} failed." if failures else "Nothing failed."]
    print("\n".join(page), flush=True)  # noqa: T201
