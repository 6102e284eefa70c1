# SPDX-License-Identifier: EUPL-1.2
"""Run a simulated device on a pseudo-terminal: its pace, its faults, and what it is told while it runs."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.faults import REGULAR_EVERY_S, REGULAR_S, Fault, FaultyLine
from drivers.link_pty import PtyPort
from drivers.simulator import SimulatedDevice, SimulatorError, SimulatorReason, Situation

GLUE_CHANCE = 0.2
"""Part of the frames that reach the host together with the next one, as USB adapters do."""
CATCH_UP_S = 0.5
"""After a longer pause (a suspended laptop) the device goes on from now instead of catching up."""
MID_FRAME_BYTES = 4

SCENARIOS: dict[str, tuple[tuple[float, str], ...]] = {
    "steady": (),
    "visit": ((0.0, "finger out"), (2.0, "finger in")),
    "finger-out": ((10.0, "finger out"),),
    "searching": ((0.0, "search on"),),
    "low-perfusion": ((0.0, "strength 1"),),
    "probe-error": ((0.0, "probe-error on"),),
    "no-finger": ((0.0, "finger out"),),
}
"""What happens when, in seconds from the start, in the words of `Simulation.obey`."""


def scenario(name: str, finger_after_s: float | None) -> tuple[tuple[float, str], ...]:
    """Return a scenario's timeline. Raises `SimulatorError` for an unknown one."""
    if name not in SCENARIOS:
        raise SimulatorError(
            f"There is no scenario '{name}'.",
            reason=SimulatorReason.UNKNOWN_WORD,
            hint=f"Known: {', '.join(SCENARIOS)}.",
        )
    if finger_after_s is None:
        return SCENARIOS[name]
    kept = tuple(step for step in SCENARIOS[name] if not step[1].startswith("finger"))
    return (*kept, (0.0, "finger out"), (finger_after_s, "finger in"))


@dataclass(frozen=True, kw_only=True, slots=True)
class Style:
    """How a simulation runs. ``pace`` above 1 is faster than the device."""

    pace: float = 1.0
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
        self.device.receive(self.port.read())
        self._send(self.line.apply(self.device.tick(), self.device.now_s))

    def stop(self) -> None:
        """End `run` at its next sample."""
        self._stopped = True

    def obey(self, command: str) -> None:
        """Do what one line of standard input says. Raises `SimulatorError`."""
        word, _, argument = command.strip().partition(" ")
        if word not in _WORDS:
            raise SimulatorError(
                f"There is no command '{word}'.",
                reason=SimulatorReason.UNKNOWN_WORD,
                hint=f"Known: {', '.join(_WORDS)}.",
            )
        _WORDS[word](self, argument.strip())

    def unplug(self) -> None:
        """Take the device out."""
        self._held = b""
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
        self.port.write(data)

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


def _number(text: str, low: float, high: float) -> float:
    try:
        number = float(text)
    except ValueError:
        number = low - 1
    if not low <= number <= high:
        raise SimulatorError(
            f"'{text}' is not a number from {low:g} to {high:g}.",
            reason=SimulatorReason.BAD_NUMBER,
            hint="Give such a number.",
        )
    return number


def _choose(text: str, words: tuple[str, str], default: str = "") -> bool:
    if (text or default) not in words:
        raise SimulatorError(
            f"'{text}' is neither '{words[0]}' nor '{words[1]}'.",
            reason=SimulatorReason.UNKNOWN_WORD,
            hint="Say one of them.",
        )
    return (text or default) == words[0]


def check(situation: Situation) -> None:
    """Raise `SimulatorError` unless the device can send these numbers."""
    _number(str(situation.spo2_percent), 1, 100)
    _number(str(situation.pulse_bpm), 18, 254)
    _number(str(situation.search_s), 0, 3600)


def _finger(run: Simulation, text: str) -> None:
    run.device.situation.finger = _choose(text, ("in", "out"))


def _spo2(run: Simulation, text: str) -> None:
    run.device.situation.spo2_percent = int(_number(text, 1, 100))


def _pulse(run: Simulation, text: str) -> None:
    run.device.situation.pulse_bpm = int(_number(text, 18, 254))


def _strength(run: Simulation, text: str) -> None:
    run.device.situation.strength = int(_number(text, 0, 8))


def _probe_error(run: Simulation, text: str) -> None:
    run.device.situation.probe_error = _choose(text, ("on", "off"), "on")


def _search(run: Simulation, text: str) -> None:
    run.device.situation.never_locks = _choose(text, ("on", "off"), "on")


def _lasting(fault: Fault) -> Callable[[Simulation, str], None]:
    def last(run: Simulation, text: str) -> None:
        run.line.last(fault, run.device.now_s + _number(text or "1", 0, 3600))

    return last


def _striking(fault: Fault) -> Callable[[Simulation, str], None]:
    def strike(run: Simulation, text: str) -> None:
        run.line.strike(fault, int(_number(text or "1", 1, 100_000)))

    return strike


_WORDS: dict[str, Callable[[Simulation, str], None]] = {
    "finger": _finger,
    "spo2": _spo2,
    "pulse": _pulse,
    "strength": _strength,
    "probe-error": _probe_error,
    "search": _search,
    "unplug": lambda run, _: run.unplug(),
    "replug": lambda run, _: run.replug(),
    "silence": _lasting(Fault.SILENCE),
    "garbage": _lasting(Fault.GARBAGE),
    "drop": _striking(Fault.DROP),
    "duplicate": _striking(Fault.DUPLICATE),
    "flip": _striking(Fault.FLIP),
    "late": lambda run, text: run.glue(int(_number(text or "2", 1, 1000))),
    "quit": lambda run, _: run.stop(),
}
