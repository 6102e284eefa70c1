# SPDX-License-Identifier: EUPL-1.2
"""The command line of `./run accessibility`."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.accessibility import facts
from tests.accessibility.report import Report, Verdict, judge, markdown, page
from tests.accessibility.rows import ROWS

DOCUMENT = facts.ROOT / "docs" / "conformity.md"
LONG = ("tests/accessibility/every_screen.py", "tests/flows/every_language.py")
"""What looks at every screen or visit in every language: many minutes."""
EPILOG = """\
Exit code: 0 every row has its proofs, 1 a row is not met, 130 ended by Ctrl-C. With --write the report also becomes
docs/conformity.md.
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
    add("--write", action="store_true", help="write docs/conformity.md as well; not with --quick")
    add("--workers", type=int, default=2, metavar="N", help="processes that run tests (2; 0: this one)")
    add("--out", type=Path, default=Path("build/accessibility"), metavar="DIR", help="where to (build/accessibility)")
    return parser


def names(*, quick: bool) -> list[str]:
    """List the tests that rows name, once each, the long ones last."""
    found = dict.fromkeys(test.name for row in ROWS for test in row.tests if not (quick and test.file in LONG))
    return sorted(found, key=lambda name: name.startswith(LONG))


def arguments_of(out: Path, workers: int, *, quick: bool) -> list[str]:
    """Write pytest's arguments."""
    junit = f"--junitxml={out / 'tests.xml'}"
    plugins = ["-p", "tests.accessibility.first_case"] if quick else []
    return ["-q", "-p", "no:cacheprovider", "-m", "", f"-n{workers}", *plugins, junit, *names(quick=quick)]


def pytest_in(folder: Path) -> Play:
    """Run pytest from ``folder``; its words go to the terminal."""

    def play(arguments: Sequence[str]) -> int:
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], cwd=folder, check=False).returncode

    return play


def made(out: Path, of: str, *, quick: bool) -> Report:
    """Hold every row against what its tests did."""
    did = facts.outcomes(out / "tests.xml")
    rows = [row for row in ROWS if not (quick and any(test.file in LONG for test in row.tests))] if quick else ROWS
    return Report(
        rows=tuple(judge(row, did, facts.resolves) for row in rows), languages=facts.languages(), of=of, quick=quick
    )


def commit(root: Path) -> str:
    """Name the commit; ``a tree without commits`` where there is none."""
    try:
        done = subprocess.run(["git", "rev-parse", "--short=10", "HEAD"], cwd=root, capture_output=True, text=True)
    except FileNotFoundError:
        return "a tree without commits"
    return f"commit {done.stdout.strip()}" if done.returncode == 0 else "a tree without commits"


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
    if arguments.quick and arguments.write:
        parser.error("--quick proves too little for docs/conformity.md")
    out = arguments.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    (out / "tests.xml").unlink(missing_ok=True)
    try:
        (play or pytest_in(facts.ROOT))(arguments_of(out, arguments.workers, quick=arguments.quick))
    except KeyboardInterrupt:
        return 130
    report = made(out, f"Tested on {datetime.now(UTC):%Y-%m-%d}, {commit(facts.ROOT)}", quick=arguments.quick)
    (out / "index.html").write_text(page(report), encoding="utf-8")
    (out / "report.md").write_text(markdown(report), encoding="utf-8")
    if arguments.write:
        DOCUMENT.write_text(markdown(report), encoding="utf-8")
    tell(report)
    sys.stdout.write(f"{out / 'index.html'}\n")
    return 0 if report.met else 1
