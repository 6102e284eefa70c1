# SPDX-License-Identifier: EUPL-1.2
"""What instruments cost: each driver by itself, and eight of them at full rate together.

Together: simulators run at the device's pace and line speed in another process; this process is a shelf and nothing
else. The delay of a reading is counted from the moment its last byte was written into the pseudo-terminal: the bytes
that were sent are decoded again, one by one, to find which byte completed which reading.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import importlib
import json
import pickle
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drivers.described.simulator import SimulatedDescribed
from drivers.dialogue import Dialogue
from drivers.items import PublishedReading
from drivers.registry import find, names, simulated
from drivers.shelf import SerialShelf
from drivers.simulation.device import SimulatedDevice
from kiosk.capability import Assignment
from kiosk.clock import SystemClock
from kiosk.reading import Flag, InstrumentEvent, Reading

EIGHT: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("contec_9byte", ()),
    ("contec_5byte", ()),
    ("bci_5byte", ()),
    ("nonin_2", ()),
    ("nonin_7", ()),
    ("berry_pm6750", ()),
    ("scale_stgs", ()),
    ("masimo_ascii1", ()),
)
"""The instruments that run together: driver, and what the simulator is told first."""
EXAMPLE_TIMES = 50
FEWEST_FRAMES = 10
ALONE_S = 30.0
"""So much of the device's time is decoded for the cost of one driver."""


