# SPDX-License-Identifier: EUPL-1.2
"""What a failure means for visits: which kinds of visit a station must not begin, and which go on without a part. Pure.

A part that is missing leaves the station usable wherever the visit can do without: who cannot be heard can write, who
cannot be seen can be heard, and what was not measured can be told. Closed is only what would be dangerous or in vain.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from kiosk.selftest.report import Check, Outcome, Reason, Result
from kiosk.visit.steps import VisitKind

EVERY = frozenset(VisitKind)
OF_PATIENTS = EVERY - {VisitKind.PRACTICE}
"""Kinds in which a person is measured, met or filed."""

CLOSES: dict[Check, frozenset[VisitKind]] = {
    Check.SCREEN: EVERY,  # nobody can be asked or told anything
    Check.BROKER: OF_PATIENTS,  # no code is known, no GP can be called
    Check.CERTIFICATE: OF_PATIENTS,  # every signature would be refused
    Check.CLOCK: OF_PATIENTS,  # calls would be refused, and results would carry a wrong time
    Check.DESK: frozenset({VisitKind.DROP_IN}),  # nobody would hear that somebody waits
    Check.CAMERA: frozenset({VisitKind.DROP_IN}),  # who is not known must be seen and heard
    Check.SOUND: frozenset({VisitKind.DROP_IN}),
}
"""Kinds of visit that cannot begin while a check has failed; a check that is missing closes none."""

MILD = frozenset({Reason.SLOW, Reason.EXPIRES_SOON})
"""Failures that somebody should see to, and that close nothing."""


class Fitness(StrEnum):
    """How a station is, in one word."""

    READY = "ready"
    DEGRADED = "degraded"
    """Something has failed; visits go on without it."""
    UNAVAILABLE = "unavailable"
    """No patient's visit can begin."""


def closed_by(results: Iterable[Result]) -> frozenset[VisitKind]:
    """Find the kinds of visit that these results close."""
    closed: set[VisitKind] = set()
    instruments: list[Outcome] = []
    for result in results:
        if result.outcome is Outcome.FAILED and result.reason not in MILD:
            closed |= CLOSES.get(result.check, frozenset())
        if result.check is Check.INSTRUMENT:
            instruments.append(result.outcome)
    if instruments and all(outcome is Outcome.FAILED for outcome in instruments):
        closed.add(VisitKind.MEASURE_ONLY)
    return frozenset(closed)


def fitness_of(results: Iterable[Result]) -> Fitness:
    """Sum up results in a word."""
    results = tuple(results)
    if closed_by(results) >= OF_PATIENTS:
        return Fitness.UNAVAILABLE
    return Fitness.DEGRADED if any(result.outcome is Outcome.FAILED for result in results) else Fitness.READY
