# SPDX-License-Identifier: EUPL-1.2
"""Finds out what hangs on a port: listens at each line setting, then lets drivers say what they say on a new port.

Everything has a deadline (`probe_plan`); each line setting is opened once. Nothing that was measured is kept: counts
and the device's own model name are all that leaves this module.
"""

from __future__ import annotations

import asyncio
import string
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from drivers.base import Driver
from drivers.bench.evidence import Claim, Confidence, Evidence, rank
from drivers.bench.probe_plan import ASK_S, BENCH, LinePlan, invitation
from drivers.links.link import Link, LinkError, LinkReason
from drivers.links.opening import Opener, open_link
from kiosk.capability import Assignment
from kiosk.clock import Clock
from kiosk.deadline import Deadline
from kiosk.reading import InstrumentEvent, Reading, Scan
from kiosk.workbench import Outcome as Outcome

FEW_BYTES = 4
"""So few bytes are a plug going in, or a line that wakes up."""
TEXT = frozenset(string.printable.encode())


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One line setting: how many bytes came, and what the drivers made of them."""

    line: str
    received_bytes: int
    asked: tuple[str, ...]
    claims: tuple[Claim, ...]
    text: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class PortResult:
    """What was found out about one port, and what somebody should do now."""

    port: str
    outcome: Outcome
    claims: tuple[Claim, ...]
    attempts: tuple[Attempt, ...]
    advice: str


Say = Callable[[str], None]
"""Takes one line about what is being tried."""


class Probe:
    """Looks at one port. ``address`` as in `drivers.links.ports`; ``say`` is told everything as it happens."""

    def __init__(
        self, address: str, plans: Sequence[LinePlan], clock: Clock, say: Say, opener: Opener = open_link
    ) -> None:
        self._address = address
        self._plans = plans
        self._clock = clock
        self._say = say
        self._opener = opener

    async def run(self) -> PortResult:
        """Try until one driver is certain or everything was tried."""
        attempts: list[Attempt] = []
        for plan in self._plans:
            try:
                attempt = await self._attempt(plan)
            except LinkError as problem:
                self._say(str(problem))
                return self._result(Outcome.NOT_OPEN, attempts, str(problem))
            attempts.append(attempt)
            if attempt.claims and attempt.claims[0].confidence is Confidence.CERTAIN:
                break
        return self._judge(attempts)

    async def _attempt(self, plan: LinePlan) -> Attempt:
        self._say(f"{plan.line}: listening as {_count(plan.listening)}")
        try:
            link = await self._opener(self._address, plan.line, None)
        except LinkError as problem:
            if problem.reason is not LinkReason.WRONG_LINE:
                raise
            self._say(f"{plan.line}: the adapter cannot do it")
            return Attempt(line=str(plan.line), received_bytes=0, asked=(), claims=())
        ear = Ear(link, plan.listening)
        asked: list[str] = []
        try:
            await ear.listen(Deadline.after(self._clock, plan.listen_s))
            if ear.received_bytes:
                await ear.listen(Deadline.after(self._clock, plan.longer_s))
            for driver in plan.asking if not ear.understood and ear.received_bytes <= FEW_BYTES else ():
                self._say(f"{plan.line}: asking as {driver.name}")
                asked.append(str(driver.name))
                await self._ask(ear, driver)
                if ear.understood:
                    break
        finally:
            link.close()
        claims = ear.claims
        self._say(f"{plan.line}: {ear.received_bytes} bytes{_words(claims)}")
        return Attempt(
            line=str(plan.line),
            received_bytes=ear.received_bytes,
            asked=tuple(asked),
            claims=claims,
            text=ear.text,
        )

    async def _ask(self, ear: Ear, driver: type[Driver]) -> None:
        """Let the driver itself talk to the device; it says its goodbye as well."""
        evidence = ear.listen_anew(driver)

        def deliver(event: InstrumentEvent) -> None:
            if isinstance(event, Reading | Scan):
                evidence.answered()

        actor = driver(Assignment(name=BENCH, driver=str(driver.name), port=self._address), self._clock, deliver)
        before = actor.device
        working = asyncio.create_task(actor.run(ear))
        try:
            await ear.settled(working, Deadline.after(self._clock, ASK_S))
        finally:
            working.cancel()
            await asyncio.wait([working])
        if not working.cancelled() and (problem := working.exception()) is not None:
            raise problem
        if (actor.device.model, actor.device.serial) != (before.model, before.serial):
            evidence.answered()

    def _judge(self, attempts: Sequence[Attempt]) -> PortResult:
        claims = rank(claim for attempt in attempts for claim in attempt.claims)
        drivers = [driver for plan in self._plans for driver in plan.listening]
        if claims:
            outcome = Outcome.FOUND if _agree(claims, drivers) else Outcome.UNSURE
        elif any(attempt.text for attempt in attempts):
            outcome = Outcome.TEXT
        elif any(attempt.received_bytes > FEW_BYTES for attempt in attempts):
            outcome = Outcome.GARBAGE
        else:
            outcome = Outcome.SILENT
        return self._result(outcome, attempts, _advice(outcome, claims, self._address, drivers))

    def _result(self, outcome: Outcome, attempts: Sequence[Attempt], advice: str) -> PortResult:
        claims = rank(claim for attempt in attempts for claim in attempt.claims)
        return PortResult(port=self._address, outcome=outcome, claims=claims, attempts=tuple(attempts), advice=advice)


class Ear(Link):
    """A link that lets every driver hear what arrives; it stays open when a driver closes it."""

    def __init__(self, link: Link, drivers: Sequence[type[Driver]]) -> None:
        self._link = link
        self._evidence = {driver: Evidence(driver) for driver in drivers}
        self._news = asyncio.Event()
        self._printable = 0
        self.received_bytes = 0

    async def read(self, deadline: Deadline) -> bytes:
        data = await self._link.read(deadline)
        if data:
            self.received_bytes += len(data)
            self._printable += sum(byte in TEXT for byte in data)
            for evidence in self._evidence.values():
                evidence.feed(data)
            self._news.set()
        return data

    async def write(self, data: bytes, deadline: Deadline) -> None:
        await self._link.write(data, deadline)

    def wake(self) -> None:
        self._link.wake()

    def close(self) -> None:
        """Leave it open for the next driver."""

    @property
    def claims(self) -> tuple[Claim, ...]:
        return rank(evidence.claim for evidence in self._evidence.values())

    @property
    def understood(self) -> bool:
        """Whether a driver is certain."""
        claims = self.claims
        return bool(claims) and claims[0].confidence is Confidence.CERTAIN

    @property
    def text(self) -> bool:
        """Whether what arrives is text."""
        return self.received_bytes > FEW_BYTES and self._printable >= 0.95 * self.received_bytes

    def listen_anew(self, driver: type[Driver]) -> Evidence:
        """Forget what this driver heard: what was answered to others' questions says nothing about it."""
        self._evidence[driver] = Evidence(driver, asked=True)
        return self._evidence[driver]

    async def listen(self, deadline: Deadline) -> None:
        """Listen until a driver is certain or the deadline."""
        while not deadline.expired and not self.understood:
            await self.read(deadline)

    async def settled(self, working: asyncio.Task[None], deadline: Deadline) -> None:
        """Wait, while ``working`` reads, until a driver is certain, the work ends or the deadline."""
        while not deadline.expired and not working.done() and not self.understood:
            self._news.clear()
            news = asyncio.ensure_future(self._news.wait())
            await asyncio.wait([news, working], timeout=deadline.remaining_s, return_when=asyncio.FIRST_COMPLETED)
            news.cancel()


