# SPDX-License-Identifier: EUPL-1.2
"""Simulated devices on pseudo-terminals, for the technician's tools."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from pathlib import Path

from drivers.links.pty import PtyPort
from drivers.names import DriverName
from drivers.registry import find, simulated
from drivers.simulation.run import Simulation, Style

DEADLINE_S = 20


@contextlib.asynccontextmanager
async def devices(
    wanted: Mapping[Path, tuple[DriverName, Sequence[str]]], *, pace: float = 4.0
) -> AsyncIterator[dict[Path, Simulation]]:
    """Plug devices in, each with what it is told at the start; a host with the wrong speed hears garbage."""
    simulations: dict[Path, Simulation] = {}
    for path, (name, words) in wanted.items():
        style = Style(pace=pace, line=find(name).line)
        simulations[path] = Simulation(simulated(name).make(), PtyPort(path), (), style)
        simulations[path].port.plug()
        for word in words:
            simulations[path].obey(word)
    tasks = [asyncio.create_task(simulation.run()) for simulation in simulations.values()]
    try:
        yield simulations
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


@contextlib.contextmanager
def background(wanted: Mapping[Path, tuple[DriverName, Sequence[str]]], *, pace: float = 4.0) -> Iterator[None]:
    """Plug devices in that live in a thread, for commands that have a loop of their own."""
    ready, over = threading.Event(), threading.Event()

    async def live() -> None:
        async with devices(wanted, pace=pace):
            ready.set()
            while not over.is_set():
                await asyncio.sleep(0.02)

    thread = threading.Thread(target=asyncio.run, args=(live(),), daemon=True)
    thread.start()
    assert ready.wait(DEADLINE_S)
    try:
        yield
    finally:
        over.set()
        thread.join(DEADLINE_S)
