# SPDX-License-Identifier: EUPL-1.2
"""What the report needs to know of the project: its headings, its languages, what its tests did."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from babel.messages.pofile import read_po

from kiosk.languages import KNOWN
from kiosk.voices import VOICES
from tests.accessibility.report import LanguageState, Outcome
from ui.touch.i18n import FOLDER, own_name, unread

ROOT = Path(__file__).parents[2]


def resolves(where: str) -> bool:
    """Tell whether ``file#heading`` is there, headings named as GitHub and other forges do."""
    file, _, heading = where.partition("#")
    path = ROOT / file
    return path.is_file() and heading in _headings(path)


@cache
def _headings(path: Path) -> frozenset[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return frozenset(slug(line.lstrip("#").strip()) for line in lines if line.startswith("#"))


def slug(heading: str) -> str:
    """Name a heading as its link does."""
    return re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")


@cache
def functions(file: str) -> frozenset[str]:
    """List the tests that stand in a file, without importing it."""
    path = ROOT / file
    if not path.is_file():
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return frozenset(each.name for each in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(each, kinds))


def languages() -> tuple[LanguageState, ...]:
    """Count how much of each language nobody has read yet."""
    return tuple(
        LanguageState(
            code=code,
            name=own_name(code),
            sentences=_sentences(code),
            unread=len(unread(code)),
            voice="espeak-ng" if code in VOICES else "",
        )
        for code in KNOWN
    )


def _sentences(code: str) -> int:
    with (FOLDER / code / "kiosk.po").open("rb") as file:
        return sum(bool(message.id) for message in read_po(file, locale=code))


def outcomes(junit: Path) -> dict[str, tuple[Outcome, ...]]:
    """Read what tests did from pytest's JUnit file, by their names without their cases; a missing file is none."""
    if not junit.is_file():
        return {}
    found: dict[str, tuple[Outcome, ...]] = {}
    for name, outcome in _cases(ElementTree.parse(junit).getroot()):
        found[name] = (*found.get(name, ()), outcome)
    return found


def _cases(root: ElementTree.Element) -> Iterator[tuple[str, Outcome]]:
    for case in root.iter("testcase"):
        file = case.get("classname", "").replace(".", "/") + ".py"
        yield f"{file}::{case.get('name', '').partition('[')[0]}", _outcome(case)


def _outcome(case: ElementTree.Element) -> Outcome:
    if case.find("failure") is not None or case.find("error") is not None:
        return Outcome.FAILED
    return Outcome.SKIPPED if case.find("skipped") is not None else Outcome.PASSED
