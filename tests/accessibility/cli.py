# SPDX-License-Identifier: EUPL-1.2
"""The command line of `./run accessibility`."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.accessibility import facts
from tests.accessibility.document import markdown
from tests.accessibility.journal import OPTION
from tests.accessibility.page import page
from tests.accessibility.proof import Row
from tests.accessibility.report import Report, Verdict, judge
from tests.accessibility.rows import ROWS

DOCUMENT = facts.ROOT / "docs" / "conformity.md"
LONG = ("tests/accessibility/every_screen.py", "tests/flows/every_language.py")
"""What looks at every screen or visit in every language: many minutes."""
EPILOG = """\
Exit code: 0 every row has its proofs, 1 a row is not met, 2 these arguments do not go together or there is nothing to
go on with, 130 ended by Ctrl-C. With --write the report also becomes docs/conformity.md.
"""

Play = Callable[[Sequence[str]], int]
"""Runs pytest with these arguments; returns its exit code."""


def build_parser() -> argparse.ArgumentParser:
    """Describe the arguments."""
    parser = argparse.ArgumentParser(
        prog="./run accessibility",
        description="Run what proves that the touchscreen is accessible, and write what is met and by what.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--quick", action="store_true", help="one case of each test and none of the long ones: a look, not a report")
    add("--row", type=int, action="append", default=[], metavar="N", help="only this row; may be given several times")
    add("--resume", action="store_true", help="go on: leave out what has passed in a run of the same commit")
    add("--write", action="store_true", help="write docs/conformity.md as well; not with --quick or --row")
    add("--workers", type=int, default=2, metavar="N", help="processes that run tests (2; 0: this one)")
    add("--out", type=Path, default=Path("build/accessibility"), metavar="DIR", help="where to (build/accessibility)")
    return parser


def chosen(numbers: Sequence[int], *, quick: bool) -> tuple[Row, ...]:
    """Choose rows by their numbers (none: all), in a quick look without those that a long test proves."""
    rows = [row for row in ROWS if not numbers or row.number in numbers]
    return tuple(row for row in rows if not (quick and any(test.file in LONG for test in row.tests)))


def names(rows: Sequence[Row], *, quick: bool) -> list[str]:
    """List the tests that rows name, once each, the long ones last."""
    found = dict.fromkeys(test.name for row in rows for test in row.tests if not (quick and test.file in LONG))
    return sorted(found, key=lambda name: name.startswith(LONG))


def arguments_of(journal: Path, workers: int, tests: Sequence[str], *, quick: bool) -> list[str]:
    """Write pytest's arguments."""
    plugins = ["-p", "tests.accessibility.journal", *(["-p", "tests.accessibility.first_case"] if quick else [])]
    return ["-q", "-p", "no:cacheprovider", "-m", "", f"-n{workers}", *plugins, f"{OPTION}={journal}", *tests]


def pytest_in(folder: Path) -> Play:
    """Run pytest from ``folder``; its words go to the terminal."""

    def play(arguments: Sequence[str]) -> int:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=folder, check=False).returncode

    return play


def prepared(journal: Path, of: str, *, resume: bool) -> str:
    """Begin a journal, or go on with one of the same tree; return why that cannot be, or nothing."""
    begun = json.dumps({"of": of})
    if not resume:
        journal.write_text(begun + "\n", encoding="utf-8")
        return ""
    if not journal.is_file():
        return f"there is no run in {journal.parent} to go on with; leave --resume out"
    if journal.read_text(encoding="utf-8").partition("\n")[0] != begun or " and changes" in of:
        return "the run to go on with was of another tree; leave --resume out"
    return ""


def made(rows: Sequence[Row], journal: Path, of: str, *, part: bool) -> Report:
    """Hold every row against what its tests did."""
    did = facts.outcomes(journal)
    judged = tuple(judge(row, did, facts.resolves) for row in rows)
    return Report(rows=judged, languages=facts.languages(), of=of, tools=facts.tools(), part=part)


def tell(report: Report) -> None:
    """Print how each row stands."""
    for each in report.rows:
        sys.stdout.write(f"{each.row.number:>2}  {each.verdict:<29} {each.row.asks}\n")
        sys.stdout.writelines(f"    {fault}\n" for fault in each.broken)
    sys.stdout.write(", ".join(f"{report.count(verdict)} {verdict}" for verdict in Verdict) + "\n")


def main(words: Sequence[str], play: Play | None = None) -> int:
    """Run the tests, judge the rows, write the report."""
    parser = build_parser()
    arguments = parser.parse_args(words)
    part = arguments.quick or bool(arguments.row)
    if part and arguments.write:
        parser.error("--quick and --row prove too little for docs/conformity.md")
    rows = chosen(arguments.row, quick=arguments.quick)
    if not rows:
        parser.error(f"there are rows 1 to {len(ROWS)}, and --quick leaves out those with long tests")
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    journal, commit = out / ("part.jsonl" if part else "journal.jsonl"), facts.commit()
    refused = prepared(journal, commit, resume=arguments.resume)
    if refused:
        parser.error(refused)
    tests = names(rows, quick=arguments.quick)
    try:
        (play or pytest_in(facts.ROOT))(arguments_of(journal, arguments.workers, tests, quick=arguments.quick))
    except KeyboardInterrupt:
        return 130
    report = made(rows, journal, f"Tested on {datetime.now(UTC):%Y-%m-%d}, {commit}", part=part)
    (out / "index.html").write_text(page(report), encoding="utf-8")
    (out / "report.md").write_text(markdown(report), encoding="utf-8")
    if arguments.write:
        DOCUMENT.write_text(markdown(report), encoding="utf-8")
    tell(report)
    sys.stdout.write(f"{out / 'index.html'}\n")
    return 0 if report.met else 1