def _words(claims: Sequence[Claim]) -> str:
    words = [f"{each.driver} {each.confidence.name.lower()} ({each.frames} frames)" for each in claims]
    return f"; {', '.join(words)}" if words else ""


def _agree(claims: Sequence[Claim], drivers: Sequence[type[Driver]]) -> bool:
    """Tell whether all that are certain are one family: the same maker's, for the same measurement."""
    certain = {claim.driver for claim in claims if claim.confidence is Confidence.CERTAIN}
    families = {(driver.maker, driver.capabilities) for driver in drivers if str(driver.name) in certain}
    return len(families) == 1


def _count(drivers: Sequence[type[Driver]]) -> str:
    return str(drivers[0].name) if len(drivers) == 1 else f"{len(drivers)} drivers"


def _advice(outcome: Outcome, claims: Sequence[Claim], port: str, drivers: Sequence[type[Driver]]) -> str:
    """Say what somebody should do now."""
    if outcome is Outcome.FOUND:
        others = [claim.driver for claim in claims[1:] if claim.confidence is Confidence.CERTAIN]
        also = f" ({', '.join(others)}: of the same family)" if others else ""
        return f"Keep it: kiosk devices assign NAME --driver {claims[0].driver} --port {port}{also}"
    if outcome is Outcome.UNSURE:
        names = ", ".join(claim.driver for claim in claims)
        return f"Read the label on the device and try: kiosk devices check --port {port} --driver D, D one of {names}"
    if outcome is Outcome.SILENT:
        return (
            f"Switch the device on, wake it and look at its cable. Then, while you probe again: {invitation(drivers)}."
        )
    if outcome is Outcome.TEXT:
        return f"Its output may be set to another format: see the driver's notes. Or record it: {_record(port)}"
    return f"It is another protocol or speed. Record it for a bug report: {_record(port)}"


def _record(port: str) -> str:
    return f"kiosk devices record --port {port} --line '9600 8N1' FILE"
