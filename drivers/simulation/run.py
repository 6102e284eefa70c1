# SPDX-License-Identifier: EUPL-1.2
"""Run a simulated device on a pseudo-terminal: its pace, its faults, and what it is told while it runs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.links.ports import LineSettings
from drivers.links.pty import PtyPort
from drivers.simulation.device import SimulatedDevice, Timeline, number, unknown
from drivers.simulation.faults import REGULAR_EVERY_S, REGULAR_S, Fault, FaultyLine

GLUE_CHANCE = 0.2
"""Part of the frames that reach the host together with the next one, as USB adapters do."""
CATCH_UP_S = 0.5
"""After a longer pause (a suspended laptop) the device goes on from now instead of catching up."""
MID_FRAME_BYTES = 4


def scenario(device: SimulatedDevice, name: str) -> Timeline:
    """Return a scenario's timeline, the device's first for an empty name. Raises `SimulatorError`."""
    if not name:
        return next(iter(device.scenarios.values()))
    if name not in device.scenarios:
        raise unknown("scenario", name, device.scenarios)
    return device.scenarios[name]


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How a simulation runs. ``pace`` above 1 is faster than the device, and its line with it.

    ``line``: the settings of the device's line, whose speed its bytes keep. A host that set another speed gets garbage,
    and the device gets garbage from it. None: bytes take no time.
    """

    pace: float = 1.0
    line: LineSettings | None = None
    mid_frame: bool = False
    faults: tuple[Fault, ...] = ()


class Simulation:
    """One device on one pseudo-terminal."""

    def __init__(
        self,
        device: SimulatedDevice,
        port: PtyPort,
        timeline: Sequence[tuple[float, str]] = (),
        style: Style | None = None,
    ) -> None:
        self.device = device
        self.port = port
        self.line = FaultyLine()
        self._style = style or Style()
        self._timeline = deque(sorted(timeline, key=lambda step: step[0]))
        self._stopped = False
        self._held = b""
        self._wire = bytearray()
        self._credit_bytes = 0.0
        self._glue_frames = 0
        self._cut = self._style.mid_frame
        self._next_fault_s = REGULAR_EVERY_S
        self._replug_s: float | None = None

    async def run(self) -> None:
        """Be the device until told to quit. Raises `PtyError` when the link cannot be made."""
        loop = asyncio.get_running_loop()
        self.port.plug()
        self._follow_timeline()
        due_s = loop.time()
        try:
            while not self._stopped:
                self.step()
                due_s = max(due_s + 1 / self.device.rate_hz / self._style.pace, loop.time() - CATCH_UP_S)
                await asyncio.sleep(max(0.0, due_s - loop.time()))
        finally:
            self.port.unplug()

    def step(self) -> None:
        """Let one sample's time pass."""
        self._follow_timeline()
        if self.port.host_arrived():
            self.device.connected()
            self._cut = self._style.mid_frame
        heard = self.port.read()
        self.device.receive(heard if self._speeds_agree() else self.line.noise(len(heard)))
        self._send(self.line.apply(self.device.tick(), self.device.now_s))
        self._transmit()

    def stop(self) -> None:
        """End `run` at its next sample."""
        self._stopped = True

    def obey(self, command: str) -> None:
        """Do what one line of standard input says. Raises `SimulatorError`."""
        word, _, argument = command.strip().partition(" ")
        if word in _WORDS:
            _WORDS[word](self, argument.strip())
        elif word in self.device.words:
            self.device.obey(command)
        else:
            raise unknown("command", word, (*self.device.words, *_WORDS))

    def unplug(self) -> None:
        """Take the device out."""
        self._held = b""
        self._wire.clear()
        self.port.unplug()

    def replug(self) -> None:
        """Put the device in again; it has been without power."""
        self.device.power_on()
        self.port.plug()

    def glue(self, frames: int) -> None:
        """Let the next frames arrive together."""
        self._glue_frames = frames

    def _send(self, data: bytes) -> None:
        if self._cut and data:
            data, self._cut = data[MID_FRAME_BYTES:], False
        data = self._held + data
        self._glue_frames -= self._glue_frames > 0
        if self._glue_frames or (data and not self._held and self.line.chance(GLUE_CHANCE)):
            self._held = data
            return
        self._held = b""
        self._wire += data

    def _transmit(self) -> None:
        """Let as many bytes reach the host as the line carries in one tick."""
        settings = self._style.line
        if settings is None:
            count = len(self._wire)
        else:
            self._credit_bytes += settings.bytes_per_s / self.device.rate_hz
            count = min(int(self._credit_bytes), len(self._wire))
            # An idle line saves nothing up, but the part of a byte that is under way goes on.
            self._credit_bytes = self._credit_bytes - count if count < len(self._wire) else self._credit_bytes % 1
        data = bytes(self._wire[:count])
        del self._wire[:count]
        self.port.write(data if self._speeds_agree() else self.line.noise(len(data)))

    def _speeds_agree(self) -> bool:
        speed = self.port.line_speed() if self._style.line is not None else None
        return speed is None or self._style.line is None or speed == self._style.line.baud

    def _follow_timeline(self) -> None:
        now_s = self.device.now_s
        while self._timeline and self._timeline[0][0] <= now_s:
            self.obey(self._timeline.popleft()[1])
        if self._replug_s is not None and now_s >= self._replug_s:
            self._replug_s = None
            self.replug()
        if self._style.faults and now_s >= self._next_fault_s:
            self._next_fault_s = now_s + REGULAR_EVERY_S
            for fault in self._style.faults:
                self._strike(fault)

    def _strike(self, fault: Fault) -> None:
        if fault is Fault.UNPLUG:
            self._replug_s = self.device.now_s + REGULAR_S[fault]
            self.unplug()
        elif fault in REGULAR_S:
            self.line.last(fault, self.device.now_s + REGULAR_S[fault])
        else:
            self.line.strike(fault, 1)


def _lasting(fault: Fault) -> Callable[[Simulation, str], None]:
    def last(run: Simulation, text: str) -> None:
        run.line.last(fault, run.device.now_s + number(text or "1", 0, 3600))

    return last


def _striking(fault: Fault) -> Callable[[Simulation, str], None]:
    def strike(run: Simulation, text: str) -> None:
        run.line.strike(fault, int(number(text or "1", 1, 100_000)))

    return strike


_WORDS: dict[str, Callable[[Simulation, str], None]] = {
    "unplug": lambda run, _: run.unplug(),
    "replug": lambda run, _: run.replug(),
    "silence": _lasting(Fault.SILENCE),
    "garbage": _lasting(Fault.GARBAGE),
    "drop": _striking(Fault.DROP),
    "duplicate": _striking(Fault.DUPLICATE),
    "flip": _striking(Fault.FLIP),
    "late": lambda run, text: run.glue(int(number(text or "2", 1, 1000))),
    "quit": lambda run, _: run.stop(),
}
