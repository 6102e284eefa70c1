# SPDX-License-Identifier: EUPL-1.2
"""What the report needs to know of the project: its headings, its languages, what its tests did."""

from __future__ import annotations

import ast
import platform
import re
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

from babel.messages.pofile import read_po

from kiosk.languages import KNOWN
from kiosk.voices import VOICES
from tests.accessibility import journal
from tests.accessibility.report import LanguageState, Outcome
from ui.touch.i18n import FOLDER, own_name, unread

ROOT = Path(__file__).parents[2]
TOOL_S = 30.0


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


def outcomes(path: Path) -> dict[str, tuple[Outcome, ...]]:
    """Read what tests did from a journal, by their names without their cases; a missing file is none."""
    found: dict[str, tuple[Outcome, ...]] = {}
    for case, outcome in journal.cases(path).items():
        name = case.partition("[")[0]
        found[name] = (*found.get(name, ()), outcome)
    return found


def commit() -> str:
    """Name the commit; ``a tree without commits`` where there is none; say if files were changed since."""
    known = _output("git", "rev-parse", "--short=10", "HEAD")
    if not known:
        return "a tree without commits"
    changed = _output("git", "status", "--porcelain", "--untracked-files=no")
    return f"commit {known}{' and changes that are in none' if changed else ''}"


def tools() -> tuple[str, ...]:
    """Name what the screens were drawn, spoken and measured with."""
    system = platform.freedesktop_os_release().get("PRETTY_NAME", platform.system())
    espeak = _output("espeak-ng", "--version").partition("  ")[0].removeprefix("eSpeak NG text-to-speech: ")
    return (
        f"System: {system}, {platform.machine()}; Python {platform.python_version()}.",
        f"Screens: Kivy {version('kivy')}, drawn by software; typeface DejaVu Sans, as Kivy brings it.",
        f"Voice: espeak-ng {espeak or 'is not installed'}.",
        f"Measured with NumPy {version('numpy')} and Pillow {version('pillow')}.",
    )


def _output(*words: str) -> str:
    """Run a program; return what it says, or nothing if it is not there or fails."""
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=TOOL_S, check=False)
    except (FileNotFoundError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
