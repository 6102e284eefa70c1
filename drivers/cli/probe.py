# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices probe`: every port, what was tried, what answered, and what somebody should do."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import logging
import sys
from collections.abc import Sequence
from typing import Any

from drivers.bench.evidence import Claim
from drivers.bench.probe import Outcome, PortResult, Probe
from drivers.bench.probe_plan import LinePlan, invitation, plan, waits_for_result
from drivers.cli.output import PROBLEM, complain, write_json
from drivers.links.inventory import SerialPort, hid_bridges, serial_ports
from drivers.links.ports import parse_address
from drivers.registry import find, names
from drivers.workbench import SerialWorkbench
from kiosk.clock import SystemClock
from kiosk.errors import SettingsError
from kiosk.site import Site, find_site

HID_ADVICE = "It is no serial port. Use the device's serial cable instead of this one."
NO_PORTS = "There is no serial port. Plug a device's cable in; a simulator's link is given with --port."


def run(arguments: argparse.Namespace) -> int:
    """Probe; exit code as in the help."""
    logging.getLogger("halsorum").setLevel(logging.CRITICAL)  # what the drivers would log is told here in words
    site = find_site(arguments.config)
    site.require_no_visit()
    drivers = [find(name) for name in arguments.driver or names()]
    plans = plan(drivers, listen_s=arguments.listen, chosen=bool(arguments.driver))
    ports = _ports(arguments.port, _holders(site))
    _show_bridges(arguments)
    if not ports:
        complain(NO_PORTS)
        return PROBLEM
    seconds = sum(each.seconds for each in plans)
    complain(f"{len(ports)} {'port' if len(ports) == 1 else 'ports'}, {len(drivers)} drivers, at most {seconds:.0f} s.")
    if len(drivers) == 1 and waits_for_result(drivers[0]):
        complain(f"This device speaks only when it has a result. Now: {invitation(drivers)}.")
    results = asyncio.run(_probe(ports, plans))
    for result in results:
        if arguments.json:
            write_json(entry(result, ports[result.port]))
        else:
            _show(result, ports[result.port])
    return 0 if any(result.outcome in (Outcome.FOUND, Outcome.UNSURE) for result in results) else PROBLEM


def _holders(site: Site) -> dict[str, str]:
    """Return which instrument has which device node."""
    try:
        return {view.node: view.instrument for view in SerialWorkbench().ports(site.instruments) if view.instrument}
    except SettingsError:
        return {}  # to look, one need not be allowed to read what is assigned


def _ports(wanted: Sequence[str], holders: dict[str, str]) -> dict[str, str]:
    """Return the ports to try, each with its words. A console is only tried by request."""
    ports = serial_ports()
    words = {port.node: _port_words(port, holders) for port in ports}
    if not wanted:
        return {port.address: words[port.node] for port in ports if not port.console}
    words |= {port.address: words[port.node] for port in ports}
    for address in wanted:
        parse_address(address)
    return {address: words.get(address, "") for address in wanted}


def _port_words(port: SerialPort, holders: dict[str, str]) -> str:
    holder = holders.get(port.node)
    return f"{port.words}, assigned to '{holder}'" if holder else port.words


async def _probe(ports: dict[str, str], plans: Sequence[LinePlan]) -> list[PortResult]:
    """Probe all ports at once; each is as slow as its own line."""
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(_probe_one(address, plans)) for address in ports]
    return [task.result() for task in tasks]


async def _probe_one(address: str, plans: Sequence[LinePlan]) -> PortResult:
    clock = SystemClock()
    started_s = clock.monotonic_s()

    def say(words: str) -> None:
        sys.stderr.write(f"{clock.monotonic_s() - started_s:5.1f} s  {address}: {words}\n")

    return await Probe(address, plans, clock, say).run()


def entry(result: PortResult, words: str) -> dict[str, Any]:
    """Return the object of one port."""
    return {
        "port": result.port,
        "cable": words,
        "outcome": result.outcome.value,
        "drivers": [_claim(claim) for claim in result.claims],
        "tried": [
            {**dataclasses.asdict(attempt), "claims": [_claim(claim) for claim in attempt.claims]}
            for attempt in result.attempts
        ],
        "advice": result.advice,
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {**dataclasses.asdict(claim), "confidence": claim.confidence.name.lower()}


def _show(result: PortResult, words: str) -> None:
    lines = [f"{result.port}  {words}".rstrip(), f"    {result.outcome.replace('-', ' ')}"]
    for claim in result.claims:
        told = f", calls itself {claim.told}" if claim.told else ""
        share = f", {claim.understood:.0%} of the bytes understood" if claim.understood else ""
        lines.append(f"    {claim.driver}: {claim.confidence.name.lower()} ({claim.frames} frames{share}{told})")
    tried = "; ".join(f"{each.line}: {each.received_bytes} bytes" for each in result.attempts)
    lines += [f"    tried {tried}" if tried else "", f"    → {result.advice}"]
    print("\n".join(line for line in lines if line), flush=True)  # noqa: T201


def _show_bridges(arguments: argparse.Namespace) -> None:
    for bridge in hid_bridges():
        if arguments.json:
            write_json({"port": "", "cable": bridge.words, "outcome": "not-serial", "drivers": [], "tried": [],
                        "advice": HID_ADVICE})  # fmt: skip
        else:
            print(f"{bridge.words}\n    → {HID_ADVICE}")  # noqa: T201
