# SPDX-License-Identifier: EUPL-1.2
"""What each case did is kept as it happens, and a case that passed is not run again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.accessibility import facts, journal
from tests.accessibility.report import Outcome

P, F, S, N = Outcome.PASSED, Outcome.FAILED, Outcome.SKIPPED, Outcome.NOT_RUN
TESTS = """
import os, pytest
@pytest.mark.parametrize("n", [1, 2])
def test_two(n):
    assert n == 1 or "MENDED" in os.environ
def test_skipped():
    pytest.skip("no")
@pytest.fixture
def broken():
    yield
    raise OSError
def test_broken(broken):
    pass
"""


def ran(folder: Path, *more: str, **environment: str) -> str:
    words = ["-m", "pytest", "-q", "-n0", "-p", "no:cacheprovider", "-p", "tests.accessibility.journal", "--rootdir=."]
    done = subprocess.run(
        [sys.executable, *words, f"{journal.OPTION}={folder / 'journal'}", *more],
        cwd=folder, env={"PYTHONPATH": str(facts.ROOT), **environment}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout


def test_what_passed_is_not_run_again(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text(TESTS)
    ran(tmp_path, "-k", "two", "test_x.py")
    ran(tmp_path, "--maxfail=1", "test_x.py", MENDED="")
    path, name = tmp_path / "journal", "test_x.py::"
    assert journal.cases(path)[f"{name}test_two[1]"] is P
    assert facts.outcomes(path) == {f"{name}test_two": (P, P), f"{name}test_skipped": (S,), f"{name}test_broken": (F,)}
    assert "2 deselected" in ran(tmp_path, "test_x.py")


def test_what_was_not_come_to_did_not_run(tmp_path: Path) -> None:
    path = tmp_path / "journal"
    assert journal.cases(path) == {}
    journal.write(path, {"collected": ["a", "b"]})
    journal.write(path, {"case": "a", "when": "setup", "outcome": "passed"})
    assert journal.cases(path) == {"a": N, "b": N}
    with path.open("ab") as file:
        file.write(b'{"case": "a", "wh')
    assert journal.cases(path) == {"a": N, "b": N}, "a line that was cut off says nothing"
