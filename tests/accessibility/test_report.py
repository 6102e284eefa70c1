# SPDX-License-Identifier: EUPL-1.2
"""The report says of each row what its proofs say, and no more; and it can be read by whoever it is about."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from tests.accessibility import cli, facts, journal
from tests.accessibility.document import markdown
from tests.accessibility.page import page
from tests.accessibility.proof import Bench, Design, Proof, Proven, Row
from tests.accessibility.report import LanguageState, Outcome, Report, Verdict, judge
from tests.accessibility.rows import ROWS

P, F, S, N = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_RUN
ONE, OTHER = "tests/a.py::test_one", "tests/b.py::test_other"
HERE, NOWHERE = "docs/x.md#here", "docs/x.md#nowhere"


def row(*proofs: Proof) -> Row:
    return Row(number=1, asks="Something | is", clauses="1.2.3", proofs=proofs)


@pytest.mark.parametrize(
    ("proofs", "did", "verdict"),
    [
        ((Proven(ONE),), {ONE: (P, P)}, Verdict.MET),
        ((Proven(ONE),), {}, Verdict.NOT_MET),
        ((Proven(ONE),), {ONE: ()}, Verdict.NOT_MET),
        ((Proven(ONE),), {ONE: (P, F)}, Verdict.NOT_MET),
        ((Proven(ONE),), {ONE: (P, S)}, Verdict.NOT_MET),
        ((Proven(ONE),), {ONE: (P, N)}, Verdict.NOT_MET),
        ((Proven(ONE), Proven(OTHER)), {ONE: (P,)}, Verdict.NOT_MET),
        ((Design(HERE),), {}, Verdict.MET),
        ((Design(NOWHERE),), {}, Verdict.NOT_MET),
        ((Proven(ONE), Bench("a rule", HERE)), {ONE: (P,)}, Verdict.PLACE),
        ((Proven(ONE), Bench("a rule", HERE)), {ONE: (F,)}, Verdict.NOT_MET),
        ((Bench("a rule", NOWHERE),), {}, Verdict.NOT_MET),
        ((), {}, Verdict.NOT_MET),
    ],
)
def test_a_row_is_met_only_by_proofs_that_hold(
    proofs: tuple[Proof, ...], did: dict[str, Sequence[Outcome]], verdict: Verdict
) -> None:
    judged = judge(row(*proofs), did, lambda where: where == HERE)
    assert judged.verdict is verdict
    assert bool(judged.broken) is (verdict is Verdict.NOT_MET and bool(proofs))
    assert len(judged.stands) == len(proofs)


# ------------------------------------------------------------------------------------------------ the rows


def test_there_are_thirty_rows_each_with_a_proof() -> None:
    assert [each.number for each in ROWS] == list(range(1, 31))
    assert all(each.proofs for each in ROWS)


def test_every_test_that_a_row_names_is_there() -> None:
    named = {test for each in ROWS for test in each.tests}
    assert [test.name for test in named if test.function not in facts.functions(test.file)] == []


def test_every_heading_that_a_row_names_is_there() -> None:
    wheres = {proof.where for each in ROWS for proof in each.designs}
    wheres |= {proof.where for each in ROWS for proof in each.benches}
    assert [where for where in wheres if not facts.resolves(where)] == []
    assert not facts.resolves("docs/operating.md#nothing") and not facts.resolves("docs/none.md#nothing")


def test_what_is_run_is_what_the_rows_name() -> None:
    assert set(cli.names(ROWS, quick=False)) == {test.name for each in ROWS for test in each.tests}
    assert not [name for name in cli.names(ROWS, quick=True) if name.startswith(cli.LONG)]
    assert cli.names(ROWS, quick=False)[-1].startswith(cli.LONG), "what takes long comes last"
    assert [row.number for row in cli.chosen([4, 20], quick=False)] == [4, 20]
    assert not {test.file for row in cli.chosen([], quick=True) for test in row.tests} & set(cli.LONG)


# ------------------------------------------------------------------------------------------------ what is written

SWEDISH = LanguageState(code="sv", name="Svenska", sentences=3, unread=1, voice="")


def report(*, part: bool = False) -> Report:
    rows = (row(Proven(ONE), Design(HERE)), row(Proven(OTHER)))
    judged = tuple(judge(each, {ONE: (P,)}, lambda _: True) for each in rows)
    return Report(rows=judged, languages=(SWEDISH,), of="Tested on a day", tools=("Python 3",), part=part)


class Reader(HTMLParser):
    """Notes what a screen reader goes by."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def test_the_page_is_accessible_itself() -> None:
    reader = Reader(page(report()))
    assert reader.all("html") == [{"lang": "en"}]
    assert len(reader.all("title")) == len(reader.all("h1")) == len(reader.all("main")) == 1
    assert reader.all("th") and all(head["scope"] in ("col", "row") for head in reader.all("th"))
    assert not reader.all("img") and not reader.all("script") and not reader.all("link")
    levels = [int(tag[1]) for tag, _ in reader.tags if tag in ("h1", "h2", "h3")]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in pairwise(levels))
    assert "not met" in page(report()), "in words, not by a colour"


