# SPDX-License-Identifier: EUPL-1.2
"""Simulated devices in a process of their own, which remember when each byte left them.

Run as a program with one JSON line on standard input: ``{"folder": …, "devices": [[port, driver, [command, …]], …]}``.
It says "ready", runs until its input ends and then writes ``sent.pickle``: port → [(monotonic seconds, bytes), …].
"""

from __future__ import annotations

import asyncio
import json
import pickle
import sys
import time
from pathlib import Path

from drivers.links.pty import PtyPort
from drivers.registry import find, simulated
from drivers.simulation.run import Simulation, Style


class RememberingPort(PtyPort):
    """A port that notes what the host will get, and when."""

    def __init__(self, path: Path) -> None:
        super().__init__(path)
        self.sent: list[tuple[float, bytes]] = []

    def write(self, data: bytes) -> int:
        now_s = time.monotonic()
        count = super().write(data)
        if count:
            self.sent.append((now_s, data[:count]))
        return count


async def main() -> None:
    """Be the devices."""
    order = json.loads(sys.stdin.readline())
    folder = Path(order["folder"])
    simulations: dict[str, Simulation] = {}
    ports: dict[str, RememberingPort] = {}
    for name, driver, said in order["devices"]:
        ports[name] = RememberingPort(folder / name)
        simulations[name] = Simulation(simulated(driver).make(), ports[name], (), Style(line=find(driver).line))
        for command in said:
            simulations[name].obey(command)
    tasks = [asyncio.create_task(simulation.run()) for simulation in simulations.values()]
    await asyncio.sleep(0)
    print("ready", flush=True)  # noqa: T201
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    for simulation in simulations.values():
        simulation.stop()
    await asyncio.gather(*tasks)
    (folder / "sent.pickle").write_bytes(pickle.dumps({name: port.sent for name, port in ports.items()}))


if __name__ == "__main__":
    asyncio.run(main())
