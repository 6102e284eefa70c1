# SPDX-License-Identifier: EUPL-1.2
"""A device's self-test: is it there, is it the right one, does it keep its pace, does it measure? One page of lines.

It runs the driver as a visit would, without telling the device to start a measurement.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from drivers.base import Driver
from drivers.bench.probe_plan import BENCH, invitation, waits_for_result
from drivers.bench.stopwatch import StopwatchLink
from drivers.links.link import LinkError
from drivers.links.opening import Opener, open_link
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.reading import InstrumentEvent, Progress, Reading, Scan, SensorChange, SensorState

PACE_TOLERANCE = 0.1
"""A device's pace may differ by so much from its facts; what a short look misses is part of it."""
PACE_SECONDS = 2.0
"""A pace that was looked at for a shorter time says nothing."""
SKIPPED_LIMIT = 0.02
"""More bytes than this part that fit nothing are a bad cable."""
CLOCK_LIMIT_S = 300.0
"""A device's clock that is more wrong should be set: results out of its memory are dated by it."""


class Mark(StrEnum):
    """How one line of the page ended."""

    PASS = "pass"
    FAIL = "fail"
    NOTE = "note"
    """Not a fault, but somebody should know."""
    SKIP = "skip"
    """Could not be looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CheckLine:
    """One line: ``what`` was found, and what to do (empty if all is well)."""

    name: str
    mark: Mark
    what: str
    todo: str = ""


def _good(name: str, what: str) -> CheckLine:
    return CheckLine(name=name, mark=Mark.PASS, what=what)


def _bad(name: str, what: str, todo: str) -> CheckLine:
    return CheckLine(name=name, mark=Mark.FAIL, what=what, todo=todo)


def _note(name: str, what: str, todo: str) -> CheckLine:
    return CheckLine(name=name, mark=Mark.NOTE, what=what, todo=todo)


def _skip(name: str, what: str, todo: str = "") -> CheckLine:
    return CheckLine(name=name, mark=Mark.SKIP, what=what, todo=todo)


STATE_ADVICE = {
    SensorState.SILENT: "Switch the device on, wake it and look at its cable.",
    SensorState.GARBAGE: "It is another device or another output format: kiosk devices probe",
    SensorState.FINGER_OUT: "Put a finger in and check again.",
    SensorState.SEARCHING: "Hold the finger still, warm it, and check for longer.",
    SensorState.NO_SIGNAL: "Place the sensor anew.",
    SensorState.SENSOR_FAULT: "Change the sensor.",
    SensorState.UNSTABLE: "Stand still until it has come to rest.",
    SensorState.UNPLUGGED: "Plug it in again.",
}


class Check:
    """One self-test of ``driver`` at ``port``."""

    def __init__(self, driver: type[Driver], port: str, clock: Clock, opener: Opener = open_link) -> None:
        self._class = driver
        self._port = port
        self._clock = clock
        self._opener = opener
        self._driver = driver(Assignment(name=BENCH, driver=str(driver.name), port=port), clock, self._deliver)
        self._unnamed = self._driver.device
        self._state = SensorState.CONNECTING
        self._failure = ""
        self._values = 0
        self._absent = ""
        self._offset_s: float | None = None
        self._gone = False
        self._watch: StopwatchLink | None = None

    async def run(self, seconds: float) -> tuple[CheckLine, ...]:
        """Test for so many seconds; shorter only if the port goes away."""
        try:
            link = await self._opener(self._port, self._class.line, self._class.new_interpreter)
        except LinkError as problem:
            return (_bad("port", str(problem), problem.hint),)
        self._watch = StopwatchLink(link, self._clock)
        try:
            async with asyncio.timeout(seconds):
                await self._driver.run(self._watch)
        except TimeoutError:
            pass
        except LinkError:
            self._gone = True
        finally:
            link.close()
        return self._page(seconds)

    def _deliver(self, event: InstrumentEvent) -> None:
        if isinstance(event, Reading):
            self._values += event.valid
            self._absent = str(event.absent or "")
            if event.clock_offset_s is not None:
                self._offset_s = event.clock_offset_s
        elif isinstance(event, Scan | Progress):
            self._values += isinstance(event, Scan)
        elif isinstance(event, SensorChange):
            self._state = event.state
            self._failure = str(event.failure or "")

    def _page(self, seconds: float) -> tuple[CheckLine, ...]:
        lines = [self._port_line(), self._line_line(), self._first_line(), self._identity_line(), self._pace_line()]
        return (*lines, self._noise_line(), self._reading_line(seconds), self._clock_line())

    def _port_line(self) -> CheckLine:
        if self._gone:
            return _bad(
                "port",
                f"{self._port} opened and then went away.",
                "Look at the plug and the cable; a hub with its own power helps.",
            )
        return _good("port", f"{self._port} opened.")

    def _line_line(self) -> CheckLine:
        return _good("line", f"The port took {self._class.line}.")

    def _first_line(self) -> CheckLine:
        watch = self._watch
        if self._driver.has_streamed and watch is not None:
            return _good("device", f"It answers; first bytes after {watch.first_s:.1f} s.")
        if watch is not None and watch.received_bytes:
            return _bad(
                "device",
                f"{watch.received_bytes} bytes came, but no good frame of {self._class.name}.",
                f"Look for the right driver: kiosk devices probe --port {self._port}",
            )
        if waits_for_result(self._class):
            return _skip(
                "device",
                "It says nothing until it has a result, and said nothing.",
                f"Check again, and meanwhile: {invitation([self._class])}.",
            )
        return _bad("device", "Nothing came.", STATE_ADVICE[SensorState.SILENT])

    def _identity_line(self) -> CheckLine:
        device = self._driver.device
        told = " ".join(filter(None, (device.maker, device.model, device.serial)))
        if device == self._unnamed:
            return _skip("identity", "The device does not tell its name.")
        return _good("identity", f"It calls itself {told}.")

    def _pace_line(self) -> CheckLine:
        interpreter, watch = self._driver.interpreter, self._watch
        if interpreter.rate_hz is None:
            return _skip("pace", f"{interpreter.ticks} results; it has no pace of its own.")
        span_s = 0.0 if watch is None else watch.span_s
        if span_s < PACE_SECONDS:
            return _skip("pace", "It talked for too short a time to tell.")
        rate_hz = interpreter.ticks / span_s
        what = f"{rate_hz:.1f} frames a second; {interpreter.rate_hz:g} are right."
        if abs(rate_hz / interpreter.rate_hz - 1) <= PACE_TOLERANCE:
            return _good("pace", what)
        return _bad("pace", what, "Change the cable or the adapter; frames are lost.")

    def _noise_line(self) -> CheckLine:
        tally = self._driver.interpreter.tally
        what = f"{tally.skipped_bytes} of {tally.fed_bytes} bytes fit nothing, in {tally.skipped_runs} places."
        if not tally.fed_bytes:
            return _skip("noise", "No bytes to look at.")
        # The first frame after opening is usually cut, which is no fault.
        if tally.skipped_runs <= 1 or tally.skipped_bytes <= SKIPPED_LIMIT * tally.fed_bytes:
            return _good("noise", what)
        return _bad("noise", what, "Change the cable, or keep it away from power lines.")

    def _reading_line(self, seconds: float) -> CheckLine:
        if self._values:
            return _good("reading", f"{self._values} values within {seconds:g} s.")
        why = self._failure or self._absent or str(self._state)
        todo = STATE_ADVICE.get(self._state, f"To see one: {invitation([self._class])}.")
        return _note("reading", f"No value: {why}.", todo)

    def _clock_line(self) -> CheckLine:
        offset_s = self._driver.clock_offset_s if self._offset_s is None else self._offset_s
        if offset_s is None:
            return _skip("clock", "The device did not tell its clock.")
        what = f"The device's clock is {abs(offset_s):.0f} s {'ahead' if offset_s > 0 else 'behind'}."
        if abs(offset_s) <= CLOCK_LIMIT_S:
            return _good("clock", what)
        return _bad("clock", what, "Set the device's clock; it dates its results.")


def passed(lines: Sequence[CheckLine]) -> bool:
    """Tell whether nothing failed."""
    return not any(line.mark is Mark.FAIL for line in lines)
