# SPDX-License-Identifier: EUPL-1.2
"""The conformity report that is written is of the rows there are, and is an accessible document itself."""

from __future__ import annotations

import re
from itertools import pairwise

from tests.accessibility import cli, facts
from tests.accessibility.document import heading, said
from tests.accessibility.report import Verdict
from tests.accessibility.rows import ROWS

TEXT = cli.DOCUMENT.read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^(### .+)\n\n((?:(?!#).*\n)*)", TEXT, re.MULTILINE))
LINES = [line for line in TEXT.splitlines() if line]
MOST_IN_A_CELL = 130


def test_it_is_of_the_rows_there_are() -> None:
    """A row that was changed since: run `./run accessibility --write` again."""
    assert list(SECTIONS) == [heading(row) for row in ROWS]
    for row in ROWS:
        section = SECTIONS[heading(row)]
        assert f"Clauses: {row.clauses}. Verdict: **" in section, row.number
        proofs = [line for line in section.splitlines() if line.startswith("- ")]
        assert len(proofs) == len(row.proofs), row.number
        for line, proof in zip(proofs, row.proofs, strict=True):
            assert line.startswith(f"- {said(proof)}"), row.number
        assert row.note in section


def test_a_row_is_called_met_only_if_every_proof_is_there() -> None:
    for row in ROWS:
        section = SECTIONS[heading(row)]
        verdict = next(each for each in Verdict if f"Verdict: **{each}**" in section)
        tests = [line for line in section.splitlines() if line.startswith("- Test ")]
        holds = all(re.search(r"`: passed(, \d+ cases)?$", line) for line in tests)
        assert holds or verdict is Verdict.NOT_MET, row.number
        assert verdict is not Verdict.MET or not row.benches, row.number
        assert f"| {row.number} | {row.asks} | {verdict} |" in LINES


def test_it_is_accessible_itself() -> None:
    """Headings in order, tables with a head and short cells, nothing that is only seen (EN 301 549 12.1.2)."""
    levels = [len(line) - len(line.lstrip("#")) for line in LINES if line.startswith("#")]
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    tables = [line for line in LINES if line.startswith("|")]
    assert sum(set(line) <= set("|- ") for line in tables) == 2, "each table has a head"
    assert max(len(cell) for line in tables for cell in line.split("|")) <= MOST_IN_A_CELL
    assert "![" not in TEXT and "<br>" not in TEXT and "<td" not in TEXT


def test_it_says_what_is_missing_and_how_to_do_it_again() -> None:
    for words in ("No person with a disability", "native speaker", "`./run accessibility`", "Python 3."):
        assert words in TEXT
    for each in facts.languages():
        assert each.voice or f"Nothing speaks {each.name}" in TEXT


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)(?:#([^)]+))?\)", TEXT)
    assert links
    for file, place in links:
        assert (facts.ROOT / "docs" / file).is_file()
        assert not place or facts.resolves(f"docs/{file}#{place}")
