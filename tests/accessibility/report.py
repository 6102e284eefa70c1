# SPDX-License-Identifier: EUPL-1.2
"""What is met and by what. Pure: rows and what their tests did in, verdicts out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tests.accessibility.proof import Bench, Design, Proven, Row

Outcomes = Mapping[str, Sequence["Outcome"]]
"""What each case of each test did, by the test's name without its case."""


class Outcome(StrEnum):
    """What one case of a test did."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_RUN = "did not run"


class Verdict(StrEnum):
    """How it stands with a row."""

    MET = "met"
    """By tests that ran and passed, or by design."""
    PLACE = "needs a station in its place"
    """What can be tested here is; the rest needs hardware or a bench."""
    NOT_MET = "not met"
    """A proof failed, was skipped, did not run, or leads nowhere."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LanguageState:
    """How far a language is. ``unread``: sentences that a machine made and no native speaker has read."""

    code: str
    name: str
    sentences: int
    unread: int
    voice: str
    """What speaks it; empty: nothing does."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judged:
    """A row, and how it stands. ``stands``: of each proof in turn, what came of it; ``broken``: what does not hold."""

    row: Row
    verdict: Verdict
    stands: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """``of``: what was looked at and when; ``tools``: with what, a line each; ``part``: not everything was run, which
    proves nothing whole.
    """

    rows: tuple[Judged, ...]
    languages: tuple[LanguageState, ...]
    of: str
    tools: tuple[str, ...] = ()
    part: bool = False

    def count(self, verdict: Verdict) -> int:
        return sum(each.verdict is verdict for each in self.rows)

    @property
    def met(self) -> bool:
        """Whether no row is left without its proofs."""
        return self.count(Verdict.NOT_MET) == 0


def judge(row: Row, outcomes: Outcomes, resolves: Callable[[str], bool]) -> Judged:
    """Hold a row against what its tests did; ``resolves``: whether a document has such a heading."""
    broken, stands = [], []
    for proof in row.proofs:
        match proof:
            case Proven(name):
                cases = outcomes.get(name, ())
                fault, what = _fault(cases), name
            case Design(where) | Bench(where=where):
                cases, what = (), where
                fault = "" if resolves(where) else "no such heading"
        stands.append(fault or _cases(cases))
        if fault:
            broken.append(f"{what}: {fault}")
    verdict = Verdict.NOT_MET if broken or not row.proofs else Verdict.PLACE if row.benches else Verdict.MET
    return Judged(row=row, verdict=verdict, stands=tuple(stands), broken=tuple(broken))


def _fault(cases: Sequence[Outcome]) -> str:
    """Say why a test proves nothing; empty: it does prove."""
    if not cases:
        return str(Outcome.NOT_RUN)
    worst = next((each for each in (Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_RUN) if each in cases), None)
    if worst is None:
        return ""
    return str(worst) if len(cases) == 1 else f"{worst}: {cases.count(worst)} of {len(cases)} cases"


def _cases(cases: Sequence[Outcome]) -> str:
    return "" if not cases else "passed" if len(cases) == 1 else f"passed, {len(cases)} cases"