def test_it_says_what_is_not_met_and_why() -> None:
    text = markdown(report())
    assert "1 met, 0 needs a station in its place, 1 not met" in text
    assert f"- Test `{OTHER}`: did not run" in text and "| 1 | Something \\| is | not met |" in text
    assert "| Svenska (sv) | 3 | 1 | none |" in text and "Svenska 1 of 3" in text
    assert "1 of the rows not met lack tests that did not run" in text
    assert "only a part" not in text.lower() and "only a part" in markdown(report(part=True)).lower()


# ------------------------------------------------------------------------------------------------ the command


class Pytest:
    """In pytest's place: notes what it is asked, and writes a journal as if every test had one case that passed."""

    def __init__(self, *, ends_after: int = 10_000) -> None:
        self.asked: list[str] = []
        self._left = ends_after

    def __call__(self, arguments: Sequence[str]) -> int:
        path = Path(next(each for each in arguments if each.startswith(journal.OPTION)).partition("=")[2])
        done = journal.cases(path)
        self.asked = [each for each in arguments if "::" in each and done.get(each) is not P]
        journal.write(path, {"collected": [each for each in arguments if "::" in each]})
        for case in self.asked[: self._left]:
            for when in ("setup", "call", "teardown"):
                journal.write(path, {"case": case, "when": when, "outcome": "passed"})
        return 0


@pytest.fixture
def tree(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand at a commit without changes."""
    monkeypatch.setattr(facts, "commit", lambda: "commit 0123456789")


@pytest.mark.usefixtures("tree")
def test_the_command_runs_writes_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    play = Pytest(ends_after=0)
    assert cli.main(["--out", str(tmp_path)], play) == 1, "nothing ran, nothing is met"
    assert set(play.asked) == set(cli.names(ROWS, quick=False))
    assert "not met" in capsys.readouterr().out
    assert (tmp_path / "index.html").is_file() and (tmp_path / "report.md").is_file()
    assert cli.main(["--out", str(tmp_path)], Pytest()) == 0
    for wrong in (["--quick", "--write"], ["--row", "4", "--write"], ["--row", "31"]):
        with pytest.raises(SystemExit):
            cli.main(["--out", str(tmp_path), *wrong], play)


@pytest.mark.usefixtures("tree")
def test_a_run_that_ended_goes_on_where_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = ["--out", str(tmp_path)]
    with pytest.raises(SystemExit):
        cli.main([*out, "--resume"], Pytest())
    whole, rest = Pytest(ends_after=5), Pytest()
    assert cli.main(out, whole) == 1
    assert cli.main([*out, "--row", "4"], Pytest()) == 0, "a look at one row leaves the long run alone"
    assert cli.main([*out, "--resume"], rest) == 0
    assert rest.asked == whole.asked[5:]
    monkeypatch.setattr(facts, "commit", lambda: "commit 9876543210")
    with pytest.raises(SystemExit):
        cli.main([*out, "--resume"], Pytest())


def test_the_languages_are_counted() -> None:
    found = {each.code: each for each in facts.languages()}
    assert found["sv"].unread == 0 and found["ar"].unread > 0 and found["se"].voice == ""
    assert all(each.sentences > 100 for each in found.values())
