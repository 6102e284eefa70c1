# SPDX-License-Identifier: EUPL-1.2
"""Has flows played by a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import msgspec

from tests.flows.plan import Flow

ROOT = Path(__file__).parents[2]
DEADLINE_S = 540.0
WAYS = ("touch", "keypad", "one-switch", "two-switches", "by-ear")


def played(display: str, *wanted: str, made: Flow | None = None) -> dict[str, list[str]]:
    """Play ``wanted`` (language/way/flow); return what went wrong in each that did. ``made``: the flow 'wrong'."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.flows.player", *wanted],
        cwd=ROOT, env={**os.environ, "DISPLAY": display, "LIBGL_ALWAYS_SOFTWARE": "1"},
        input=msgspec.json.encode(made).decode() if made is not None else "",
        capture_output=True, text=True, timeout=DEADLINE_S, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    report: dict[str, list[str]] = json.loads(done.stdout)
    assert report
    return {name: faults for name, faults in report.items() if faults}
