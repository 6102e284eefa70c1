# SPDX-License-Identifier: EUPL-1.2
"""`kiosk devices simulate`: be a device on a pseudo-terminal until told to stop."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from pathlib import Path

from drivers.cli.output import complain
from drivers.links.pty import PtyPort
from drivers.names import parse_name
from drivers.registry import find, simulated
from drivers.simulation.device import SimulatedDevice, SimulatorError, SimulatorReason, Timeline
from drivers.simulation.faults import Fault
from drivers.simulation.run import Simulation, Style, scenario

STDIN = 0
LINE_BYTES = 4096


def run(arguments: argparse.Namespace) -> int:
    """Simulate a device; exit code as in the help."""
    name = parse_name(arguments.name)
    device = simulated(name).make(arguments.variant)
    if arguments.words:
        _show_words(device)
        return 0
    if not arguments.link:
        raise SimulatorError(
            "It is not said where the port shall appear.", reason=SimulatorReason.UNKNOWN_WORD, hint="Give --link PATH."
        )
    timeline = _timeline(device, arguments)
    line = None if arguments.any_speed else find(name).line
    pace = max(arguments.pace, 0.01)
    style = Style(pace=pace, line=line, mid_frame=arguments.mid_frame, faults=_faults(arguments.fault))
    simulation = Simulation(device, PtyPort(Path(arguments.link)), timeline, style)
    for command in _said(arguments):
        simulation.obey(command)
    asyncio.run(_simulate(simulation, arguments.name))
    return 0


def _said(arguments: argparse.Namespace) -> list[str]:
    """Return what the device is told at the start."""
    options = {"spo2": arguments.spo2, "pulse": arguments.pulse, "search-time": arguments.search}
    return [*(f"{word} {value}" for word, value in options.items() if value is not None), *arguments.say]


def _timeline(device: SimulatedDevice, arguments: argparse.Namespace) -> Timeline:
    timeline = scenario(device, arguments.scenario)
    if arguments.finger_after is None:
        return timeline
    kept = tuple(step for step in timeline if not step[1].startswith("finger"))
    return (*kept, (0.0, "finger out"), (arguments.finger_after, "finger in"))


def _show_words(device: SimulatedDevice) -> None:
    lines = [f"variants: {', '.join(device.variants)}", "scenarios:"]
    for name, timeline in device.scenarios.items():
        steps = "; ".join(f"{at_s:g} s {command}" for at_s, command in timeline)
        lines.append(f"  {name:<16} {steps}".rstrip())
    lines += ["commands:", *(f"  {word.usage:<26} {word.help}" for word in device.words.values())]
    print("\n".join(lines))  # noqa: T201


def _faults(names: list[str]) -> tuple[Fault, ...]:
    try:
        return tuple(Fault(name) for name in names)
    except ValueError:
        raise SimulatorError(
            f"There is no such fault among: {', '.join(names)}.",
            reason=SimulatorReason.UNKNOWN_WORD,
            hint=f"Known: {', '.join(Fault)}.",
        ) from None


async def _simulate(simulation: Simulation, name: str) -> None:
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, simulation.stop)
    simulation.port.plug()
    print(f"{name} is ready at {simulation.port.path}", flush=True)  # noqa: T201
    _listen(simulation, loop)
    await simulation.run()


def _listen(simulation: Simulation, loop: asyncio.AbstractEventLoop) -> None:
    """Obey standard input, if there is one that this process may read."""
    if os.isatty(STDIN) and os.tcgetpgrp(STDIN) != os.getpgrp():
        return  # in the background of a terminal a read would stop the process
    ears = Ears(simulation)
    try:
        loop.add_reader(STDIN, ears.hear, loop)
    except PermissionError:
        # A file or /dev/null is always ready and cannot be watched: what it says is said at the start.
        while ears.hear(None):
            pass
    except OSError:
        return  # standard input is closed


class Ears:
    """Turn standard input into commands, line by line."""

    def __init__(self, simulation: Simulation) -> None:
        self._simulation = simulation
        self._rest = b""

    def hear(self, loop: asyncio.AbstractEventLoop | None) -> bool:
        """Take what is there; return False at the end. The simulation goes on without listening."""
        data = os.read(STDIN, LINE_BYTES)
        *lines, self._rest = (self._rest + data + (b"" if data else b"\n")).split(b"\n")
        for line in lines:
            self._obey(line.decode(errors="replace").strip())
        if not data and loop is not None:
            loop.remove_reader(STDIN)
        return bool(data)

    def _obey(self, line: str) -> None:
        if not line:
            return
        try:
            self._simulation.obey(line)
        except SimulatorError as problem:
            complain(str(problem))
        sys.stderr.flush()
