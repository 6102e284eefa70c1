# SPDX-License-Identifier: EUPL-1.2
"""Style that tools can check: linters, types, licence lines, sizes."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LICENCE = "SPDX-License-Identifier: EUPL-1.2"
SOURCES = {
    ".c", ".conf", ".css", ".html", ".js", ".kv", ".mjs", ".mount", ".po", ".py", ".rules", ".service", ".sh",
    ".socket", ".target", ".timer", ".ts",
}  # fmt: skip
MADE = {
    ".git", ".hypothesis", ".mypy_cache", ".pytest_cache", ".ruff_cache", ".venv", "__pycache__", "build", "dist",
    "halsorum.egg-info", "node_modules",
}  # fmt: skip
"""Folders of what was made here."""

MAX_FUNCTION_LINES = 40
MAX_FILE_LINES = 350

EXEMPT = {
    "kiosk/call/gauge.py:_record": "a table: every figure of a second",
    "provisioning/broker.py:configuration": "one text: Mosquitto's configuration",
}
"""What may be longer, and why."""


@cache
def files() -> tuple[Path, ...]:
    """List the project's own files: what git knows and would take in; without git, all but what set-up makes."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    if (ROOT / ".git").exists() and shutil.which("git"):
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=60).stdout
        return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())
    return tuple(path for path in ROOT.rglob("*") if path.is_file() and not MADE & set(path.relative_to(ROOT).parts))


def is_source(path: Path) -> bool:
    content = path.read_bytes()
    return bool(content) and (path.suffix in SOURCES or content.startswith(b"#!"))


def tool(*command: str | Path) -> str:
    """Run a tool from the project's root; return what it says if it objects."""
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=500)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def test_ruff_has_no_objection() -> None:
    assert tool(sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format=concise", ".", "run") == ""


def test_ruff_would_format_nothing() -> None:
    assert tool(sys.executable, "-m", "ruff", "format", "--no-cache", "--check", ".", "run") == ""


@pytest.mark.timeout(600)
def test_mypy_has_no_objection() -> None:
    assert tool(sys.executable, "-m", "mypy", "--cache-dir", ROOT / "build" / "mypy", "--no-error-summary") == ""


def test_shellcheck_has_no_objection() -> None:
    scripts = [path for path in files() if path.read_bytes()[:64].partition(b"\n")[0].endswith((b"sh", b"bash"))]
    assert scripts
    assert shutil.which("shellcheck"), "shellcheck is missing; ./run setup installs it"
    assert tool("shellcheck", *scripts) == ""


def test_every_source_file_names_its_licence() -> None:
    bare = [
        str(path.relative_to(ROOT))
        for path in files()
        if is_source(path) and LICENCE not in "".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:3])
    ]
    assert bare == []


def test_functions_and_files_are_short() -> None:
    long = []
    for path in files():
        name = str(path.relative_to(ROOT))
        if path.suffix == ".py" and not name.startswith("tests/"):
            long += [each for each in too_long(name, path.read_text(encoding="utf-8")) if each not in EXEMPT]
    assert long == []


def test_exemptions_are_still_needed() -> None:
    names = {each.partition(":")[0] for each in EXEMPT}
    assert {each for name in names for each in too_long(name, (ROOT / name).read_text())} >= set(EXEMPT)


def too_long(name: str, source: str) -> list[str]:
    """Name the file and its functions that are longer than they may be."""
    found = [name] if source.count("\n") > MAX_FILE_LINES else []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            found += [f"{name}:{node.name}"] if lines > MAX_FUNCTION_LINES else []
    return found


def test_locked_trees_name_no_registry() -> None:
    for path in files():
        if path.name == "package-lock.json":
            packages = json.loads(path.read_text(encoding="utf-8"))["packages"]
            assert [name for name, entry in packages.items() if "resolved" in entry] == [], path
            assert all(entry.get("integrity") for name, entry in packages.items() if name), path
        elif path.name == "requirements.lock":
            lines = path.read_text(encoding="utf-8").splitlines()
            assert not [line for line in lines if "://" in line or line.startswith("--index")]


def test_a_long_function_is_caught() -> None:
    body = "\n".join(f"    x = {number}" for number in range(MAX_FUNCTION_LINES))
    assert too_long("a.py", f"def f():\n{body}\n") == ["a.py:f"]
    assert too_long("a.py", "x = 1\n" * (MAX_FILE_LINES + 1)) == ["a.py"]
