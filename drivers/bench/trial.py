# SPDX-License-Identifier: EUPL-1.2
"""Probing and checking as a screen needs them: how far it is, and keys instead of sentences."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Any

from drivers.base import Driver
from drivers.bench.check import STATE_ADVICE, Check, CheckLine, Mark
from drivers.bench.evidence import Confidence
from drivers.bench.probe import PortResult, Probe, Say
from drivers.bench.probe_plan import LinePlan, plan, waits_for_result
from drivers.interpreter import Interpreter
from drivers.links.link import Link, LinkError
from drivers.links.opening import Opener, open_link
from drivers.links.ports import LineSettings, parse_address, parse_line
from drivers.registry import find, names
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.reading import SensorState
from kiosk.workbench import Candidate, Finding, Outcome, Problem, Tell, Trial, Verdict

TEST_S = 8.0
"""Long enough for a device that talks to be heard, and for its pace to be told."""
RESULT_S = 60.0
"""For a device that waits for a result: a cuff needs most of a minute."""
TELL_EVERY_S = 0.25
"""How often it is told how far a trial is."""

_PROBLEMS = {"port": Problem.PORT, "pace": Problem.PACE, "noise": Problem.NOISE, "clock": Problem.CLOCK}
"""Lines of a check's page, and what a failure of each means."""


async def probe(port: str, clock: Clock, tell: Tell, opener: Opener = open_link) -> Finding:
    """Find out what hangs on ``port``."""
    parse_address(port)
    plans = plan([find(name) for name in names()])
    door = _Door(opener)
    result = await Probe(port, plans, clock, _listener(plans, tell), door.open).run()
    tell(1.0, "")
    return _finding(result, door.trouble)


async def test(assignment: Assignment, clock: Clock, tell: Tell, opener: Opener = open_link) -> Trial:
    """Try the device at a port with a driver, at the assignment's own line settings if it has any."""
    port, chosen = assignment.port, find(assignment.driver)
    parse_address(port)
    line = parse_line(assignment.line, chosen.line) if assignment.line else chosen.line
    seconds = RESULT_S if waits_for_result(chosen) else TEST_S
    checking = asyncio.create_task(_check(chosen, port, clock, seconds, _at_line(opener, line)))
    begun_s = clock.monotonic_s()
    try:
        while not checking.done():
            tell(min(1.0, (clock.monotonic_s() - begun_s) / seconds), str(line))
            await asyncio.wait([checking], timeout=TELL_EVERY_S)
        return checking.result()
    finally:
        checking.cancel()
        await asyncio.wait([checking])


def _at_line(opener: Opener, line: LineSettings) -> Opener:
    async def opened(port: str, _: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None) -> Link:
        return await opener(port, line, interpreter)

    return opened


async def _check(driver: type[Driver], port: str, clock: Clock, seconds: float, opener: Opener) -> Trial:
    return trial_of(await Check(driver, port, clock, opener).run(seconds))


def trial_of(lines: Sequence[CheckLine]) -> Trial:
    """Sum up a check's page."""
    marks = {line.name: line.mark for line in lines}
    failed = tuple(_problem(line) for line in lines if line.mark is Mark.FAIL)
    if {Problem.PORT, Problem.SILENT, Problem.OTHER_DEVICE} & set(failed):
        verdict = Verdict.FAILS
    elif marks.get("reading") is Mark.PASS:
        verdict = Verdict.MEASURES
    else:
        verdict = Verdict.ANSWERS if marks.get("device") is Mark.PASS else Verdict.WAITS
    return Trial(verdict=verdict, problems=failed)


def _problem(line: CheckLine) -> Problem:
    if line.name == "device":
        return Problem.SILENT if line.todo == STATE_ADVICE[SensorState.SILENT] else Problem.OTHER_DEVICE
    return _PROBLEMS[line.name]


class _Door:
    """Opens ports, and remembers why one could not be opened."""

    def __init__(self, opener: Opener) -> None:
        self._opener = opener
        self.trouble = ""

    async def open(self, address: str, line: LineSettings, interpreter: Callable[[], Interpreter[Any]] | None) -> Link:
        try:
            return await self._opener(address, line, interpreter)
        except LinkError as problem:
            self.trouble = str(problem.reason)
            raise


def _listener(plans: Sequence[LinePlan], tell: Tell) -> Say:
    """Make what takes the probe's words, each of which begins with a line setting, and tells how far it is."""
    total_s = sum(each.seconds for each in plans)
    before: dict[str, float] = {}
    done_s = 0.0
    for each in plans:
        before[str(each.line)] = done_s / total_s
        done_s += each.seconds

    def say(words: str) -> None:
        line = words.partition(": ")[0]
        if line in before:
            tell(before[line], line)

    return say


def _finding(result: PortResult, trouble: str) -> Finding:
    candidates = tuple(
        Candidate(driver=claim.driver, sure=claim.confidence is Confidence.CERTAIN, told=claim.told)
        for claim in result.claims
    )
    trouble = trouble if result.outcome is Outcome.NOT_OPEN else ""
    return Finding(port=result.port, outcome=result.outcome, candidates=candidates, trouble=trouble)
