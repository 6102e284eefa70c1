# SPDX-License-Identifier: EUPL-1.2
"""The report as Markdown: headings, short tables with a head, and a list for each row. Pure.

EN 301 549 12.1.2 asks that documents about accessibility are accessible: nothing here needs sight of a layout, and no
cell of a table holds more than a few words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.accessibility.proof import Bench, Design, Proof, Proven, Row
from tests.accessibility.report import Judged, Outcome, Report, Verdict

TITLE = "How accessible the touchscreen is"
INTRODUCTION = (
    "Thirty requirements of EN 301 549 V3.2.1, WCAG 2.2, the ADA Standards and 49 CFR 27.71 on the station's "
    "touchscreen, each with what proves it: a test that ran and passed in every case, a document, or a measurement "
    "that only a station in its place can give. A test that failed, was skipped or did not run proves nothing, and its "
    "row is not met. This is the makers' own account; nobody else has looked at it, and no person with a disability "
    "has tried a station yet."
)
PART = "Only a part of the tests was run. Not a conformity report."
VERDICTS = {
    Verdict.MET: "every test that the row names ran and passed in every case, and every document it names is there.",
    Verdict.PLACE: "the same; and something is left that only a station in its place can show, by the method named.",
    Verdict.NOT_MET: "a test failed, was skipped or did not run, or a document is missing.",
}
AGAIN = (
    "`./run accessibility` runs every test named here and says how each row stands; with `--write` it writes this "
    "page. That takes about forty minutes of two processors; `--resume` goes on where a run of the same commit ended. "
    "`--row 4` looks at one row, `--quick` at one case of each test. Nothing is asked of the machine but what `./run` "
    "installs: the screen is drawn into memory (Xvfb, software rendering), 1280×800 pixels and 217 mm wide, so no "
    "panel is needed and every machine measures the same picture. The other panels, 7 to 15.6 inches lying and "
    "upright, are measured by `tests/ui/touch/test_look.py`; `./run screens` draws all of them "
    "([screens.md](screens.md))."
)
UNTRIED = (
    "No person with a disability has tried a station, and nobody but its makers has looked at this account.",
    "No row that needs a station in its place has been measured: there is none yet.",
    "Pages of those who work at a station are not drawn with large text, and have small print of 3 mm in places.",
    "A screen reader cannot be attached: the screen speaks itself (EN 301 549 5.1, closed functionality).",
)


def markdown(report: Report) -> str:
    """Write the report as Markdown."""
    lines = ["<!-- SPDX-License-Identifier: EUPL-1.2; written by ./run accessibility -->", f"# {TITLE}", ""]
    lines += [f"**{PART}**", ""] if report.part else []
    lines += [INTRODUCTION, "", f"{report.of}. {total(report)}", ""]
    lines += ["## What the verdicts mean", "", *(f"- **{each}**: {means}" for each, means in VERDICTS.items()), ""]
    lines += ["## All requirements", "", *_summary(report), "", "## Each requirement and its proofs", ""]
    for each in report.rows:
        lines += [*_row(each), ""]
    lines += ["## Languages", "", *_languages(report), "", "## What is missing", ""]
    lines += [*(f"- {each}" for each in missing(report)), "", "## How to do it again", "", AGAIN, ""]
    lines += [*(f"- {each}" for each in report.tools), *([""] if report.tools else [])]
    return "\n".join(lines[:-1]) + "\n"


def heading(row: Row) -> str:
    """Name a row as its section is."""
    return f"### {row.number}. {row.asks}"


def total(report: Report) -> str:
    """Count the rows."""
    counts = (f"{report.count(verdict)} {verdict}" for verdict in Verdict)
    return f"Of {len(report.rows)}: {', '.join(counts)}."


def missing(report: Report) -> Iterator[str]:
    """Say in sentences what nobody should think is there."""
    for verdict, words in ((Verdict.NOT_MET, "Not met"), (Verdict.PLACE, "To be measured at each station")):
        numbers = [str(each.row.number) for each in report.rows if each.verdict is verdict]
        if numbers:
            yield f"{words}: {'rows' if len(numbers) > 1 else 'row'} {', '.join(numbers)}."
    late = [each for each in report.rows if each.broken and all(str(Outcome.NOT_RUN) in fault for fault in each.broken)]
    if late:
        yield f"The run was not played to its end: {len(late)} of the rows not met lack tests that did not run, only."
    unread = [each for each in report.languages if each.unread]
    if unread:
        counts = ", ".join(f"{each.name} {each.unread} of {each.sentences}" for each in unread)
        yield f"Sentences that no native speaker has read: {counts}."
    yield from (
        f"Nothing speaks {each.name}: its screens are not read aloud, and say so." for each in report.languages
        if not each.voice
    )  # fmt: skip
    yield from UNTRIED


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Write a table with a head."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines]


def _summary(report: Report) -> list[str]:
    rows = [(str(each.row.number), each.row.asks, str(each.verdict)) for each in report.rows]
    return table(("no.", "requirement", "how it stands"), rows)


def _languages(report: Report) -> list[str]:
    rows = [
        (f"{each.name} ({each.code})", str(each.sentences), str(each.unread), each.voice or "none")
        for each in report.languages
    ]
    return table(("language", "sentences", "not yet read by a native speaker", "voice"), rows)


def _row(each: Judged) -> Iterator[str]:
    row = each.row
    yield heading(row)
    yield ""
    yield f"Clauses: {row.clauses}. Verdict: **{each.verdict}**."
    yield ""
    yield from (f"- {said(proof)}{f': {stands}' if stands else ''}" for proof, stands in zip(
        row.proofs, each.stands, strict=True
    ))  # fmt: skip
    if row.note:
        yield ""
        yield row.note


def said(proof: Proof) -> str:
    """Name a proof."""
    match proof:
        case Proven(name):
            return f"Test `{name}`"
        case Design(where):
            return f"By design, see {link(where)}"
        case Bench(method, where):
            return f"In its place: {method}; see {link(where)}"


def link(where: str) -> str:
    """Write a link from docs/ to ``docs/x.md#heading``."""
    return f"[{where}]({where.removeprefix('docs/')})"