def add_command(benches: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `drivers`."""
    parser = benches.add_parser("drivers", help="cost and delay of the instruments", description=__doc__)
    parser.add_argument(
        "--seconds", type=float, default=30.0, help="how long eight run together (default: %(default)s)"
    )
    parser.add_argument("--only", choices=("alone", "together"), help="one half of the bench")
    parser.set_defaults(func=run)


def run(arguments: argparse.Namespace) -> int:
    """Print the figures."""
    if arguments.only != "together":
        print(f"{'driver':<22} {'frames/s':>9} {'bytes/s':>9} {'us/frame':>9} {'% of a core':>11}")  # noqa: T201
        for name in names():
            print(alone(name), flush=True)  # noqa: T201
    if arguments.only != "alone":
        print(together(arguments.seconds).report())  # noqa: T201
    return 0


def recorded(name: str, device_s: float) -> Iterator[bytes]:
    """Yield what a simulated device says, tick by tick, after everything its driver says at the start."""
    device = simulated(name).make()
    dialogue = _dialogue(name)
    device.connected()
    _tell(device, dialogue.outgoing())
    for _ in range(round(device_s * device.rate_hz)):
        if device.now_s >= dialogue.due_s:
            dialogue.passed(device.now_s)
        _tell(device, dialogue.outgoing())
        if said := device.tick():
            yield said


def _dialogue(name: str) -> Dialogue[Any]:
    driver = find(name)(Assignment(name="bench", driver=name, port="-"), SystemClock(), lambda _: None)
    dialogue = driver.new_dialogue()
    dialogue.opened(0.0)
    return dialogue


def _tell(device: SimulatedDevice, writes: Sequence[bytes]) -> None:
    for data in writes:
        device.receive(data)


def alone(name: str) -> str:
    """Measure one driver by itself; return its line.

    A device that says nothing until somebody uses it is measured with the bytes of its tests, and has no rate.
    """
    pieces = list(recorded(name, ALONE_S))
    if _decoded(name, pieces)[0] < FEWEST_FRAMES:
        frames, spent_s = _decoded(name, _example(name) * EXAMPLE_TIMES)
        return f"{name:<22} {'-':>9} {'-':>9} {spent_s / max(frames, 1) * 1e6:9.1f} {'-':>11}"
    frames, spent_s = _decoded(name, pieces)
    return (
        f"{name:<22} {frames / ALONE_S:9.1f} {sum(map(len, pieces)) / ALONE_S:9.0f} "
        f"{spent_s / frames * 1e6:9.1f} {spent_s / ALONE_S * 100:11.2f}"
    )


def _decoded(name: str, pieces: Sequence[bytes]) -> tuple[int, float]:
    """Decode; return how many frames there were and how many seconds of the processor they took."""
    interpreter = find(name).new_interpreter()
    before_s = time.process_time()
    for piece in pieces:
        interpreter.feed(piece)
    return interpreter.tally.frames, time.process_time() - before_s


def _example(name: str) -> list[bytes]:
    device = simulated(name).make()
    if isinstance(device, SimulatedDescribed):
        return [example.raw for example in device.description.examples]
    return [example.data for example in importlib.import_module(f"tests.drivers.{name}.example").EXAMPLES]


@dataclass(kw_only=True)
class Together:
    """What eight instruments cost."""

    seconds: float
    cpu_s: float
    grown_kib: int
    events: int
    delays_ms: list[float] = field(default_factory=list)

    def report(self) -> str:
        delays = sorted(self.delays_ms) or [float("nan")]
        p99 = delays[min(len(delays) - 1, int(len(delays) * 0.99))]
        return (
            f"eight together for {self.seconds:.0f} s: {self.cpu_s / self.seconds * 100:.2f} % of a core, "
            f"{self.grown_kib / 1024:.1f} MiB grown, {self.events} events; last byte to event bus of "
            f"{len(self.delays_ms)} readings: p50 {statistics.median(delays):.1f} ms, p99 {p99:.1f} ms, "
            f"max {delays[-1]:.1f} ms"
        )


def together(seconds: float) -> Together:
    """Run eight simulators in another process and a shelf in this one."""
    for driver, _ in EIGHT:
        find(driver)
    with tempfile.TemporaryDirectory() as folder, _simulators(Path(folder)) as devices:
        result, delivered = asyncio.run(_measure(Path(folder), seconds))
        devices.communicate(timeout=20.0)
        sent = pickle.loads((Path(folder) / "sent.pickle").read_bytes())
    for name, stamps in delivered.items():
        driver = EIGHT[int(name.split("-")[0])][0]
        result.delays_ms += [(at - due) * 1000 for at, due in zip(stamps, _completed(driver, sent[name]), strict=False)]
    return result


@contextlib.contextmanager
def _simulators(folder: Path) -> Iterator[subprocess.Popen[str]]:
    order = {
        "folder": str(folder),
        "devices": [[_name(i), driver, list(said)] for i, (driver, said) in enumerate(EIGHT)],
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.simulators"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(json.dumps(order) + "\n")
    process.stdin.flush()
    process.stdout.readline()
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _name(index: int) -> str:
    return f"{index}-{EIGHT[index][0].replace('_', '-')}"


async def _measure(folder: Path, seconds: float) -> tuple[Together, dict[str, list[float]]]:
    delivered: dict[str, list[float]] = {_name(i): [] for i in range(len(EIGHT))}
    events = 0

    def deliver(event: InstrumentEvent) -> None:
        nonlocal events
        events += 1
        if isinstance(event, Reading) and Flag.FROM_MEMORY not in event.flags:
            delivered[event.instrument].append(time.monotonic())

    before = resource.getrusage(resource.RUSAGE_SELF)
    assignments = [
        Assignment(name=_name(i), driver=driver, port=str(folder / _name(i))) for i, (driver, _) in enumerate(EIGHT)
    ]
    shelf = asyncio.create_task(SerialShelf(assignments, SystemClock()).run(deliver))
    await asyncio.sleep(seconds)
    after = resource.getrusage(resource.RUSAGE_SELF)
    shelf.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await shelf
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Together(
        seconds=seconds, cpu_s=cpu_s, grown_kib=after.ru_maxrss - before.ru_maxrss, events=events
    ), delivered


def _completed(driver: str, sent: Sequence[tuple[float, bytes]]) -> Iterator[float]:
    """Yield for every reading, in order, when the byte that completed it was sent."""
    interpreter = find(driver).new_interpreter()
    for at_s, data in sent:
        for byte in data:
            for item in interpreter.feed(bytes([byte])):
                if isinstance(item, PublishedReading):
                    yield at_s
