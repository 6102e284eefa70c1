# SPDX-License-Identifier: EUPL-1.2
"""What is met and by what, as Markdown and as a page. Pure: rows and what their tests did in, text out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from tests.accessibility.proof import Bench, Design, Proven, Row

Outcomes = Mapping[str, Sequence["Outcome"]]
"""What each case of each test did, by the test's name without its case."""


class Outcome(StrEnum):
    """What one case of a test did."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


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
    """A row, and how it stands. ``proofs``: each as a sentence; ``broken``: those that do not hold."""

    row: Row
    verdict: Verdict
    proofs: tuple[str, ...]
    broken: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """``of``: what was looked at and when; ``quick``: one case of each test only, which proves nothing whole."""

    rows: tuple[Judged, ...]
    languages: tuple[LanguageState, ...]
    of: str
    quick: bool = False

    def count(self, verdict: Verdict) -> int:
        return sum(each.verdict is verdict for each in self.rows)

    @property
    def met(self) -> bool:
        """Whether no row is left without its proofs."""
        return self.count(Verdict.NOT_MET) == 0


def judge(row: Row, outcomes: Outcomes, resolves: Callable[[str], bool]) -> Judged:
    """Hold a row against what its tests did; ``resolves``: whether a document has such a heading."""
    broken, proofs = [], []
    for proof in row.proofs:
        match proof:
            case Proven(name):
                fault = _fault(outcomes.get(name, ()))
                proofs.append(f"test {name} ({fault or _cases(outcomes[name])})")
            case Design(where):
                fault = "" if resolves(where) else "no such heading"
                proofs.append(f"by design, see {where}")
            case Bench(method, where):
                fault = "" if resolves(where) else "no such heading"
                proofs.append(f"needs a station in its place: {method}; see {where}")
        if fault:
            broken.append(f"{proofs[-1]}: {fault}")
    verdict = Verdict.NOT_MET if broken or not row.proofs else Verdict.PLACE if row.benches else Verdict.MET
    return Judged(row=row, verdict=verdict, proofs=tuple(proofs), broken=tuple(broken))


def _fault(cases: Sequence[Outcome]) -> str:
    """Say why a test proves nothing; empty: it does prove."""
    if not cases:
        return "did not run"
    return next((str(each) for each in (Outcome.FAILED, Outcome.SKIPPED) if each in cases), "")


def _cases(cases: Sequence[Outcome]) -> str:
    return "passed" if len(cases) == 1 else f"passed, {len(cases)} cases"


INTRODUCTION = (
    "Thirty requirements of EN 301 549 V3.2.1, WCAG 2.2, the ADA Standards and 49 CFR 27.71 on the station's "
    "touchscreen, each with what proves it: a test that ran and passed in every case, a document, or a measurement "
    "that only a station in its place can give. A test that failed, was skipped or did not run proves nothing, and its "
    "row is not met. This is the makers' own account; nobody else has looked at it, and no person with a disability "
    "has tried a station yet."
)
QUICK = "A quick look: one case of each test and none of the long ones. Not a conformity report."
TITLE = "How accessible the touchscreen is"


def markdown(report: Report) -> str:
    """Write the report as Markdown."""
    lines = ["<!-- SPDX-License-Identifier: EUPL-1.2; written by ./run accessibility -->", f"# {TITLE}", ""]
    lines += [*([f"**{QUICK}**", ""] if report.quick else []), INTRODUCTION, "", f"{report.of}. {_sum(report)}", ""]
    lines += [
        "## Requirements",
        "",
        "| no. | requirement | clauses | how it stands | proofs |",
        "| --- | --- | --- | --- | --- |",
    ]
    for each in report.rows:
        proofs = "<br>".join(_cell(proof) for proof in (*each.proofs, *_note(each)))
        cells = (str(each.row.number), _cell(each.row.asks), each.row.clauses, f"**{each.verdict}**", proofs)
        lines.append(f"| {' | '.join(cells)} |")
    lines += ["", "## Languages", "", "| language | sentences | not yet read by a native speaker | voice |"]
    lines.append("| --- | --- | --- | --- |")
    lines += [
        f"| {each.name} ({each.code}) | {each.sentences} | {each.unread} | {each.voice or 'none'} |"
        for each in report.languages
    ]
    return "\n".join(lines) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("_", "\\_") if "`" not in text else text.replace("|", "\\|")


def _note(each: Judged) -> tuple[str, ...]:
    return (each.row.note,) if each.row.note else ()


def _sum(report: Report) -> str:
    counts = (f"{report.count(verdict)} {verdict}" for verdict in Verdict)
    return f"Of {len(report.rows)}: {', '.join(counts)}."


_STYLE = """
:root { color-scheme: light dark; font: 1rem/1.5 "DejaVu Sans", Verdana, sans-serif }
body { max-width: 75rem; margin: 0 auto; padding: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border: 1px solid; padding: .4rem .6rem; text-align: left; vertical-align: top }
td ul { margin: 0; padding-left: 1.2rem; overflow-wrap: anywhere }
.not-met { font-weight: bold; text-decoration: underline }
"""


def page(report: Report) -> str:
    """Write the report as one HTML page without anything from elsewhere."""
    warning = f"<p><strong>{escape(QUICK)}</strong></p>" if report.quick else ""
    return (
        '<!DOCTYPE html>\n<!-- SPDX-License-Identifier: EUPL-1.2 -->\n<html lang="en">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(TITLE)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>{escape(TITLE)}</h1>\n"
        f"{warning}<p>{escape(INTRODUCTION)}</p>\n<p>{escape(report.of)}. {escape(_sum(report))}</p>\n"
        f"<h2>Requirements</h2>\n{_table(_ROW_HEADS, [_page_row(each) for each in report.rows])}\n"
        f"<h2>Languages</h2>\n{_table(_LANGUAGE_HEADS, [_page_language(each) for each in report.languages])}\n"
        "</main>\n</body>\n</html>\n"
    )


_ROW_HEADS = ("No.", "Requirement", "Clauses", "How it stands", "Proofs")
_LANGUAGE_HEADS = ("Language", "Sentences", "Not yet read by a native speaker", "Voice")


def _table(heads: Sequence[str], rows: Sequence[str]) -> str:
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{chr(10).join(rows)}\n</tbody>\n</table>"


def _page_row(each: Judged) -> str:
    proofs = "".join(f"<li>{escape(proof)}</li>" for proof in (*each.proofs, *_note(each)))
    mark = ' class="not-met"' if each.verdict is Verdict.NOT_MET else ""
    return (
        f'<tr><th scope="row">{each.row.number}</th><td>{escape(each.row.asks)}</td><td>{escape(each.row.clauses)}</td>'
        f"<td{mark}>{escape(each.verdict)}</td><td><ul>{proofs}</ul></td></tr>"
    )


def _page_language(each: LanguageState) -> str:
    cells = "".join(
        f"<td>{escape(text)}</td>" for text in (str(each.sentences), str(each.unread), each.voice or "none")
    )
    return f'<tr><th scope="row">{escape(each.name)} ({each.code})</th>{cells}</tr>'
