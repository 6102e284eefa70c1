# SPDX-License-Identifier: EUPL-1.2
"""A plugin of pytest: writes down what each case did as soon as it is over, and leaves out what has passed before.

So a run of an hour that is ended halfway can go on. The journal is a line of JSON each: ``{"collected": […]}`` (every
case there is), ``{"case": …, "when": "setup", "call" or "teardown", "outcome": …}``. Cases are named as JUnit names
them: file, two colons, function and its parameters.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.accessibility.report import Outcome

OPTION = "--journal"
SKIPPED, FAILED, PASSED = "skipped", "failed", "passed"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add where the journal is."""
    parser.addoption(OPTION, type=Path, help="file that outcomes are written to, and read from")


def pytest_configure(config: pytest.Config) -> None:
    """Write outcomes in the process that hears of all of them."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Writer(config.getoption(OPTION)))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Write down what there is, once others have chosen; leave out what has passed."""
    path: Path = config.getoption(OPTION)
    done = {case for case, outcome in cases(path).items() if outcome is Outcome.PASSED}
    write(path, {"collected": [item.nodeid for item in items]})
    config.hook.pytest_deselected(items=[item for item in items if item.nodeid in done])
    items[:] = [item for item in items if item.nodeid not in done]


class Writer:
    """Writes what each case did."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        write(self._path, {"case": report.nodeid, "when": report.when, "outcome": report.outcome})


def write(path: Path, line: dict[str, Any]) -> None:
    """Add a line, whole, for several processes write."""
    with path.open("ab") as file:
        file.write(json.dumps(line).encode() + b"\n")


def cases(path: Path) -> dict[str, Outcome]:
    """Read what each case did when it was last run; a missing file is none."""
    found: dict[str, Outcome] = {}
    for line in _lines(path):
        for case in line.get("collected", ()):
            found.setdefault(case, Outcome.NOT_RUN)
        if "case" in line:
            case = line["case"]
            before = found.get(case, Outcome.NOT_RUN)
            found[case] = _after(before, line["when"], line["outcome"])
    return found


def _after(before: Outcome, when: str, outcome: str) -> Outcome:
    """Say how a case stands after another of its three parts."""
    if outcome != PASSED:
        return Outcome.SKIPPED if outcome == SKIPPED else Outcome.FAILED
    if when == "call":
        return Outcome.PASSED
    return Outcome.NOT_RUN if when == "setup" else before


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    """Read whole lines; the last may have been cut off."""
    if not path.is_file():
        return
    for line in path.read_bytes().split(b"\n"):
        if line.endswith(b"}"):
            yield json.loads(line)
