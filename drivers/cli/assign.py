# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices assign`, `unassign` and `assignments`: which instrument hangs on which port."""

from __future__ import annotations

import argparse

from drivers.cli.output import PROBLEM, complain, write_json
from drivers.workbench import SerialWorkbench
from kiosk.capability import Assignment
from kiosk.errors import KioskError
from kiosk.site import find_site

RESTART = "It counts from the station's next start: sudo systemctl restart kiosk-station"


def assign(arguments: argparse.Namespace) -> int:
    """Keep which driver works on which port, under a name."""
    site = find_site(arguments.config)
    wanted = Assignment(name=arguments.name, driver=arguments.driver, port=arguments.port, line=arguments.line)
    kept = SerialWorkbench().check(wanted, site.instruments, absent=arguments.absent)
    site.assignments.put(kept)
    if kept.port != wanted.port:
        complain(f"{wanted.port} may be another port after the next start, so it is kept by its place.")
    complain(f"{kept.name}: {kept.driver} at {kept.port}. {RESTART}")
    return 0


def unassign(arguments: argparse.Namespace) -> int:
    """Forget an assignment."""
    site = find_site(arguments.config)
    if not site.assignments.remove(arguments.name):
        names = ", ".join(each.name for each in site.assignments.read()) or "none"
        complain(f"'{arguments.name}' was not assigned here. Assigned are: {names}.")
        return PROBLEM
    set_ports = [each.port for each in site.set_instruments if each.name == arguments.name]
    again = f" The settings file's port, {set_ports[0]}, counts again." if set_ports else ""
    complain(f"{arguments.name} is no longer assigned.{again} {RESTART}")
    return 0


def assignments(arguments: argparse.Namespace) -> int:
    """Show the instruments that count, and where each is set."""
    site = find_site(arguments.config)
    assigned = {each.name for each in site.assignments.read()}
    bench = SerialWorkbench()
    for each in site.instruments:
        source = "assigned" if each.name in assigned else "settings"
        state = _state(bench, each.port)
        if arguments.json:
            write_json({"name": each.name, "driver": each.driver, "port": each.port, "set_by": source, "state": state})
        else:
            print(f"{each.name:<16} {each.driver:<20} {each.port}  ({source}; {state})")  # noqa: T201
    if not site.instruments:
        complain("no instrument is set. `kiosk devices probe` finds them.")
    return 0


def _state(bench: SerialWorkbench, port: str) -> str:
    try:
        return "there" if bench.locate(port) is not None else "on the network"
    except KioskError as problem:
        return str(problem.reason)
